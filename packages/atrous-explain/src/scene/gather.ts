/**
 * @file Transposed convolution as a sliding window, and how the stamps turn into it. One output cell is looked at. As the
 * stamps fade, the input cells move a stride apart, zeros and padding appear between them, and the kernel makes half a
 * turn; the lines from input cells to the output cell stay the same lines all the time.
 */

import { type Framing, framed, HEADER, MARGIN } from './frame.js';
import { drawHeat, drawValue, SMALLEST_VALUED } from './draw-value.js';
import { drawTap, kernelGrid } from './kernel.js';
import type { TransposedAxis, TransposedLayer } from './layer.js';
import { aimOf, contains, isSameLens, type Lens, lengthOf, lensOf } from './lens.js';
import {
  cellBox,
  drawLabels,
  LABEL_HEIGHT,
  LABEL_WIDTH,
  type Plane,
  planeBox,
  recordGrid,
  regionBox,
} from './plane.js';
import type { Box, Scene } from './scene.js';
import { Sketch } from './sketch.js';
import { drawOutputGround, overviewBelow, sizesOf } from './stamp.js';
import { selectionSentence } from './selection-words.js';
import { drawGhost, drawSelection, type Planes } from './selection.js';
import type { CellSelection, LayerState } from './state.js';
import { tapColour } from './taps.js';
import { between, type Moment, momentAt } from './timeline.js';
import { canvasOf, outputOfTap, type Pair, pairsOf, reachOf } from './transposed.js';
import { gatherDescription, gatherSentence } from './transposed-words.js';
import { valueText } from './values.js';
import { clamp } from './numbers.js';

const GAP = 64;

/** One frame. @param time  in frames, one per output cell; @param morph  0: stamps, 1: the sliding window */
export function gatherScene(layer: TransposedLayer, state: LayerState, time: number, morph: number): Scene {
  return new GatherFrame(layer, state, time, clamp(morph, 0, 1)).draw();
}

/** Position of output cell `output`'s window on the input with zeros put in: its first cell. */
const windowStart = (output: number, axis: TransposedAxis): number =>
  output + axis.window.padBefore - (reachOf(axis) - 1);

/** Cells of the input with zeros and the padding that windows reach. */
function spread(axis: TransposedAxis): { low: number; high: number } {
  const { size, count, window } = axis;
  const low = Math.min(0, windowStart(0, axis));
  return { low, high: Math.max((size - 1) * window.stride + 1, count + window.padBefore) };
}

/** What is drawn of the input with zeros and of the output, row lenses first. */
interface Lenses {
  readonly spread: readonly [Lens, Lens];
  readonly output: readonly [Lens, Lens];
}

/** What has to be looked at for the output at this position. */
function lensesAt({ axes }: TransposedLayer, position: readonly number[], state: LayerState): Lenses {
  const sizes = axes.flatMap((axis) => [spread(axis), canvasOf(axis)]).map(({ low, high }) => high - low);
  const aim = aimOf(sizes, state);
  const middle = aim.at?.slice(1);
  const lensAt = (axis: TransposedAxis, i: number, isSpread: boolean): Lens => {
    const first = (output: number): number => (isSpread ? windowStart(output, axis) : output);
    const at = middle?.[i];
    const seen = { first: first(position[i]!), stride: 1, middle: at === undefined ? undefined : first(at) };
    return lensOf(isSpread ? spread(axis) : canvasOf(axis), { ...seen, reach: isSpread ? reachOf(axis) : 1 }, aim);
  };
  const both = (isSpread: boolean): [Lens, Lens] => [lensAt(axes[0], 0, isSpread), lensAt(axes[1], 1, isSpread)];
  return { spread: both(true), output: both(false) };
}

interface Stage {
  /** The input with zeros; its cells are where they stand when the morph is 1. */
  readonly spread: Plane;
  readonly kernel: Plane;
  readonly output: Plane;
  readonly width: number;
  readonly height: number;
}

