/** @file Operations that are linear in their input: the gradient of each is its transpose, whose gradient is it again. */

import { differentiable } from '../autograd/index.js';
import type { FloatArray } from '../tensor/dtype.js';
import { empty } from '../tensor/element.js';
import type { Storage, Tensor } from '../tensor/tensor.js';
import { accelerated, type Engine } from './engine.js';

/** One direction of a linear map. */
export interface Direction {
  /** PyTorch's name of the operation without `Backward0`. */
  readonly name: string;
  /** Of the result. */
  readonly shape: readonly number[];
  /** Computes `y`, which comes zeroed, from `x`. */
  readonly run: (x: FloatArray, y: FloatArray) => void;
}

/** What an engine has for a linear map: `run` of one direction, or of the one back. */
export type QuickMap = (engine: Engine, x: Storage, back: boolean) => Float32Array | Storage | undefined;

/** Runs `to` on a float32 or float64 tensor; its gradient runs `back`, the gradient of that runs `to`. */
export function linearMap(
  input: Tensor,
  to: Direction,
  back: Direction,
  quick: QuickMap = () => undefined,
  isBack: boolean = false,
): Tensor {
  let output = accelerated(to.shape, [input], (engine, x) => quick(engine, x, isBack));
  if (output === undefined) {
    output = empty(to.shape, input.dtype);
    to.run(input.storage.array as FloatArray, output.storage.array as FloatArray);
  }
  return differentiable(to.name, [input], output, (grad) => [linearMap(grad, back, to, quick, !isBack)]);
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
