/** @file What a picture of a sliding window says: what is drawn, and what one frame shows. */

import { insideCells } from './inside.js';
import type { SlidingLayer } from './layer.js';
import { divisorAt, winnerAt } from './pool.js';
import { offsetOf, type SceneValues, valueText } from './values.js';
import type { SceneWords } from './words/index.js';
import { product } from './numbers.js';

/** What is drawn and how it is to be read. */
export function slideDescription({ axes, rank, operation }: SlidingLayer, words: SceneWords): string {
  const [input, output, kernel] = [
    axes.map(({ size }) => size),
    axes.map(({ count }) => count),
    axes.map((axis) => axis.kernel),
  ].map((sizes) => sizes.slice(-rank).join(' × '));
  return words.slideDescription(input!, output!, kernel!, operation);
}

/** What one frame shows: `output row 4, column 17 is the sum of 147 products: …`. */
export function slideSentence(
  layer: SlidingLayer,
  position: readonly number[],
  values: SceneValues | undefined,
  words: SceneWords,
): string {
  const { axes, channels, operation } = layer;
  const names = axes.map(({ name }) => name);
  const reads = axes.map((axis, i) => axis.reads(position[i]!));
  const inside = reads.map((read, i) => insideCells(read, axes[i]!.size));
  const cells = product(reads.map(({ taps }) => taps));
  const real = product(inside.map((list) => list.length));
  const each = channels === undefined ? 1 : channels.input / channels.groups;
  const winner = operation === 'max' && values ? winnerAt(layer, position, values.input) : undefined;
  return words.slide({
    place: words.place(names, position),
    operation,
    terms: (operation === 'sum' ? cells : real) * each,
    divisor: operation === 'average' ? divisorAt(layer, position) : undefined,
    reads: words.both(inside.flatMap((list, i) => (names[i] === '' ? [] : [words.cells(names[i]!, list)]))),
    channels: each,
    cells,
    outside: cells - real,
    result: resultText(layer, position, values),
    winner: winner && words.place(names, winner),
  });
}

function resultText(
  { axes }: SlidingLayer,
  position: readonly number[],
  values: SceneValues | undefined,
): string | undefined {
  const counts = axes.map(({ count }) => count);
  const value = values?.output?.[offsetOf(position, counts)];
  return value === undefined ? undefined : valueText(value);
}

/** What the padding of a layer holds. */
export function paddingLegend({ operation, spec }: SlidingLayer, { legend, paddingShows }: SceneWords): string {
  const mode = spec.args['paddingMode'];
  if (operation === 'max') return legend.paddingNeverWins;
  if (operation === 'average')
    return spec.args['countIncludePad'] === false ? legend.paddingNotCounted : legend.paddingCounted;
  return typeof mode === 'string' && mode !== 'zeros' ? paddingShows(mode) : legend.paddingZeros;
}

/** What a window without taps does with its cells: `max`, `sum ÷ 9`. */
export function operationWords(layer: SlidingLayer, position: readonly number[], words: SceneWords): string {
  const { operation, spec } = layer;
  const divisor = operation === 'average' ? divisorAt(layer, position) : undefined;
  return words.operation(operation, divisor, String(spec.args['normType']));
}
