/** @file Pictures of layers that copy, blend and rearrange cells, against what the library computes. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualSeed, nn, randint } from 'atrous';
import { layerSpec, outputShape } from 'atrous/spec';
import { frameCount, type Scene, scene, type SceneState } from '../../src/index.js';
import { isLegal, type LayerCase, layers } from '../layers.js';
import { built, computed, count, impulse } from '../library.js';
import { layer } from './examples.js';

const part = fc.double({ min: 0, max: 0.999, noNaN: true });

/** The layer on one channel whose values are their own offsets, from 1 on. */
function offsets({ spec, input }: LayerCase): Float64Array {
  return computed(
    built(spec),
    input,
    Float64Array.from({ length: count(input) }, (_, i) => i + 1),
  );
}

const cellsOf = ({ rects }: Scene, role: string): string[] =>
  rects
    .filter((rect) => rect.role === role && rect.cell?.plane === 'input')
    .map(({ cell }) => String(cell!.index))
    .sort();

function unravel(index: number, sizes: readonly number[]): number[] {
  let rest = index;
  return sizes
    .toReversed()
    .map((size) => [rest % size, (rest = Math.floor(rest / size))][0]!)
    .reverse();
}

const single = ({ spec, input }: LayerCase, rank: number): LayerCase => ({
  spec,
  input: [1, 1, ...input.slice(-rank).map((size) => Math.min(size, 9))],
});

describe('what a picture marks on the input is what the library reads', () => {
  const padded = layers.filter(({ spec }) => /Pad[123]d$/.test(spec.op));

  test('for padding layers: the one cell that is copied, or none', () =>
    fc.assert(
      fc.property(padded, part, (given, at) => {
        const rank = Number(given.spec.op.at(-2));
        const one = single(given, rank);
        fc.pre(isLegal(one) && outputShape(one.spec, one.input).every((size) => size > 0));
        const state: SceneState = { ...one, view: 'slide' };
        const frame = Math.floor(at * frameCount(state));
        const value = offsets(one)[frame]!;
        const source = value === 0 ? [] : [String(unravel(value - 1, one.input.slice(2)))];
        expect(cellsOf(scene(state, frame), 'covered')).toEqual(source);
      }),
      { numRuns: 80 },
    ));

  test.each([
    ['Upsample(scale_factor=2)', [1, 1, 3, 4]],
    ["Upsample(size=(5, 7), mode='bilinear')", [1, 1, 3, 4]],
    ["Upsample(scale_factor=2, mode='bilinear', align_corners=True)", [1, 1, 3, 3]],
    ["Upsample(size=(2, 3), mode='area')", [1, 1, 5, 6]],
    ["Upsample(scale_factor=3, mode='linear')", [1, 1, 5]],
    ['UpsamplingNearest2d(scale_factor=2)', [1, 1, 3, 4]],
  ])('for %s: the cells whose impulse arrives', (call, input) => {
    const one = { spec: layer(call), input };
    const module = built(one.spec);
    const spread = Array.from({ length: count(input) }, (_, i) => computed(module, input, impulse(input, i)));
    const state: SceneState = { ...one, view: 'slide' };
    for (let frame = 0; frame < frameCount(state); frame++) {
      const reached = spread.flatMap((y, i) => (y[frame] === 0 ? [] : [String(unravel(i, input.slice(2)))]));
      expect(cellsOf(scene(state, frame), 'covered')).toEqual(reached.sort());
    }
  });
});

/** The numbers of a sentence, in order. */
const numbersOf = ({ sentence }: Scene): number[] => [...sentence.matchAll(/\d+/g)].map(([digits]) => Number(digits));

describe.each([
  ['PixelShuffle(2)', [1, 8, 2, 3], 1],
  ['PixelUnshuffle(3)', [1, 2, 6, 3], 13],
])('%s', (call, input, channel) => {
  const one = { spec: layer(call), input };
  const output = outputShape(one.spec, input);
  const y = offsets(one);

  test('says of every cell where it comes from', () => {
    const state: SceneState = { ...one, view: 'slide', channel };
    const at = (shape: readonly number[], [c, h, w]: readonly number[]): number =>
      (c! * shape[2]! + h!) * shape[3]! + w!;
    for (let frame = 0; frame < frameCount(state); frame++) {
      const [first, second] = [numbersOf(scene(state, frame)).slice(0, 3), numbersOf(scene(state, frame)).slice(3)];
      const [from, to] = call.startsWith('PixelShuffle') ? [second, first] : [first, second];
      expect(y[at(output, to)]).toBe(at(input, from) + 1);
    }
  });
});

