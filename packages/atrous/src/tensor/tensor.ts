/** @file The tensor: a shape, an element type and an ordinary typed array, row-major and dense. */

import { AtrousError, ShapeError } from '../errors.js';
import { wrapDimension } from '../geometry/dim.js';
import { product } from '../geometry/product.js';
import { sizeList, torchSize } from '../geometry/python.js';
import {
  checkDType,
  DTYPES,
  type DType,
  type DTypeArrays,
  isFloatingPoint,
  type TypedArray,
  unexpectedType,
} from './dtype.js';
import type { GradientNode } from './history.js';

/** The array behind one or more tensors, and how often it was written to. */
export class Storage {
  readonly array: TypedArray;
  readonly length: number;
  /** Raised by every in-place operation and by `touch()`. */
  version = 0;
  /** The number of the last recorded operation that wrote into the array in place. */
  rewritten?: number;
  /** Private, so that looking at a tensor does not make it unequal to another. */
  #handedOut = 0;

  /** @param length  of an array that is yet to be made, as an engine makes it */
  constructor(array: TypedArray, length: number = array.length) {
    this.array = array;
    this.length = length;
  }

  /** Says that nobody will read the array any more; only an engine's own storage listens. */
  release?(): void;

  /** How often the array was given away, since whoever has it may write to it. */
  get handedOut(): number {
    return this.#handedOut;
  }

  /** The array, for somebody who may write to it. */
  handOut(): TypedArray {
    this.#handedOut++;
    return this.array;
  }
}

export { product as numel, wrapDimension as wrapDim };

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
  /** The name of the class, whatever a minifier makes of it. */
  static readonly op: string = 'Tensor';

  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @internal The shared array and its version; operations read it here without marking it as handed out. */
  readonly storage: Storage;
  /** What `backward()` left here, in the tensor's shape; null before that. Whoever wants to start anew sets it to null. */
  grad: Tensor | null = null;
  /** @internal Where its gradient goes; null as long as nobody asked for one. */
  gradientNode: GradientNode | null = null;
  /** @internal Whether a recorded operation made it on another tensor's array. */
  isView = false;
  #asksForGrad = false;

  /**
   * Wraps an array without copying it. Users create tensors with `tensor`, `zeros`, `fromTypedArray`, ….
   *
   * @throws ShapeError if the array's length is not the product of the sizes
   */
  constructor(array: TypedArray | Storage, shape: readonly number[], dtype: DType) {
    this.storage = array instanceof Storage ? array : new Storage(array);
    this.shape = [...shape];
    this.dtype = dtype;
    const { length } = this.storage;
    if (product(shape) !== length)
      throw new ShapeError(`shape '${sizeList(shape)}' is invalid for input of size ${length}`, {
        fields: { shape: [...shape], elements: length },
      });
  }

  /**
   * The live array, row-major: `float16` and `bfloat16` as bits, `bool` as 0 and 1.
   * Whoever writes to it calls `touch()` afterwards.
   */
  get data(): TypedArray {
    return this.storage.handOut();
  }

  /**
   * `data` of a tensor whose type is known, as that array and no other: `t.dataAs('float32')` is a Float32Array. Nothing is
   * converted or copied.
   *
   * @throws DTypeError for a tensor of another type
   */
  dataAs<D extends DType>(dtype: D): DTypeArrays[D] {
    if (dtype === this.dtype) return this.data as DTypeArrays[D];
    throw unexpectedType(
      checkDType('dataAs', dtype),
      this.dtype,
      `Convert it first, x.to('${dtype}'), or ask for '${this.dtype}'.`,
    );
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

  /** Whether operations on this tensor are recorded, so that `backward()` reaches it. */
  get requiresGrad(): boolean {
    return this.#asksForGrad || (this.gradientNode !== null && !this.gradientNode.isLeaf);
  }

  /**
   * @throws AtrousError for integers, which have no gradient, and for the result of an operation, whose history says it
   */
  set requiresGrad(value: boolean) {
    if (value && !isFloatingPoint(this.dtype))
      throw new AtrousError('only Tensors of floating point dtype can require gradients', {
        fields: { dtype: this.dtype },
      });
    if (!this.isLeaf && !value)
      throw new AtrousError(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
      );
    if (this.isLeaf) this.#asksForGrad = value;
  }

  /** Sets `requiresGrad`, and returns the tensor. */
  requiresGrad_(value: boolean = true): this {
    this.requiresGrad = value;
    return this;
  }

  /** Whether it was made by the user rather than by a recorded operation. */
  get isLeaf(): boolean {
    return this.gradientNode === null || this.gradientNode.isLeaf;
  }

  /** The recorded operation that made it; null for a leaf. */
  get gradFn(): GradientNode | null {
    return this.isLeaf ? null : this.gradientNode;
  }

  /** The same values, on the same array, without history. */
  detach(): Tensor {
    return new Tensor(this.storage, this.shape, this.dtype);
  }

  /** The sizes, or the size of one dimension; prints as `torch.Size([…])`. */
  size(): Size;
  size(dim: number): number;
  size(dim?: number): Size | number {
    if (dim === undefined) return Size.from(this.shape);
    return this.shape[wrapDimension(dim, this.shape.length)]!;
  }

  /** Number of dimensions. */
  dim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  numel(): number {
    return this.storage.length;
  }

  /** Bytes of one element. */
  elementSize(): number {
    return DTYPES[this.dtype].bytes;
  }
}
