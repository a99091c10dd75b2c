/** @file One element of a typed array as a JavaScript number, and back. */

import { NotSupportedError } from '../errors.js';
import { DTYPES, type DType, type TypedArray } from './dtype.js';
import { fromBFloat16, fromFloat16, toBFloat16, toFloat16 } from './half.js';
import { numel, Tensor } from './tensor.js';

/** A typed array of any type, to move raw elements without looking into them. */
export interface Cells {
  readonly length: number;
  [index: number]: number | bigint;
}

/** The arrays whose elements are plain numbers. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The tensor's raw elements. */
export function cells(t: Tensor): Cells {
  return t.storage.array;
}

/** A new array for `length` elements, zeroed. */
export function allocate(dtype: DType, length: number): TypedArray {
  return DTYPES[dtype].create(length);
}

/** A new zeroed tensor. */
export function empty(shape: readonly number[], dtype: DType): Tensor {
  return new Tensor(allocate(dtype, numel(shape)), shape, dtype);
}

/**
 * An int64 as a number.
 *
 * @throws NotSupportedError beyond 2⁵³, where a number would be another one
 */
function fromInt64(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new NotSupportedError(`int64 value ${value} is beyond 2**53 and cannot be computed with exactly`, {
      hint: 'Read it from `data`, which is a BigInt64Array.',
      fields: { value },
    });
  return number;
}

/** The value of a raw element; `bool` as 0 or 1. */
export function decode(dtype: DType, raw: number | bigint): number {
  if (typeof raw === 'bigint') return fromInt64(raw);
  if (dtype === 'float16') return fromFloat16(raw);
  return dtype === 'bfloat16' ? fromBFloat16(raw) : raw;
}

/**
 * A value as a raw element: integers drop the fraction and wrap around, everything but zero is true. A NaN or an
 * infinity has no integer; it becomes the smallest int64, and 0 in the smaller types, as on x86 processors.
 */
export function encode(dtype: DType, value: number): number | bigint {
  switch (dtype) {
    case 'float16':
      return toFloat16(value);
    case 'bfloat16':
      return toBFloat16(value);
    case 'int64':
      return Number.isFinite(value) ? BigInt(Math.trunc(value)) : -(2n ** 63n);
    case 'bool':
      return value === 0 ? 0 : 1;
    default:
      return value;
  }
}

/** The values as plain numbers: the live array where it holds them, else a copy (float32 for 16-bit types, float64 for int64). */
export function numbers(t: Tensor): NumberArray {
  const { array } = t.storage;
  if (!(array instanceof BigInt64Array) && !(array instanceof Uint16Array)) return array;
  const copy = array instanceof BigInt64Array ? new Float64Array(array.length) : new Float32Array(array.length);
  for (let i = 0; i < copy.length; i++) copy[i] = decode(t.dtype, array[i]!);
  return copy;
}

/** A tensor of values, rounded or cut to `dtype`; takes the array over where it already holds that type. */
export function fromNumbers(values: NumberArray, shape: readonly number[], dtype: DType): Tensor {
  const own = allocate(dtype, 0);
  if (own.constructor === values.constructor && dtype !== 'bool') return new Tensor(values, shape, dtype);
  const out = empty(shape, dtype);
  store(out, values);
  return out;
}

/** Writes values into a tensor of the same number of elements, rounded or cut to its dtype. */
export function store(out: Tensor, values: NumberArray): void {
  const { array } = out.storage;
  if (out.dtype === 'float32' || out.dtype === 'float64' || out.dtype === 'int32' || out.dtype === 'uint8') {
    (array as NumberArray).set(values);
    return;
  }
  const raw = cells(out);
  for (let i = 0; i < values.length; i++) raw[i] = encode(out.dtype, values[i]!);
}

/** How numbers are rounded that an array of floats is to hold. */
export const roundingOf = (array: TypedArray): ((value: number) => number) =>
  array instanceof Float32Array ? Math.fround : (value) => value;
