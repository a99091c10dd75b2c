/** @file The sliding window: its cells in the input, the kernel's taps, the output cell that comes of them. */

import type { Reads } from './axis.js';
import { connect } from './connect.js';
import { framed, HEADER, MARGIN } from './frame.js';
import { drawHeat, drawValue, SMALLEST_VALUED } from './draw-value.js';
import { drawTap } from './kernel.js';
import type { SlidingLayer } from './layer.js';
import { contains } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawOverview,
  drawUnread,
  LABEL_WIDTH,
  type Labels,
  type PlaneAxis,
  planeBox,
  recordGrid,
  regionBox,
} from './plane.js';
import { winnerAt } from './pool.js';
import type { Box, Scene } from './scene.js';
import { Sketch } from './sketch.js';
import { selectionSentence } from './selection-words.js';
import { drawGhost, drawSelection, type Planes } from './selection.js';
import { isSamePart, lensesAt, type Slice, type Stage, stageAcross, stageDown, stageStacked } from './stage.js';
import type { CellSelection, LayerState } from './state.js';
import { between, type Moment, momentAt } from './timeline.js';
import { offsetOf, valueText } from './values.js';
import type { PlaneName, SceneWords } from './words/index.js';
import { operationWords, paddingLegend, slideDescription, slideSentence } from './slide-words.js';

/** One frame of the sliding window. @param time  in frames, one per output position, the last axis fastest */
export function slideScene(layer: SlidingLayer, state: LayerState, time: number): Scene {
  const frame = new SlideFrame(layer, state, time);
  return frame.draw();
}

class SlideFrame {
  readonly #layer: SlidingLayer;
  readonly #state: LayerState;
  readonly #moment: Moment;
  readonly #stage: Stage;
  readonly #sketch: Sketch;

  constructor(layer: SlidingLayer, state: LayerState, time: number) {
    this.#layer = layer;
    this.#state = state;
    this.#sketch = new Sketch(state.lang);
    const narrow = state.narrow === true;
    const counts = layer.axes.map(({ count }) => count);
    this.#moment = settled(layer, momentAt(time, counts, state.reducedMotion === true), state);
    const stage = layer.rank === 1 ? stageDown : narrow ? stageStacked : stageAcross;
    this.#stage = stage(layer, lensesAt(layer, this.#moment.from, state), MARGIN, HEADER, narrow);
  }

