/** @file The tensor: a shape, an element type and an ordinary typed array, row-major and dense. */

import { ShapeError } from '../errors.js';
import { wrapDimension } from '../geometry/dim.js';
import { sizeList, torchSize } from '../geometry/python.js';
import { DTYPES, type DType, type TypedArray } from './dtype.js';

/** The array behind one or more tensors, and how often it was written to. */
export interface Storage {
  readonly array: TypedArray;
  /** Raised by every in-place operation and by `touch()`. */
  version: number;
}

/** Number of elements of a shape; 1 for a scalar. */
export function numel(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

export { wrapDimension as wrapDim };

/** `torch.Size`: an array of sizes that prints as PyTorch's. */
export class Size extends Array<number> {
  override toString(): string {
    return torchSize(this);
  }
}

/**
 * An n-dimensional array. CPU tensors live in ordinary typed arrays and belong to the garbage collector:
 * nothing has to be disposed.
 *
 * The arithmetic (`add`, `mean`, `reshape`, …) is attached in `ops/methods.ts`.
 */
export class Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @internal The shared array and its version; operations read it here without marking it as handed out. */
  readonly storage: Storage;

  /**
   * Wraps an array without copying it. Users create tensors with `tensor`, `zeros`, `fromTypedArray`, ….
   *
   * @throws ShapeError if the array's length is not the product of the sizes
   */
  constructor(array: TypedArray | Storage, shape: readonly number[], dtype: DType) {
    this.storage = ArrayBuffer.isView(array) ? { array, version: 0 } : array;
    this.shape = [...shape];
    this.dtype = dtype;
    const count = numel(shape);
    if (count !== this.storage.array.length)
      throw new ShapeError(`shape '${sizeList(shape)}' is invalid for input of size ${this.storage.array.length}`, {
        fields: { shape: [...shape], elements: this.storage.array.length },
      });
  }

  /**
   * The live array, row-major: `float16` and `bfloat16` as bits, `bool` as 0 and 1.
   * Whoever writes to it calls `touch()` afterwards.
   */
  get data(): TypedArray {
    return this.storage.array;
  }

  /** How often the array was changed in place; tensors that share storage share it. */
  get version(): number {
    return this.storage.version;
  }

  /** Says that `data` was written to from outside. */
  touch(): this {
    this.storage.version++;
    return this;
  }

  /** The sizes, or the size of one dimension; prints as `torch.Size([…])`. */
  size(): Size;
  size(dim: number): number;
  size(dim?: number): Size | number {
    if (dim === undefined) return Size.from(this.shape) as Size;
    return this.shape[wrapDimension(dim, this.shape.length)]!;
  }

  /** Number of dimensions. */
  dim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  numel(): number {
    return this.storage.array.length;
  }

  /** Bytes of one element. */
  elementSize(): number {
    return DTYPES[this.dtype].bytes;
  }
}
