/** @file The layer as a matrix: one row per output cell, one column per input cell, taps where they meet. */

import { framed, HEADER, MARGIN } from './frame.js';
import { drawTap } from './kernel.js';
import { kernelOf, type SceneLayer, spatialAxes } from './layer.js';
import { type Meeting, meetingsOf } from './meetings.js';
import { contains, isCut, type Lens, lengthOf, lensOf } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawOverview,
  overviewHeight,
  type Plane,
  planeBox,
  recordGrid,
} from './plane.js';
import { windowCells } from './pool.js';
import type { Scene } from './scene.js';
import { Sketch, textRoom } from './sketch.js';
import { selectionSentence } from './selection-words.js';
import type { CellSelection, LayerState } from './state.js';
import { tapLetter } from './taps.js';
import { momentAt, positionAt } from './timeline.js';
import { offsetOf } from './values.js';
import type { SceneWords } from './words/index.js';
import { clamp, product } from './numbers.js';

/** One entry of a row of the matrix. */
export interface MatrixEntry {
  readonly column: number;
  /** Indices of the taps, several only where padding copies cells; none for a pool, whose entries are all alike. */
  readonly taps: readonly (readonly number[])[];
}

const sizesOf = (layer: SceneLayer): number[] => spatialAxes(layer).map(({ size }) => size);
const countsOf = (layer: SceneLayer): number[] => spatialAxes(layer).map(({ count }) => count);

/** Rows and columns of the matrix of one pair of channels. */
export const matrixSize = (layer: SceneLayer): [rows: number, columns: number] => [
  product(countsOf(layer)),
  product(sizesOf(layer)),
];

/** What stands in a row, columns ascending. */
export type RowOf = (row: number) => readonly MatrixEntry[];

/** The rows of the layer's matrix, from the same closed forms as its taps. */
export function matrixRows(layer: SceneLayer): RowOf {
  const [sizes, counts] = [sizesOf(layer), countsOf(layer)];
  if (layer.kind === 'sliding' && layer.operation !== 'sum')
    return (row) =>
      windowCells(layer, positionAt(row, counts)).map((cell) => ({ column: offsetOf(cell, sizes), taps: [] }));
  const meetings = meetingsOf(layer);
  return (row) => {
    const perAxis = positionAt(row, counts).map((at, axis) => meetings(axis, at));
    return gathered(perAxis, sizes);
  };
}

/** Every combination of the axes' pairs, those of one column together. */
function gathered(perAxis: readonly (readonly Meeting[])[], sizes: readonly number[]): MatrixEntry[] {
  const met = perAxis.reduce<{ cell: number[]; tap: number[] }[]>(
    (found, pairs) =>
      found.flatMap(({ cell, tap }) => pairs.map((pair) => ({ cell: [...cell, pair.input], tap: [...tap, pair.tap] }))),
    [{ cell: [], tap: [] }],
  );
  const entries = new Map<number, number[][]>();
  for (const { cell, tap } of met) {
    const column = offsetOf(cell, sizes);
    entries.set(column, [...(entries.get(column) ?? []), tap]);
  }
  return [...entries].map(([column, taps]) => ({ column, taps })).sort((a, b) => a.column - b.column);
}

const TOP = HEADER + 40;
const LEFT = MARGIN + 62;
/** Beside a matrix no wider than this there is room for more. */
const NARROW = 420;

