/** @file What all operations in place do about the history of their tensor. */

import { checkInPlace, isRecorded, succeed } from '../autograd/index.js';
import { clone } from '../tensor/cast.js';
import type { Tensor } from '../tensor/tensor.js';
import { to } from './cast.js';

/**
 * Lets `input` hold what the operation `pure` makes of it, and have that history. The rule of `pure` sees a copy of what
 * `input` held, which is overwritten.
 *
 * @param others  what else the operation reads
 * @returns false where nothing is recorded: the caller then writes into the array, without copies
 * @throws AtrousError for a leaf that requires grad
 */
export function recordInPlace(
  input: Tensor,
  others: readonly (Tensor | null)[],
  pure: (before: Tensor) => Tensor,
): boolean {
  checkInPlace(input, others);
  if (!isRecorded([input, ...others])) return false;
  const before = clone(input);
  before.gradientNode = input.gradientNode;
  const result = to(pure(before), input.dtype);
  input.storage.array.set(result.storage.array as never);
  succeed(input.touch(), result);
  return true;
}
