/** @file Which input channels each output channel reads: two strips of boxes and a ribbon per group. */

import type { Lang } from '../explain/words/phrase.js';
import type { PicturedLayer, SceneLayer } from './layer.js';
import { kernelOf } from './layer.js';
import type { Box, Point, Scene } from './scene.js';
import { Sketch, textRoom } from './sketch.js';
import type { SceneWords } from './words/index.js';

const BOX = 26;
const GAP = 4;
const GROUP_GAP = 18;
const RIBBON = 46;
export const CHANNELS_HEIGHT: number = 24 + 2 * (BOX + 8) + RIBBON + 10;

/** Channels `from` to `to`, both included; one box stands for several where there are many. */
interface Item {
  readonly from: number;
  readonly to: number;
}

interface Group {
  readonly number: number;
  readonly inputs: readonly Item[];
  readonly outputs: readonly Item[];
}

const MOST_BOXES = 20;

/** The groups to draw: the first ones, the selected one and its neighbours, the last. */
function shownGroups(groups: number, selected: number, most: number): number[] {
  const wanted = [
    selected,
    0,
    groups - 1,
    ...Array.from({ length: groups }, (_, i) => i)
      .sort((a, b) => Math.abs(a - selected) - Math.abs(b - selected))
      .slice(0, most),
  ];
  return [...new Set(wanted)].slice(0, most).sort((a, b) => a - b);
}

/** Each channel its own box, or all of a group in one. */
function items(group: number, size: number, single: boolean): Item[] {
  const from = group * size;
  if (!single) return [{ from, to: from + size - 1 }];
  return Array.from({ length: size }, (_, i) => ({ from: from + i, to: from + i }));
}

const label = ({ from, to }: Item): string => (from === to ? String(from) : `${from}–${to}`);

const itemWidth = (item: Item): number => Math.max(BOX, textRoom(label(item), 11) + 8);

function stripWidth(strip: readonly Item[]): number {
  return strip.reduce((width, item) => width + itemWidth(item) + GAP, -GAP);
}

/** Whether there is anything to say about channels. */
export const hasChannels = (layer: PicturedLayer): layer is SceneLayer =>
  layer.channels !== undefined && layer.channels.input * layer.channels.output > 1;

/** The strips and ribbons as a picture of their own; undefined for a layer without channels of its own, or with one pair. */
export function channelsPicture(layer: SceneLayer, selected: number, lang?: Lang): Scene | undefined {
  if (!hasChannels(layer)) return undefined;
  const sketch = new Sketch(lang);
  drawChannels(sketch, layer, selected, { x: 0, y: 0 });
  const words = channelWords(layer, sketch.words);
  return sketch.scene(
    { width: channelsWidth(layer, selected, sketch.words), height: CHANNELS_HEIGHT },
    { title: layer.title, description: words, sentence: words },
  );
}

/** Draws the strips, one group beside the other. @param selected  the output channel that is made */
export function drawChannels(
  sketch: Sketch,
  layer: SceneLayer,
  selected: number,
  { x, y }: Pick<Box, 'x' | 'y'>,
): void {
  const { output, groups } = layer.channels!;
  const perOutput = output / groups;
  const drawn = chosenGroups(layer, selected);
  sketch.text('heading', channelWords(layer, sketch.words), x, y + 12, { size: 12 });
  const strip = { input: y + 24, output: y + 24 + BOX + RIBBON };
  sketch.text('note', sketch.words.channelStrips[0], x, strip.input + 17, { size: 12 });
  sketch.text('note', sketch.words.channelStrips[1], x, strip.output + 17, { size: 12 });
  let left = x + 32;
  let last = -1;
  for (const group of drawn) {
    if (group.number > last + 1) {
      sketch.text('note', '…', left, strip.input + 17, { size: 12 });
      sketch.text('note', '…', left, strip.output + 17, { size: 12 });
      left += GROUP_GAP + 4;
    }
    left +=
      drawGroup(sketch, group, left, strip, selected, Math.floor(selected / perOutput) === group.number) + GROUP_GAP;
    last = group.number;
  }
}

