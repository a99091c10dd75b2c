import { layerSpec } from 'atrous/spec';
import { explain, explainSizes, renderStep, scene, type SceneGrid } from 'atrous-explain';
import { describe, expect, test } from 'vitest';
import { isSameSteps, lettersOf, linesOf } from '../../src/pages/layer/formula.js';
import { measures } from '../../src/pages/layer/measures.js';
import { initialState, type LayerPageState } from '../../src/pages/layer/state.js';
import { judge, type Legal } from '../../src/pages/layer/verdict.js';
import { frameOf, indexOf, readChannels } from '../../src/pages/layer/view.js';

const STEM = layerSpec('Conv2d', [3, 64, 7], { stride: 2, padding: 3 });
const text = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

describe('formulas as the page sets them', () => {
  test('have letters for the numbers of the layer, and the same text in parts', () => {
    const [height] = explainSizes(STEM, [1, 3, 224, 224]);
    const [step] = height!.steps;
    expect(text(lettersOf(step!)!)).toBe('⌊(n + 2·p − d·(k−1) − 1) / s⌋ + 1');
    const html = linesOf(step!, { lang: 'en', prefix: 'x', withAxis: true });
    expect(text(html)).toBe(renderStep(step!));
    expect(html.match(/class="line"/g)).toHaveLength(3);
    expect(html).toContain('data-ref="padding" data-axis="H"');
    expect(linesOf(step!, { lang: 'en', prefix: 'x', withAxis: false })).not.toContain('data-axis');
  });

  test('are told once for axes that have the same numbers, and apart for others', () => {
    const [h, w] = explain(STEM, [1, 3, 224, 224]).axes;
    expect(isSameSteps(h!, w!)).toBe(true);
    const [a, b] = explain(STEM, [1, 3, 224, 228]).axes;
    expect(isSameSteps(a!, b!)).toBe(false);
  });
});

describe('what a number measures', () => {
  const legal = (args: LayerPageState['args']): Legal => {
    const start = initialState();
    return judge({ ...start, args: { ...start.args, ...args } }).legal!;
  };

  test('is marked on the plane that has it, as wide as it is', () => {
    const one = legal({ padding: [0, 2], kernelSize: 3 });
    const drawn = scene({ spec: one.spec, input: one.input, view: 'slide', bare: true }, 0);
    const input = drawn.grids.find(({ plane }) => plane === 'input')!;
    const marks = measures(drawn, one, { ref: 'padding', axis: undefined });
    expect(marks).toEqual([
      { kind: 'box', x: input.x, y: input.y, width: 2 * input.cell, height: input.height },
      { kind: 'box', x: input.x + 7 * input.cell, y: input.y, width: 2 * input.cell, height: input.height },
    ]);
    expect(measures(drawn, one, { ref: 'padding', axis: 'H' })).toEqual([]);
    const spans = (ref: 'n' | 'kernel'): string[] =>
      measures(drawn, one, { ref, axis: undefined }).map((mark) => (mark.kind === 'span' ? mark.text : ''));
    expect(spans('n')).toEqual(['5', '5']);
    expect(spans('kernel')).toEqual(['3', '3']);
  });

  test('of a transposed convolution is marked on its output', () => {
    const spec = layerSpec('ConvTranspose2d', [1, 1, 3], { stride: 2, padding: 1, outputPadding: 1 });
    const input = [1, 1, 3, 3];
    const one: Legal = { spec, input, output: [1, 1, 6, 6], explanation: explain(spec, input) };
    const drawn = scene({ spec, input, view: 'stamp', bare: true }, 0);
    const output: SceneGrid = drawn.grids.find(({ plane }) => plane === 'output')!;
    const [mark] = measures(drawn, one, { ref: 'outputPadding', axis: 'W' });
    expect(mark).toMatchObject({ width: output.cell, x: output.x + (5 - output.columns[0]) * output.cell });
  });
});

describe('frames and channels', () => {
  test('an index and its place in row order lead to each other', () => {
    for (let frame = 0; frame < 24; frame++) expect(frameOf(indexOf(frame, [2, 3, 4]), [2, 3, 4])).toBe(frame);
    expect(frameOf([2, 0, 0], [2, 3, 4])).toBeUndefined();
    expect(frameOf([0, 0], [2, 3, 4])).toBeUndefined();
  });

  test('an output channel reads the input channels of its group', () => {
    const grouped = layerSpec('Conv2d', [6, 12, 3], { groups: 3 });
    const one = (channel: number): readonly [number, number] =>
      readChannels(
        { spec: grouped, input: [1, 6, 5, 5], output: [1, 12, 3, 3], explanation: explain(grouped, [1, 6, 5, 5]) },
        channel,
      );
    expect([one(0), one(4), one(11)]).toEqual([
      [0, 2],
      [2, 2],
      [4, 2],
    ]);
  });
});
