/** @file A grid of cells with its padding, axis names and true indices: an input, an output, a kernel. */

import type { Box, Grid, Point } from './scene.js';
import { type Sketch, textRoom } from './sketch.js';
import type { PlaneName } from './words/index.js';
import { isCut, lengthOf, type Lens } from './lens.js';

/** Where a grid stands; cell (rows.low, columns.low) has its corner at (x, y). */
export interface Plane {
  readonly x: number;
  readonly y: number;
  /** Side of a cell in pixels. */
  readonly cell: number;
  readonly rows: Lens;
  readonly columns: Lens;
}

/** What one axis of a plane holds. */
export interface PlaneAxis {
  /** The axis's letter; '' for one that the layer does not have. */
  readonly name: string;
  /** The cells that really exist are `[0, size)`. */
  readonly size: number;
  /** The padding reaches to here; cells behind it are beyond everything. */
  readonly end: number;
}

/** Pixels of a cell, or of several; row and column may lie between two cells. */
export function cellBox(plane: Plane, row: number, column: number, rows: number = 1, columns: number = 1): Box {
  const { x, y, cell } = plane;
  return {
    x: x + (column - plane.columns.low) * cell,
    y: y + (row - plane.rows.low) * cell,
    width: columns * cell,
    height: rows * cell,
  };
}

export const planeBox = (plane: Plane): Box =>
  cellBox(plane, plane.rows.low, plane.columns.low, lengthOf(plane.rows), lengthOf(plane.columns));

/** Notes where the cells of a plane are. */
export function recordGrid(
  sketch: Sketch,
  { x, y, cell, rows, columns }: Plane,
  about: Pick<Grid, 'plane' | 'size'> & Partial<Pick<Grid, 'slice' | 'step' | 'whole' | 'isTurned'>>,
): void {
  const { width, height } = planeBox({ x, y, cell, rows, columns });
  sketch.grids.push({
    slice: undefined,
    step: [1, 1],
    whole: false,
    isTurned: false,
    ...about,
    x,
    y,
    width,
    height,
    cell,
    rows: [rows.low, rows.high],
    columns: [columns.low, columns.high],
  });
}

/** The drawn part of the cells from (top, left) up to (bottom, right), both excluded; undefined where none is drawn. */
export function regionBox(
  plane: Plane,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
): Box | undefined {
  const [t, b] = [Math.max(top, plane.rows.low), Math.min(bottom, plane.rows.high)];
  const [l, r] = [Math.max(left, plane.columns.low), Math.min(right, plane.columns.high)];
  return t < b && l < r ? cellBox(plane, t, l, b - t, r - l) : undefined;
}

/** Room for row numbers and the axis letter left of a plane, and for column numbers above it. */
export const LABEL_WIDTH = 44;
export const LABEL_HEIGHT = 40;

/** Ground, grid and frame. @param outside  what lies round the real cells */
export function drawGround(
  sketch: Sketch,
  plane: Plane,
  height: PlaneAxis,
  width: PlaneAxis,
  outside: 'padding' | 'cropped' = 'padding',
): void {
  const { rows, columns } = plane;
  const padded = regionBox(plane, [rows.low, height.end], [columns.low, width.end]);
  const real = regionBox(plane, [0, height.size], [0, width.size]);
  if (padded && (real === undefined || real.width < padded.width || real.height < padded.height))
    sketch.rect(outside, padded);
  if (real) sketch.rect('plane', real);
  if (padded) drawGrid(sketch, padded, plane.cell);
  drawBeyond(sketch, plane, height, width);
  if (real) drawFrame(sketch, real, plane, height, width);
}

/** Cells over which a last window hangs. */
function drawBeyond(sketch: Sketch, plane: Plane, height: PlaneAxis, width: PlaneAxis): void {
  const { rows, columns } = plane;
  for (let row = rows.low; row < rows.high; row++)
    for (let column = columns.low; column < columns.high; column++)
      if (row >= height.end || column >= width.end) sketch.rect('overhang', inset(cellBox(plane, row, column), 2));
}

/** A box made smaller on all sides. */
export const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

function drawGrid(sketch: Sketch, { x, y, width, height }: Box, cell: number): void {
  for (let at = 0; at <= width + 0.01; at += cell) sketch.line('grid', [x + at, y], [x + at, y + height]);
  for (let at = 0; at <= height + 0.01; at += cell) sketch.line('grid', [x, y + at], [x + width, y + at]);
}

/** A line round the real cells, dotted where the lens cuts them off. */
function drawFrame(
  sketch: Sketch,
  { x, y, width, height }: Box,
  { rows, columns }: Plane,
  { size: n }: PlaneAxis,
  { size: m }: PlaneAxis,
): void {
  const edge = (isInside: boolean, from: Point, to: Point): void => sketch.line(isInside ? 'cut' : 'frame', from, to);
  edge(rows.low > 0, [x, y], [x + width, y]);
  edge(rows.high < n, [x, y + height], [x + width, y + height]);
  edge(columns.low > 0, [x, y], [x, y + height]);
  edge(columns.high < m, [x + width, y], [x + width, y + height]);
}

const INDEX_SIZE = 10;

/** Every so many-th index is written, so that neighbours do not touch. */
function indexStep(cell: number, most: number, across: boolean): number {
  const room = across ? String(most).length * 6 + 5 : INDEX_SIZE + 2;
  return [1, 2, 5, 10, 20, 50, 100].find((step) => step * cell >= room) ?? 200;
}