/** One frame. @param time  in frames, one per row of the matrix */
export function matrixScene(layer: SceneLayer, state: LayerState, time: number): Scene {
  const { frame } = momentAt(time, countsOf(layer), true);
  const [rows, columns] = matrixSize(layer);
  const rowOf = matrixRows(layer);
  const entries = rowOf(frame);
  const first = entries[0]?.column ?? 0;
  const reach = Math.min(40, (entries.at(-1)?.column ?? first) - first + 1);
  const [most, tall, wide] = state.narrow === true ? [28, 20, 24] : [64, 24, 48];
  const rowLens = lensOf({ low: 0, high: rows }, { first: frame, reach: 1, stride: 1 }, { most, usual: tall });
  const columnLens = lensOf(
    { low: 0, high: columns },
    { first, reach: Math.min(reach, wide), stride: 1 },
    { most, usual: wide },
  );
  const room = state.narrow === true ? 300 : 780;
  const cell = clamp(Math.floor(Math.min(room / lengthOf(columnLens), 540 / lengthOf(rowLens))), 9, 26);
  const plane: Plane = { x: LEFT, y: TOP, cell, rows: rowLens, columns: columnLens };
  const sketch = new Sketch(state.lang);
  drawGround(sketch, plane, { name: '', size: rows, end: rows }, { name: '', size: columns, end: columns });
  recordGrid(sketch, plane, { plane: 'matrix', size: [rows, columns] });
  drawBlocks(sketch, layer, plane);
  drawEntries(sketch, layer, rowOf, plane, frame);
  drawMatrixLabels(sketch, layer, plane);
  drawMatrixSelection(sketch, layer, rowOf, plane, state.selection ?? frame);
  const size = drawCompanion(sketch, layer, rowOf, plane, frame, state.narrow === true);
  return framed(sketch, layer, state, size, {
    description: matrixDescription(layer, sketch.words),
    sentence: state.selection
      ? selectionSentence(layer, state.selection, sketch.words)
      : matrixSentence(layer, frame, entries, sketch.words),
  });
}

/**
 * A line round the row of an output or the column of an input; of a tap its entries, the others behind a veil.
 *
 * @param selected  a cell or tap, or the number of a row
 */
function drawMatrixSelection(
  sketch: Sketch,
  layer: SceneLayer,
  rowOf: RowOf,
  plane: Plane,
  selected: CellSelection | number,
): void {
  const { rows, columns } = plane;
  const index = typeof selected === 'number' ? [] : [0, 0, ...selected.index];
  const kind = typeof selected === 'number' ? 'output' : selected.plane;
  if (kind === 'kernel') {
    drawMatrixTap(sketch, rowOf, plane, String(index.slice(-spatialAxes(layer).length)));
    return;
  }
  const sizes = kind === 'input' ? sizesOf(layer) : countsOf(layer);
  const at = typeof selected === 'number' ? selected : offsetOf(index.slice(-sizes.length), sizes);
  const [lens, box] =
    kind === 'input'
      ? ([columns, cellBox(plane, rows.low, at, lengthOf(rows), 1)] as const)
      : ([rows, cellBox(plane, at, columns.low, 1, lengthOf(columns))] as const);
  if (contains(lens, at)) sketch.rect('window', box, { layer: 4 });
}

function drawMatrixTap(sketch: Sketch, rowOf: RowOf, plane: Plane, wanted: string): void {
  for (let row = plane.rows.low; row < plane.rows.high; row++)
    for (const { column, taps } of rowOf(row)) {
      if (!contains(plane.columns, column)) continue;
      const box = cellBox(plane, row, column);
      if (taps.some((tap) => String(tap) === wanted)) sketch.rect('kernel', box, { layer: 4 });
      else sketch.rect('plane', box, { layer: 4, opacity: 0.72 });
    }
}

/** What stands with the matrix: the same row as a window, or where the lens is. @returns the size of it all */
function drawCompanion(
  sketch: Sketch,
  layer: SceneLayer,
  rowOf: RowOf,
  plane: Plane,
  row: number,
  narrow: boolean,
): { readonly width: number; readonly height: number } {
  const box = planeBox(plane);
  const below = box.y + box.height + 14;
  if (isCut(plane.rows) || isCut(plane.columns)) {
    const used = matrixOverview(sketch, layer, rowOf, plane, below);
    return { width: box.x + box.width - MARGIN, height: below + used - HEADER };
  }
  if (narrow || box.width > NARROW) {
    const { width, height } = drawPlanes(sketch, layer, rowOf, row, LEFT, below + 46);
    return { width: Math.max(box.x + box.width, LEFT + width) - MARGIN, height: below + 46 + height - HEADER };
  }
  const x = box.x + box.width + 110;
  const { width, height } = drawPlanes(sketch, layer, rowOf, row, x, TOP);
  return { width: x + width - MARGIN, height: TOP + Math.max(box.height, height) - HEADER };
}

