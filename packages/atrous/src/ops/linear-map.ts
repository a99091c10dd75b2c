/** @file Operations that are linear in their input: the gradient of each is its transpose, whose gradient is it again. */

import { differentiable } from '../autograd/index.js';
import type { FloatArray } from '../tensor/dtype.js';
import { empty } from '../tensor/element.js';
import type { Tensor } from '../tensor/tensor.js';

/** One direction of a linear map. */
export interface Direction {
  /** PyTorch's name of the operation without `Backward0`. */
  readonly name: string;
  /** Of the result. */
  readonly shape: readonly number[];
  /** Computes `y`, which comes zeroed, from `x`. */
  readonly run: (x: FloatArray, y: FloatArray) => void;
}

/** Runs `to` on a float32 or float64 tensor; its gradient runs `back`, the gradient of that runs `to`. */
export function linearMap(input: Tensor, to: Direction, back: Direction): Tensor {
  const output = empty(to.shape, input.dtype);
  to.run(input.storage.array as FloatArray, output.storage.array as FloatArray);
  return differentiable(to.name, [input], output, (grad) => [linearMap(grad, back, to)]);
}

/** Lets `run` add up in double precision, and rounds once into `y`. */
export function inDoubles(y: FloatArray, run: (sums: Float64Array) => void): void {
  if (y instanceof Float64Array) {
    run(y);
    return;
  }
  const sums = new Float64Array(y.length);
  run(sums);
  y.set(sums);
}
