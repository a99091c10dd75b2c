/** @file A cell or a tap that is looked at, with everything that it meets, in the planes of a picture. */

import { drawTap } from './kernel.js';
import type { SceneLayer } from './layer.js';
import { kernelOf, spatialAxes } from './layer.js';
import { contains } from './lens.js';
import { type Meeting, meetingsOf } from './meetings.js';
import { last3, range } from './numbers.js';
import { cellBox, planeBox, runs } from './plane.js';
import type { Box } from './scene.js';
import type { Sketch } from './sketch.js';
import type { Slice } from './stage.js';
import type { CellSelection } from './state.js';
import { tapColour } from './taps.js';

/** A plane of a picture, and how the indices of its cells lie in it. */
interface Laid extends Slice {
  /** Drawn cells from one index to the next, where zeros are put in between; default 1 each. */
  readonly step?: readonly [rows: number, columns: number];
  /** Whether the last row and column come first. */
  readonly isTurned?: boolean;
}

/** The planes of a picture, as the selection needs them. */
export interface Planes {
  readonly input: readonly Laid[];
  readonly kernel: readonly Laid[];
  readonly output: readonly Laid[];
}

interface Triple extends Meeting {
  readonly output: number;
}

/** Indices of depth, height and width of everything that meets. */
type Triples = readonly [Triple[], Triple[], Triple[]];

/** More coloured cells than this are drawn as bands; more lines than this are not drawn. */
const MOST_CELLS = 400;
const MOST_LINES = 32;

/** Every meeting of the selected thing with an output that is drawn. */
function triplesOf(layer: SceneLayer, { output }: Planes, { plane, index }: CellSelection): Triples {
  const chosen = last3(index);
  const member = plane === 'input' ? 'input' : plane === 'kernel' ? 'tap' : 'output';
  const lenses = [output.map(({ depth }) => depth), ...spans(output[0]!)];
  const axes = spatialAxes(layer);
  const lost = 3 - axes.length;
  const meetings = meetingsOf(layer);
  return [0, 1, 2].map((axis) => {
    const of = axis - lost;
    const outputs = lenses[axis]!.filter((at) => at >= 0 && (of < 0 || at < axes[of]!.count));
    const all = outputs.flatMap((at) =>
      of < 0 ? [{ input: 0, tap: 0, output: at }] : meetings(of, at).map((one) => ({ ...one, output: at })),
    );
    return all.filter((triple) => triple[member] === chosen[axis]);
  }) as unknown as Triples;
}

const spans = ({ plane: { rows, columns } }: Slice): [number[], number[]] => [
  range(rows.low, rows.high),
  range(columns.low, columns.high),
];

/** Draws what a selected input cell, output cell or tap meets. */
export function drawSelection(sketch: Sketch, layer: SceneLayer, planes: Planes, selection: CellSelection): void {
  const [depths, rows, columns] = triplesOf(layer, planes, selection);
  const kernel = last3(kernelOf(layer), 1);
  const count = depths.length * rows.length * columns.length;
  const taps = new Set<string>();
  if (selection.plane === 'kernel') {
    taps.add(String(last3(selection.index)));
    const colour = tapColour(last3(selection.index), kernel);
    for (const side of ['input', 'output'] as const)
      drawStripe(
        sketch,
        planes[side],
        [depths, rows, columns].map((triples) => new Set(triples.map((one) => one[side]))),
        {
          colour,
          tap: count > MOST_CELLS ? undefined : last3(selection.index),
          kernel,
        },
      );
  } else {
    const other = selection.plane === 'input' ? ('output' as const) : ('input' as const);
    const from = cellIn(planes[selection.plane], last3(selection.index));
    for (const d of depths)
      for (const h of rows)
        for (const w of columns) {
          const tap = [d.tap, h.tap, w.tap];
          taps.add(String(tap));
          const box = cellIn(planes[other], [d[other], h[other], w[other]]);
          if (!box) continue;
          const cell = { plane: other, index: [d[other], h[other], w[other]].slice(-layer.rank) };
          drawTap(sketch, box, tap, kernel, { layer: 2, cell });
          if (from && count <= MOST_LINES) drawThread(sketch, from, box, tapColour(tap, kernel));
        }
    if (from) {
      sketch.rect('selected', from, { layer: 3, cell: { plane: selection.plane, index: selection.index } });
      sketch.rect('window', from, { layer: 4 });
    }
  }
  markTaps(sketch, planes.kernel, taps);
}

