/**
 * @file MaxUnpool: every cell of the input goes back to the one cell of its window where its pool had found it; all others are 0.
 * Where that is, the indices say, which come from outside with the values; without them, a place is chosen as an example.
 */

import type { Reads } from './axis.js';
import { connect } from './connect.js';
import { drawValue, SMALLEST_VALUED } from './draw-value.js';
import { framed, HEADER, MARGIN } from './frame.js';
import type { UnpoolLayer } from './layer.js';
import { contains, type Lens, lengthOf, lensOf } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawOverview,
  LABEL_HEIGHT,
  LABEL_WIDTH,
  overviewHeight,
  type Plane,
  type PlaneAxis,
  planeBox,
  recordGrid,
  regionBox,
} from './plane.js';
import type { Scene } from './scene.js';
import { Sketch } from './sketch.js';
import type { LayerState } from './state.js';
import { momentAt } from './timeline.js';
import { clamp } from './numbers.js';
import { offsetOf, type SceneValues } from './values.js';

/** Cells of the output that are drawn along an axis. */
const MOST = 24;
const ROOM = 400;
const GAP = 90;

interface Stage {
  readonly small: Plane;
  readonly large: Plane;
  readonly width: number;
  readonly height: number;
}

type Place = readonly [row: number, column: number];

function stageOf({ axes }: UnpoolLayer, position: readonly number[]): Stage {
  const lenses = axes.map(({ count, stride, size, reads }, i): { small: Lens; large: Lens } => {
    const most = Math.max(2, Math.floor(MOST / stride));
    const window = { first: position[i]!, reach: 1, stride: 1 };
    const small = lensOf({ low: 0, high: count }, window, { most, usual: most });
    const end = reads(small.high - 1);
    const low = clamp(reads(small.low).first, 0, size - 1);
    return { small, large: { ...small, low, high: clamp(end.first + end.taps, low + 1, size) } };
  });
  const [rows, columns] = lenses as [(typeof lenses)[number], (typeof lenses)[number]];
  const cell = clamp(Math.floor(ROOM / Math.max(lengthOf(rows.large), lengthOf(columns.large))), 9, 34);
  const [smallWide, largeWide] = [lengthOf(columns.small) * cell, lengthOf(columns.large) * cell];
  const height = Math.max(lengthOf(rows.large), lengthOf(rows.small)) * cell;
  const middle = (own: number): number => Math.round(HEADER + LABEL_HEIGHT + (height - own * cell) / 2);
  const left = MARGIN + LABEL_WIDTH;
  return {
    small: { x: left, y: middle(lengthOf(rows.small)), cell, rows: rows.small, columns: columns.small },
    large: {
      x: left + smallWide + GAP,
      y: middle(lengthOf(rows.large)),
      cell,
      rows: rows.large,
      columns: columns.large,
    },
    width: left + smallWide + GAP + largeWide + LABEL_WIDTH - MARGIN,
    height: height + LABEL_HEIGHT,
  };
}

const sizesOf = ({ axes }: UnpoolLayer): number[] => axes.map(({ size }) => size);
const countsOf = ({ axes }: UnpoolLayer): number[] => axes.map(({ count }) => count);

/** The cells of the output that a position's window reaches, in the order in which pools read them. */
function windowOf({ axes }: UnpoolLayer, position: readonly number[]): Place[] {
  const [rows, columns] = axes.map(({ reads, size }, i) => cellsIn(reads(position[i]!), size)) as [number[], number[]];
  return rows.flatMap((row) => columns.map((column): Place => [row, column]));
}

const cellsIn = ({ first, taps }: Reads, size: number): number[] =>
  Array.from({ length: taps }, (_, tap) => first + tap).filter((cell) => cell >= 0 && cell < size);

/** Where the value of a position goes: where the output has it, or by way of example. */
function placeOf(layer: UnpoolLayer, position: readonly number[], values: SceneValues | undefined): Place {
  const window = windowOf(layer, position);
  const [row, column] = position as [number, number];
  const example = window[(3 * row + 2 * column + (row % 2)) % window.length]!;
  if (!values?.output) return example;
  const value = values.input[offsetOf(position, countsOf(layer))];
  const { output } = values;
  return window.find((cell) => output[offsetOf(cell, sizesOf(layer))] === value) ?? example;
}

/** One frame. @param time  in frames, one per cell of the input */
export function unpoolScene(layer: UnpoolLayer, state: LayerState, time: number): Scene {
  const { frame, from } = momentAt(time, countsOf(layer), true);
  const sketch = new Sketch(state.lang);
  const stage = stageOf(layer, from);
  const place = placeOf(layer, from, state.values);
  drawSmall(sketch, layer, stage.small, from, state);
  drawLarge(sketch, layer, stage.large, { frame, place, position: from }, state);
  const [a, b] = [cellBox(stage.small, from[0]!, from[1]!), cellBox(stage.large, ...place)];
  connect(sketch, a, b, 'across');
  const { words } = sketch;
  const names = layer.axes.map(({ name }) => name);
  sketch.explain('winner', words.legend.putBack);
  return framed(
    sketch,
    layer,
    state,
    { width: stage.width, height: stage.height + overviewBelow(sketch, layer, stage.large) },
    {
      description: words.unpoolDescription,
      sentence: words.unpool({
        from: words.place(names, from),
        to: words.place(names, place),
        others: windowOf(layer, from).length - 1,
        isKnown: state.values?.output !== undefined,
        isShared: layer.axes.some(({ kernel, stride }) => stride < kernel),
      }),
    },
  );
}

