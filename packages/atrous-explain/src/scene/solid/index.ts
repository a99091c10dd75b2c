/** @file The layer as volumes: the window as a block of the input, the kernel, the cell of the output that comes of them. */

import { connect } from '../connect.js';
import { drawTap } from '../kernel.js';
import { framed, HEADER, MARGIN } from '../frame.js';
import { kernelOf, type SceneLayer } from '../layer.js';
import { clamp, last3 } from '../numbers.js';
import { recordGrid } from '../plane.js';
import type { Box, Scene } from '../scene.js';
import { selectionSentence } from '../selection-words.js';
import { Sketch, textRoom } from '../sketch.js';
import { operationWords, paddingLegend, slideSentence } from '../slide-words.js';
import type { CellSelection, LayerState } from '../state.js';
import { type Moment, momentAt } from '../timeline.js';
import { gatherSentence } from '../transposed-words.js';
import { type SolidAxis, solidAxes } from './axes.js';
import { cardsRoom, drawCards, drawPart, drawSlabs, drawVolume } from './draw.js';
import {
  ABOVE,
  across,
  type Channel,
  channelCounts,
  down,
  itemOf,
  type Placed,
  solidsOf,
  type Solids,
  standing,
} from './layout.js';
import { drawKernel, drawOperation, kernelMargins, MOST_TAPS, OPERATION } from './kernel.js';
import { groupOf, selectedParts, type Solid, windowParts } from './parts.js';
import {
  boxOf,
  type Edge,
  frontOf,
  hasPadding,
  outlineOf,
  type Part,
  pointOf,
  type Span,
  shellOf,
  type Volume,
  seen,
  wholeOf,
} from './volume.js';

/** One frame of the layer as volumes. @param time  in frames, one per output position, the last axis fastest */
export function solidScene(layer: SceneLayer, state: LayerState, time: number): Scene {
  return new SolidFrame(layer, state, time).draw();
}

/** Taps are coloured on the window where a cell is as large as this, and there are not too many of them. */
const SMALLEST_TAP = 5;

/** Pixels for the number of an edge beside it. */
const LABEL = 12;

class SolidFrame {
  readonly #layer: SceneLayer;
  readonly #state: LayerState;
  readonly #axes: readonly [SolidAxis, SolidAxis, SolidAxis];
  readonly #channels: Channel;
  readonly #channel: number;
  readonly #moment: Moment;
  readonly #solids: Solids;
  readonly #middle: Box;
  readonly #direction: 'across' | 'down';
  /** Headings stand beside what they name, so that no light falls on them. */
  readonly #isBeside: boolean;
  readonly #size: Placed;
  readonly #sketch: Sketch;