/** The box of a cell, where it is drawn. */
function cellIn(slices: readonly Laid[], [depth, row, column]: readonly [number, number, number]): Box | undefined {
  const slice = slices.find((one) => one.depth === depth);
  return slice && boxIn(slice, row, column);
}

function boxIn({ plane, step = [1, 1], isTurned = false }: Laid, row: number, column: number): Box | undefined {
  const { rows, columns } = plane;
  const place = ({ low, high }: typeof rows, index: number, each: number): number =>
    isTurned ? low + high - 1 - index : index * each;
  const [y, x] = [place(rows, row, step[0]), place(columns, column, step[1])];
  return contains(rows, y) && contains(columns, x) ? cellBox(plane, y, x) : undefined;
}

/** From the middle of one cell to the middle of another, in the colour of their tap. */
function drawThread(sketch: Sketch, from: Box, to: Box, tap: number): void {
  sketch.line(
    'connector',
    [from.x + from.width / 2, from.y + from.height / 2],
    [to.x + to.width / 2, to.y + to.height / 2],
    { tap, layer: 1 },
  );
}

/** Every cell that a tap meets: one by one, or where they are many as bands of neighbours. */
function drawStripe(
  sketch: Sketch,
  slices: readonly Laid[],
  [depths, rows, columns]: readonly ReadonlySet<number>[],
  { colour, tap, kernel }: { readonly colour: number; readonly tap: number[] | undefined; readonly kernel: number[] },
): void {
  for (const slice of slices) {
    if (!depths!.has(slice.depth)) continue;
    // Cells with zeros between them are no bands.
    if (tap === undefined && slice.step === undefined) drawBands(sketch, slice, rows!, columns!, colour);
    else
      for (const row of rows!)
        for (const column of columns!) {
          const box = boxIn(slice, row, column);
          if (box && tap) drawTap(sketch, box, tap, kernel, { layer: 1 });
          else if (box) sketch.rect('tap', box, { tap: colour, layer: 1 });
        }
  }
}

function drawBands(
  sketch: Sketch,
  { plane }: Slice,
  rows: ReadonlySet<number>,
  columns: ReadonlySet<number>,
  colour: number,
): void {
  const across = runs(plane.columns.low, plane.columns.high, (column) => columns.has(column));
  for (const [top, bottom] of runs(plane.rows.low, plane.rows.high, (row) => rows.has(row)))
    for (const [left, right] of across)
      sketch.rect('tap', cellBox(plane, top, left, bottom - top, right - left), { tap: colour, layer: 1 });
}

/** A line round the taps that take part, and a veil over the others. */
function markTaps(sketch: Sketch, slices: readonly Laid[], taps: ReadonlySet<string>): void {
  for (const slice of slices)
    for (let row = slice.plane.rows.low; row < slice.plane.rows.high; row++)
      for (let column = slice.plane.columns.low; column < slice.plane.columns.high; column++) {
        const isUsed = taps.has(String([slice.depth, row, column]));
        const box = boxIn(slice, row, column)!;
        if (isUsed) sketch.rect('kernel', box, { layer: 6 });
        else sketch.rect('plane', box, { layer: 6, opacity: 0.72 });
      }
}

/** Where the animation stands while something else is looked at. */
export function drawGhost(sketch: Sketch, planes: Planes, boxes: readonly (Box | undefined)[]): void {
  for (const box of boxes) if (box) sketch.rect('ghost', box, { layer: 5 });
  for (const { plane } of planes.kernel) sketch.rect('kernel', planeBox(plane), { layer: 5 });
}
