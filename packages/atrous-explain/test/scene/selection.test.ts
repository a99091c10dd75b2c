/** @file Where cells are in a picture, and what a selected cell or tap lights up. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputShape } from 'atrous/spec';
import {
  channelsScene,
  eachPair,
  frameCount,
  frameShape,
  hasTaps,
  type LayerState,
  type SceneRect,
  type Scene,
  type SceneGrid,
  scene,
  sceneViews,
  svgPicture,
  taps,
  type View,
} from '../../src/index.js';
import { kernelOf, sceneLayer, spatialAxes } from '../../src/scene/layer.js';
import { meetingsOf, pairsOf } from '../../src/scene/meetings.js';
import { convolutions, isLegal, type LayerCase, layers, pools } from '../layers.js';
import { layer } from './examples.js';

const on = (text: string, ...input: number[]): LayerCase => ({ spec: layer(text), input });

const rankOf = ({ spec }: LayerCase): number => Number(spec.op.at(-2));
const part = fc.double({ min: 0, max: 1, noNaN: true });
const sorted = (list: readonly string[]): string[] => [...list].sort();

/** The index of the cell in the middle of a rectangle, as a pointer there would find it. */
function indexAt(
  grids: readonly SceneGrid[],
  plane: string,
  { x, y, width, height }: SceneRect,
  rank: number,
): number[] {
  const [cx, cy] = [x + width / 2, y + height / 2];
  const grid = grids.find(
    (one) => one.plane === plane && cx > one.x && cx < one.x + one.width && cy > one.y && cy < one.y + one.height,
  )!;
  const place = (at: number, low: number, size: number, step: number): number =>
    grid.isTurned ? size - 1 - at : (at + low) / step;
  const row = place(Math.floor((cy - grid.y) / grid.cell), grid.rows[0], grid.size[0], grid.step[0]);
  const column = place(Math.floor((cx - grid.x) / grid.cell), grid.columns[0], grid.size[1], grid.step[1]);
  return [grid.slice ?? 0, row, column].slice(-rank);
}

function expectInside({ width, height, rects, texts, lines }: Scene): void {
  const points = [
    ...rects.flatMap((rect) => [
      [rect.x, rect.y],
      [rect.x + rect.width, rect.y + rect.height],
    ]),
    ...texts.flatMap(({ x, y, text, size, anchor }) => {
      // A little less than the text takes.
      const room = text.length * size * 0.4 * { start: 1, middle: 0.5, end: -1 }[anchor];
      return [
        [x, y],
        [x + room, y],
      ];
    }),
    ...lines.flatMap(({ x1, y1, x2, y2 }) => [
      [x1, y1],
      [x2, y2],
    ]),
  ] as [number, number][];
  for (const [x, y] of points) expect(x >= -1 && x <= width + 1 && y >= -1 && y <= height + 1, `${x}, ${y}`).toBe(true);
}

const drawable = fc.oneof(convolutions, pools, layers).filter((one) => {
  if (!isLegal(one)) return false;
  return sceneViews(one).length > 0 && outputShape(one.spec, one.input).every((size) => size > 0);
});

const looks = fc.record({
  bare: fc.boolean(),
  narrow: fc.boolean(),
  lens: fc.option(fc.record({ cells: fc.integer({ min: 4, max: 24 }) }), { nil: undefined }),
});

test('the grids lie under the cells that a picture marks, bare, narrow and through a lens too', () => {
  fc.assert(
    fc.property(drawable, part, fc.nat(4), looks, (one, at, which, look) => {
      const views = sceneViews(one);
      const view = views[which % views.length]!;
      const state: LayerState = { ...one, view, ...look, morph: 1 };
      const drawn = scene(state, Math.floor(at * (frameCount(state) - 1)));
      expectInside(drawn);
      const grids = drawn.grids.filter(({ whole }) => !whole);
      const planes = new Set(grids.map(({ plane }) => plane as string));
      for (const rect of drawn.rects) {
        const { cell } = rect;
        if (!cell || !planes.has(cell.plane) || cell.plane === 'matrix' || rect.role === 'tapFaint') continue;
        // A cell that is cropped is none of the output's.
        const rank = cell.index.length;
        expect(indexAt(grids, cell.plane, rect, rank)).toEqual([...cell.index]);
      }
    }),
    { numRuns: 80 },
  );
});

