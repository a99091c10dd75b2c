/** @file The receptive field as a cone: which cells of every layer an output cell of a chain depends on. */

import {
  chain,
  type LayerSpec,
  type NetworkSpec,
  layerWindows,
  receptiveField,
  type Shape,
  traceNetwork,
} from 'atrous/spec';
import { axisNames } from '../explain/tokens.js';
import type { Lang } from '../explain/words/phrase.js';
import { drawSentence } from './captions.js';
import { drawTitle, HEADER, MARGIN } from './frame.js';
import { runs } from './plane.js';
import type { Box, Point, Scene } from './scene.js';
import { Sketch, textRoom } from './sketch.js';
import type { FieldState } from './state.js';
import type { SceneWords } from './words/index.js';

/** One layer of the chain along one axis, or the input. */
interface Level {
  /** '' for the input. */
  readonly label: string;
  readonly size: number;
  /** Centre of cell 0 and distance of neighbours, in cells of the input. */
  readonly start: number;
  readonly jump: number;
  readonly field: number;
  /** The cells on which the selected output depends, ascending. */
  readonly needed: readonly number[];
  /** Pairs of a needed cell and a cell of the level below that it reads. */
  readonly links: readonly (readonly [cell: number, read: number])[];
}

/** A chain along one axis. */
export interface FieldChain {
  readonly axis: number;
  readonly name: string;
  readonly rank: number;
  readonly layers: readonly { readonly spec: LayerSpec; readonly input: Shape }[];
  readonly output: number;
  readonly lang: Lang | undefined;
}

/** Spatial axes of a layer's input, as its name says. */
const rankOf = ({ op }: LayerSpec): number => Number(/([123])d$/.exec(op)?.[1] ?? 0);

/**
 * The layers from the input on that keep its axes: what stands behind a flatten has no cone.
 *
 * @returns undefined where the network is no chain, or begins with a layer that has no spatial axes
 * @throws what PyTorch throws where a layer refuses its input
 */
export function fieldChain({ network, input, axis: wanted, lang }: FieldState): FieldChain | undefined {
  const isChain = network.nodes.every(
    ({ from }, i) => from.length === 1 && from[0] === (network.nodes[i - 1]?.name ?? 'input'),
  );
  const rank = Math.max(0, ...network.nodes.slice(0, 1).map(({ spec }) => rankOf(spec)));
  if (!isChain || rank === 0) return undefined;
  const { rows, failure } = traceNetwork(network, input);
  if (failure) throw failure.error;
  const end = rows.findIndex(({ output }) => output.length !== input.length);
  const kept = end < 0 ? rows : rows.slice(0, end);
  if (kept.length === 0) return undefined;
  const axis = wanted ?? rank - 1;
  return {
    axis,
    name: axisNames(rank)[axis]!,
    rank,
    layers: kept.map(({ spec, inputs }) => ({ spec, input: inputs[0]! })),
    output: kept.at(-1)!.output.at(axis - rank)!,
    lang,
  };
}

/** Which cells of its input one cell of a layer's output reads. */
function readsOf({ spec, input }: FieldChain['layers'][number], { axis, rank }: FieldChain, cell: number): number[] {
  if (rankOf(spec) === 0) return [cell];
  const position = Array.from({ length: rank }, (_, i) => (i === axis ? cell : 0));
  return receptiveField(chain([spec]), input, '0', position)[axis]!;
}

/** `Conv1d  k 3, s 2, d 4`: the layer as it is along this axis. */
function labelOf({ spec, input }: FieldChain['layers'][number], axis: number): string {
  const window = layerWindows(spec, input)?.[axis];
  if (!window) return spec.op;
  const { kernel, stride, dilation } = window;
  const parts = [`k ${kernel}`, stride > 1 && `s ${stride}`, dilation > 1 && `d ${dilation}`];
  return `${spec.op}  ${parts.filter(Boolean).join(', ')}`;
}

