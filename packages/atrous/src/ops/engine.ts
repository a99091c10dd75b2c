/**
 * @file What the operations ask of an engine: the same results as their references, faster.
 *
 * An engine is told to the operations once (`import 'atrous/engine'` does it, and `atrous` itself under Node); without one
 * the references run.
 */

import type { ConvGeometry } from '../geometry/conv.js';
import type { LinearGeometry } from '../geometry/linear.js';
import type { PoolGeometry } from '../geometry/pool.js';
import { type Storage, Tensor } from '../tensor/tensor.js';

/**
 * Operations on float32 arrays, each giving a new array, or undefined for what is left to the reference. `key` is the
 * storage of the weight: what an engine prepares from a weight it keeps until that storage is written to.
 */
export interface Engine {
  conv(
    geometry: ConvGeometry,
    x: Float32Array,
    weight: Float32Array,
    bias: Float32Array | null,
    key: Storage,
  ): Float32Array | undefined;
  /** `geometry` has the transposed layer's own input and output; its windows slide over the output. */
  convTranspose(
    geometry: ConvGeometry,
    x: Float32Array,
    weight: Float32Array,
    bias: Float32Array | null,
    key: Storage,
  ): Float32Array | undefined;
  /** `x` is the side that the windows slide over, `gradY` the one with a position per window. */
  convWeightGradient(geometry: ConvGeometry, x: Float32Array, gradY: Float32Array): Float32Array | undefined;
  linear(
    geometry: LinearGeometry,
    x: Float32Array,
    weight: Float32Array,
    bias: Float32Array | null,
    key: Storage,
  ): Float32Array | undefined;
  linearInputGradient(geometry: LinearGeometry, gradY: Float32Array, weight: Float32Array): Float32Array | undefined;
  linearWeightGradient(geometry: LinearGeometry, x: Float32Array, gradY: Float32Array): Float32Array | undefined;
  maxPool(geometry: PoolGeometry, x: Float32Array): Float32Array | undefined;
}

let current: Engine | null = null;

/** The engine that operations use from now on; null for the references alone. */
export function useEngine(engine: Engine | null): void {
  current = engine;
}

/** The array of a float32 tensor. */
export const float32 = (t: Tensor): Float32Array => t.storage.array as Float32Array;

/**
 * What the engine makes of these tensors, in `shape`; undefined where there is none, where a tensor is not float32, and
 * for what the engine leaves to the reference.
 */
export function accelerated(
  shape: readonly number[],
  tensors: readonly (Tensor | null)[],
  run: (engine: Engine) => Float32Array | undefined,
): Tensor | undefined {
  if (current === null || tensors.some((t) => t !== null && t.dtype !== 'float32')) return undefined;
  const y = run(current);
  return y && new Tensor(y, shape, 'float32');
}

/** The same for an operation on two tensors, neither of which is prepared. */
export function acceleratedPair(
  shape: readonly number[],
  [a, b]: readonly [Tensor, Tensor],
  run: (engine: Engine, a: Float32Array, b: Float32Array) => Float32Array | undefined,
): Tensor | undefined {
  return accelerated(shape, [a, b], (engine) => run(engine, float32(a), float32(b)));
}

/** The same for an operation with a weight and perhaps a bias. */
export function acceleratedProduct(
  shape: readonly number[],
  [x, weight, bias]: readonly [x: Tensor, weight: Tensor, bias: Tensor | null],
  run: (
    engine: Engine,
    x: Float32Array,
    weight: Float32Array,
    bias: Float32Array | null,
    key: Storage,
  ) => Float32Array | undefined,
): Tensor | undefined {
  return accelerated(shape, [x, weight, bias], (engine) =>
    run(engine, float32(x), float32(weight), bias && float32(bias), weight.storage),
  );
}
