/** @file Elements as files have them: their types, their bytes, and tensors that lie in them with strides. */

import { DTYPES, type DType, type TypedArray } from '../tensor/dtype.js';
import { numel } from '../tensor/tensor.js';

type Elements = TypedArray | Int8Array | Int16Array | Uint32Array;

/** A type of element in a file, and the type it becomes here. */
export interface ElementType {
  readonly bytes: number;
  readonly dtype: DType;
  readonly View: new (buffer: ArrayBuffer) => Elements;
}

const element = (dtype: DType, View: ElementType['View'] & { readonly BYTES_PER_ELEMENT: number }): ElementType => ({
  bytes: View.BYTES_PER_ELEMENT,
  dtype,
  View,
});

/** Every type that has a home here, by PyTorch's name. Small integers become the next type that holds all their values. */
export const ELEMENTS: ReadonlyMap<string, ElementType> = new Map([
  ['float64', element('float64', Float64Array)],
  ['int64', element('int64', BigInt64Array)],
  ['float32', element('float32', Float32Array)],
  ['int32', element('int32', Int32Array)],
  ['float16', element('float16', Uint16Array)],
  ['bfloat16', element('bfloat16', Uint16Array)],
  ['uint8', element('uint8', Uint8Array)],
  ['bool', element('bool', Uint8Array)],
  ['int8', element('int32', Int8Array)],
  ['int16', element('int32', Int16Array)],
  ['uint16', element('int32', Uint16Array)],
  ['uint32', element('int64', Uint32Array)],
]);

/** The elements in `bytes`, in memory of their own: files need not be aligned, nor stay in memory. */
export function decodeElements(bytes: Uint8Array, type: ElementType, bigEndian = false): TypedArray {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  if (bigEndian) swapBytes(own, type.bytes);
  // Whatever is not zero is true; inside the library true is 1.
  if (type.dtype === 'bool') for (let i = 0; i < own.length; i++) own[i] = own[i] === 0 ? 0 : 1;
  const values = new type.View(own.buffer);
  if (DTYPES[type.dtype].bytes === type.bytes) return values as TypedArray;
  const narrow = values as Iterable<number>;
  return type.dtype === 'int64' ? BigInt64Array.from(narrow, BigInt) : Int32Array.from(narrow);
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let first = 0; first < bytes.length; first += width)
    for (let i = first, j = first + width - 1; i < j; i++, j--) {
      const byte = bytes[i]!;
      bytes[i] = bytes[j]!;
      bytes[j] = byte;
    }
}

/** Elements from one step along each axis to the next, row-major. */
export function denseStrides(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(1, shape[axis]!);
  }
  return strides;
}

/** Whether a tensor with these strides is row-major without gaps. The stride of an axis of one element says nothing. */
export function isDense(shape: readonly number[], strides: readonly number[]): boolean {
  const dense = denseStrides(shape);
  return shape.includes(0) || shape.every((size, axis) => size === 1 || strides[axis] === dense[axis]);
}

/**
 * A row-major copy of the elements at `offset + Σ index · stride`.
 *
 * @param strides elements per step of each axis; the caller has checked that all of it lies inside `from`
 */
export function gather(
  from: TypedArray,
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): TypedArray {
  const to = DTYPES[dtype].create(numel(shape));
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < to.length; i++) {
    to[i] = from[at]! as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return to;
}
