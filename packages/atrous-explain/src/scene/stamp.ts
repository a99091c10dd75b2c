/** @file Transposed convolution as stamps: each input cell puts the kernel onto the output, and overlaps add up. */

import { type Framing, framed, HEADER, LegendList, MARGIN } from './frame.js';
import { kernelGrid, drawTap } from './kernel.js';
import { connect } from './connect.js';
import type { TransposedAxis, TransposedLayer } from './layer.js';
import { contains, isSameLens, type Lens, lengthOf } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawOverview,
  inset,
  LABEL_HEIGHT,
  LABEL_WIDTH,
  overviewHeight,
  type Plane,
  planeBox,
  regionBox,
} from './plane.js';
import type { Scene } from './scene.js';
import { Sketch } from './sketch.js';
import type { LayerState } from './state.js';
import { between, type Moment, momentAt } from './timeline.js';
import { canvasOf, inputLens, mostCellsOf, outputOfTap, type Pair, pairsOf, stampLens } from './transposed.js';
import { stampDescription, stampSentence } from './transposed-words.js';
import { valueText } from './values.js';
import type { PlaneName } from './words/index.js';

interface StampStage {
  readonly input: Plane;
  readonly kernel: Plane;
  readonly output: Plane;
  readonly width: number;
  readonly height: number;
}

const GAP = 60;
const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** One frame. @param time  in frames, one per input cell, row by row */
export function stampScene(layer: TransposedLayer, state: LayerState, time: number): Scene {
  const moment = stampMoment(
    layer,
    momentAt(
      time,
      layer.axes.map(({ size }) => size),
      state.reducedMotion === true,
    ),
  );
  const stage = stampStage(layer, moment);
  const sketch = new Sketch(state.lang);
  const { words } = sketch;
  const legend = new LegendList();
  drawInput(sketch, layer, stage, moment, state);
  drawCanvas(sketch, layer, stage, moment, legend);
  drawStamp(sketch, layer, stage, moment);
  const framing: Framing = {
    channel: state.channel ?? 0,
    legend: legend.entries,
    description: stampDescription(layer, words),
    sentence: stampSentence(layer, moment.from, words),
  };
  const { width, height } = stage;
  const used = Math.max(
    overviewBelow(
      sketch,
      stage.input,
      layer.axes.map(({ size }) => size),
      'input',
    ),
    overviewBelow(
      sketch,
      stage.output,
      layer.axes.map(({ count }) => count),
      'output',
    ),
  );
  return framed(sketch, layer, { width, height: height + used }, framing);
}

/** The whole of a plane that is cut, under it. @returns the room that it takes */
export function overviewBelow(sketch: Sketch, plane: Plane, sizes: readonly number[], name: PlaneName): number {
  const [rows, columns] = sizes as [number, number];
  const room = overviewHeight(plane, rows, columns);
  const { x, y, height } = planeBox(plane);
  if (room > 0) drawOverview(sketch, plane, [rows, columns], { x, y: y + height + 12 }, name);
  return room;
}

/** Motion would lead out of the drawn part: then there is none. */
function stampMoment({ axes }: TransposedLayer, moment: Moment): Moment {
  const most = mostCellsOf(axes);
  const stays = axes.every(
    (axis, i) =>
      isSameLens(stampLens(axis, moment.from[i]!, most), stampLens(axis, moment.to[i]!, most)) &&
      isSameLens(inputLens(axis, moment.from[i]!, most), inputLens(axis, moment.to[i]!, most)),
  );
  return stays ? moment : { ...moment, t: 0 };
}

