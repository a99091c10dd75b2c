/** @file `flatten` and `unflatten`: another shape for the same storage. */

import { flattenShape, unflattenShape } from '../geometry/flatten.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { reshaped } from './shape/view.js';

export interface FlattenOptions {
  /** First dimension to merge; default 0. */
  readonly startDim?: number;
  /** Last dimension to merge, included; default −1. */
  readonly endDim?: number;
}

/**
 * Merges the dimensions from `startDim` to `endDim`; shares storage. A scalar becomes `[1]`.
 *
 * @throws IndexError for a dimension that does not exist, ShapeError where the end comes before the start
 */
export function flatten(input: Tensor, options: FlattenOptions = {}): Tensor {
  checkCall('flatten', { input }, options, ['startDim', 'endDim']);
  return reshaped('View', input, flattenShape(input.shape, options.startDim, options.endDim));
}

/**
 * Splits dimension `dim` into `sizes`, one of which may be −1; shares storage.
 *
 * @throws IndexError for a dimension that does not exist, ShapeError where the sizes do not multiply up to it
 */
export function unflatten(input: Tensor, dim: number, sizes: readonly number[]): Tensor {
  checkCall('unflatten', { input });
  return reshaped('View', input, unflattenShape(input.shape, dim, sizes));
}
