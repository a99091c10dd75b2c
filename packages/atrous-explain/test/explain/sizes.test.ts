import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tensor } from 'atrous';
import { type Step, type Token, explain, explainSizes, renderStep } from 'atrous-explain';
import { adaptiveWindow, layerSpec, layerWindows, outputShape } from 'atrous/spec';
import { convolutions, isLegal, layers } from '../layers.js';
import { built, count } from '../library.js';
import { layer } from '../scene/examples.js';

/** The left-most side of an equation as JavaScript; every side has to have the step's value. */
function sides(tokens: readonly Token[]): string[] {
  const spelled: Record<string, string> = {
    '−': '-',
    '·': '*',
    '⌊': 'Math.floor(',
    '⌋': ')',
    '⌈': 'Math.ceil(',
    '⌉': ')',
  };
  return tokens
    .map((token) => {
      if (token.kind === 'op') return token.op === '=' ? '=' : (spelled[token.op] ?? token.op);
      return token.kind === 'text' ? '' : `(${token.value})`;
    })
    .join('')
    .split('=');
}

// oxlint-disable-next-line no-implied-eval, no-new-func -- the text is made of numbers and signs above
const calculate = (side: string): number => Number(new Function(`return ${side}`)());

function expectTrue(step: Step): void {
  // Words about the windows are no equation; the clip is checked on its own below.
  if (step.id === 'clip' || step.id === 'windows') return;
  for (const side of sides(step.tokens)) expect(calculate(side)).toBe(step.value);
}