/** The groups that are drawn, with their boxes. */
function chosenGroups({ channels }: SceneLayer, selected: number): Group[] {
  const { input, output, groups } = channels!;
  const [perInput, perOutput] = [input / groups, output / groups];
  const single = Math.max(input, output) <= MOST_BOXES;
  const most = single ? MOST_BOXES : 6;
  return shownGroups(groups, Math.floor(selected / perOutput), Math.min(groups, most)).map((number) => ({
    number,
    inputs: items(number, perInput, single),
    outputs: items(number, perOutput, single || perOutput <= 1),
  }));
}

/** Pixels that the channel panel takes from left to right. */
export function channelsWidth(layer: SceneLayer, selected: number, words: SceneWords): number {
  const strips = chosenGroups(layer, selected).map(
    ({ inputs, outputs }) => Math.max(stripWidth(inputs), stripWidth(outputs)) + GROUP_GAP + 24,
  );
  return Math.max(textRoom(channelWords(layer, words), 12), 32 + strips.reduce((sum, width) => sum + width, 0));
}

function channelWords(layer: SceneLayer, words: SceneWords): string {
  const { input, output, groups } = layer.channels!;
  const isTransposed = layer.kind === 'transposed';
  const [first, second] = isTransposed ? [input, output / groups] : [output, input / groups];
  const names = isTransposed ? 'C_in × C_out/groups' : 'C_out × C_in/groups';
  const kernel = kernelOf(layer).slice(-layer.rank);
  const sizes = [first, second, ...kernel].join(' × ');
  const axes = ['kD', 'kH', 'kW'].slice(3 - layer.rank).join(' × ');
  return words.channels(words.grouping(input, output, groups), sizes, `${names} × ${layer.rank === 1 ? 'k' : axes}`);
}

function drawGroup(
  sketch: Sketch,
  { number, inputs, outputs }: Group,
  left: number,
  strip: { readonly input: number; readonly output: number },
  selected: number,
  isSelected: boolean,
): number {
  const width = Math.max(stripWidth(inputs), stripWidth(outputs));
  const place = (items: readonly Item[]): number => left + (width - stripWidth(items)) / 2;
  const [top, bottom] = [strip.input + BOX, strip.output];
  const [a, b] = [place(inputs), place(inputs) + stripWidth(inputs)];
  const [c, d] = [place(outputs), place(outputs) + stripWidth(outputs)];
  sketch.path('ribbon', [...curve([a, top], [c, bottom]), ...curve([d, bottom], [b, top])], {
    tap: number,
    opacity: isSelected ? 1 : 0.45,
  });
  drawStrip(sketch, inputs, a, strip.input, number, undefined);
  drawStrip(sketch, outputs, c, strip.output, number, isSelected ? selected : undefined);
  return width;
}

/** An S-shaped line between two points. */
function curve([x0, y0]: Point, [x1, y1]: Point): Point[] {
  return Array.from({ length: 13 }, (_, i) => {
    const t = i / 12;
    return [x0 + (x1 - x0) * t * t * (3 - 2 * t), y0 + (y1 - y0) * t] as const;
  });
}

function drawStrip(
  sketch: Sketch,
  strip: readonly Item[],
  left: number,
  y: number,
  group: number,
  selected: number | undefined,
): void {
  let x = left;
  for (const item of strip) {
    const box = { x, y, width: itemWidth(item), height: BOX };
    const isSelected = selected !== undefined && item.from <= selected && selected <= item.to;
    sketch.rect('tap', box, { tap: group });
    if (isSelected) sketch.rect('kernel', box);
    sketch.centred('letter', label(item), box, { size: 11, bold: isSelected });
    x += box.width + GAP;
  }
}
