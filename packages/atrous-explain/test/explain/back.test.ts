/** @file The way back from a convolution's output, against the layers themselves. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, explainBack, parseNetwork, renderHtmlList, renderText, speak } from 'atrous-explain';
import { type LayerSpec, layerSpec, outputShape } from 'atrous/spec';

const layer = (call: string): LayerSpec => parseNetwork(call).nodes[0]!.spec;

const settings = fc.record({
  rank: fc.integer({ min: 1, max: 3 }),
  sizes: fc.array(fc.integer({ min: 7, max: 20 }), { minLength: 3, maxLength: 3 }),
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
  padding: fc.integer({ min: 0, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
});

/** The sizes from 1 to 100 along one axis, the others kept, that the convolution takes to `output`. */
function sizesTo(spec: LayerSpec, input: readonly number[], axis: number, output: readonly number[]): number[] {
  return Array.from({ length: 100 }, (_, i) => i + 1).filter((size) => {
    try {
      return outputShape(spec, input.with(axis, size)).join() === output.join();
    } catch {
      return false;
    }
  });
}

describe('explainBack', () => {
  test('names every size that a convolution takes to the same, and the layer that goes back', () =>
    fc.assert(
      fc.property(settings, fc.constantFrom('zeros', 'reflect', 'circular'), (given, paddingMode) => {
        const { rank, sizes, kernel, padding, dilation } = given;
        const options = { stride: given.stride.slice(0, rank), padding, dilation, paddingMode };
        const spec = layerSpec(`Conv${rank}d`, [4, 6, kernel], options);
        const input = [1, 4, ...sizes.slice(0, rank)];
        const output = outputShape(spec, input);
        const { axes, opposite, value } = explainBack(spec, input)!;
        for (const [i, { low, high }] of axes.entries())
          expect(sizesTo(spec, input, i + 2, output)).toEqual(
            Array.from({ length: high - low + 1 }, (_, n) => low + n),
          );
        expect(value).toBe(axes.reduce((n, { low, high }) => n * (high - low + 1), 1));
        expect(outputShape(opposite!, output)).toEqual(input);
      }),
    ));

  test('names the sizes that end where a transposed convolution begins', () =>
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 3 }), (given, added) => {
        const { rank, sizes, kernel, padding, dilation } = given;
        const stride = given.stride.slice(0, rank);
        const outputPadding = stride.map((s) => Math.min(added, Math.max(s, dilation) - 1));
        const spec = layerSpec(`ConvTranspose${rank}d`, [4, 6, kernel], { stride, padding, dilation, outputPadding });
        const input = [1, 4, ...sizes.slice(0, rank)];
        const { axes, opposite } = explainBack(spec, input)!;
        const first = [1, 6, ...axes.map(({ low }) => low)];
        expect(outputShape(opposite!, first)).toEqual(input);
        for (const [i, { low, high, outputPadding: told }] of axes.entries()) {
          expect(sizesTo(opposite!, first, i + 2, input)).toEqual(
            Array.from({ length: high - low + 1 }, (_, n) => low + n),
          );
          expect(told).toBe(outputPadding[i]);
        }
      }),
    ));

  test('is told in every form, where there is a choice', () => {
    const halving = explain(layer('Conv2d(3, 64, 3, stride=2, padding=1)'), [1, 3, 304, 227]);
    const line = 'back  303 or 304 × 227 or 228 → ConvTranspose2d needs output_padding=(1, 0) for 304×227';
    expect(renderText(halving).split('\n').at(-1)).toBe(` ${line}`);
    expect(renderText(halving, { ascii: true }).split('\n').at(-1)).toBe(
      ' back  303 or 304 x 227 or 228 -> ConvTranspose2d needs output_padding=(1, 0) for 304x227',
    );
    expect(renderText(halving, { lang: 'zh' }).split('\n').at(-1)).toBe(
      ' 反推  303 或 304 × 227 或 228 → ConvTranspose2d 需要 output_padding=(1, 0) 才能回到 304×227',
    );
    expect(speak(halving).split('\n').at(-1)).toBe(
      'back: 303 or 304 by 227 or 228: ConvTranspose2d needs output_padding=(1, 0) for 304×227.',
    );
    expect(renderHtmlList(halving)).toContain('<dt>back</dt><dd><span id="explain-back" class="step"');
    const same = explain(layer('Conv2d(3, 64, 3, padding=1)'), [1, 3, 304, 227]);
    expect(same.back!.axes.map(({ low, high }) => [low, high])).toEqual([
      [304, 304],
      [227, 227],
    ]);
    expect(renderText(same)).not.toContain('back');
  });

  test.each([
    ['Conv1d(1, 1, 5, 4, padding=2)', [1, 1, 9], '9 to 12 → ConvTranspose1d goes back to 9 without output_padding'],
    ['ConvTranspose2d(8, 4, 3, 2, 1, 1)', [1, 8, 14, 14], '27 or 28 × 27 or 28 → Conv2d makes 14×14 of each'],
    [
      'ConvTranspose1d(1, 1, 3, 2, dilation=3, output_padding=2)',
      [1, 1, 5],
      '15 or 16 → Conv1d makes 5 of each, but not of 17',
    ],
  ])('of %s says %s', (call, input, text) => {
    expect(renderText(explain(layer(call), input))).toContain(`back  ${text}`);
  });

  test('has no opposite where padding differs at the two ends, and none for pools', () => {
    const same = explainBack(layer("Conv1d(1, 1, 4, padding='same')"), [1, 1, 9])!;
    expect([same.opposite, same.axes[0]]).toEqual([undefined, { axis: 'L', low: 9, high: 9, outputPadding: 0 }]);
    expect(explainBack(layer('MaxPool2d(2)'), [1, 1, 4, 4])).toBeUndefined();
    expect(explain(layer('Conv1d(1, 1, 9)'), [1, 1, 4]).back).toBeUndefined();
  });
});