describe('explainSizes', () => {
  test('ends every axis at the size that the library really gives', () => {
    fc.assert(
      fc.property(layers.filter(isLegal), ({ spec, input }) => {
        fc.pre(count(input) * count(outputShape(spec, input)) < 3e7);
        const { shape } = built(spec).forward(new Tensor(new Float64Array(count(input)), input, 'float64'));
        for (const { dim, output } of explainSizes(spec, input)) if (dim !== undefined) expect(output).toBe(shape[dim]);
      }),
      { numRuns: 150 },
    );
  });

  test('ends every axis at the size that geometry gives, and each side of each equation has that value', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(layers.filter(isLegal), ({ spec, input }) => {
        const output = outputShape(spec, input);
        for (const axis of explainSizes(spec, input)) {
          seen.add(spec.op);
          expect(axis.steps.at(-1)!.value).toBe(axis.output);
          if (axis.dim !== undefined) expect(axis.output).toBe(output[axis.dim]);
          axis.steps.forEach(expectTrue);
          axis.details.forEach(expectTrue);
        }
      }),
      { numRuns: 2000 },
    );
    expect(seen.size).toBeGreaterThan(20);
  });

  test.each<[string, number[], string[]]>([
    [
      'MaxUnpool2d(3, 2, 1)',
      [1, 2, 5, 4],
      [
        '(5 − 1)·2 − 2·1 + 3 = 9; output_size may ask for 8 to 10',
        '(4 − 1)·2 − 2·1 + 3 = 7; output_size may ask for 6 to 8',
      ],
    ],
    ['MaxUnpool1d(2, 1)', [2, 5], ['(5 − 1)·1 − 2·0 + 2 = 6']],
    [
      'FractionalMaxPool2d(2, output_ratio=(0.5, 0.7))',
      [1, 2, 9, 9],
      [
        '⌊9·0.5⌋ = 4; windows lie where chance puts them, anew at every call',
        '⌊9·0.7⌋ = 6; windows lie where chance puts them, anew at every call',
      ],
    ],
    ['GLU(1)', [1, 6, 3, 3], ['6 / 2 = 3']],
    [
      'Unflatten(1, (2, -1, 3))',
      [1, 24],
      ['2, as unflattened_size says', '24 / (2·3) = 4', '3, as unflattened_size says'],
    ],
    ['Bilinear(3, 4, 5)', [2, 3], ['5']],
  ])('explains %s, which needs more than its input or a name', (call, input, said) => {
    const { axes, output, refusal } = explain(layer(call), input);
    expect(refusal).toBeUndefined();
    expect(
      axes.map(({ steps, notes }) =>
        [...steps.map((step) => renderStep(step)), ...notes.map(({ text }) => text)].join('; '),
      ),
    ).toEqual(said);
    for (const { dim, output: size } of axes) expect(size).toBe(output![dim!]);
  });

  test('explains every axis whose size the layer changes', () => {
    fc.assert(
      fc.property(layers.filter(isLegal), ({ spec, input }) => {
        // The channels of a convolution are its argument; equal ranks make the axes comparable.
        const output = outputShape(spec, input);
        if (output.length !== input.length || spec.op.startsWith('Conv')) return;
        const dims = new Set(explainSizes(spec, input).map((axis) => axis.dim));
        output.forEach((size, dim) => expect(size === input[dim] || dims.has(dim)).toBe(true));
      }),
      { numRuns: 500 },
    );
  });

  test('shows the clip of ceil_mode as a step of its own', () => {
    const spec = layerSpec('MaxPool2d', [2], { stride: 3, ceilMode: true, padding: 1 });
    const [height] = explainSizes(spec, [1, 1, 5, 5]);
    expect(height!.steps.map(({ id, value }) => ({ id, value }))).toEqual([
      { id: 'size', value: 3 },
      { id: 'clip', value: 2 },
    ]);
    expect(height!.output).toBe(2);
  });

  test('says how many cells the windows of adaptive pooling have, and whether they overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (size, count) => {
        const windows = Array.from({ length: count }, (_, i) => adaptiveWindow(size, count, i));
        const cells = windows.map(({ start, end }) => end - start);
        const [least, most] = [Math.min(...cells), Math.max(...cells)];
        const unit = most === 1 ? 'cell' : 'cells';
        const [axis] = explainSizes(layerSpec('AdaptiveAvgPool1d', [count]), [1, size]);
        const last = axis!.steps[1]!.tokens.at(-1)!;
        expect(last).toMatchObject({
          kind: 'text',
          text: least === most ? `: ${most} ${unit} each` : `: ${least} to ${most} ${unit}`,
        });
        const overlap = windows.some(({ start }, i) => i > 0 && start < windows[i - 1]!.end);
        expect(axis!.notes.length > 0).toBe(overlap);
      }),
    );
  });

  test('counts what no window reads', () => {
    fc.assert(
      fc.property(convolutions.filter(isLegal), ({ spec, input }) => {
        if (spec.op.startsWith('ConvTranspose')) return;
        layerWindows(spec, input)!.forEach((window, i) => {
          const { axis, output, notes } = explainSizes(spec, input)[i]!;
          const size = input.at(i - (spec.args['kernelSize'] as number[]).length)!;
          const reach = (output - 1) * window.stride + window.dilation * (window.kernel - 1) + 1;
          const left = size + window.padBefore + window.padAfter - reach;
          const note = notes.find(({ id }) => id === 'unread');
          expect(note === undefined ? 0 : Number(note.values['input']) + Number(note.values['padding']), axis).toBe(
            left,
          );
          expect(note?.values['padding'] ?? 0).toBe(Math.min(left, window.padAfter));
        });
      }),
      { numRuns: 300 },
    );
  });

  test('names the number behind every token that a layer or its input has', () => {
    const [height, width] = explainSizes(layerSpec('Conv2d', [1, 1, [3, 5]], { padding: [1, 2] }), [1, 9, 8]);
    const refs = height!.steps[0]!.tokens.filter((token) => token.kind === 'ref');
    expect(refs).toEqual([
      { kind: 'ref', ref: 'n', axis: 'H', value: 9 },
      { kind: 'ref', ref: 'padding', axis: 'H', value: 1 },
      { kind: 'ref', ref: 'dilation', axis: 'H', value: 1 },
      { kind: 'ref', ref: 'kernel', axis: 'H', value: 3 },
      { kind: 'ref', ref: 'stride', axis: 'H', value: 1 },
    ]);
    expect(width!.steps[0]!.tokens).toContainEqual({ kind: 'ref', ref: 'kernel', axis: 'W', value: 5 });
  });

  test('gives every number on the way', () => {
    const [height] = explainSizes(layerSpec('Conv2d', [3, 8, 7], { stride: 2, padding: 3 }), [1, 3, 304, 228]);
    expect(height!.details.map(({ id, value }) => [id, value])).toEqual([
      ['span', 7],
      ['padded', 310],
      ['slack', 303],
      ['quotient', 151],
      ['remainder', 1],
      ['unread', 1],
    ]);
  });

  test('says which output_padding only the dilation allows', () => {
    const [axis] = explainSizes(layerSpec('ConvTranspose1d', [1, 1, 3], { stride: 2, dilation: 4 }), [1, 5]);
    expect(axis!.notes.map(({ text }) => text)).toEqual([
      'output_padding may be 0 to 3, for 17 to 20',
      'output_padding from 2 to 3 is allowed by the dilation, but no convolution goes back to such a size',
    ]);
  });

  test('has nothing to say about a layer that keeps all sizes', () => {
    expect(explainSizes(layerSpec('ReLU'), [1, 3, 8, 8])).toEqual([]);
    expect(explainSizes(layerSpec('BatchNorm2d', [3]), [1, 3, 8, 8])).toEqual([]);
  });

  test('throws what PyTorch throws for an input that the layer refuses', () => {
    expect(() => explainSizes(layerSpec('Conv2d', [3, 8, 3]), [1, 4, 8, 8])).toThrow(
      'Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 4, 8, 8] to have 3 channels, but got 4 channels instead',
    );
  });
});
