/** @file What the pictures of a transposed convolution share: cells, pairs, and the drawn part of its axes. */

import { inputOfTap, outputsOfInput, span } from 'atrous/spec';
import type { TransposedAxis, TransposedLayer } from './layer.js';
import { type Aim, aimOf, type Lens, lensOf } from './lens.js';
import type { LayerState } from './state.js';

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

/** How much of its planes is drawn. */
const aimAt = (axes: readonly TransposedAxis[], state: Pick<LayerState, 'narrow' | 'lens'>): Aim =>
  aimOf(
    axes.flatMap((axis) => [axis.size, canvasOf(axis).high - canvasOf(axis).low]),
    state,
  );

/** The drawn part of the canvas, so that the stamp of input cell `input` is seen. @param middle  an input cell too */
function stampLens(axis: TransposedAxis, input: number, aim: Aim, middle: number | undefined): Lens {
  const { stride } = axis.window;
  const first = outputOfTap(input, 0, axis);
  const at = middle === undefined ? undefined : outputOfTap(Math.min(middle, axis.size - 1), 0, axis);
  return lensOf(canvasOf(axis), { first, reach: reachOf(axis), stride, middle: at }, aim);
}

/** The drawn part of the input, one cell being looked at. */
const inputLens = ({ size }: TransposedAxis, input: number, aim: Aim, middle: number | undefined): Lens =>
  lensOf({ low: 0, high: size }, { first: input, reach: 1, stride: 1, middle }, aim);

/** Both lenses of both axes for the input cell in row and column `at`. */
export function stampLenses(
  axes: TransposedLayer['axes'],
  [row, column]: readonly [number, number],
  state: Pick<LayerState, 'narrow' | 'lens'>,
): Record<'input' | 'output', { readonly rows: Lens; readonly columns: Lens }> {
  const [height, width] = axes;
  const aim = aimAt(axes, state);
  const [, y, x] = aim.at ?? [];
  return {
    input: { rows: inputLens(height, row, aim, y), columns: inputLens(width, column, aim, x) },
    output: { rows: stampLens(height, row, aim, y), columns: stampLens(width, column, aim, x) },
  };
}
