/** @file Adaptive pooling: the output's size is given, the windows follow from it. */

import type { ArgumentError } from '../errors.js';
import { IndexError, runtimeError, ShapeError } from '../errors.js';
import { intList, oneInt } from './ints.js';
import { asRow, checkDimRange } from './pool.js';
import { product } from './product.js';
import { sizeList } from './python.js';
import type { Rank, Shape } from './types.js';
import { AXIS_NAMES, perAxis } from './window.js';

/** Sizes of one adaptive pooling call. `planes` counts every (n, c); `shape` is the whole output. */
export interface AdaptiveGeometry {
  readonly planes: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly shape: readonly number[];
}

/** One size for all axes, or one per axis; `null` keeps the input's. */
export type AdaptiveSize = number | readonly (number | null)[];

/** Which elements the window reads: from `start` up to, but not including, `end`. */
export interface AdaptiveWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * Window `index` of `count` over an axis of `size` elements: ⌊index·size/count⌋ up to ⌈(index+1)·size/count⌉.
 * Neighbours overlap where `count` does not divide `size`.
 */
export function adaptiveWindow(size: number, count: number, index: number): AdaptiveWindow {
  return { start: Math.floor((index * size) / count), end: Math.ceil(((index + 1) * size) / count) };
}

/**
 * Sizes of adaptive average or max pooling.
 *
 * @throws ShapeError, ArgumentError, IndexError with PyTorch's texts, in its order
 */
export function adaptiveGeometry(
  rank: Rank,
  input: Shape,
  outputSize: AdaptiveSize,
  kind: 'avg' | 'max',
): AdaptiveGeometry {
  if (rank === 1) return oneDimensional(input, outputSize, kind);
  const callee = `adaptive_${kind}_pool${rank}d`;
  const given = intList(callee, 'output_size', 2, withDefaults(callee, outputSize, input));
  const sizes = Array.isArray(outputSize) ? given : perAxis(given, rank);
  if (kind === 'avg') checkAverage(rank, input, sizes);
  else checkMax(rank, input, sizes);
  return geometryOf(input, sizes);
}

function geometryOf(input: Shape, output: readonly number[]): AdaptiveGeometry {
  const leading = input.slice(0, -output.length);
  const planes = product(leading);
  return { planes, input: input.slice(-output.length), output, shape: [...leading, ...output] };
}

/** 1-D runs the 2-D kernel on an image of one row, so its later texts speak of 2-D sizes. */
function oneDimensional(input: Shape, outputSize: AdaptiveSize, kind: 'avg' | 'max'): AdaptiveGeometry {
  const callee = `adaptive_${kind}_pool1d`;
  const sizes = intList(callee, 'output_size', 2, outputSize);
  checkDimRange(callee, input);
  const size = oneInt(callee, 'output_size', sizes);
  if (kind === 'avg') checkAverage(2, asRow(input), [1, size]);
  else {
    checkNotEmpty(callee, input, 1);
    checkMax(2, asRow(input), [1, size]);
  }
  return geometryOf(input, [size]);
}

/** Puts the input's sizes where a list says `null`. A plain number, or none at all, is left as it is. */
function withDefaults(callee: string, outputSize: AdaptiveSize, input: Shape): unknown {
  if (!Array.isArray(outputSize)) return outputSize;
  const given = outputSize as readonly (number | null)[];
  if (input.length <= given.length)
    throw new ShapeError(`Input dimension should be at least ${given.length + 1}`, {
      pythonType: 'ValueError',
      hint: `${callee} pools the last ${given.length} axes and needs a channel axis before them; the input is ${sizeList(input)}.`,
      fields: { input, outputSize: given },
    });
  const last = input.slice(input.length - given.length);
  return given.map((size, axis) => size ?? last[axis]!);
}

/** Average pooling looks at the output's sizes first; an output of 1 is a mean, which asks less of the input. */
function checkAverage(rank: 2 | 3, input: Shape, sizes: readonly number[]): void {
  const callee = `adaptive_avg_pool${rank}d`;
  if (sizes.length !== rank) throw lengthError(`${callee}: output_size must be ${rank}`, rank, sizes);
  if (sizes.some((size) => size < 0))
    throw runtimeError(
      `${callee}: elements of output_size must be greater than or equal to 0 but received {${listed(sizes)}}`,
      { hint: 'Sizes are 0 or more.', fields: { outputSize: sizes } },
    );
  if (sizes.every((size) => size === 1)) return checkMeanAxes(rank, input);
  if (input.length !== rank + 1 && input.length !== rank + 2)
    throw rankError(
      `${callee}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got ${sizeList(input)}`,
      rank,
      input,
    );
  // 2-D lets empty channels through; 3-D does not.
  checkNotEmpty(callee, input, rank === 2 ? input.length - 2 : 1);
}

function checkMax(rank: 2 | 3, input: Shape, sizes: readonly number[]): void {
  const callee = `adaptive_max_pool${rank}d`;
  if (input.length !== rank + 1 && input.length !== rank + 2)
    throw rankError(
      `${callee}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got: ${sizeList(input)}`,
      rank,
      input,
    );
  checkNotEmpty(callee, input, 1);
  if (sizes.length !== rank)
    throw lengthError(`${callee}(): internal error: output_size.size() must be ${rank}`, rank, sizes);
  const negative = sizes.find((size) => size < 0);
  if (negative === undefined) return;
  const shape = [...input.slice(0, -rank), ...sizes];
  throw runtimeError(`Trying to create tensor with negative dimension ${negative}: ${sizeList(shape)}`, {
    hint: 'Sizes are 0 or more.',
    fields: { outputSize: sizes },
  });
}

/** `-1, 3`, and in 3-D `-1, 3,3`: PyTorch leaves out the last blank. */
function listed(sizes: readonly number[]): string {
  return [`${sizes[0]}, ${sizes[1]}`, ...sizes.slice(2)].join(',');
}

/** The mean over the last axes takes any input that has them. */
function checkMeanAxes(rank: 2 | 3, input: Shape): void {
  const axes = input.length;
  if (axes >= rank) return;
  const dim = -Math.max(axes, 1) - 1;
  throw new IndexError(
    `Dimension out of range (expected to be in range of [${dim + 1}, ${-dim - 2}], but got ${dim})`,
    { hint: `The input is ${sizeList(input)}; it needs ${rank} axes to pool.`, fields: { input, dim } },
  );
}

/** Refuses empty axes from `from` on. */
function checkNotEmpty(callee: string, input: Shape, from: number): void {
  const dim = input.findIndex((size, i) => i >= from && size === 0);
  if (dim < 0) return;
  throw new ShapeError(
    `${callee}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${sizeList(input)} with dimension ${dim} being empty`,
    { fields: { input, dim } },
  );
}

function lengthError(text: string, rank: 2 | 3, sizes: readonly number[]): ArgumentError {
  return runtimeError(text, {
    hint: `Give one number for every axis, or ${rank} of them (${AXIS_NAMES[rank].join(', ')}); this list has ${sizes.length}.`,
    fields: { outputSize: sizes },
  });
}

function rankError(text: string, rank: 2 | 3, input: Shape): ShapeError {
  const axes = AXIS_NAMES[rank].join(', ');
  return new ShapeError(text, { hint: `Give (N, C, ${axes}) or (C, ${axes}).`, fields: { input } });
}
