/** @file What the pictures of a transposed convolution say. */

import type { TransposedAxis, TransposedLayer } from './layer.js';
import { outputOfTap, pairsOf } from './transposed.js';
import type { SceneWords } from './words/index.js';

/** The axes that the layer has, outermost first. */
const named = ({ axes, depth }: TransposedLayer): TransposedAxis[] =>
  [depth, ...axes].filter(({ name }) => name !== '');

const names = (layer: TransposedLayer): string[] => named(layer).map(({ name }) => name);

/** The last indices of a position, one per named axis. */
const own = (layer: TransposedLayer, position: readonly number[]): number[] => position.slice(-layer.rank);

const tapsOf = (layer: TransposedLayer): number => named(layer).reduce((count, { window }) => count * window.kernel, 1);

export function stampDescription(layer: TransposedLayer, words: SceneWords): string {
  const strides = named(layer).map(({ window }) => window.stride);
  return words.stampDescription([...new Set(strides)]);
}

/** `input row 1, column 2 stamps output rows 1 to 3, columns 3 to 5; none of its 9 taps is cropped.` */
export function stampSentence(layer: TransposedLayer, input: readonly number[], words: SceneWords): string {
  const position = own(layer, input);
  const kept = named(layer).map((axis, i) => keptCells(axis, position[i]!));
  const cropped = tapsOf(layer) - kept.reduce((count, cells) => count * cells.length, 1);
  const where = named(layer).map(({ name }, i) => words.cells(name, kept[i]!));
  return words.stamp(words.place(names(layer), position), words.both(where), tapsOf(layer), cropped);
}

function keptCells(axis: TransposedAxis, input: number): number[] {
  return Array.from({ length: axis.window.kernel }, (_, tap) => outputOfTap(input, tap, axis)).filter(
    (cell) => cell >= 0 && cell < axis.count,
  );
}

export const gatherDescription = ({ axes }: TransposedLayer, words: SceneWords): string =>
  words.gatherDescription(axes.some(({ window }) => window.stride > 1));

/** `output row 2, column 3 gathers 4 products: input …` */
export function gatherSentence(layer: TransposedLayer, output: readonly number[], words: SceneWords): string {
  const position = own(layer, output);
  const met = named(layer).map((axis, i) =>
    pairsOf(position[i]!, axis)
      .map(({ input }) => input)
      .sort((a, b) => a - b),
  );
  const count = met.reduce((product, cells) => product * cells.length, 1);
  const where = named(layer).map(({ name }, i) => words.cells(name, met[i]!));
  return words.gather(words.place(names(layer), position), words.both(where), count, tapsOf(layer));
}