/** All levels, the input first. */
function levelsOf(whole: FieldChain, selected: number): Level[] {
  const { axis, rank, layers } = whole;
  const network: NetworkSpec = chain(layers.map(({ spec }) => spec));
  const { rows } = traceNetwork(network, layers[0]!.input);
  let needed = [selected];
  const levels: Level[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const { field, output } = rows[i]!;
    const { start, jump, size } = field[axis]!;
    const links = needed.flatMap((cell) => readsOf(layers[i]!, whole, cell).map((read) => [cell, read] as const));
    const distance = jump === null ? layers[0]!.input.at(axis - rank)! : jump[0] / jump[1];
    const label = labelOf(layers[i]!, axis);
    levels.unshift({ label, size: output.at(axis - rank)!, start, jump: distance, field: size, needed, links });
    needed = [...new Set(links.map(([, read]) => read))].sort((a, b) => a - b);
  }
  return [
    { label: '', size: layers[0]!.input.at(axis - rank)!, start: 0, jump: 1, field: 1, needed, links: [] },
    ...levels,
  ];
}

const ROOM = 620;
const ROW = 68;
/** Between the cells and the labels beside them. */
const LABEL_GAP = 22;
const BAR = 22;
/** Narrower cells are drawn as one bar. */
const LEAST_CELL = 5;
/** More lines than this are drawn as an area. */
const MOST_LINES = 60;

/** One frame. @param time  in frames, one per output cell along the axis */
export function fieldScene(whole: FieldChain, time: number): Scene {
  const selected = Math.min(Math.max(Number.isFinite(time) ? Math.floor(time) : 0, 0), whole.output - 1);
  const levels = levelsOf(whole, selected);
  const sketch = new Sketch(whole.lang);
  const { words } = sketch;
  const cone = new Cone(sketch, levels, whole.name);
  cone.draw();
  const title = words.fieldTitle(whole.layers.length);
  const last = levels.at(-1)!;
  const width = cone.width;
  drawTitle(
    sketch,
    title,
    words.fieldAxis(
      whole.name,
      levels.map(({ size }) => size),
    ),
    width,
  );
  const sentence = fieldSentence(whole.name, selected, levels, words);
  const bottom = drawSentence(sketch, MARGIN, HEADER + levels.length * ROW - 18, width, sentence);
  return sketch.scene(
    { width: width + 2 * MARGIN, height: bottom + MARGIN - 8 },
    {
      title,
      description: words.fieldDescription(last.field),
      sentence,
    },
  );
}

class Cone {
  readonly #sketch: Sketch;
  readonly #levels: readonly Level[];
  readonly #name: string;
  readonly #unit: number;
  readonly #low: number;
  readonly #left: number;

  constructor(sketch: Sketch, levels: readonly Level[], name: string) {
    this.#sketch = sketch;
    this.#levels = levels;
    this.#name = name;
    const ends = levels.flatMap(({ start, jump, size }) => [start - jump / 2, start + (size - 0.5) * jump]);
    this.#low = Math.min(...ends);
    this.#unit = Math.min(30, ROOM / (Math.max(...ends) - this.#low));
    this.#left = MARGIN;
  }

  /** Pixels of the widest row. */
  get #across(): number {
    const ends = this.#levels.map(({ start, jump, size }) => start + (size - 0.5) * jump);
    return (Math.max(...ends) - this.#low) * this.#unit;
  }