export interface Labels {
  /** What the plane is, before its sizes. */
  readonly name: string;
  /** Behind the name. */
  readonly sizes: string;
  /** Where the row numbers stand; default 'left'. Lines come from the other side. */
  readonly rowsAt?: 'left' | 'right' | undefined;
  /** Pixels that stand out beside the plane, which row numbers keep clear of; default 0. */
  readonly beside?: number | undefined;
}

/** The indices of the drawn cells that really exist and have a written number. */
function labelled({ low, high }: Lens, size: number, cell: number, across: boolean): number[] {
  const [from, to] = [Math.max(low, 0), Math.min(high, size)];
  const step = indexStep(cell, to, across);
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i).filter((index) => index % step === 0);
}

/** Indices of the real cells, the axis letters, and a heading above. */
export function drawLabels(sketch: Sketch, plane: Plane, height: PlaneAxis, width: PlaneAxis, labels: Labels): void {
  const { cell, rows, columns } = plane;
  const box = planeBox(plane);
  const style = { size: INDEX_SIZE } as const;
  for (const column of labelled(columns, width.size, cell, true))
    sketch.text('index', String(column), cellBox(plane, rows.low, column).x + cell / 2, box.y - 5, {
      ...style,
      anchor: 'middle',
    });
  const isRight = labels.rowsAt === 'right';
  // A number wider than its cell stands out over the edge.
  const over = 5 + Math.max(0, String(columns.high).length * 6 - cell) / 2;
  sketch.text('axis', width.name, isRight ? box.x + box.width + over : box.x - over, box.y - 5, {
    size: 12,
    bold: true,
    anchor: isRight ? 'start' : 'end',
  });
  if (height.name !== '') drawRowNumbers(sketch, plane, height, isRight, labels.beside ?? 0);
  sketch.text('axis', labels.name, box.x, box.y - 21, { size: 13, bold: true });
  if (labels.sizes !== '')
    sketch.text('heading', labels.sizes, box.x + textRoom(labels.name, 13, true) + 6, box.y - 21, { size: 13 });
}

function drawRowNumbers(sketch: Sketch, plane: Plane, height: PlaneAxis, isRight: boolean, beside: number): void {
  const { cell, rows, columns } = plane;
  const box = planeBox(plane);
  const [x, anchor] = isRight ? ([box.x + box.width + 5 + beside, 'start'] as const) : ([box.x - 5, 'end'] as const);
  const middle = (row: number): number => cellBox(plane, row, columns.low).y + cell / 2;
  for (const row of labelled(rows, height.size, cell, false))
    sketch.text('index', String(row), x, middle(row) + 3.5, { size: INDEX_SIZE, anchor });
  sketch.text('axis', height.name, isRight ? x + 24 : x - 24, middle(Math.max(rows.low, 0)) + 4, {
    size: 12,
    bold: true,
    anchor,
  });
}

/** Marks the cells that no window reads: runs of rows and of columns, hatched. */
export function drawUnread(
  sketch: Sketch,
  plane: Plane,
  isRowRead: (row: number) => boolean,
  isColumnRead: (column: number) => boolean,
  ends: readonly [number, number],
): boolean {
  const { rows, columns } = plane;
  const [bottom, right] = [Math.min(rows.high, ends[0]), Math.min(columns.high, ends[1])];
  const bands = [
    ...runs(rows.low, bottom, (row) => !isRowRead(row)).map((run) => regionBox(plane, run, [columns.low, right])),
    ...runs(columns.low, right, (column) => !isColumnRead(column)).flatMap((run) =>
      runs(rows.low, bottom, isRowRead).map((rowRun) => regionBox(plane, rowRun, run)),
    ),
  ];
  for (const band of bands) if (band) sketch.rect('unread', band);
  return bands.length > 0;
}

/** Maximal runs `[from, to)` of the cells that have a property. */
export function runs(low: number, high: number, has: (cell: number) => boolean): (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let cell = low; cell < high; cell++) {
    if (!has(cell)) continue;
    const last = found.at(-1);
    if (last && last[1] === cell) last[1] = cell + 1;
    else found.push([cell, cell + 1]);
  }
  return found;
}

/** Pixels of an overview's longer side. */
const OVERVIEW = 96;

/** How much room the overview of a cut plane takes below it; 0 for a plane that is drawn whole. */
export const overviewHeight = ({ rows, columns }: Plane, height: number, width: number): number =>
  isCut(rows) || isCut(columns) ? (OVERVIEW * height) / Math.max(height, width) + 34 : 0;

/** The whole of a plane of which the lens shows a part, with the lens's place in it. */
export function drawOverview(
  sketch: Sketch,
  plane: Plane,
  [height, width]: readonly [number, number],
  { x, y }: Pick<Box, 'x' | 'y'>,
  name: PlaneName,
): void {
  const unit = OVERVIEW / Math.max(height, width);
  const box: Box = { x, y: y + 18, width: width * unit, height: height * unit };
  sketch.text('note', sketch.words.whole(name, height, width), x, y + 10, { size: 11 });
  sketch.rect('operation', box);
  const all = (size: number): Lens => ({ low: 0, high: size, cutBefore: false, cutAfter: false });
  const small: Plane = { x: box.x, y: box.y, cell: unit, rows: all(height), columns: all(width) };
  recordGrid(sketch, small, { plane: name, size: [height, width], whole: true });
  const clip = (at: number, most: number): number => Math.min(Math.max(at, 0), most);
  const [top, bottom] = [clip(plane.rows.low, height), clip(plane.rows.high, height)];
  const [left, right] = [clip(plane.columns.low, width), clip(plane.columns.high, width)];
  sketch.rect('lens', {
    x: box.x + left * unit,
    y: box.y + top * unit,
    width: Math.max(3, (right - left) * unit),
    height: Math.max(3, (bottom - top) * unit),
  });
}