function stageAt(layer: TransposedLayer, position: readonly number[], state: LayerState): Stage {
  const { axes } = layer;
  const narrow = state.narrow === true;
  const lenses = lensesAt(layer, position, state);
  const [[rows, columns], [outputRows, outputColumns]] = [lenses.spread, lenses.output];
  const longest = Math.max(...[rows, columns, outputRows, outputColumns].map(lengthOf));
  const kernelSizes = axes.map(({ window }) => window.kernel);
  const cell = clamp(Math.floor((narrow ? 290 : 400) / longest), 7, narrow ? 22 : 34);
  const kernel = kernelGrid(kernelSizes, cell);
  // The kernel needs room for its half turn.
  const diagonal = Math.hypot(lengthOf(kernel.rows), lengthOf(kernel.columns)) * kernel.cell;
  const [inputTall, outputTall, kernelTall] = [rows, outputRows, kernel.rows].map(lengthOf);
  const tall = { input: inputTall! * cell, output: outputTall! * cell, kernel: kernelTall! * kernel.cell };
  const inputX = MARGIN + LABEL_WIDTH;
  const top = HEADER + LABEL_HEIGHT;
  const upper = narrow ? tall.input : Math.max(tall.input, tall.output, diagonal);
  const lower = Math.max(tall.output, diagonal);
  const lowerTop = top + tall.input + LABEL_HEIGHT + 30;
  const middle = (height: number): number => Math.round(top + (upper - height) / 2);
  const beside = (height: number): number => (narrow ? Math.round(lowerTop + (lower - height) / 2) : middle(height));
  const turning = (diagonal - lengthOf(kernel.columns) * kernel.cell) / 2;
  const kernelX = (narrow ? inputX - 20 : inputX + lengthOf(columns) * cell + GAP) + turning;
  const outputX = kernelX - turning + diagonal + (narrow ? 44 : GAP);
  const outputEnd = outputX + lengthOf(outputColumns) * cell + LABEL_WIDTH;
  return {
    spread: { x: inputX, y: middle(tall.input), cell, rows, columns },
    kernel: { ...kernel, x: Math.round(kernelX), y: beside(tall.kernel) },
    output: { x: Math.round(outputX), y: beside(tall.output), cell, rows: outputRows, columns: outputColumns },
    width: Math.max(outputEnd, inputX + lengthOf(columns) * cell) - MARGIN,
    height: narrow ? lowerTop + lower - HEADER : upper + LABEL_HEIGHT,
  };
}

class GatherFrame {
  readonly #layer: TransposedLayer;
  readonly #state: LayerState;
  readonly #moment: Moment;
  readonly #morph: number;
  readonly #stage: Stage;
  readonly #sketch: Sketch;

  constructor(layer: TransposedLayer, state: LayerState, time: number, morph: number) {
    this.#layer = layer;
    this.#state = state;
    this.#sketch = new Sketch(state.lang);
    this.#morph = morph;
    const counts = layer.axes.map(({ count }) => count);
    this.#moment = stillIfCut(layer, momentAt(time, counts, state.reducedMotion === true || morph < 1), state);
    this.#stage = stageAt(layer, this.#moment.from, state);
  }