/** Lines round the blocks that belong to one row of the output and one row of the input. */
function drawBlocks(sketch: Sketch, layer: SceneLayer, plane: Plane): void {
  const box = planeBox(plane);
  const [across, down] = [sizesOf(layer).at(-1)!, countsOf(layer).at(-1)!];
  const { rows, columns, cell } = plane;
  for (let column = columns.low + 1; column < columns.high; column++)
    if (column % across === 0) {
      const x = box.x + (column - columns.low) * cell;
      sketch.line('connector', [x, box.y], [x, box.y + box.height]);
    }
  for (let row = rows.low + 1; row < rows.high; row++)
    if (row % down === 0) {
      const y = box.y + (row - rows.low) * cell;
      sketch.line('connector', [box.x, y], [box.x + box.width, y]);
    }
}

function drawEntries(sketch: Sketch, layer: SceneLayer, rowOf: RowOf, plane: Plane, selected: number): void {
  const kernel = kernelOf(layer);
  for (let row = plane.rows.low; row < plane.rows.high; row++)
    for (const { column, taps } of rowOf(row)) {
      if (!contains(plane.columns, column)) continue;
      const box = cellBox(plane, row, column);
      const cell = { plane: 'matrix' as const, index: [row, column] };
      if (taps.length > 0) drawTap(sketch, box, taps[0]!, kernel, { layer: 1, cell, letter: lettersOf(taps, kernel) });
      else sketch.rect(row === selected ? 'winner' : 'covered', box, { layer: 1, cell });
    }
}

/** `a`, or `a+c` where two taps meet the same cell. */
const lettersOf = (taps: readonly (readonly number[])[], kernel: readonly number[]): string =>
  taps.map((tap) => tapLetter(tap, kernel)).join('+');

/** Indices `h,w` of output cells beside the rows and of input cells above the columns. */
function drawMatrixLabels(sketch: Sketch, layer: SceneLayer, plane: Plane): void {
  const { rows, columns, cell } = plane;
  const label = (at: number, sizes: readonly number[]): string => positionAt(at, sizes).slice(-layer.rank).join(',');
  const [counts, sizes] = [countsOf(layer), sizesOf(layer)];
  const box = planeBox(plane);
  const style = { size: 10 } as const;
  const every = (lens: Lens, block: number, room: number): number[] => {
    const all = Array.from({ length: lengthOf(lens) }, (_, i) => lens.low + i);
    return cell >= room ? all : all.filter((at) => at % block === 0);
  };
  for (const row of every(rows, counts.at(-1)!, 11))
    sketch.text('index', label(row, counts), box.x - 5, cellBox(plane, row, columns.low).y + cell / 2 + 3.5, {
      ...style,
      anchor: 'end',
    });
  const widest = label(columns.high - 1, sizes).length * 6 + 3;
  for (const column of every(columns, sizes.at(-1)!, widest))
    sketch.text('index', label(column, sizes), cellBox(plane, rows.low, column).x + cell / 2, box.y - 5, {
      ...style,
      anchor: 'middle',
    });
  const { inputCells, outputCells, matrixSize: sizeText } = sketch.words;
  sketch.text('axis', inputCells, box.x, box.y - 21, { size: 13, bold: true });
  const [n, m] = matrixSize(layer);
  sketch.text('heading', sizeText(n, m), box.x + textRoom(inputCells, 13, true) + 4, box.y - 21, { size: 13 });
  sketch.text('axis', outputCells[0], box.x - 5, box.y - 14, { size: 12, bold: true, anchor: 'end' });
  sketch.text('axis', outputCells[1], box.x - 5, box.y - 2, { size: 12, bold: true, anchor: 'end' });
}

