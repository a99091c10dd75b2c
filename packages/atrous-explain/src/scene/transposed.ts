/** @file What the pictures of a transposed convolution share: cells, pairs, and the drawn part of its axes. */

import { inputOfTap, outputsOfInput, span } from 'atrous/spec';
import type { TransposedAxis } from './layer.js';
import { type Lens, lensOf, mostCells } from './lens.js';

/** Tap `tap` carries input cell `input` to an output cell. */
export interface Pair {
  readonly input: number;
  readonly tap: number;
}

/** The output cell that tap `tap` of the stamp of input cell `input` falls on; cropped where it is not in `[0, count)`. */
export const outputOfTap = (input: number, tap: number, { window }: TransposedAxis): number =>
  inputOfTap(input, tap, window);

/** All pairs that meet in an output cell. */
export function pairsOf(output: number, { window, size }: TransposedAxis): Pair[] {
  const { tap, tapStep, output: input, outputStep, count } = outputsOfInput(output, window, size);
  return Array.from({ length: count }, (_, n) => ({ input: input - n * outputStep, tap: tap + n * tapStep }));
}

/** Output cells from the first to the last stamp, those that are cropped and those that `output_padding` adds included. */
export function canvasOf(axis: TransposedAxis): { low: number; high: number } {
  const { size, count, window } = axis;
  const end = (size - 1) * window.stride - window.padBefore + span(window.kernel, window.dilation);
  return { low: -window.padBefore, high: Math.max(count, end) };
}

export const reachOf = ({ window }: TransposedAxis): number => span(window.kernel, window.dilation);

/** How many cells a plane may have so that it is drawn whole beside the others. */
export const mostCellsOf = (axes: readonly TransposedAxis[], narrow: boolean): number =>
  mostCells(
    axes.flatMap((axis) => [axis.size, canvasOf(axis).high - canvasOf(axis).low]),
    narrow,
  );

/** The drawn part of the canvas, so that the stamp of input cell `input` is seen. */
export function stampLens(axis: TransposedAxis, input: number, most: number): Lens {
  const { stride } = axis.window;
  return lensOf(canvasOf(axis), { first: outputOfTap(input, 0, axis), reach: reachOf(axis), stride }, most);
}

/** The drawn part of the input, one cell being looked at. */
export const inputLens = ({ size }: TransposedAxis, input: number, most: number): Lens =>
  lensOf({ low: 0, high: size }, { first: input, reach: 1, stride: 1 }, most);
