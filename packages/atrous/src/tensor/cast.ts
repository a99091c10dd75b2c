/** @file Conversion between element types. */

import type { DType } from './dtype.js';
import { cells, empty, encode, numbers, store } from './element.js';
import { Tensor } from './tensor.js';

/** An int64 as a raw element of another type; integers keep the low bits, as C does. */
function narrowed(value: bigint, dtype: DType): number | bigint {
  if (dtype === 'bool') return value === 0n ? 0 : 1;
  if (dtype === 'int32' || dtype === 'uint8') return Number(BigInt.asIntN(32, value));
  return encode(dtype, Number(value));
}

/**
 * The values in another dtype; the tensor itself where it has it already.
 *
 * Floats round to nearest, ties to even; integers drop the fraction and wrap around; `bool` is whether it is not zero.
 */
export function cast(t: Tensor, dtype: DType): Tensor {
  if (t.dtype === dtype) return t;
  const out = empty(t.shape, dtype);
  const { array } = t.storage;
  if (array instanceof BigInt64Array) {
    const raw = cells(out);
    for (let i = 0; i < array.length; i++) raw[i] = narrowed(array[i]!, dtype);
  } else {
    store(out, numbers(t));
  }
  return out;
}

/** A copy with storage of its own. */
export function clone(t: Tensor): Tensor {
  return new Tensor(t.storage.array.slice(), t.shape, t.dtype);
}
