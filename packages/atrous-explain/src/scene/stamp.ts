/**
 * @file Transposed convolution as stamps: each input cell puts the kernel onto the output, and overlaps add up. Of three axes the
 * slice of the input cell is drawn, and for each slice of the kernel the output slice that it falls on.
 */

import { connect, type Direction } from './connect.js';
import { drawValue, SMALLEST_VALUED } from './draw-value.js';
import { type Framing, framed } from './frame.js';
import { drawTap } from './kernel.js';
import type { TransposedAxis, TransposedLayer } from './layer.js';
import { contains, isSameLens } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawOverview,
  inset,
  overviewHeight,
  type Plane,
  planeBox,
  recordGrid,
  regionBox,
} from './plane.js';
import type { Scene } from './scene.js';
import { selectionSentence } from './selection-words.js';
import { drawGhost, drawSelection } from './selection.js';
import { Sketch } from './sketch.js';
import type { Slice } from './stage.js';
import { type StampStage, stampStage } from './stamp-stage.js';
import type { CellSelection, LayerState } from './state.js';
import { between, type Moment, momentAt } from './timeline.js';
import { canvasOf, outputOfTap, type Pair, pairsOf, stampLenses } from './transposed.js';
import { stampDescription, stampSentence } from './transposed-words.js';
import type { PlaneName } from './words/index.js';

/** One frame. @param time  in frames, one per input cell, row by row */
export function stampScene(layer: TransposedLayer, state: LayerState, time: number): Scene {
  const narrow = state.narrow === true;
  const moment = stampMoment(layer, time, state);
  const stage = stampStage(layer, moment, state);
  const sketch = new Sketch(state.lang);
  const { words } = sketch;
  const { selection } = state;
  drawInput(sketch, layer, stage, moment, state);
  stage.outputs.forEach((output, tap) => {
    drawCanvas(sketch, layer, output, selection ? undefined : moment, tap);
    if (selection === undefined) drawStamp(sketch, layer, stage, moment, tap);
    else drawKernel(sketch, layer, stage.kernels[tap]!, tap);
  });
  recordPlanes(sketch, layer, stage, moment);
  if (selection) drawLooked(sketch, layer, stage, moment, selection);
  const framing: Framing = {
    description: stampDescription(layer, words),
    sentence: selection ? selectionSentence(layer, selection, words) : stampSentence(layer, moment.from, words),
  };
  const sizes = layer.axes.map(({ size }) => size);
  const counts = layer.axes.map(({ count }) => count);
  const last = stage.outputs.at(-1)!.plane;
  // Of one axis the indices say enough, and lines go where an overview would lie.
  const isPlane = layer.rank > 1;
  const underInput = isPlane ? overviewBelow(sketch, stage.input, sizes, 'input') : 0;
  const underOutput = isPlane ? overviewBelow(sketch, last, counts, 'output') : 0;
  const used = narrow ? underOutput : Math.max(underInput, underOutput);
  return framed(sketch, layer, state, { width: stage.width, height: stage.height + used }, framing);
}

function recordPlanes(sketch: Sketch, layer: TransposedLayer, stage: StampStage, { from }: Moment): void {
  const [height, width] = layer.axes;
  recordGrid(sketch, stage.input, { plane: 'input', slice: from[0], size: [height.size, width.size] });
  stage.kernels.forEach((kernel, slice) =>
    recordGrid(sketch, kernel, { plane: 'kernel', slice, size: [height.window.kernel, width.window.kernel] }),
  );
  for (const { depth, plane } of stage.outputs)
    if (depth >= 0 && depth < layer.depth.count)
      recordGrid(sketch, plane, { plane: 'output', slice: depth, size: [height.count, width.count] });
}

/** Something else than the time's stamp is looked at; the cell whose turn it is is a ghost meanwhile. */
function drawLooked(
  sketch: Sketch,
  layer: TransposedLayer,
  { input, kernels, outputs }: StampStage,
  { from }: Moment,
  selection: CellSelection,
): void {
  const planes = {
    input: [{ depth: from[0]!, plane: input }],
    kernel: kernels.map((plane, depth) => ({ depth, plane })),
    output: outputs,
  };
  drawGhost(sketch, planes, [cellBox(input, from[1]!, from[2]!)]);
  drawSelection(sketch, layer, planes, selection);
}