  draw(): Scene {
    this.#input();
    this.#output();
    this.#kernel();
    this.#record();
    const { words } = this.#sketch;
    const looked = this.#looked;
    if (looked) this.#drawLooked(looked);
    else {
      this.#window();
      this.#meetings();
    }
    const framing: Framing = {
      description: gatherDescription(this.#layer, words),
      sentence: looked
        ? selectionSentence(this.#layer, looked, words)
        : gatherSentence(this.#layer, this.#moment.from, words),
    };
    const { output, width, height } = this.#stage;
    const counts = this.#layer.axes.map(({ count }) => count);
    const used = overviewBelow(this.#sketch, output, counts, 'output');
    return framed(this.#sketch, this.#layer, this.#state, { width, height: height + used }, framing);
  }

  /** What is looked at in place of the window; on the way from one view to the other nothing is. */
  get #looked(): CellSelection | undefined {
    return this.#morph === 1 ? this.#state.selection : undefined;
  }

  #drawLooked(selection: CellSelection): void {
    const { spread, kernel, output } = this.#stage;
    const [height, width] = this.#layer.axes;
    const planes: Planes = {
      input: [{ depth: 0, plane: spread, step: [height.window.stride, width.window.stride] }],
      kernel: [{ depth: 0, plane: kernel, isTurned: true }],
      output: [{ depth: 0, plane: output }],
    };
    drawGhost(this.#sketch, planes, [this.#windowBox(), this.#outputBox()]);
    drawSelection(this.#sketch, this.#layer, planes, selection);
  }

  /** In between input cells are on their way and have no grid. */
  #record(): void {
    const [height, width] = this.#layer.axes;
    const { spread, kernel, output } = this.#stage;
    if (this.#morph === 1) {
      const step = [height.window.stride, width.window.stride] as const;
      recordGrid(this.#sketch, spread, { plane: 'input', size: [height.size, width.size], step });
    }
    recordGrid(this.#sketch, output, { plane: 'output', size: [height.count, width.count] });
    if (this.#morph === 0 || this.#morph === 1) {
      const size = [height.window.kernel, width.window.kernel] as const;
      recordGrid(this.#sketch, kernel, { plane: 'kernel', size, isTurned: this.#morph === 1 });
    }
  }

  /** The cells move first, */
  get #spreading(): number {
    const t = Math.min(1, this.#morph / 0.6);
    return t * t * (3 - 2 * t);
  }

  /** the zeros come when there is room for them, */
  get #ground(): number {
    return Math.max(0, (this.#morph - 0.4) / 0.6);
  }

  /** and by then the stamps are gone. */
  get #stamping(): number {
    return Math.max(0, 1 - this.#morph / 0.6);
  }

  /** Where a cell of the spread input stands at this point of the morph; zeros follow the input cell before them. */
  #place(row: number, column: number): Box {
    const { spread } = this.#stage;
    const [height, width] = this.#layer.axes;
    const at = (cell: number, axis: TransposedAxis, { low, high }: Lens): number => {
      const middle = clamp((low + high - 1) / 2, 0, (axis.size - 1) * axis.window.stride);
      const pitch = between(1 / axis.window.stride, 1, this.#spreading);
      return middle + (cell - middle) * pitch;
    };
    return cellBox(spread, at(row, height, spread.rows), at(column, width, spread.columns));
  }

  #isReal(row: number, column: number): boolean {
    return [row, column].every((at, i) => {
      const { size, window } = this.#layer.axes[i]!;
      return at >= 0 && at % window.stride === 0 && at / window.stride < size;
    });
  }

  /** Cells of the input, and round them zeros that become visible as they make room. */
  #input(): void {
    const { rows, columns } = this.#stage.spread;
    if (this.#ground > 0) this.#drawGround();
    for (let row = rows.low; row < rows.high; row++)
      for (let column = columns.low; column < columns.high; column++)
        if (this.#isReal(row, column)) this.#realCell(row, column);
    this.#inputLabels();
  }

  #drawGround(): void {
    const { spread } = this.#stage;
    const { rows, columns, cell } = spread;
    const [height, width] = this.#layer.axes;
    const opacity = this.#ground;
    this.#sketch.rect('padding', planeBox(spread), { opacity });
    const ends = [height, width].map(({ size, window }) => (size - 1) * window.stride + 1);
    const inner = regionBox(spread, [0, ends[0]!], [0, ends[1]!]);
    if (inner) this.#sketch.rect('zero', inner, { opacity });
    const box = planeBox(spread);
    for (let at = 0; at <= lengthOf(columns); at++)
      this.#sketch.line('grid', [box.x + at * cell, box.y], [box.x + at * cell, box.y + box.height], { opacity });
    for (let at = 0; at <= lengthOf(rows); at++)
      this.#sketch.line('grid', [box.x, box.y + at * cell], [box.x + box.width, box.y + at * cell], { opacity });
    if (cell >= 14) this.#zeros(ends as [number, number]);
    const { legend } = this.#sketch.words;
    this.#sketch.explain('padding', legend.paddingZeros);
    if (height.window.stride * width.window.stride > 1) this.#sketch.explain('zero', legend.zeros);
  }

  #zeros([bottom, right]: readonly [number, number]): void {
    const { spread } = this.#stage;
    for (let row = Math.max(0, spread.rows.low); row < Math.min(bottom, spread.rows.high); row++)
      for (let column = Math.max(0, spread.columns.low); column < Math.min(right, spread.columns.high); column++)
        if (!this.#isReal(row, column))
          this.#sketch.centred('index', '0', cellBox(spread, row, column), { size: 10, opacity: this.#ground });
  }

  #realCell(row: number, column: number): void {
    const box = this.#place(row, column);
    this.#sketch.rect('card', box, { layer: 1 });
    const [height, width] = this.#layer.axes;
    const index = [row / height.window.stride, column / width.window.stride];
    const value = this.#state.values?.input[index[0]! * width.size + index[1]!];
    if (value !== undefined && box.width >= SMALLEST_VALUED) drawValue(this.#sketch, 'value', value, box, { layer: 2 });
  }

  /** True indices of the input, at the places to which its cells have moved. */
  #inputLabels(): void {
    const { spread } = this.#stage;
    const { rows, columns, cell } = spread;
    const [height, width] = this.#layer.axes;
    const sizes = sizesOf([height, width], ({ size }) => size);
    const real = (axis: TransposedAxis, { low, high }: Lens): number[] =>
      Array.from({ length: axis.size }, (_, i) => i).filter(
        (i) => i * axis.window.stride >= low && i * axis.window.stride < high,
      );
    const [inRows, inColumns] = [real(height, rows), real(width, columns)];
    const first = this.#place((inRows[0] ?? 0) * height.window.stride, (inColumns[0] ?? 0) * width.window.stride);
    const box = planeBox(spread);
    const [left, top] = [between(first.x, box.x, this.#ground), between(first.y, box.y, this.#ground)];
    const style = { size: 10 } as const;
    const skip = Math.max(1, Math.ceil(18 / (cell * between(1, width.window.stride, this.#spreading))));
    for (const i of inColumns)
      if (i % skip === 0)
        this.#sketch.text('index', String(i), this.#place(0, i * width.window.stride).x + cell / 2, top - 5, {
          ...style,
          anchor: 'middle',
        });
    this.#sketch.text('axis', width.name, left - 5, top - 5, { size: 12, bold: true, anchor: 'end' });
    if (height.name !== '')
      for (const i of inRows)
        this.#sketch.text('index', String(i), left - 5, this.#place(i * height.window.stride, 0).y + cell / 2 + 3.5, {
          ...style,
          anchor: 'end',
        });
    if (height.name !== '')
      this.#sketch.text('axis', height.name, left - 24, first.y + cell / 2 + 4, {
        size: 12,
        bold: true,
        anchor: 'end',
      });
    this.#sketch.text('axis', `${this.#sketch.words.planes.input} ${sizes}`, left, top - 21, { size: 13, bold: true });
  }

  #output(): void {
    const { axes } = this.#layer;
    const [height, width] = axes;
    const { output } = this.#stage;
    drawOutputGround(this.#sketch, this.#layer, output);
    drawLabels(
      this.#sketch,
      output,
      { name: height.name, size: height.count, end: height.count },
      { name: width.name, size: width.count, end: width.count },
      { name: this.#sketch.words.planes.output, sizes: sizesOf(axes, ({ count }) => count), rowsAt: 'right' },
    );
    this.#stamps();
    const cell = this.#moment.t === 0 ? { cell: { plane: 'output' as const, index: this.#moment.from } } : {};
    this.#sketch.rect('selected', this.#outputBox(), { layer: 3, ...cell });
    this.#outputValues();
  }

  /** Values of the outputs made so far, or of all. */
  #outputValues(): void {
    const { values } = this.#state;
    const { output } = this.#stage;
    if (values?.output === undefined) return;
    const [height, width] = this.#layer.axes;
    const { from, t } = this.#moment;
    const now = from[0]! * width.count + from[1]!;
    for (let row = Math.max(0, output.rows.low); row < Math.min(output.rows.high, height.count); row++)
      for (
        let column = Math.max(0, output.columns.low);
        column < Math.min(output.columns.high, width.count);
        column++
      ) {
        const at = row * width.count + column;
        if ((at > now && values.all !== true) || (at === now && t > 0)) continue;
        const box = cellBox(output, row, column);
        if (values.largest && at !== now) drawHeat(this.#sketch, values.output[at]!, values.largest.output, box);
        if (output.cell < SMALLEST_VALUED) continue;
        const role = at === now ? 'onSelected' : 'value';
        drawValue(this.#sketch, role, values.output[at]!, box, { layer: at === now ? 4 : 2, bold: at === now });
      }
  }

  #outputBox(): Box {
    const { from, to, t } = this.#moment;
    return cellBox(this.#stage.output, between(from[0]!, to[0]!, t), between(from[1]!, to[1]!, t));
  }

  /** The outlines of the stamps that cover the output cell: they fade as the window takes over. */
  #stamps(): void {
    if (this.#stamping === 0) return;
    const { output } = this.#stage;
    const [height, width] = this.#layer.axes;
    for (const { row, column } of this.#pairs()) {
      const box = regionBox(
        output,
        [outputOfTap(row.input, 0, height), outputOfTap(row.input, height.window.kernel - 1, height) + 1],
        [outputOfTap(column.input, 0, width), outputOfTap(column.input, width.window.kernel - 1, width) + 1],
      );
      if (box) this.#sketch.rect('stamp', box, { opacity: this.#stamping, layer: 2 });
    }
    this.#sketch.explain('stamp', this.#sketch.words.legend.stamps);
  }

  #pairs(): { row: Pair; column: Pair }[] {
    const [rows, columns] = this.#layer.axes.map((axis, i) => pairsOf(this.#moment.from[i]!, axis));
    return rows!.flatMap((row) => columns!.map((column) => ({ row, column })));
  }

  /** The kernel on its way through half a turn; its letters stay upright. */
  #kernel(): void {
    const { kernel } = this.#stage;
    const sizes = this.#layer.axes.map(({ window }) => window.kernel);
    const box = planeBox(kernel);
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    const [cos, sin] = [Math.cos(Math.PI * this.#morph), Math.sin(Math.PI * this.#morph)];
    // Upright squares on a turned grid would overlap at their corners.
    const side = kernel.cell * Math.max(Math.abs(cos), Math.abs(sin));
    const used = new Set(this.#pairs().map(({ row, column }) => `${row.tap},${column.tap}`));
    for (let row = 0; row < sizes[0]!; row++)
      for (let column = 0; column < sizes[1]!; column++) {
        const dx = (column - (sizes[1]! - 1) / 2) * kernel.cell;
        const dy = (row - (sizes[0]! - 1) / 2) * kernel.cell;
        const place = {
          x: cx + dx * cos - dy * sin - side / 2,
          y: cy + dx * sin + dy * cos - side / 2,
          width: side,
          height: side,
        };
        const cell = { plane: 'kernel' as const, index: [row, column] };
        const weight = this.#state.values?.kernel?.[row * sizes[1]! + column];
        const letter = weight === undefined ? undefined : valueText(weight);
        drawTap(this.#sketch, place, [row, column], sizes, { layer: 4, cell, letter });
        if (used.has(`${row},${column}`) && !this.#looked) this.#sketch.rect('kernel', place, { layer: 5 });
      }
    const turn = this.#morph === 1 ? 'whole' : this.#morph === 0 ? 'none' : 'half';
    const name = this.#sketch.words.kernelTurn(turn);
    this.#sketch.text('axis', name, cx, cy - Math.hypot(box.width, box.height) / 2 - 8, {
      anchor: 'middle',
      bold: true,
    });
  }

  /** Row and column of the first cell of the turned kernel, between two positions too. */
  get #windowPlace(): readonly [number, number] {
    const { from, to, t } = this.#moment;
    const place = (axis: TransposedAxis, i: number): number => windowStart(between(from[i]!, to[i]!, t), axis);
    const [height, width] = this.#layer.axes;
    return [place(height, 0), place(width, 1)];
  }

  #windowBox(): Box | undefined {
    const [height, width] = this.#layer.axes;
    const [y, x] = this.#windowPlace;
    return regionBox(this.#stage.spread, [y, y + reachOf(height)], [x, x + reachOf(width)]);
  }

  /** The turned kernel's place on the input with zeros. */
  #window(): void {
    const opacity = this.#ground;
    if (opacity === 0) return;
    const { spread } = this.#stage;
    const { t } = this.#moment;
    const [height, width] = this.#layer.axes;
    const sizes = [height.window.kernel, width.window.kernel];
    const [y, x] = this.#windowPlace;
    const box = this.#windowBox();
    if (box) this.#sketch.rect('window', box, { layer: 4, opacity });
    for (let row = 0; row < sizes[0]!; row++)
      for (let column = 0; column < sizes[1]!; column++) {
        const at = [
          y + reachOf(height) - 1 - row * height.window.dilation,
          x + reachOf(width) - 1 - column * width.window.dilation,
        ] as const;
        const isMeeting = t === 0 && this.#isReal(at[0], at[1]);
        if (isMeeting || !contains(spread.rows, at[0]) || !contains(spread.columns, at[1])) continue;
        const place = cellBox(spread, at[0], at[1]);
        const layer = t === 0 ? 1 : 3;
        this.#sketch.rect('zero', place, { layer, opacity });
        drawTap(this.#sketch, place, [row, column], sizes, { layer, faint: t === 0, opacity });
      }
  }

  /** Where taps meet input cells, and the lines from there to the output cell: the same in both views. */
  #meetings(): void {
    if (this.#moment.t > 0) return;
    const [height, width] = this.#layer.axes;
    const sizes = [height.window.kernel, width.window.kernel];
    const target = this.#outputBox();
    for (const { row, column } of this.#pairs()) {
      const [y, x] = [row.input * height.window.stride, column.input * width.window.stride];
      const { spread } = this.#stage;
      if (!contains(spread.rows, y) || !contains(spread.columns, x)) continue;
      const box = this.#place(y, x);
      const tap = [row.tap, column.tap];
      const value = this.#state.values?.input[row.input * width.size + column.input];
      const letter = value !== undefined && box.width >= SMALLEST_VALUED ? valueText(value) : undefined;
      const cell = { plane: 'input' as const, index: [row.input, column.input] };
      drawTap(this.#sketch, box, tap, sizes, { layer: 3, cell, letter });
      this.#sketch.line(
        'connector',
        [box.x + box.width, box.y + box.height / 2],
        [target.x, target.y + target.height / 2],
        { tap: tapColour(tap, sizes), layer: 1 },
      );
    }
  }
}

function stillIfCut(layer: TransposedLayer, moment: Moment, state: LayerState): Moment {
  const [a, b] = [lensesAt(layer, moment.from, state), lensesAt(layer, moment.to, state)];
  const stays = ([0, 1] as const).every(
    (axis) => isSameLens(a.spread[axis], b.spread[axis]) && isSameLens(a.output[axis], b.output[axis]),
  );
  return stays ? moment : { ...moment, t: 0 };
}
