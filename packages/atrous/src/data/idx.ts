/** @file The IDX format, in which MNIST and its relatives come: big-endian sizes, then the elements. */

import { DataError } from '../errors.js';
import { sizeList } from '../geometry/python.js';
import type { DType, TypedArray } from '../tensor/dtype.js';
import { Tensor } from '../tensor/tensor.js';

interface ElementKind {
  readonly bytes: number;
  readonly dtype: DType;
  readonly create: (count: number) => TypedArray;
  readonly read: (view: DataView, at: number) => number;
}

/** By the third byte of the file. Small integers widen to int32. */
const KINDS: Readonly<Record<number, ElementKind>> = {
  0x08: { bytes: 1, dtype: 'uint8', create: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, dtype: 'int32', create: (n) => new Int32Array(n), read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, dtype: 'int32', create: (n) => new Int32Array(n), read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, dtype: 'int32', create: (n) => new Int32Array(n), read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, dtype: 'float32', create: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, dtype: 'float64', create: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at) },
};

interface Header {
  readonly kind: ElementKind;
  readonly shape: readonly number[];
  /** Where the elements begin, in bytes. */
  readonly start: number;
}

function refuse(message: string, fields: Record<string, unknown>, hint?: string): never {
  throw new DataError(`IDX: ${message}`, { hint, fields });
}

function readHeader(file: Uint8Array, view: DataView): Header {
  if (file[0] === 0x1f && file[1] === 0x8b)
    refuse('the bytes are compressed (gzip)', {}, "Unpack them first, e.g. with DecompressionStream('gzip').");
  if (file.length < 4) refuse(`${file.length} bytes are no header of 4`, { length: file.length });
  if (file[0] !== 0 || file[1] !== 0)
    refuse('the file does not begin with two zero bytes', { bytes: [file[0], file[1]] }, 'Is it an IDX file?');
  const kind = KINDS[file[2]!];
  if (kind === undefined) return refuse(`0x${file[2]!.toString(16)} at byte 2 is no element type`, { type: file[2] });
  const rank = file[3]!;
  const start = 4 + 4 * rank;
  if (file.length < start)
    refuse(`the header names ${rank} sizes and needs ${start} bytes, but the file has ${file.length}`, {
      rank,
      length: file.length,
    });
  return { kind, shape: Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)), start };
}

/**
 * The tensor of an IDX file, unpacked: `train-images-idx3-ubyte` is `uint8` [60000, 28, 28], its labels `uint8` [60000].
 *
 * @throws DataError for what is no such file, or has not exactly the bytes that its header promises
 */
export function parseIdx(file: Uint8Array): Tensor {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { kind, shape, start } = readHeader(file, view);
  const count = shape.reduce((a, b) => a * b, 1);
  const [promised, there] = [count * kind.bytes, file.length - start];
  if (promised !== there)
    refuse(`size ${sizeList(shape)} needs ${promised} bytes of data, but the file has ${there}`, {
      shape,
      promised,
      there,
    });
  if (kind.dtype === 'uint8') return new Tensor(file.slice(start), shape, 'uint8');
  const array = kind.create(count);
  for (let i = 0; i < count; i++) array[i] = kind.read(view, start + i * kind.bytes);
  return new Tensor(array, shape, kind.dtype);
}
