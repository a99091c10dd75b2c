/** @file The layer as volumes: true numbers, parts inside their volumes, a bounded number of marks. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputShape } from 'atrous/spec';
import { eachPair, frameCount, type LayerState, scene, sceneViews, svgPicture, taps } from '../../src/index.js';
import { sceneLayer } from '../../src/scene/layer.js';
import { solidAxes } from '../../src/scene/solid/axes.js';
import { channelCounts, solidsOf } from '../../src/scene/solid/layout.js';
import { selectedParts, type Solid, windowParts } from '../../src/scene/solid/parts.js';
import { scaleOf } from '../../src/scene/solid/scale.js';
import { type Part, pointOf, seen, shellOf, type Span, type Volume, wholeOf } from '../../src/scene/solid/volume.js';
import { momentAt } from '../../src/scene/timeline.js';
import { convolutions, isLegal, pools } from '../layers.js';
import { layer } from './examples.js';

const on = (text: string, ...input: number[]): LayerState => ({ spec: layer(text), input, view: 'solid' });

function solidOf({ spec, input }: Pick<LayerState, 'spec' | 'input'>, channel: number = 0): Solid {
  const known = sceneLayer(spec, input)!;
  return { layer: known, axes: solidAxes(known), channels: channelCounts(known), channel };
}

const isWithin = ([low, high]: Span, [from, to]: Span): boolean =>
  low >= from - 1e-9 && high <= to + 1e-9 && low < high;

function expectWithin(part: Part, limits: Part): void {
  for (const axis of ['columns', 'rows', 'depth'] as const)
    expect(
      isWithin(part[axis], limits[axis]),
      `${axis}: ${part[axis].join(' to ')} in ${limits[axis].join(' to ')}`,
    ).toBe(true);
}

const drawable = fc
  .oneof(convolutions, pools)
  .filter(
    (one) =>
      isLegal(one) && sceneViews(one).includes('solid') && outputShape(one.spec, one.input).every((size) => size > 0),
  );
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the scale', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 6 });

  test('keeps proportions where there is room, and order always', () => {
    fc.assert(
      fc.property(sizes, (list) => {
        const { length, isTrue } = scaleOf(list, { unit: 24, least: 18, most: 200 });
        for (const a of list) {
          expect(length(a)).toBeLessThanOrEqual(200 + 1e-9);
          expect(length(a) >= 18 - 1e-9 || (isTrue && new Set(list).size === 1)).toBe(true);
          for (const b of list) {
            if (a < b) expect(length(a)).toBeLessThan(length(b));
            if (isTrue) expect(length(a) / length(b)).toBeCloseTo(a / b, 9);
          }
        }
      }),
    );
  });

  test('of 224 and 112 is true, of 4096 and 2 is not', () => {
    const room = { unit: 24, least: 18, most: 200 };
    expect(scaleOf([224, 112], room).isTrue).toBe(true);
    expect(scaleOf([4096, 2], room).isTrue).toBe(false);
  });
});

test('the window lies in the padded input and the cell in the output, at any time', () => {
  fc.assert(
    fc.property(drawable, share, share, fc.boolean(), (one, at, which, narrow) => {
      const known = solidOf(one);
      const solid = {
        ...known,
        channel: Math.min(known.channels.output - 1, Math.floor(which * known.channels.output)),
      };
      const { input, output } = solidsOf(solid.layer, solid.axes, narrow);
      const counts = solid.axes.map(({ count }) => count);
      const frames = counts.reduce((a, b) => a * b);
      const parts = windowParts(solid, momentAt(at * frames, counts, false));
      if (parts.input) {
        expectWithin(parts.input, shellOf(input));
        expectWithin(seen(input, parts.input), shellOf(input));
      }
      expectWithin(parts.output!, wholeOf(output));
      expectWithin(seen(output, parts.output!), shellOf(output));
    }),
    { numRuns: 100 },
  );
});

const low = (cells: readonly number[]): number => Math.min(...cells);
const high = (cells: readonly number[]): number => Math.max(...cells) + 1;

test('the window is what the library says that an output reads', () => {
  const one = on('Conv2d(6, 4, 3, stride=2, dilation=2, groups=2)', 1, 6, 11, 9);
  const cells = [...eachPair(taps.ofOutput(one.spec, one.input, [3, 1, 2]))].map(({ input }) => input);
  const span = (axis: number): number[] => [
    low(cells.map((cell) => cell[axis]!)),
    high(cells.map((cell) => cell[axis]!)),
  ];
  const part = windowParts(solidOf(one, 3), { frame: 0, from: [0, 1, 2], to: [0, 1, 2], t: 0 }).input;
  expect(part).toEqual({ depth: span(0), rows: span(1), columns: span(2) });
  expect(part!.depth).toEqual([3, 6]);
});

test('a pool reads one channel, the one that it makes', () => {
  const parts = windowParts(solidOf(on('MaxPool2d(2)', 1, 16, 8, 8), 5), {
    frame: 0,
    from: [0, 1, 1],
    to: [0, 1, 1],
    t: 0,
  });
  expect([parts.input!.depth, parts.output!.depth]).toEqual([
    [5, 6],
    [5, 6],
  ]);
});

test('a selected input cell goes through all channels, and its outputs are those that read it', () => {
  const one = on('Conv2d(3, 8, 3, padding=1)', 1, 3, 6, 6);
  const { input, output } = selectedParts(solidOf(one), { plane: 'input', index: [2, 0] });
  expect(input).toEqual({ rows: [2, 3], columns: [0, 1], depth: [0, 3] });
  expect(output).toEqual({ rows: [low([1, 2, 3]), high([1, 2, 3])], columns: [0, 2], depth: [0, 8] });
  const tap = selectedParts(solidOf(one), { plane: 'kernel', index: [0, 0] });
  expect(tap.input!.rows).toEqual([0, 5]);
  expect(tap.output!.rows).toEqual([1, 6]);
});

test('edges carry their true numbers, however long they are', () => {
  const small = scene(on('Conv2d(3, 64, 7, stride=2, padding=3)', 1, 3, 224, 224), 0);
  expect(small.texts.filter(({ role }) => role === 'axis').map(({ text }) => text)).toEqual(
    expect.arrayContaining(['H 224', 'W 224', 'C 3', 'H 112', 'W 112', 'C 64', 'kernel 3 × 7 × 7']),
  );
  const large = scene(on('Conv2d(3, 8, (5, 3), stride=2)', 1, 3, 4096, 3328), 9999);
  expect(large.texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['H 4096', 'W 3328', 'H 2046', 'W 1663']));
  const three = scene(on('Conv3d(2, 4, 3)', 1, 2, 8, 16, 16), 0);
  expect(three.texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['D 8', 'H 16', 'D 6', 'H 14']));
  expect(scene(on('Conv1d(4, 8, 3)', 1, 4, 20), 0).texts.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['L 20', 'L 18', 'C 4', 'C 8']),
  );
});

test('what is not to scale is said', () => {
  const notes = (state: LayerState): string[] => scene(state, 0).texts.map(({ text }) => text);
  const note = 'Edges are not to scale: long ones are drawn shorter. The numbers are true.';
  expect(notes(on('Conv2d(1, 1, 3)', 1, 1, 5, 5))).not.toContain(note);
  expect(notes(on('Conv2d(512, 512, 3)', 1, 512, 14, 14))).toContain(note);
});

test('marks are bounded, however large the layer, its kernel or its groups are', () => {
  for (const [text, ...input] of [
    ['Conv2d(3, 64, 7, stride=2, padding=3)', 1, 3, 4096, 3328],
    ['Conv2d(1024, 1024, 11, padding=5, groups=1024)', 1, 1024, 32, 32],
    ['Conv1d(1, 1, 2000)', 1, 1, 100_000],
    ['Conv3d(512, 512, 3, padding=1)', 1, 512, 64, 64, 64],
    ['MaxPool2d(32)', 1, 2048, 32, 32],
  ] as const) {
    const state: LayerState = { ...on(text, ...input), bare: true };
    const time = Math.floor(frameCount(state) / 2);
    expect(svgPicture(scene(state, time)).elements.length, text).toBeLessThan(800);
  }
});

test('groups are slabs in their colours, the one that is read in full', () => {
  const slabs = scene(
    { ...on('Conv2d(6, 6, 3, padding=1, groups=3)', 1, 6, 5, 5), bare: true, channel: 2 },
    0,
  ).paths.filter(({ role }) => role === 'ribbon');
  expect(new Set(slabs.map(({ tap }) => tap))).toEqual(new Set([0, 1, 2]));
  expect(new Set(slabs.filter(({ opacity }) => opacity === 1).map(({ tap }) => tap))).toEqual(new Set([1]));
  const many = scene({ ...on('Conv2d(64, 64, 3, groups=64)', 1, 64, 8, 8), bare: true, channel: 30 }, 0);
  expect(new Set(many.paths.filter(({ role }) => role === 'ribbon').map(({ tap }) => tap))).toEqual(new Set([30]));
});

test('the front faces are where a pointer finds their cells', () => {
  const drawn = scene(on('Conv2d(3, 8, 3, padding=1)', 1, 3, 6, 6), 0);
  expect(drawn.grids.map(({ plane, rows, size }) => [plane, rows, size])).toEqual([
    ['input', [-1, 7], [6, 6]],
    ['output', [0, 6], [6, 6]],
    ['kernel', [0, 3], [3, 3]],
  ]);
  const volume: Volume = {
    x: 10,
    y: 20,
    columns: { cells: 3, before: 0, after: 0, cell: 4 },
    rows: { cells: 3, before: 0, after: 0, cell: 4 },
    depth: { cells: 2, before: 0, after: 0, cell: 10 },
  };
  expect(pointOf(volume, 2, 1, 0)).toEqual([18, 24]);
  const [x, y] = pointOf(volume, 2, 1, 1);
  expect(x > 18 && y < 24).toBe(true);
});

test('the sentence is that of the sliding window, in both languages', () => {
  const state = on('Conv2d(3, 8, 3, padding=1)', 1, 3, 6, 6);
  expect(scene(state, 8).sentence).toBe(scene({ ...state, view: 'slide' }, 8).sentence);
  expect(scene(state, 8).description).toContain('the input, 3 × 6 × 6, on the way to the output, 8 × 6 × 6');
  expect(scene({ ...state, lang: 'zh' }, 8).description).toContain('输入 3 × 6 × 6，输出 8 × 6 × 6');
  const up = on('ConvTranspose2d(1, 1, 3, stride=2, padding=1)', 1, 1, 3, 3);
  expect(scene(up, 6).sentence).toBe(scene({ ...up, view: 'gather' }, 6).sentence);
});
