/** @file The words of a transposed convolution's pictures. */

import type { TransposedAxis, TransposedLayer } from './layer.js';
import { outputOfTap, pairsOf } from './transposed.js';
import { cellsWords, placeWords, plural } from './words.js';

const names = ({ axes }: TransposedLayer): string[] => axes.map(({ name }) => name);

export function stampDescription(layer: TransposedLayer): string {
  return `Each input cell, times the kernel, is put onto the output as a stamp, ${strideWords(layer)} from the one before. Where stamps overlap they add up. What padding crops is crossed out.`;
}

const strideWords = ({ axes }: TransposedLayer): string => {
  const strides = [...new Set(axes.filter(({ name }) => name !== '').map(({ window }) => window.stride))];
  return `${strides.join(' and ')} ${strides.length === 1 && strides[0] === 1 ? 'cell' : 'cells'}`;
};

/** `input row 1, column 2 stamps output rows 1 to 3, columns 3 to 5; none of its 9 taps is cropped.` */
export function stampSentence(layer: TransposedLayer, input: readonly number[]): string {
  const { axes } = layer;
  const kept = axes.map((axis, i) => keptCells(axis, input[i]!));
  const all = axes.reduce((count, { window }) => count * window.kernel, 1);
  const cropped = all - kept.reduce((count, cells) => count * cells.length, 1);
  const where = axes
    .map(({ name }, i) => (name === '' ? '' : cellsWords(name, kept[i]!)))
    .filter((words) => words !== '')
    .join(', ');
  const lost =
    cropped === 0
      ? 'none is cropped'
      : `${cropped} of its ${plural(all, 'tap')} ${cropped === 1 ? 'is' : 'are'} cropped`;
  return `input ${placeWords(names(layer), input)} stamps the kernel onto output ${where}; ${lost}.`;
}

function keptCells(axis: TransposedAxis, input: number): number[] {
  return Array.from({ length: axis.window.kernel }, (_, tap) => outputOfTap(input, tap, axis)).filter(
    (cell) => cell >= 0 && cell < axis.count,
  );
}

export function gatherDescription(layer: TransposedLayer): string {
  const zeros = layer.axes.some(({ window }) => window.stride > 1) ? ' with zeros put between its cells' : '';
  return `The same layer from the output's side: the kernel, turned by half a turn, slides one cell at a time over the input${zeros}. The lines that join an input cell to the output cell are those of the stamps.`;
}

/** `output row 2, column 3 gathers input row 1 by tap …` */
export function gatherSentence(layer: TransposedLayer, output: readonly number[]): string {
  const { axes } = layer;
  const pairs = axes.map((axis, i) => pairsOf(output[i]!, axis));
  const count = pairs.reduce((product, list) => product * list.length, 1);
  const place = `output ${placeWords(names(layer), output)}`;
  if (count === 0) return `${place} gathers nothing: it is 0, or the bias.`;
  const where = axes
    .map(({ name }, i) => {
      const cells = pairs[i]!.map(({ input }) => input).sort((a, b) => a - b);
      return name === '' ? '' : cellsWords(name, cells);
    })
    .filter((words) => words !== '')
    .join(', ');
  const all = axes.reduce((product, { window }) => product * window.kernel, 1);
  return `${place} gathers ${plural(count, 'product')}: input ${where}; the other ${all - count} of ${plural(all, 'tap')} meet zeros.`.replace(
    'the other 0 of',
    'none of',
  );
}
