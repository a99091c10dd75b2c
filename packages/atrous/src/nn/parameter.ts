/** @file The tensors that belong to a module: parameters, which are trained, and buffers, which are not. */

import type { DType } from '../tensor/dtype.js';
import { cast } from '../tensor/cast.js';
import { formatTensor } from '../tensor/print.js';
import { Tensor, type Storage } from '../tensor/tensor.js';

/**
 * A tensor that a module owns and trains. It shares the array of the tensor it is made from.
 * A field of a module that holds one is registered under the field's name.
 */
export class Parameter extends Tensor {
  /** For the compiler alone: without a member of its own any tensor would pass for a parameter. */
  declare protected readonly trained: true;

  /** @param options.requiresGrad  whether it is trained; default true */
  constructor(data: Tensor, options: { requiresGrad?: boolean } = {}) {
    super(data.storage, data.shape, data.dtype);
    this.requiresGrad = options.requiresGrad ?? true;
  }

  override toString(): string {
    return `Parameter containing:\n${formatTensor(this)}`;
  }
}

/**
 * A tensor that belongs to a module's state but is not trained, such as running statistics.
 * A field of a module that holds one is registered under the field's name.
 */
export class Buffer extends Tensor {
  /** Whether it is part of the state dict. */
  readonly persistent: boolean;

  constructor(data: Tensor, options: { persistent?: boolean } = {}) {
    super(data.storage, data.shape, data.dtype);
    this.persistent = options.persistent ?? true;
  }

  override toString(): string {
    return `Buffer containing:\n${formatTensor(this)}`;
  }
}

/** A tensor of a lazy layer that has no shape yet. */
export interface Unmade extends Tensor {
  materialize(shape: readonly number[]): void;
}

/** Whether a tensor still waits for its shape. */
export function isUninitialized(tensor: Tensor): tensor is Unmade {
  return 'materialize' in tensor;
}

/** The same array as an ordinary tensor; what has none stays as it is. */
export function plain(tensor: Tensor): Tensor {
  if (isUninitialized(tensor)) return tensor;
  return new Tensor(tensor.storage, tensor.shape, tensor.dtype);
}

/**
 * Lets `tensor` hold the array of `source` from now on. A parameter keeps its identity when its module changes type or
 * takes over a checkpoint, as in PyTorch, so that whoever holds the parameter sees the new values.
 */
export function setData(tensor: Tensor, source: Tensor): void {
  const target = tensor as { storage: Storage; shape: readonly number[]; dtype: DType };
  target.storage = source.storage;
  target.shape = source.shape;
  target.dtype = source.dtype;
}

/** Writes the values of `source`, converted to `tensor`'s type, into `tensor`'s array; both have as many elements. */
export function copyData(tensor: Tensor, source: Tensor): void {
  tensor.storage.array.set(cast(source, tensor.dtype).storage.array as never);
  tensor.touch();
}

/** Lets `tensor` hold its own values in another type from now on. */
export function convertData(tensor: Tensor, dtype: DType): void {
  if (isUninitialized(tensor)) (tensor as { dtype: DType }).dtype = dtype;
  else if (tensor.dtype !== dtype) setData(tensor, cast(tensor, dtype));
}
