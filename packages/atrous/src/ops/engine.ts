/**
 * @file What the operations ask of an engine: the same results as their references, faster.
 *
 * An engine is told to the operations once (`import 'atrous/engine'` does it, and `atrous` itself under Node); without one
 * the references run.
 */

import type { ConvGeometry } from '../geometry/conv.js';
import type { LinearGeometry } from '../geometry/linear.js';
import type { NormGeometry } from '../geometry/norm.js';
import type { PoolGeometry } from '../geometry/pool.js';
import type { TypedArray } from '../tensor/dtype.js';
import { type Storage, Tensor } from '../tensor/tensor.js';

/** Functions of one element, and of one and a number. */
export type UnaryKernel =
  | 'relu'
  | 'limited'
  | 'leakyRelu'
  | 'hardsigmoid'
  | 'hardswish'
  | 'sigmoid'
  | 'silu'
  | `${PairKernel}With`;

/** Functions of two elements. */
export type PairKernel = 'sum' | 'difference' | 'product' | 'quotient';

/** The gradient of an activation's input, from that of its result and what was saved. */
export type SlopeKernel =
  | 'reluSlope'
  | 'limitedSlope'
  | 'leakyReluSlope'
  | 'hardsigmoidSlope'
  | 'hardswishSlope'
  | 'sigmoidSlope'
  | 'siluSlope';

export type ElementwiseKernel = UnaryKernel | PairKernel | SlopeKernel;

/** What an engine calls a loop over elements, and the loop's settings. */
export interface KernelCall<Name extends ElementwiseKernel> {
  readonly name: Name;
  readonly constants: readonly number[];
}

/** Maxima and their places; `d·H·W + h·W + w`, or one past the plane for a window that read nothing. */
export interface PooledPlaces {
  readonly values: Float32Array;
  readonly places: Int32Array;
}

/** Of each set of numbers. */
export interface SetStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Two sums for each run of numbers, in double precision. */
export interface RunSums {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** What a normalisation subtracts from each set and multiplies it by; weight and bias go by channels. */
export interface SetScales {
  readonly centre: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
  readonly weight: ArrayLike<number> | null;
}

/**
 * Operations on float32 arrays, each giving a new array, or undefined for what is left to the reference. `key` is the
 * storage of the weight: what an engine prepares from a weight it keeps until that storage is written to. `trained` says that
 * gradients are recorded, or computed.
 */
export interface Engine {
  conv(
    geometry: ConvGeometry,
    x: Float32Array,
    weight: Float32Array,
    bias: Float32Array | null,
    key: Storage,
    trained: boolean,
  ): Float32Array | undefined;
  /** `geometry` has the transposed layer's own input and output; its windows slide over the output. */
  convTranspose(
    geometry: ConvGeometry,
    x: Float32Array,
    weight: Float32Array,
    bias: Float32Array | null,
    key: Storage,
    trained: boolean,
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
  /** The same, and where in its plane each value stands: the first of equal ones, the last NaN. */
  maxPoolPlaces(geometry: PoolGeometry, x: Float32Array): PooledPlaces | undefined;
  /** Sums of windows, divided by one number, or by the product of one for each output along D, H and W. */
  avgPool(
    geometry: PoolGeometry,
    x: Float32Array,
    divisors: number | readonly [Int32Array, Int32Array, Int32Array],
  ): Float32Array | undefined;
  /** `out = f(a)` or `f(a, b)`, element by element; whether the engine did it. `out` may be an operand. */
  elementwise(call: KernelCall<ElementwiseKernel>, a: Float32Array, b: Float32Array | null, out: Float32Array): boolean;
  /** Mean and biased variance of every set. */
  statistics(x: Float32Array, geometry: NormGeometry): SetStatistics | undefined;
  /** `(x − centre)·scale·weight + bias`; whether the engine did it. */
  normalize(
    x: Float32Array,
    geometry: NormGeometry,
    affine: SetScales & { readonly bias: ArrayLike<number> | null },
    out: Float32Array,
  ): boolean;
  /** Σ g and Σ g·(x − c) of every `spatial` numbers in a row, with the centre c of their set. */
  normSums(g: Float32Array, x: Float32Array, geometry: NormGeometry, centre: ArrayLike<number>): RunSums | undefined;
  /** `(g·weight − level − (x − centre)·slope)·scale`; whether the engine did it. */
  normGradient(
    g: Float32Array,
    x: Float32Array,
    geometry: NormGeometry,
    terms: SetScales & { readonly level: ArrayLike<number>; readonly slope: ArrayLike<number> },
    out: Float32Array,
  ): boolean;
  /** Sums in double precision over the axes where `kept` is 1 and `shape` is more. */
  totals(x: Float32Array, shape: readonly number[], kept: readonly number[]): Float64Array | undefined;
}

let current: Engine | null = null;

/** The engine that operations use from now on; null for the references alone. */
export function useEngine(engine: Engine | null): void {
  current = engine;
}

/** What the engine makes of these arrays; undefined where there is none, and where an array is not float32. */
export function onFloat32<T>(
  arrays: readonly (TypedArray | null)[],
  run: (engine: Engine, ...arrays: Float32Array[]) => T | undefined,
): T | undefined {
  if (current === null || !arrays.every((array) => array === null || array instanceof Float32Array)) return undefined;
  return run(current, ...(arrays as Float32Array[]));
}

/** The array of a float32 tensor. */
export const float32 = (t: Tensor): Float32Array => t.storage.array as Float32Array;

/**
 * What the engine makes of these tensors, in `shape`; undefined where there is none, where a tensor is not float32, and
 * for what the engine leaves to the reference.
 */
function accelerated(
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
