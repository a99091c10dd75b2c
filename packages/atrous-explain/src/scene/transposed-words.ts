/** @file What the pictures of a transposed convolution say. */

import type { TransposedAxis, TransposedLayer } from './layer.js';
import { outputOfTap, pairsOf } from './transposed.js';
import type { SceneWords } from './words/index.js';

const names = ({ axes }: TransposedLayer): string[] => axes.map(({ name }) => name);

const tapsOf = ({ axes }: TransposedLayer): number => axes.reduce((count, { window }) => count * window.kernel, 1);

export function stampDescription({ axes }: TransposedLayer, words: SceneWords): string {
  const strides = axes.filter(({ name }) => name !== '').map(({ window }) => window.stride);
  return words.stampDescription([...new Set(strides)]);
}

/** `input row 1, column 2 stamps output rows 1 to 3, columns 3 to 5; none of its 9 taps is cropped.` */
export function stampSentence(layer: TransposedLayer, input: readonly number[], words: SceneWords): string {
  const { axes } = layer;
  const kept = axes.map((axis, i) => keptCells(axis, input[i]!));
  const cropped = tapsOf(layer) - kept.reduce((count, cells) => count * cells.length, 1);
  const where = axes.flatMap(({ name }, i) => (name === '' ? [] : [words.cells(name, kept[i]!)]));
  return words.stamp(words.place(names(layer), input), words.both(where), tapsOf(layer), cropped);
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
  const { axes } = layer;
  const met = axes.map((axis, i) =>
    pairsOf(output[i]!, axis)
      .map(({ input }) => input)
      .sort((a, b) => a - b),
  );
  const count = met.reduce((product, cells) => product * cells.length, 1);
  const where = axes.flatMap(({ name }, i) => (name === '' ? [] : [words.cells(name, met[i]!)]));
  return words.gather(words.place(names(layer), output), words.both(where), count, tapsOf(layer));
}