function stampStage({ axes }: TransposedLayer, { from }: Moment): StampStage {
  const most = mostCellsOf(axes);
  const [rows, columns] = axes.map((axis, i) => stampLens(axis, from[i]!, most)) as [Lens, Lens];
  const [inputRows, inputColumns] = axes.map((axis, i) => inputLens(axis, from[i]!, most)) as [Lens, Lens];
  const longest = Math.max(...[rows, columns, inputRows, inputColumns].map(lengthOf));
  const cell = clamp(Math.floor(400 / longest), 7, 34);
  const kernel = kernelGrid(
    axes.map(({ window }) => window.kernel),
    cell,
  );
  const tallest = Math.max(lengthOf(rows) * cell, lengthOf(inputRows) * cell, lengthOf(kernel.rows) * kernel.cell);
  const top = HEADER + LABEL_HEIGHT;
  const middle = (height: number): number => Math.round(top + (tallest - height) / 2);
  const inputX = MARGIN + LABEL_WIDTH;
  const kernelX = inputX + Math.max(lengthOf(inputColumns) * cell, 90) + GAP;
  const outputX = kernelX + lengthOf(kernel.columns) * kernel.cell + GAP;
  return {
    input: { x: inputX, y: middle(lengthOf(inputRows) * cell), cell, rows: inputRows, columns: inputColumns },
    kernel: { ...kernel, x: kernelX, y: middle(lengthOf(kernel.rows) * kernel.cell) },
    output: { x: outputX, y: middle(lengthOf(rows) * cell), cell, rows, columns },
    width: outputX + lengthOf(columns) * cell + LABEL_WIDTH - MARGIN,
    height: tallest + LABEL_HEIGHT,
  };
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

function drawInput(
  sketch: Sketch,
  { axes }: TransposedLayer,
  { input }: StampStage,
  { from, to, t }: Moment,
  { values }: LayerState,
): void {
  const [height, width] = axes;
  drawGround(sketch, input, named(height), named(width));
  drawLabels(sketch, input, named(height), named(width), {
    name: sketch.words.planes.input,
    sizes: sizesOf(axes, ({ size }) => size),
  });
  const done = [
    regionBox(input, [0, from[0]!], [0, width.size]),
    regionBox(input, [from[0]!, from[0]! + 1], [0, from[1]!]),
  ];
  for (const box of done) if (box) sketch.rect('done', box);
  const box = cellBox(input, between(from[0]!, to[0]!, t), between(from[1]!, to[1]!, t));
  const cell = t === 0 ? { cell: { plane: 'input' as const, index: from } } : {};
  sketch.rect('selected', box, { layer: 2, ...cell });
  const value = values?.input[from[0]! * width.size + from[1]!];
  if (value !== undefined && t === 0 && input.cell >= 18)
    sketch.centred('onSelected', valueText(value), box, {
      size: Math.min(13, input.cell * 0.42),
      bold: true,
      layer: 3,
    });
}

/** The output with what is cropped round it, and how often each cell has been stamped so far. */
function drawCanvas(
  sketch: Sketch,
  layer: TransposedLayer,
  { output }: StampStage,
  moment: Moment,
  legend: LegendList,
): void {
  const { axes } = layer;
  const [height, width] = axes;
  drawOutputGround(sketch, layer, output, legend);
  drawLabels(
    sketch,
    output,
    { name: height.name, size: height.count, end: height.count },
    { name: width.name, size: width.count, end: width.count },
    { name: sketch.words.planes.output, sizes: sizesOf(axes, ({ count }) => count), rowsAt: 'right' },
  );
  const met = [output.rows, output.columns].map(
    ({ low, high }, i) => new Map(Array.from({ length: high - low }, (_, n) => [low + n, pairsOf(low + n, axes[i]!)])),
  );
  for (let row = output.rows.low; row < output.rows.high; row++)
    for (let column = output.columns.low; column < output.columns.high; column++) {
      const level = stampsSoFar(met[0]!.get(row)!, met[1]!.get(column)!, moment.from);
      if (level === 0) continue;
      const box = cellBox(output, row, column);
      sketch.rect('overlap', box, { level, layer: 1 });
      if (output.cell >= 16)
        sketch.centred('count', String(level), box, { size: Math.min(12, output.cell * 0.4), layer: 1 });
      legend.add('overlap', sketch.words.legend.stamped);
    }
}

/** Real cells, the cropped rim, and the rows and columns that `output_padding` adds. */
export function drawOutputGround(sketch: Sketch, { axes }: TransposedLayer, plane: Plane, legend: LegendList): void {
  const [height, width] = axes;
  const canvas = axes.map(canvasOf);
  const isCropped = axes.some(({ count }, i) => canvas[i]!.low < 0 || canvas[i]!.high > count);
  if (isCropped) legend.add('cropped', sketch.words.legend.cropped);
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
    legend.add('outputPadding', sketch.words.legend.outputPadding);
  }
}

/** How many stamps up to and including the current one cover a cell. @param rows, columns  the pairs that meet in it */
function stampsSoFar(rows: readonly Pair[], columns: readonly Pair[], now: readonly number[]): number {
  const [row, column] = now as [number, number];
  return rows.reduce((sum, { input }) => {
    if (input > row) return sum;
    return sum + (input < row ? columns.length : columns.filter((pair) => pair.input <= column).length);
  }, 0);
}

/** The kernel, where it is put down now, and the lines between. */
function drawStamp(sketch: Sketch, { axes }: TransposedLayer, stage: StampStage, { from, to, t }: Moment): void {
  const { input, kernel, output } = stage;
  const sizes = axes.map(({ window }) => window.kernel);
  const at = axes.map((_, i) => between(from[i]!, to[i]!, t));
  const place = axes.map((axis, i) => outputOfTap(at[i]!, 0, axis));
  for (let row = 0; row < sizes[0]!; row++)
    for (let column = 0; column < sizes[1]!; column++) {
      const tap = [row, column];
      drawTap(sketch, cellBox(kernel, row, column), tap, sizes, { layer: 4, cell: { plane: 'kernel', index: tap } });
      const [y, x] = axes.map((axis, i) => outputOfTap(at[i]!, tap[i]!, axis)) as [number, number];
      if (!contains(output.rows, y) || !contains(output.columns, x)) continue;
      const isKept = y > -1 && y < axes[0].count && x > -1 && x < axes[1].count;
      const cell = t === 0 ? { cell: { plane: 'output' as const, index: [y, x] } } : {};
      drawTap(sketch, cellBox(output, y, x), tap, sizes, { layer: 2, faint: !isKept, ...cell });
    }
  sketch.rect('kernel', planeBox(kernel), { layer: 5 });
  sketch.text(
    'axis',
    sketch.words.kernel(sizesOf(axes, ({ window }) => window.kernel)),
    planeBox(kernel).x + planeBox(kernel).width / 2,
    kernel.y - 8,
    {
      anchor: 'middle',
      bold: true,
    },
  );
  const window = regionBox(
    output,
    [place[0]!, outputOfTap(at[0]!, sizes[0]! - 1, axes[0]) + 1],
    [place[1]!, outputOfTap(at[1]!, sizes[1]! - 1, axes[1]) + 1],
  );
  connect(sketch, cellBox(input, at[0]!, at[1]!), planeBox(kernel), 'across');
  if (!window) return;
  sketch.rect('window', window, { layer: 4 });
  connect(sketch, planeBox(kernel), window, 'across');
}
