/** @file What an operation that computes with fractions asks of its input. */

import { NotSupportedError } from '../errors.js';
import { isFloat, isFloatingPoint, type FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { notImplemented } from './not-implemented.js';

/**
 * The live array of a float32 or float64 tensor.
 *
 * @param kernel   what PyTorch calls the code that has no such type
 * @throws NotSupportedError for every other type
 */
export function floats(input: Tensor, kernel: string): FloatArray {
  checkFloats(input, kernel);
  return input.storage.array as FloatArray;
}

/** The same without asking for the array. */
export function checkFloats(input: Tensor, kernel: string): void {
  if (isFloat(input.dtype)) return;
  if (isFloatingPoint(input.dtype))
    throw new NotSupportedError(`${input.dtype} is kept, but not computed with`, {
      hint: "Convert it first: `x.to('float32')`.",
      fields: { dtype: input.dtype },
    });
  throw notImplemented(kernel, input.dtype);
}