/** The whole of a plane that is cut, under it. @returns the room that it takes */
export function overviewBelow(sketch: Sketch, plane: Plane, sizes: readonly number[], name: PlaneName): number {
  const [rows, columns] = sizes as [number, number];
  const room = overviewHeight(plane, rows, columns);
  const { x, y, height } = planeBox(plane);
  if (room > 0) drawOverview(sketch, plane, [rows, columns], { x, y: y + height + 12 }, name);
  return room;
}

/** Depth, row and column of the input cell. Motion would lead out of the drawn part, or to another slice: then there is none. */
function stampMoment({ axes, depth }: TransposedLayer, time: number, state: LayerState): Moment {
  const moment = momentAt(
    time,
    [depth, ...axes].map(({ size }) => size),
    state.reducedMotion === true,
  );
  const lenses = ([, row, column]: readonly number[]): ReturnType<typeof stampLenses> =>
    stampLenses(axes, [row!, column!], state);
  const [a, b] = [lenses(moment.from), lenses(moment.to)];
  const stays = (['input', 'output'] as const).every(
    (plane) => isSameLens(a[plane].rows, b[plane].rows) && isSameLens(a[plane].columns, b[plane].columns),
  );
  return stays && moment.from[0] === moment.to[0] ? moment : { ...moment, t: 0 };
}

const named = ({ name, size }: TransposedAxis): { name: string; size: number; end: number } => ({
  name,
  size,
  end: size,
});

export const sizesOf = (axes: readonly TransposedAxis[], of: (axis: TransposedAxis) => number): string =>
  axes
    .filter(({ name }) => name !== '')
    .map(of)
    .join(' × ');

/** A heading's first part: of slices with the depth that they have. */
const headingOf = (sketch: Sketch, name: PlaneName, { rank }: TransposedLayer, depth: number): string =>
  rank === 3 ? sketch.words.slice(name, `D ${String(depth).replace('-', '−')}`) : sketch.words.planes[name];

function drawInput(
  sketch: Sketch,
  layer: TransposedLayer,
  { input }: StampStage,
  moment: Moment,
  { values, selection }: LayerState,
): void {
  const { axes, rank } = layer;
  const [height, width] = axes;
  const [[d, ...from], [, ...to]] = [moment.from, moment.to] as [[number, number, number], [number, number, number]];
  const { t } = moment;
  drawGround(sketch, input, named(height), named(width));
  const name = headingOf(sketch, 'input', layer, d);
  drawLabels(sketch, input, named(height), named(width), { name, sizes: sizesOf(axes, ({ size }) => size) });
  const done = [
    regionBox(input, [0, from[0]], [0, width.size]),
    regionBox(input, [from[0], from[0] + 1], [0, from[1]]),
  ];
  for (const box of done) if (box) sketch.rect('done', box);
  if (selection) return;
  const box = cellBox(input, between(from[0], to[0], t), between(from[1], to[1], t));
  const cell = t === 0 ? { cell: { plane: 'input' as const, index: moment.from.slice(-Math.max(2, rank)) } } : {};
  sketch.rect('selected', box, { layer: 2, ...cell });
  const value = values?.input[(d * height.size + from[0]) * width.size + from[1]];
  if (value !== undefined && t === 0 && input.cell >= SMALLEST_VALUED)
    drawValue(sketch, 'onSelected', value, box, { bold: true, layer: 3 });
}

