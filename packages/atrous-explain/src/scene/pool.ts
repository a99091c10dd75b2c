/** @file What a pool does with the cells of a window: the divisor of a mean, the winner of a maximum. */

import type { Arg } from 'atrous/spec';
import type { SlidingLayer } from './layer.js';
import { insideCells } from './inside.js';
import { offsetOf, winnerOf } from './values.js';
import { product } from './numbers.js';

const isGiven = (value: Arg | undefined): boolean => value !== undefined && value !== null;

/**
 * By what an average pool divides at this output. Padding counts unless `count_include_pad` is false; what hangs over
 * beyond the padding never does.
 */
export function divisorAt({ spec, axes }: SlidingLayer, position: readonly number[]): number {
  const { divisorOverride, countIncludePad } = spec.args;
  if (isGiven(divisorOverride)) return Number(divisorOverride);
  const cells = axes.map((axis, i) => {
    const reads = axis.reads(position[i]!);
    if (countIncludePad !== true) return insideCells(reads, axis.size).length;
    return Math.min(reads.first + reads.taps, axis.size + axis.padAfter) - reads.first;
  });
  return product(cells);
}

/** Every cell of the input that a window reads, in the order in which PyTorch reads them. */
export function windowCells({ axes }: SlidingLayer, position: readonly number[]): number[][] {
  const [depths, rows, columns] = axes.map((axis, i) => insideCells(axis.reads(position[i]!), axis.size));
  return depths!.flatMap((d) => rows!.flatMap((h) => columns!.map((w) => [d, h, w])));
}

/** The cell whose value a max pool takes, given the input's values. */
export function winnerAt(
  layer: SlidingLayer,
  position: readonly number[],
  values: ArrayLike<number>,
): readonly number[] | undefined {
  const sizes = layer.axes.map(({ size }) => size);
  return winnerOf(windowCells(layer, position), (cell) => values[offsetOf(cell, sizes)]!);
}