/** The same row as a window: the input with the taps that the row holds, and the output cell. @returns its size */
function drawPlanes(
  sketch: Sketch,
  layer: SceneLayer,
  rowOf: RowOf,
  row: number,
  left: number,
  y: number,
): { readonly width: number; readonly height: number } {
  const [sizes, counts] = [sizesOf(layer), countsOf(layer)];
  if (product(sizes.slice(0, -2)) * product(counts.slice(0, -2)) > 1) return { width: 0, height: 0 };
  const [inputRows, inputColumns] = sizes.slice(-2) as [number, number];
  const [outputRows, outputColumns] = counts.slice(-2) as [number, number];
  const across = Math.max(inputColumns, outputColumns);
  const cell = clamp(Math.floor(Math.min(150 / Math.max(inputRows, outputRows, 6), 320 / across)), 8, 22);
  const lens = (size: number): Lens => ({ low: 0, high: size, cutBefore: false, cutAfter: false });
  const names = layer.axes.slice(-2).map(({ name }) => name) as [string, string];
  const input: Plane = { x: left, y, cell, rows: lens(inputRows), columns: lens(inputColumns) };
  const x = left + inputColumns * cell + 110;
  const output: Plane = { x, y, cell, rows: lens(outputRows), columns: lens(outputColumns) };
  const axis = (name: string, size: number): { name: string; size: number; end: number } => ({ name, size, end: size });
  for (const [plane, name, [h, w]] of [
    [input, 'input', [inputRows, inputColumns]],
    [output, 'output', [outputRows, outputColumns]],
  ] as const) {
    drawGround(sketch, plane, axis(names[0], h), axis(names[1], w));
    drawLabels(sketch, plane, axis(names[0], h), axis(names[1], w), { name: sketch.words.planes[name], sizes: '' });
  }
  const kernel = kernelOf(layer);
  for (const { column, taps } of rowOf(row)) {
    const [h, w] = positionAt(column, sizes).slice(-2) as [number, number];
    if (taps.length > 0)
      drawTap(sketch, cellBox(input, h, w), taps[0]!, kernel, { layer: 1, letter: lettersOf(taps, kernel) });
    else sketch.rect('covered', cellBox(input, h, w), { layer: 1 });
  }
  const [h, w] = positionAt(row, counts).slice(-2) as [number, number];
  sketch.rect('selected', cellBox(output, h, w), { layer: 1 });
  // The heading may be wider than the plane.
  return { width: x - left + Math.max(outputColumns * cell, 60), height: Math.max(inputRows, outputRows) * cell };
}

/** Rows of which the overview shows the structure. */
const SAMPLES = 96;

/** The whole matrix, small: where its entries lie, and where the lens is. @returns the height */
function matrixOverview(sketch: Sketch, layer: SceneLayer, rowOf: RowOf, plane: Plane, top: number): number {
  const [rows, columns] = matrixSize(layer);
  drawOverview(sketch, plane, [rows, columns], { x: LEFT, y: top }, 'matrix');
  const unit = SAMPLES / Math.max(rows, columns);
  const samples = Math.min(rows, Math.ceil(rows * unit));
  for (let i = 0; i < samples; i++) {
    const row = Math.floor((i * rows) / samples);
    const places = new Set(rowOf(row).map(({ column }) => Math.floor(column * unit)));
    for (const place of places)
      sketch.rect('selected', { x: LEFT + place, y: top + 18 + row * unit, width: 1, height: 1 });
  }
  return overviewHeight(plane, rows, columns);
}

const matrixDescription = (layer: SceneLayer, words: SceneWords): string =>
  words.matrixDescription(matrixSize(layer), layer.kind === 'transposed', layer.channels !== undefined);

function matrixSentence(layer: SceneLayer, row: number, entries: readonly MatrixEntry[], words: SceneWords): string {
  const names = spatialAxes(layer).map(({ name }) => name);
  const place = words.place(names, positionAt(row, countsOf(layer)));
  return words.matrixRow(
    row,
    place,
    entries.map(({ column }) => column),
  );
}