  draw(): Scene {
    const layer = this.#layer;
    const { selection } = this.#state;
    const { words } = this.#sketch;
    const sentence = selection
      ? selectionSentence(layer, selection, words)
      : slideSentence(layer, this.#moment.from, this.#state.values, words);
    this.#inputs();
    this.#middle();
    this.#outputs();
    if (selection === undefined) this.#windows();
    else this.#looked(selection);
    const description = slideDescription(layer, words);
    return framed(this.#sketch, layer, this.#state, this.#stage, { description, sentence });
  }

  /** Height and width of the input, with the end of the padding. */
  #inputAxes(): [PlaneAxis, PlaneAxis] {
    const [, height, width] = this.#layer.axes;
    const plane = ({ name, size, padAfter }: typeof height): PlaneAxis => ({ name, size, end: size + padAfter });
    return [plane(height), plane(width)];
  }

  #inputs(): void {
    const [depth, height, width] = this.#layer.axes;
    const { words } = this.#sketch;
    const [rows, columns] = this.#inputAxes();
    const sizes = [height, width].filter(({ name }) => name !== '').map(({ size }) => size);
    this.#stage.inputs.forEach(({ depth: at, plane }, i) => {
      const isReal = at >= 0 && at < depth.size;
      const empty = { ...rows, size: 0 };
      this.#cards(plane, this.#layer.channels?.input);
      recordGrid(this.#sketch, plane, { plane: 'input', slice: at, size: [height.size, width.size] });
      drawGround(this.#sketch, plane, isReal ? rows : empty, columns);
      const isUnread = drawUnread(this.#sketch, plane, height.isRead, width.isRead, [rows.end, columns.end]);
      if (!depth.isRead(at)) this.#sketch.rect('unread', planeBox(plane));
      if (isUnread || !depth.isRead(at)) this.#sketch.explain('unread', words.legend.unread);
      const slice = isReal ? `D ${at}` : words.paddingSlice;
      const heading = headingOf(words, 'input', sizes, depth.name === '' ? '' : slice, i);
      drawLabels(this.#sketch, plane, rows, columns, heading);
      this.#inputValues(at, plane);
      if (rows.size < rows.end || height.padBefore > 0 || columns.size < columns.end || width.padBefore > 0)
        this.#sketch.explain('padding', paddingLegend(this.#layer, words));
      if (height.overhang + width.overhang > 0) this.#sketch.explain('overhang', words.legend.overhang);
    });
    const last = this.#stage.inputs.at(-1)!.plane;
    if (this.#layer.rank > 1 && isCutPlane(last))
      drawOverview(this.#sketch, last, [height.size, width.size], this.#overviewPlace(last), 'input');
  }

  /** Something else than the time's window is looked at; the window is a ghost meanwhile. */
  #looked(selection: CellSelection): void {
    const { inputs, kernels, outputs } = this.#stage;
    const planes: Planes = { input: inputs, kernel: kernels, output: outputs };
    const [depth, rows, columns] = [this.#reads(0), this.#reads(1), this.#reads(2)];
    const { from } = this.#moment;
    const windows = inputs
      .filter((slice) => slice.depth >= depth.first && slice.depth < depth.first + depth.step * depth.taps)
      .map(({ plane }) =>
        regionBox(
          plane,
          [rows.first, rows.first + rows.step * (rows.taps - 1) + 1],
          [columns.first, columns.first + columns.step * (columns.taps - 1) + 1],
        ),
      );
    const target = outputs.find((slice) => slice.depth === from[0])!;
    drawGhost(this.#sketch, planes, [...windows, cellBox(target.plane, from[1]!, from[2]!)]);
    drawSelection(this.#sketch, this.#layer, planes, selection);
  }

  /** Under the input; where the kernel stands there, under that. */
  #overviewPlace(input: Slice['plane']): { x: number; y: number } {
    if (this.#state.narrow !== true) return below(input);
    const kernel = this.#stage.kernels.at(-1)?.plane;
    const { x, y, height } = kernel ? planeBox(kernel) : this.#stage.middle;
    return { x, y: y + height + 12 };
  }

  /** Edges of further channels behind a plane. */
  #cards(plane: Slice['plane'], channels: number | undefined): void {
    const box = planeBox(plane);
    for (let card = cardsOf(channels); card > 0; card--)
      this.#sketch.rect('card', { ...box, x: box.x + card * CARD, y: box.y + card * CARD }, { layer: -1 });
  }

  #inputValues(depth: number, plane: Slice['plane']): void {
    const { values } = this.#state;
    const { axes } = this.#layer;
    if (values === undefined || depth < 0 || depth >= axes[0].size) return;
    const sizes = axes.map(({ size }) => size);
    for (let row = Math.max(0, plane.rows.low); row < Math.min(plane.rows.high, sizes[1]!); row++)
      for (let column = Math.max(0, plane.columns.low); column < Math.min(plane.columns.high, sizes[2]!); column++) {
        const value = values.input[offsetOf([depth, row, column], sizes)]!;
        const box = cellBox(plane, row, column);
        if (values.largest) drawHeat(this.#sketch, value, values.largest.input, box);
        if (plane.cell < SMALLEST_VALUED) continue;
        // Taps cover the value under them and carry it themselves.
        drawValue(this.#sketch, 'value', value, box, { layer: this.#layer.operation === 'sum' ? 0 : 2 });
      }
  }

  /** What stands on a tap over the input: its letter, or where there are numbers the cell's. */
  #onTap(cell: readonly number[], isReal: boolean, size: number): string | undefined {
    const { values } = this.#state;
    if (values === undefined || size < SMALLEST_VALUED) return undefined;
    if (this.#moment.t > 0) return '';
    const sizes = this.#layer.axes.map((axis) => axis.size);
    return isReal ? valueText(values.input[offsetOf(cell, sizes)]!) : '';
  }

  /** The kernel with its taps, or the word for what a pool does. */
  #middle(): void {
    const { middle, kernels } = this.#stage;
    if (kernels.length === 0) {
      this.#sketch.rect('operation', middle, { layer: 4 });
      this.#sketch.centred('heading', operationWords(this.#layer, this.#moment.from, this.#sketch.words), middle, {
        size: 14,
        bold: true,
        layer: 5,
      });
      return;
    }
    const kernel = this.#layer.axes.map((axis) => axis.kernel);
    for (const { depth, plane } of kernels) {
      const box = planeBox(plane);
      this.#cards(plane, this.#kernelChannels());
      recordGrid(this.#sketch, plane, { plane: 'kernel', slice: depth, size: [kernel[1]!, kernel[2]!] });
      for (let row = 0; row < kernel[1]!; row++)
        for (let column = 0; column < kernel[2]!; column++)
          drawTap(this.#sketch, cellBox(plane, row, column), [depth, row, column], kernel, {
            layer: 4,
            letter: this.#weightText([depth, row, column], kernel),
            cell: { plane: 'kernel', index: [depth, row, column].slice(-this.#layer.rank) },
          });
      this.#sketch.rect('kernel', box, { layer: 5 });
      const sizes = kernel.slice(-this.#layer.rank).join(' × ');
      const { words } = this.#sketch;
      const slice = depth === 0 ? words.kernelSlice('D 0') : `D ${depth}`;
      const name = kernel[0] === 1 ? words.kernel(sizes) : slice;
      this.#sketch.text('axis', name, box.x + box.width / 2, box.y - 8, { anchor: 'middle', layer: 5, bold: true });
    }
  }

  #weightText(tap: readonly number[], kernel: readonly number[]): string | undefined {
    const weights = this.#state.values?.kernel;
    return weights && valueText(weights[offsetOf(tap, kernel)]!);
  }

  #kernelChannels(): number {
    const { channels } = this.#layer;
    return channels === undefined ? 1 : channels.input / channels.groups;
  }

  #outputs(): void {
    const [depth, height, width] = this.#layer.axes;
    const axis = ({ name, count }: typeof height): PlaneAxis => ({ name, size: count, end: count });
    const sizes = [height, width].filter(({ name }) => name !== '').map(({ count }) => count);
    const { from } = this.#moment;
    this.#stage.outputs.forEach(({ depth: at, plane }, i) => {
      this.#cards(plane, this.#layer.channels?.output);
      recordGrid(this.#sketch, plane, { plane: 'output', slice: at, size: [height.count, width.count] });
      drawGround(this.#sketch, plane, axis(height), axis(width));
      this.#padded(at, plane);
      // Colours of values take the place of the colour of what is done.
      if (!this.#state.values?.largest) this.#done(at, plane);
      const labels = headingOf(this.#sketch.words, 'output', sizes, depth.name === '' ? '' : `D ${at}`, i);
      const beside = cardsOf(this.#layer.channels?.output) * CARD;
      drawLabels(this.#sketch, plane, axis(height), axis(width), { ...labels, rowsAt: 'right', beside });
      if (at === from[0]) this.#selected(plane);
      this.#outputValues(at, plane);
    });
    const last = this.#stage.outputs.at(-1)!.plane;
    if (this.#layer.rank > 1 && isCutPlane(last))
      drawOverview(this.#sketch, last, [height.count, width.count], below(last), 'output');
  }

  /** Dots the outputs of a padding layer that show no cell of their own place. */
  #padded(depth: number, plane: Slice['plane']): void {
    const amounts = paddingOf(this.#layer);
    if (amounts === undefined) return;
    const [d, h, w] = amounts.map(({ before }, i) => [before, before + this.#layer.axes[i]!.size] as const);
    const [height, width] = this.#layer.axes.slice(1).map(({ count }) => count) as [number, number];
    const [top, bottom] = depth < d![0] || depth >= d![1] ? [0, 0] : h!;
    for (const box of [
      regionBox(plane, [0, top], [0, width]),
      regionBox(plane, [bottom, height], [0, width]),
      regionBox(plane, [top, bottom], [0, w![0]]),
      regionBox(plane, [top, bottom], [w![1], width]),
    ])
      if (box) this.#sketch.rect('padding', box);
    this.#sketch.explain('padding', paddingWords(this.#layer, this.#sketch.words));
  }

  /** Colours the outputs before the current one. */
  #done(depth: number, plane: Slice['plane']): void {
    const [d, h, w] = this.#moment.from as [number, number, number];
    const [, height, width] = this.#layer.axes;
    if (depth > d) return;
    const rows = depth < d ? height.count : h;
    const regions = [regionBox(plane, [0, rows], [0, width.count])];
    if (depth === d) regions.push(regionBox(plane, [h, h + 1], [0, w]));
    for (const box of regions) if (box) this.#sketch.rect('done', box);
  }

  #selected(plane: Slice['plane']): void {
    const { from, to, t } = this.#moment;
    const box = cellBox(plane, between(from[1]!, to[1]!, t), between(from[2]!, to[2]!, t));
    const cell = t === 0 ? { cell: { plane: 'output' as const, index: from.slice(-this.#layer.rank) } } : {};
    this.#sketch.rect('selected', box, { layer: 4, ...cell });
  }

  /** Values of the outputs made so far. */
  #outputValues(depth: number, plane: Slice['plane']): void {
    const { values } = this.#state;
    if (values?.output === undefined) return;
    const counts = this.#layer.axes.map(({ count }) => count);
    const now = offsetOf(this.#moment.from, counts);
    for (let row = plane.rows.low; row < plane.rows.high; row++)
      for (let column = plane.columns.low; column < plane.columns.high; column++) {
        const at = offsetOf([depth, row, column], counts);
        if ((at > now && values.all !== true) || (at === now && this.#moment.t > 0)) continue;
        const value = values.output[at]!;
        const box = cellBox(plane, row, column);
        if (values.largest && at !== now) drawHeat(this.#sketch, value, values.largest.output, box);
        if (plane.cell < SMALLEST_VALUED) continue;
        const role = at === now ? 'onSelected' : 'value';
        drawValue(this.#sketch, role, value, box, { layer: at === now ? 5 : 2, bold: at === now });
      }
  }

  /** Where axis `axis` is read at this moment, between two positions too. */
  #reads(axis: number): Reads {
    const { from, to, t } = this.#moment;
    const [a, b] = [this.#layer.axes[axis]!.reads(from[axis]!), this.#layer.axes[axis]!.reads(to[axis]!)];
    return { first: between(a.first, b.first, t), step: a.step, taps: between(a.taps, b.taps, t) };
  }

  /** The window in every slice that it reaches, and the lines to kernel and output. */
  #windows(): void {
    const { axes } = this.#layer;
    const depth = axes[0].reads(this.#moment.from[0]!);
    const target = this.#stage.outputs.find((slice) => slice.depth === this.#moment.from[0])!;
    const { from, to, t } = this.#moment;
    const { toMiddle, toOutput } = this.#stage;
    const output = cellBox(target.plane, between(from[1]!, to[1]!, t), between(from[2]!, to[2]!, t));
    for (let tap = 0; tap < depth.taps; tap++) {
      const at = depth.first + depth.step * tap;
      const slice = this.#stage.inputs.find((one) => one.depth === at);
      if (slice === undefined) continue;
      const box = this.#window(slice, tap);
      const kernel = this.#stage.kernels[tap];
      const middle = kernel ? planeBox(kernel.plane) : this.#stage.middle;
      if (box) connect(this.#sketch, box, middle, toMiddle);
      if (kernel) connect(this.#sketch, middle, output, toOutput);
    }
    if (this.#stage.kernels.length === 0) connect(this.#sketch, this.#stage.middle, output, toOutput);
  }

  /** The taps of one slice and the line round them. @returns the box of the window, as far as it is drawn */
  #window({ depth, plane }: Slice, depthTap: number): Box | undefined {
    const [rows, columns] = [this.#reads(1), this.#reads(2)];
    const { rank, operation, axes } = this.#layer;
    const isStill = this.#moment.t === 0;
    const winner = this.#winner();
    const kernel = axes.map((axis) => axis.kernel);
    for (let r = 0; r < Math.round(rows.taps); r++)
      for (let c = 0; c < Math.round(columns.taps); c++) {
        const [row, column] = [rows.first + rows.step * r, columns.first + columns.step * c];
        if (!contains(plane.rows, row) || !contains(plane.columns, column)) continue;
        const isReal = isInside(row, axes[1].size) && isInside(column, axes[2].size) && isInside(depth, axes[0].size);
        const index = isStill ? [depth, row, column].slice(-rank) : undefined;
        const box = cellBox(plane, row, column);
        const cell = index && { plane: 'input' as const, index };
        if (operation === 'sum')
          drawTap(this.#sketch, box, [depthTap, r, c], kernel, {
            cell,
            layer: 1,
            faint: !isReal,
            letter: this.#onTap([depth, row, column], isReal, plane.cell),
          });
        else if (isReal) this.#sketch.rect('covered', box, { layer: 1, cell });
        if (isStill && winner && winner.every((at, i) => at === [depth, row, column][i])) this.#winnerMark(box, winner);
      }
    const box = regionBox(
      plane,
      [rows.first, rows.first + rows.step * (rows.taps - 1) + 1],
      [columns.first, columns.first + columns.step * (columns.taps - 1) + 1],
    );
    if (box) this.#sketch.rect('window', box, { layer: 4 });
    return box;
  }

  #winner(): readonly number[] | undefined {
    const { values } = this.#state;
    if (this.#layer.operation !== 'max' || values === undefined) return undefined;
    return winnerAt(this.#layer, this.#moment.from, values.input);
  }

  /** The winner's cell is filled, and its value stands out. */
  #winnerMark(box: Box, cell: readonly number[]): void {
    const sizes = this.#layer.axes.map(({ size }) => size);
    const value = this.#state.values!.input[offsetOf(cell, sizes)]!;
    this.#sketch.rect('winner', box, { layer: 3, cell: { plane: 'input', index: cell.slice(-this.#layer.rank) } });
    drawValue(this.#sketch, 'onSelected', value, box, { bold: true, layer: 4 });
  }
}

/** Pixels by which the edge of a further channel stands out. */
const CARD = 4;

/** How many further channels show behind a plane. */
const cardsOf = (channels: number | undefined): number => Math.min(2, (channels ?? 1) - 1);

/** How a padding layer grows each of the three axes; undefined for other layers. */
function paddingOf({ spec, axes }: SlidingLayer): { readonly before: number }[] | undefined {
  if (!/Pad[123]d$/.test(spec.op)) return undefined;
  const amounts = spec.args['padding'] as readonly number[];
  return axes.map(({ name }, i) => ({ before: name === '' ? 0 : amounts[2 * (2 - i)]! }));
}

/** What the padding of a padding layer shows. */
function paddingWords({ spec: { op, args } }: SlidingLayer, { legend, paddingShows }: SceneWords): string {
  if (op.startsWith('Zero')) return legend.paddingZeros;
  if (op.startsWith('Constant')) return paddingShows(String(args['value']));
  return paddingShows({ Refl: 'reflect', Repl: 'replicate', Circ: 'circular' }[op.slice(0, 4)]!);
}

/** The first slice says what it is a slice of. */
function headingOf(words: SceneWords, name: PlaneName, sizes: readonly number[], slice: string, place: number): Labels {
  const whole = sizes.join(' × ');
  if (slice === '') return { name: words.planes[name], sizes: whole };
  return place === 0 ? { name: words.slice(name, slice), sizes: words.sliceSizes(whole) } : { name: slice, sizes: '' };
}

const isInside = (at: number, size: number): boolean => at > -1 && at < size;

const isCutPlane = ({ rows, columns }: Slice['plane']): boolean =>
  rows.cutBefore || rows.cutAfter || columns.cutBefore || columns.cutAfter;

/** Left below a plane. */
function below(plane: Slice['plane']): { x: number; y: number } {
  const { x, y, height } = planeBox(plane);
  return { x: Math.max(x, MARGIN + LABEL_WIDTH), y: y + height + 12 };
}

/** Motion would lead out of the drawn part: then there is none. */
function settled(layer: SlidingLayer, moment: Moment, state: LayerState): Moment {
  if (moment.t === 0) return moment;
  const [a, b] = [lensesAt(layer, moment.from, state), lensesAt(layer, moment.to, state)];
  const stays = isSamePart(a.input, b.input) && isSamePart(a.output, b.output);
  return stays && moment.from[0] === moment.to[0] ? moment : { ...moment, t: 0 };
}