test('frameShape has as many places as there are frames', () => {
  fc.assert(
    fc.property(drawable, (one) => {
      for (const view of sceneViews(one)) {
        const shape = frameShape({ ...one, view });
        expect(shape.reduce((product, size) => product * size, 1)).toBe(frameCount({ ...one, view }));
      }
    }),
    { numRuns: 60 },
  );
});

/** Small enough to be drawn whole. */
const small = (one: LayerCase): boolean =>
  isLegal(one) &&
  hasTaps(one.spec.op) &&
  [...one.input.slice(-rankOf(one)), ...outputShape(one.spec, one.input).slice(-rankOf(one))].every(
    (size) => size > 0 && size <= 7,
  );
const convs = convolutions.filter((one) => small(one) && rankOf(one) < 3);

const at = (sizes: readonly number[], where: number): number[] =>
  sizes.map((size, i) => Math.floor(where * 31 * (i + 1)) % size);
const drawnTaps = ({ rects }: Scene, plane: string): string[] =>
  sorted(
    rects.filter(({ role, cell }) => role === 'tap' && cell?.plane === plane).map(({ cell }) => String(cell!.index)),
  );

describe('a selection', () => {
  const viewsOf = (one: LayerCase): View[] =>
    one.spec.op.startsWith('ConvTranspose') ? ['stamp', 'gather'] : ['slide'];

  test('of an input cell marks every output that it goes into', () => {
    fc.assert(
      fc.property(convs, part, (one, where) => {
        const rank = rankOf(one);
        const index = at(one.input.slice(-rank), where);
        const pairs = [...eachPair(taps.ofInput(one.spec, one.input, [0, ...index]))];
        const [channel] = pairs[0]?.output ?? [0];
        const expected = pairs
          .filter(({ output }) => output[0] === channel)
          .map(({ output }) => String(output.slice(1)));
        for (const view of viewsOf(one)) {
          const drawn = scene({ ...one, view, selection: { plane: 'input', index } }, 0);
          expect(drawnTaps(drawn, 'output'), view).toEqual(sorted(expected));
          expectInside(drawn);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('of an output cell marks everything that it is made of', () => {
    fc.assert(
      fc.property(convs, part, (one, where) => {
        const rank = rankOf(one);
        const index = at(outputShape(one.spec, one.input).slice(-rank), where);
        const pairs = [...eachPair(taps.ofOutput(one.spec, one.input, [0, ...index]))];
        const [channel] = pairs[0]?.input ?? [0];
        const expected = pairs.filter(({ input }) => input[0] === channel).map(({ input }) => String(input.slice(1)));
        for (const view of viewsOf(one)) {
          const drawn = scene({ ...one, view, selection: { plane: 'output', index } }, 0);
          expect(drawnTaps(drawn, 'input'), view).toEqual(sorted(expected));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('of a tap marks every pair that it joins, in a gathering window too', () => {
    const one = on('ConvTranspose2d(1, 1, 3, stride=2, padding=1)', 1, 1, 3, 3);
    const drawn = scene({ ...one, view: 'gather', selection: { plane: 'kernel', index: [0, 2] } }, 0);
    // Tap (0, 2) leads from input (r, c) to output (2r - 1, 2c + 1): two rows and two columns of the 5 by 5.
    expect(drawn.sentence).toContain('joins 4 pairs');
    const { kernel, output } = Object.fromEntries(drawn.grids.map((grid) => [grid.plane, grid])) as Record<
      string,
      SceneGrid
    >;
    const covers =
      ({ x, y, width, height }: SceneGrid) =>
      (rect: SceneRect): boolean =>
        rect.x > x - 1 && rect.y > y - 1 && rect.x < x + width && rect.y < y + height;
    const places = drawn.rects.filter(({ role, cell }) => role === 'tap' && cell === undefined).filter(covers(output!));
    expect(sorted(places.map((rect) => String(indexAt(drawn.grids, 'output', rect, 2))))).toEqual([
      '1,1',
      '1,3',
      '3,1',
      '3,3',
    ]);
    const marked = drawn.rects
      .filter(({ role, width }) => role === 'kernel' && width < kernel!.width)
      .filter(covers(kernel!));
    expect(marked.map((rect) => indexAt(drawn.grids, 'kernel', rect, 2))).toEqual([[0, 2]]);
  });

  test('of three axes is pointed at in the slice that is looked at, not only in the front one', () => {
    const one = on('Conv3d(1, 1, 3, padding=1)', 1, 1, 4, 5, 5);
    const slices = (state: Partial<LayerState>, time: number): unknown[] =>
      scene({ ...one, view: 'solid', ...state }, time).grids.map(({ plane, slice }) => [plane, slice]);
    expect(slices({}, 0)).toEqual(
      expect.arrayContaining([
        ['input', 0],
        ['output', 0],
      ]),
    );
    // Output slice 2 reads input slices 1 to 3.
    expect(slices({}, 2 * 25)).toEqual(
      expect.arrayContaining([
        ['input', 1],
        ['output', 2],
      ]),
    );
    expect(slices({ selection: { plane: 'input', index: [3, 0, 0] } }, 0)).toEqual(
      expect.arrayContaining([
        ['input', 3],
        ['output', 0],
      ]),
    );
  });

  test('meets along an axis what a walk over all outputs finds', () => {
    fc.assert(
      fc.property(fc.oneof(convolutions, pools).filter(isLegal), part, part, (one, where, which) => {
        const picture = sceneLayer(one.spec, one.input);
        if (picture === undefined || outputShape(one.spec, one.input).includes(0)) return;
        const [axes, meetings, pairs] = [spatialAxes(picture), meetingsOf(picture), pairsOf(picture)];
        const kernel = kernelOf(picture);
        for (const [axis, { size, count }] of axes.entries())
          for (const plane of ['input', 'kernel', 'output'] as const) {
            const room = { input: size, kernel: kernel[axis]!, output: count }[plane];
            const index = Math.floor((plane === 'kernel' ? which : where) * (room - 1));
            const walked = Array.from({ length: count }, (_, output) =>
              meetings(axis, output).map((met) => ({ ...met, output })),
            )
              .flat()
              .filter(({ input, tap, output }) => ({ input, kernel: tap, output })[plane] === index);
            const key = ({ input, tap, output }: { input: number; tap: number; output: number }): string =>
              `${output}/${tap}/${input}`;
            expect(sorted(pairs(axis, plane, index).map(key)), plane).toEqual(sorted(walked.map(key)));
          }
      }),
      { numRuns: 60 },
    );
  });

  test('says how many outputs an input cell goes into', () => {
    const one = on('Conv2d(1, 1, 3)', 1, 1, 5, 5);
    const corner = scene({ ...one, view: 'slide', selection: { plane: 'input', index: [0, 0] } }, 0);
    expect(corner.sentence).toBe('input row 0, column 0 is read by 1 output: row 0, column 0.');
    const middle = scene({ ...one, view: 'slide', selection: { plane: 'input', index: [2, 2] } }, 0);
    expect(middle.sentence).toContain('is read by 9 outputs');
    const tap = scene({ ...one, view: 'slide', selection: { plane: 'kernel', index: [1, 1] } }, 0);
    expect(tap.sentence).toContain('tap e joins 9 pairs');
  });

  test('draws no more than a bounded number of elements, however large the layer', () => {
    for (const input of [
      [1, 3, 64, 64],
      [1, 3, 4096, 3328],
    ])
      for (const plane of ['input', 'kernel', 'output'] as const) {
        const one = on('Conv2d(3, 8, 3, padding=1)', ...input);
        const state: LayerState = { ...one, view: 'slide', bare: true, selection: { plane, index: [1, 1] } };
        expect(svgPicture(scene(state, 2000)).elements.length).toBeLessThan(1200);
      }
  });
});

test('the channels of a grouped layer are a picture of their own, those of a single pair none', () => {
  const grouped = on('Conv2d(6, 6, 3, groups=3)', 1, 6, 5, 5);
  expectInside(channelsScene({ ...grouped, channel: 2 })!);
  expect(channelsScene(on('Conv2d(1, 1, 3)', 1, 1, 5, 5))).toBeUndefined();
});
