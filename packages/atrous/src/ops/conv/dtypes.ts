/** @file The element types that products of tensors take. */

import { NotSupportedError } from '../../errors.js';
import { DTYPES, type DType, unexpectedType } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { NumberArray } from './planes.js';

const COMPUTED: readonly DType[] = ['float32', 'float64', 'int32', 'uint8'];

/** @throws DTypeError if a weight or bias has another type than the input */
export function checkSameScalar(input: Tensor, other: Tensor): void {
  if (other.dtype !== input.dtype)
    throw unexpectedType(input.dtype, other.dtype, 'Input and parameters need the same dtype.');
}

/**
 * Refuses the types that are not computed in, in PyTorch's words.
 *
 * @param kernel  PyTorch's name of the routine
 * @throws NotSupportedError
 */
export function checkComputed(kernel: string, dtype: DType, computed: readonly DType[] = COMPUTED): void {
  if (computed.includes(dtype)) return;
  throw new NotSupportedError(`"${kernel}" not implemented for '${DTYPES[dtype].scalar}'`, {
    hint: `It computes in ${computed.join(', ')}: convert first.`,
    fields: { kernel, dtype },
  });
}

/** The array of a tensor whose type is computed in. */
export function numbers(t: Tensor): NumberArray {
  return t.storage.array as NumberArray;
}

/** The array of a tensor converted to another type that is computed in. */
export function numbersAs(t: Tensor, dtype: DType): NumberArray {
  if (t.dtype === dtype) return numbers(t);
  const converted = DTYPES[dtype].create(t.numel()) as NumberArray;
  converted.set(numbers(t));
  return converted;
}