  constructor(layer: SceneLayer, state: LayerState, time: number) {
    this.#layer = layer;
    this.#state = state;
    this.#sketch = new Sketch(state.lang);
    this.#axes = solidAxes(layer);
    this.#channels = channelCounts(layer);
    this.#channel = Math.min(state.channel ?? 0, this.#channels.output - 1);
    const counts = this.#axes.map(({ count }) => count);
    const { selection } = state;
    const looked = selection?.plane === 'output' ? last3(selection.index) : undefined;
    const moment = momentAt(time, counts, state.reducedMotion === true);
    this.#moment = looked ? { ...moment, from: looked, to: looked, t: 0 } : moment;
    const narrow = state.narrow === true;
    this.#direction = narrow || layer.rank === 1 ? 'down' : 'across';
    const { input, output, kernel, isTrue } = solidsOf(layer, this.#axes, narrow);
    const middle = kernel
      ? itemOf(kernel, kernelMargins(this.#sketch, this.#solid, kernel, this.#direction))
      : OPERATION;
    const items = [this.#item(input, 'input'), middle, this.#item(output, 'output')];
    this.#isBeside = this.#direction === 'down' && layer.rank > 1;
    this.#size =
      this.#direction === 'across'
        ? across(items, MARGIN, HEADER)
        : down(items, MARGIN, HEADER, this.#isBeside ? 0 : ABOVE);
    const [first, second, third] = this.#size.boxes as [Box, Box, Box];
    this.#middle = second;
    this.#solids = {
      input: standing(input, first),
      output: standing(output, third),
      kernel: kernel && standing(kernel, second),
      isTrue,
    };
  }

  draw(): Scene {
    const { words } = this.#sketch;
    const { selection } = this.#state;
    this.#volume('input');
    this.#volume('output');
    const { kernel } = this.#solids;
    if (kernel) drawKernel(this.#sketch, this.#solid, kernel, this.#direction);
    else drawOperation(this.#sketch, this.#operation(), this.#middle);
    if (selection && selection.plane !== 'output') this.#looked(selection);
    else this.#window();
    const { width, height } = this.#size;
    const note = words.shortened;
    if (!this.#solids.isTrue) this.#sketch.text('note', note, MARGIN, HEADER + height + 10, { layer: 5 });
    const sizes = [this.#layer.input, this.#layer.output].map((shape) => this.#shapeWords(shape));
    const description = words.solidDescription(sizes[0]!, sizes[1]!, {
      isSum: this.#solids.kernel !== undefined,
      isDeep: this.#layer.rank === 3,
    });
    const size = {
      width: Math.max(width, this.#solids.isTrue ? 0 : textRoom(note, 12)),
      height: height + (this.#solids.isTrue ? 0 : 18),
    };
    return framed(this.#sketch, this.#layer, this.#state, size, { description, sentence: this.#sentence() });
  }

  /** What the outputs are of: without the batch. */
  #shapeWords(shape: readonly number[]): string {
    return shape.slice(-this.#layer.rank - 1).join(' × ');
  }

  #sentence(): string {
    const { words } = this.#sketch;
    const layer = this.#layer;
    const { selection, values } = this.#state;
    if (selection) return selectionSentence(layer, selection, words);
    return layer.kind === 'sliding'
      ? slideSentence(layer, this.#moment.from, values, words)
      : gatherSentence(layer, this.#moment.from, words);
  }

  #operation(): string {
    const layer = this.#layer;
    return layer.kind === 'sliding' ? operationWords(layer, this.#moment.from, this.#sketch.words) : '';
  }

  /** Numbers of the edges: rows, columns, and what lies in the depth. */
  #edges(plane: 'input' | 'output'): { rows: string; columns: string; depth: string } {
    const [depth, rows, columns] = this.#axes.map(({ name, size, count }) =>
      name === '' ? '' : `${name} ${plane === 'input' ? size : count}`,
    );
    return { rows: rows!, columns: columns!, depth: this.#layer.rank === 3 ? depth! : `C ${this.#channels[plane]}` };
  }

  #item(volume: Volume, plane: 'input' | 'output'): ReturnType<typeof itemOf> {
    const { rows, depth } = this.#edges(plane);
    const hidden = this.#layer.rank === 3 ? cardsRoom(this.#channels[plane]) : 0;
    return itemOf(volume, {
      left: rows === '' ? 0 : textRoom(rows, LABEL) + 8,
      right: Math.max(hidden, textRoom(depth, LABEL) - 8),
    });
  }

  #volume(plane: 'input' | 'output'): void {
    const sketch = this.#sketch;
    const { words } = sketch;
    const volume = this.#solids[plane];
    const { groups } = this.#channels;
    const isDeep = this.#layer.rank === 3;
    if (isDeep) drawCards(sketch, volume, this.#channels[plane]);
    drawVolume(sketch, volume);
    if (groups > 1 && !isDeep) drawSlabs(sketch, volume, groups, this.#group);
    if (hasPadding(volume) && this.#layer.kind === 'sliding')
      sketch.explain('padding', paddingLegend(this.#layer, words));
    this.#grid(plane, volume);
    const box = boxOf(volume);
    const beside = isDeep ? cardsRoom(this.#channels[plane]) : 0;
    const size = { size: LABEL, layer: 5 };
    const [x0, y0] = this.#isBeside ? [box.x + box.width + beside + 12, box.y + 12] : [box.x, box.y - 24];
    sketch.text('heading', words.planes[plane], x0, y0, { size: 13, bold: true, layer: 5 });
    sketch.text('note', this.#shapeWords(this.#layer[plane]), x0, y0 + 16, size);
    const { rows, columns, depth } = this.#edges(plane);
    const front = frontOf(volume, shellOf(volume));
    if (rows !== '') sketch.text('axis', rows, front.x - 8, front.y + front.height / 2 + 4, { ...size, anchor: 'end' });
    const under = front.y + front.height + 17 + beside;
    sketch.text('axis', columns, front.x + front.width / 2, under, { ...size, anchor: 'middle' });
    const shell = shellOf(volume);
    const [x, y] = pointOf(volume, shell.columns[1], shell.rows[1], (shell.depth[0] + shell.depth[1]) / 2);
    sketch.text('axis', depth, x + 8 + beside, y + 12, size);
  }

  /** The slice that is pointed at: the front one, or of three axes the one that is looked at or made, or the first that is read. */
  #slice(plane: 'input' | 'output'): number {
    if (this.#layer.rank < 3) return 0;
    const { selection } = this.#state;
    const [depth] = this.#axes;
    const made = this.#moment.from[0]!;
    if (plane === 'output') return made;
    if (selection?.plane === 'input') return last3(selection.index)[0];
    return clamp(Math.min(...depth.reads(made).map(({ cell }) => cell)), 0, depth.size - 1);
  }

  /** One slice of the cells, for who points at one; only where cells are square. */
  #grid(plane: 'input' | 'output', volume: Volume): void {
    const { columns, rows } = volume;
    if (Math.abs(columns.cell - rows.cell) > 1e-6) return;
    const slice = this.#slice(plane);
    const depth: Span = [slice, slice + 1];
    if (this.#layer.rank === 3) this.#sketch.rect('lens', frontOf(volume, { ...wholeOf(volume), depth }), { layer: 5 });
    const lens = ({
      cells,
      before,
      after,
    }: Edge): { low: number; high: number; cutBefore: boolean; cutAfter: boolean } => ({
      low: 0 - before,
      high: cells + after,
      cutBefore: false,
      cutAfter: false,
    });
    const { x, y } = frontOf(volume, { ...shellOf(volume), depth });
    recordGrid(
      this.#sketch,
      { x, y, cell: columns.cell, rows: lens(rows), columns: lens(columns) },
      { plane, slice, size: [rows.cells, columns.cells] },
    );
  }

  get #group(): number {
    return groupOf(this.#solid);
  }

  /** The window, what it makes, and the light between them. */
  #window(): void {
    const { input: window, output: cell } = windowParts(this.#solid, this.#moment);
    const { input, output } = this.#solids;
    const made = cell && seen(output, cell);
    if (made) {
      if (this.#layer.rank < 3) drawPart(this.#sketch, output, { ...made, depth: wholeOf(output).depth }, 'column', 2);
      drawPart(this.#sketch, output, made, 'cube', 4);
    }
    if (!window || !made) return;
    const read = seen(input, window);
    drawPart(this.#sketch, input, read, 'block', 2);
    this.#taps(window);
    const front = frontOf(input, read);
    this.#sketch.rect('window', front, { layer: 3 });
    const end = this.#solids.kernel ? frontOf(this.#solids.kernel, wholeOf(this.#solids.kernel)) : this.#middle;
    connect(this.#sketch, front, end, this.#direction, 3);
    connect(this.#sketch, end, frontOf(output, made), this.#direction, 3);
  }

  /** The taps on the front of the window, each over its cell. */
  #taps(window: Part): void {
    const { from, t } = this.#moment;
    const { input, kernel } = this.#solids;
    if (!kernel || input.columns.cell < SMALLEST_TAP || input.rows.cell < SMALLEST_TAP) return;
    const [depths, rows, columns] = this.#axes.map(({ reads }, axis) => reads(from[axis]!));
    // What is gathered from an input changes from one output to the next: nothing glides there.
    if (rows!.length * columns!.length > MOST_TAPS || (this.#layer.kind === 'transposed' && t > 0)) return;
    const moved = (low: number, all: readonly { readonly cell: number }[]): number =>
      low - Math.min(...all.map(({ cell }) => cell));
    const [down, right] = [moved(window.rows[0], rows!), moved(window.columns[0], columns!)];
    const near = depths!.reduce((a, b) => (b.cell < a.cell ? b : a));
    for (const row of rows!)
      for (const column of columns!) {
        const [y, x] = [row.cell + down, column.cell + right];
        const box = frontOf(input, { columns: [x, x + 1], rows: [y, y + 1], depth: window.depth });
        drawTap(this.#sketch, box, [near.tap, row.tap, column.tap], last3(kernelOf(this.#layer), 1), { layer: 3 });
      }
  }

  /** Something else than the time's window is looked at; the window is a ghost meanwhile. */
  #looked(selection: CellSelection): void {
    const { input, output, kernel } = this.#solids;
    const ghost = windowParts(this.#solid, this.#moment);
    if (ghost.input) this.#sketch.path('ghost', outlineOf(input, seen(input, ghost.input)), { layer: 3 });
    if (ghost.output) this.#sketch.path('ghost', outlineOf(output, seen(output, ghost.output)), { layer: 3 });
    const parts = selectedParts(this.#solid, selection);
    const isInput = selection.plane === 'input';
    if (parts.input) drawPart(this.#sketch, input, seen(input, parts.input), isInput ? 'cube' : 'block', 4);
    if (parts.output) drawPart(this.#sketch, output, seen(output, parts.output), 'block', 4);
    if (isInput || !kernel) return;
    const [, row, column] = last3(selection.index);
    const tap: Part = { columns: [column, column + 1], rows: [row, row + 1], depth: wholeOf(kernel).depth };
    this.#sketch.rect('window', frontOf(kernel, tap), { layer: 6 });
  }

  get #solid(): Solid {
    return { layer: this.#layer, axes: this.#axes, channels: this.#channels, channel: this.#channel };
  }
}