/** The output with what is cropped round it, and how often each cell has been stamped up to a moment. */
function drawCanvas(
  sketch: Sketch,
  layer: TransposedLayer,
  { depth: at, plane }: Slice,
  moment: Moment | undefined,
  place: number,
): void {
  const { axes, depth } = layer;
  const [height, width] = axes;
  const isKept = at >= 0 && at < depth.count;
  if (isKept) drawOutputGround(sketch, layer, plane);
  else drawCroppedSlice(sketch, plane);
  const sizes = sizesOf(axes, ({ count }) => count);
  drawLabels(
    sketch,
    plane,
    { name: height.name, size: height.count, end: height.count },
    { name: width.name, size: width.count, end: width.count },
    { name: headingOf(sketch, 'output', layer, at), sizes: place === 0 ? sizes : '', rowsAt: 'right' },
  );
  if (!isKept || moment === undefined) return;
  const slices = pairsOf(at, depth);
  const isStamped = stampedAt(layer, moment);
  const met = [plane.rows, plane.columns].map(
    ({ low, high }, i) => new Map(Array.from({ length: high - low }, (_, n) => [low + n, pairsOf(low + n, axes[i]!)])),
  );
  for (let row = plane.rows.low; row < plane.rows.high; row++)
    for (let column = plane.columns.low; column < plane.columns.high; column++) {
      const level = stampsSoFar([slices, met[0]!.get(row)!, met[1]!.get(column)!], moment.from);
      if (level === 0) continue;
      const box = cellBox(plane, row, column);
      sketch.rect('overlap', box, { level, layer: 1 });
      if (plane.cell >= 16 && !isStamped(row, column))
        sketch.centred('count', String(level), box, { size: Math.min(12, plane.cell * 0.4), layer: 1 });
      sketch.explain('overlap', sketch.words.legend.stamped);
    }
}

/** Whether a tap of the stamp that is being put down lies on a cell; the tap's letter takes the number's place. */
function stampedAt({ axes }: TransposedLayer, { from, t }: Moment): (row: number, column: number) => boolean {
  if (t > 0) return () => false;
  const [rows, columns] = axes.map(
    (axis, i) => new Set(Array.from({ length: axis.window.kernel }, (_, tap) => outputOfTap(from[i + 1]!, tap, axis))),
  );
  return (row, column) => rows!.has(row) && columns!.has(column);
}

/** An output slice that does not exist: the padding crops all of it. */
function drawCroppedSlice(sketch: Sketch, plane: Plane): void {
  sketch.rect('cropped', planeBox(plane));
  sketch.explain('cropped', sketch.words.legend.cropped);
}

/** Real cells, the cropped rim, and the rows and columns that `output_padding` adds. */
export function drawOutputGround(sketch: Sketch, { axes }: TransposedLayer, plane: Plane): void {
  const [height, width] = axes;
  const canvas = axes.map(canvasOf);
  const isCropped = axes.some(({ count }, i) => canvas[i]!.low < 0 || canvas[i]!.high > count);
  if (isCropped) sketch.explain('cropped', sketch.words.legend.cropped);
  drawGround(
    sketch,
    plane,
    { name: height.name, size: height.count, end: plane.rows.high },
    { name: width.name, size: width.count, end: plane.columns.high },
    'cropped',
  );
  const added = axes.map(({ count, outputPadding }) => [count - outputPadding, count] as const);
  const bands = [
    height.outputPadding > 0 ? regionBox(plane, added[0]!, [0, width.count]) : undefined,
    width.outputPadding > 0 ? regionBox(plane, [0, height.count], added[1]!) : undefined,
  ];
  for (const band of bands) {
    if (!band) continue;
    sketch.rect('outputPadding', inset(band, 2), { layer: 3 });
    sketch.explain('outputPadding', sketch.words.legend.outputPadding);
  }
}

/**
 * How many stamps up to and including the current one cover a cell: those of the slices before, of this slice the rows before, and
 * of this row the cells up to here.
 *
 * @param met  the pairs that meet in the cell, axis by axis
 */
function stampsSoFar([pairs, ...inner]: readonly (readonly Pair[])[], [now, ...rest]: readonly number[]): number {
  if (pairs === undefined) return 1;
  const all = inner.reduce((product, list) => product * list.length, 1);
  return pairs.reduce((sum, { input }) => {
    if (input > now!) return sum;
    return sum + (input < now! ? all : stampsSoFar(inner, rest));
  }, 0);
}