const axesOf = (layer: UnpoolLayer, sizes: readonly number[]): [PlaneAxis, PlaneAxis] =>
  layer.axes.map(({ name }, i): PlaneAxis => ({ name, size: sizes[i]!, end: sizes[i]! })) as [PlaneAxis, PlaneAxis];

const sizeText = (layer: UnpoolLayer, sizes: readonly number[]): string => sizes.slice(-layer.rank).join(' × ');

/** The values that go back, the one of this frame marked. */
function drawSmall(
  sketch: Sketch,
  layer: UnpoolLayer,
  plane: Plane,
  [row, column]: readonly number[],
  { values }: LayerState,
): void {
  const counts = countsOf(layer);
  const [height, width] = axesOf(layer, counts);
  drawGround(sketch, plane, height, width);
  recordGrid(sketch, plane, { plane: 'input', size: [counts[0]!, counts[1]!] });
  drawLabels(sketch, plane, height, width, { name: sketch.words.planes.input, sizes: sizeText(layer, counts) });
  sketch.rect('selected', cellBox(plane, row!, column!), {
    layer: 2,
    cell: { plane: 'input', index: indexOf(layer, [row!, column!]) },
  });
  if (!values || plane.cell < SMALLEST_VALUED) return;
  for (let y = plane.rows.low; y < plane.rows.high; y++)
    for (let x = plane.columns.low; x < plane.columns.high; x++) {
      const isNow = y === row && x === column;
      const value = values.input[offsetOf([y, x], counts)]!;
      drawValue(sketch, isNow ? 'onSelected' : 'value', value, cellBox(plane, y, x), { layer: 3, bold: isNow });
    }
}

const indexOf = ({ rank }: UnpoolLayer, place: readonly number[]): number[] => place.slice(-rank);

interface Now {
  readonly frame: number;
  readonly place: Place;
  readonly position: readonly number[];
}

/** What has been put back so far, zeros round it, and the window of this frame. */
function drawLarge(sketch: Sketch, layer: UnpoolLayer, plane: Plane, now: Now, { values }: LayerState): void {
  const sizes = sizesOf(layer);
  const [height, width] = axesOf(layer, sizes);
  drawGround(sketch, plane, height, width);
  recordGrid(sketch, plane, { plane: 'output', size: [sizes[0]!, sizes[1]!] });
  drawLabels(sketch, plane, height, width, {
    name: sketch.words.planes.output,
    sizes: sizeText(layer, sizes),
    rowsAt: 'right',
  });
  const put = putSoFar(layer, plane, now.frame, values);
  for (let row = plane.rows.low; row < plane.rows.high; row++)
    for (let column = plane.columns.low; column < plane.columns.high; column++) {
      const box = cellBox(plane, row, column);
      const value = put.get(`${row} ${column}`);
      const isNow = row === now.place[0] && column === now.place[1];
      if (isNow)
        sketch.rect('winner', box, { layer: 2, cell: { plane: 'output', index: indexOf(layer, [row, column]) } });
      else if (value !== undefined) sketch.rect('covered', box, { layer: 1 });
      if (plane.cell >= SMALLEST_VALUED && (values || value === undefined))
        drawValue(sketch, isNow ? 'onSelected' : 'value', value ?? 0, box, { layer: 3, bold: value !== undefined });
    }
  const [down, across] = layer.axes.map(({ reads }, i) => reads(now.position[i]!)) as [Reads, Reads];
  const window = regionBox(
    plane,
    [Math.max(0, down.first), Math.min(sizes[0]!, down.first + down.taps)],
    [Math.max(0, across.first), Math.min(sizes[1]!, across.first + across.taps)],
  );
  if (window) sketch.rect('window', window, { layer: 4 });
}

/** What stands in the drawn cells of the output once so many positions have been put back, by row and column. */
function putSoFar(
  layer: UnpoolLayer,
  plane: Plane,
  frame: number,
  values: SceneValues | undefined,
): ReadonlyMap<string, number> {
  const [rows, columns] = countsOf(layer) as [number, number];
  const put = new Map<string, number>();
  // Only positions near the drawn part can reach it.
  const near = layer.axes.map(({ stride, padBefore, kernel }, i) => {
    const { low, high } = i === 0 ? plane.rows : plane.columns;
    return [Math.floor((low + padBefore - kernel) / stride), Math.ceil((high + padBefore) / stride)] as const;
  }) as [readonly [number, number], readonly [number, number]];
  for (let row = Math.max(0, near[0][0]); row <= Math.min(rows - 1, near[0][1]); row++)
    for (let column = Math.max(0, near[1][0]); column <= Math.min(columns - 1, near[1][1]); column++) {
      if (row * columns + column > frame) continue;
      const [y, x] = placeOf(layer, [row, column], values);
      if (contains(plane.rows, y) && contains(plane.columns, x))
        put.set(`${y} ${x}`, values ? values.input[row * columns + column]! : 0);
    }
  return put;
}

/** The whole of the output where it is cut. @returns the room that it takes */
function overviewBelow(sketch: Sketch, layer: UnpoolLayer, plane: Plane): number {
  const [height, width] = sizesOf(layer) as [number, number];
  const room = overviewHeight(plane, height, width);
  const box = planeBox(plane);
  if (room > 0) drawOverview(sketch, plane, [height, width], { x: box.x, y: box.y + box.height + 12 }, 'output');
  return room;
}