describe('a block and its column', () => {
  const args = '(2, 3), padding=1, stride=2, dilation=(2, 1)';
  const input = [1, 1, 6, 7];
  const one = { spec: layer(`Unfold(${args})`), input };
  const blocks = outputShape(one.spec, input)[2]!;

  test('of Unfold hold the same cells', () => {
    const y = offsets(one);
    const state: SceneState = { ...one, view: 'slide' };
    expect(frameCount(state)).toBe(blocks);
    for (let block = 0; block < blocks; block++) {
      const column = Array.from({ length: 6 }, (_, row) => y[row * blocks + block]!).filter((value) => value > 0);
      const cells = column.map((value) => String(unravel(value - 1, input.slice(2))));
      expect(cellsOf(scene(state, block), 'tap')).toEqual(cells.sort());
    }
  });

  test('of Fold are put where the library adds them', () => {
    const back = { spec: layer(`Fold((6, 7), ${args})`), input: [1, 6, blocks] };
    const state: SceneState = { ...back, view: 'slide' };
    for (let block = 0; block < blocks; block++) {
      const column = Float64Array.from({ length: 6 * blocks }, (_, i) => (i % blocks === block ? 1 : 0));
      const image = computed(built(back.spec), back.input, column);
      const reached = Array.from(image.keys()).filter((i) => image[i]! > 0);
      const drawn = scene(state, block).rects.filter(({ role, cell }) => role === 'tap' && cell?.plane === 'output');
      expect(drawn.map(({ cell }) => String(cell!.index)).sort()).toEqual(
        reached.map((i) => String(unravel(i, [6, 7]))).sort(),
      );
    }
  });
});

describe('un-pooling', () => {
  const settings = fc.record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.integer({ min: 0, max: 2 }),
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(99),
  });

  test('puts every value where the library puts it', () =>
    fc.assert(
      fc.property(settings, part, ({ kernel, stride, padding, rows, columns, seed }, at) => {
        fc.pre(padding <= kernel / 2 && stride <= kernel);
        const window = { stride, padding };
        const input = [1, 1, rows, columns];
        const spec = layerSpec('MaxUnpool2d', [kernel], window);
        const output = outputShape(spec, input, { others: [input] });
        fc.pre(output.every((size) => size > 0));
        manualSeed(seed);
        const pool = new nn.MaxPool2d(kernel, { ...window, returnIndices: true });
        const [values, indices] = pool.forward(randint(1, 6, output, { dtype: 'float32' }));
        fc.pre(values.shape.join() === input.join());
        const unpooled = new nn.MaxUnpool2d(kernel, window).forward(values, indices);
        const frame = Math.floor(at * rows * columns);
        const given = { input: values.data as Float32Array, output: unpooled.data as Float32Array };
        const state: SceneState = { spec, input, view: 'slide', values: given };
        expect(frameCount(state)).toBe(rows * columns);
        const { rects, sentence } = scene(state, frame);
        const put = unravel(Number(indices.data[frame]), output.slice(2));
        expect(rects.filter(({ role, cell }) => role === 'winner' && cell).map(({ cell }) => cell?.index)).toEqual([
          put,
        ]);
        expect(sentence).toContain(`goes to row ${put[0]}, column ${put[1]}`);
      }),
      { numRuns: 150 },
    ));

  test('has a picture without values, of one axis, and in Chinese', () => {
    const state: SceneState = { spec: layer('MaxUnpool1d(3, 2)'), input: [1, 1, 4], view: 'slide', lang: 'zh' };
    const { rects, sentence } = scene(state, 2);
    const [winner] = rects.filter(({ role, cell }) => role === 'winner' && cell);
    expect(winner!.cell!.index.length).toBe(1);
    expect([4, 5, 6]).toContain(winner!.cell!.index[0]);
    expect(sentence).toContain('举例');
  });
});