/** One slice of the kernel, where it is put down now, and the lines between. */
function drawStamp(sketch: Sketch, layer: TransposedLayer, stage: StampStage, moment: Moment, slice: number): void {
  const { axes, depth, rank } = layer;
  const [kernel, { plane: output, depth: at }] = [stage.kernels[slice]!, stage.outputs[slice]!];
  const { t } = moment;
  const under = stage.input.y + planeBox(stage.input).height;
  const toKernel: Direction = kernel.y > under && rank === 1 ? 'down' : 'across';
  const toOutput: Direction = output.y > under ? 'down' : 'across';
  const isKeptSlice = at >= 0 && at < depth.count;
  const [from, to] = [moment.from.slice(1), moment.to.slice(1)];
  const sizes = axes.map(({ window }) => window.kernel);
  const all = rank === 3 ? [depth.window.kernel, ...sizes] : sizes;
  const put = axes.map((_, i) => between(from[i]!, to[i]!, t));
  for (let row = 0; row < sizes[0]!; row++)
    for (let column = 0; column < sizes[1]!; column++) {
      const tap = [slice, row, column].slice(-all.length);
      drawTap(sketch, cellBox(kernel, row, column), tap, all, { layer: 4, cell: { plane: 'kernel', index: tap } });
      const [y, x] = axes.map((axis, i) => outputOfTap(put[i]!, [row, column][i]!, axis)) as [number, number];
      if (!contains(output.rows, y) || !contains(output.columns, x)) continue;
      const isKept = isKeptSlice && y > -1 && y < axes[0].count && x > -1 && x < axes[1].count;
      const index = rank === 3 ? [at, y, x] : [y, x];
      const cell = t === 0 ? { cell: { plane: 'output' as const, index } } : {};
      drawTap(sketch, cellBox(output, y, x), tap, all, { layer: 2, faint: !isKept, ...cell });
    }
  drawKernelFrame(sketch, layer, kernel, slice);
  const [down, across] = axes.map((axis, i) => [
    outputOfTap(put[i]!, 0, axis),
    outputOfTap(put[i]!, sizes[i]! - 1, axis) + 1,
  ]) as [[number, number], [number, number]];
  const window = regionBox(output, down, across);
  connect(sketch, cellBox(stage.input, put[0]!, put[1]!), planeBox(kernel), toKernel);
  if (!window) return;
  sketch.rect('window', window, { layer: 4 });
  connect(sketch, planeBox(kernel), window, toOutput);
}

/** A slice of the kernel by itself. */
function drawKernel(sketch: Sketch, layer: TransposedLayer, kernel: Plane, slice: number): void {
  const { axes, depth, rank } = layer;
  const sizes = axes.map(({ window }) => window.kernel);
  const all = rank === 3 ? [depth.window.kernel, ...sizes] : sizes;
  for (let row = 0; row < sizes[0]!; row++)
    for (let column = 0; column < sizes[1]!; column++) {
      const tap = [slice, row, column].slice(-all.length);
      const cell = { plane: 'kernel' as const, index: [slice, row, column].slice(-rank) };
      drawTap(sketch, cellBox(kernel, row, column), tap, all, { layer: 4, cell });
    }
  drawKernelFrame(sketch, layer, kernel, slice);
}

/** The line round a slice of the kernel, and its name. */
function drawKernelFrame(sketch: Sketch, { axes, depth, rank }: TransposedLayer, kernel: Plane, slice: number): void {
  const { words } = sketch;
  const box = planeBox(kernel);
  sketch.rect('kernel', box, { layer: 5 });
  const name =
    rank < 3 || depth.window.kernel === 1
      ? words.kernel(sizesOf(axes, ({ window }) => window.kernel))
      : slice === 0
        ? words.kernelSlice('D 0')
        : `D ${slice}`;
  sketch.text('axis', name, box.x + box.width / 2, kernel.y - 8, { anchor: 'middle', bold: true });
}