  /** Pixels of the picture: rows, and the labels beside them. */
  get width(): number {
    const labels = this.#levels.flatMap((level) => [
      textRoom(this.#label(level), 12, true),
      textRoom(this.#sees(level), 12),
    ]);
    return Math.max(560, this.#across + LABEL_GAP + Math.max(...labels));
  }

  /** The layer, or the input. */
  #label = ({ label }: Level): string => label || this.#sketch.words.planes.input;

  #sees({ label, size, field, jump }: Level): string {
    const { words } = this.#sketch;
    return label === '' ? words.along(size, this.#name) : words.sees(field, fraction(jump));
  }

  draw(): void {
    this.#levels.forEach((level, i) => {
      this.#level(level, i);
      if (i > 0) this.#links(level, this.#levels[i - 1]!, i);
    });
  }

  /** Top of a level's row: the input is the lowest. */
  #top(level: number): number {
    return HEADER + (this.#levels.length - 1 - level) * ROW + 8;
  }

  #box({ start, jump }: Level, place: number, cell: number, count: number = 1): Box {
    const x = this.#left + (start + (cell - 0.5) * jump - this.#low) * this.#unit;
    const gap = Math.min(2, jump * this.#unit * 0.1);
    return { x: x + gap / 2, y: this.#top(place), width: count * jump * this.#unit - gap, height: BAR };
  }

  #level(level: Level, place: number): void {
    const { size, jump, needed } = level;
    const isSmall = jump * this.#unit < LEAST_CELL;
    const wanted = new Set(needed);
    if (isSmall) this.#sketch.rect('card', this.#box(level, place, 0, size), { layer: 2 });
    else
      for (let cell = 0; cell < size; cell++)
        if (!wanted.has(cell)) this.#sketch.rect('card', this.#box(level, place, cell), { layer: 2 });
    const isTop = place === this.#levels.length - 1;
    for (const [from, to] of isSmall
      ? runs(needed[0] ?? 0, (needed.at(-1) ?? -1) + 1, (cell) => wanted.has(cell))
      : needed.map((cell) => [cell, cell + 1] as const)) {
      const box = this.#box(level, place, from, to - from);
      const cell = to === from + 1 && place === 0 ? { plane: 'input' as const, index: [from] } : undefined;
      this.#sketch.rect(isTop ? 'selected' : 'tap', box, {
        tap: isTop ? undefined : (place * 4 + 1) % 9,
        layer: 3,
        cell,
      });
      const text = String(from);
      if (to === from + 1 && textRoom(text, 10) < box.width - 2)
        this.#sketch.centred(isTop ? 'onSelected' : 'letter', text, box, { size: 10, layer: 3 });
    }
    const [x, y] = [this.#left + this.#across + LABEL_GAP, this.#top(place)];
    this.#sketch.text('axis', this.#label(level), x, y + 8, { bold: true });
    this.#sketch.text('note', this.#sees(level), x, y + 24);
  }

  #links(level: Level, below: Level, place: number): void {
    const bottom = this.#top(place) + BAR;
    const top = this.#top(place - 1);
    const middle = (box: Box): number => box.x + box.width / 2;
    const [first, last] = [level.needed[0], level.needed.at(-1)];
    const [low, high] = [below.needed[0], below.needed.at(-1)];
    if (first === undefined || last === undefined || low === undefined || high === undefined) return;
    const edge = (at: Level, row: number, cell: number, side: 0 | 1): number => {
      const box = this.#box(at, row, cell);
      return box.x + side * box.width;
    };
    const area: Point[] = [
      [edge(level, place, first, 0), bottom],
      [edge(level, place, last, 1), bottom],
      [edge(below, place - 1, high, 1), top],
      [edge(below, place - 1, low, 0), top],
    ];
    this.#sketch.path('beam', area, { layer: 0 });
    if (level.links.length > MOST_LINES) return;
    for (const [cell, read] of level.links)
      this.#sketch.line(
        'connector',
        [middle(this.#box(level, place, cell)), bottom],
        [middle(this.#box(below, place - 1, read)), top],
        { layer: 1 },
      );
  }
}

/** `1/2` for half a cell. */
const fraction = (jump: number): string => (jump >= 1 ? String(jump) : `1/${Math.round(1 / jump)}`);

function fieldSentence(name: string, selected: number, levels: readonly Level[], words: SceneWords): string {
  const needed = levels[0]!.needed;
  const place = words.place([name], [selected]);
  if (needed.length === 0) return words.field(place, undefined, 0, 0);
  const cells = needed.at(-1)! - needed[0]! + 1;
  const holes = cells - needed.length;
  const ends = holes === 0 ? needed : [needed[0]!, needed[0]! + 1, needed.at(-1)!];
  return words.field(place, words.cells(name, ends), cells, holes);
}
