/**
 * @file What the operations ask of an engine: the same results as their references, faster.
 *
 * An engine is told to the operations once (`import 'atrous/engine'` does it, and `atrous` itself under Node); without one
 * the references run.
 */

import type { Passing } from '../autograd/index.js';
import type { ConvGeometry } from '../geometry/conv.js';
import type { LinearGeometry } from '../geometry/linear.js';
import type { NormGeometry } from '../geometry/norm.js';
import type { PadGeometry } from '../geometry/pad.js';
import type { PoolGeometry } from '../geometry/pool.js';
import type { ResizeGeometry } from '../geometry/resize.js';
import type { TypedArray } from '../tensor/dtype.js';
import type { Lines } from './softmax/reference.js';
import { type Storage, Tensor } from '../tensor/tensor.js';
import type { Averaging } from './avg-pool/averages.js';

/**
 * A function of each element, or of two, by its name, and its settings: PyTorch's name of an activation, with `Backward`
 * that of its gradient; the operation of two operands, with `With` where the second is a number. An engine need not know it.
 */
export interface KernelCall {
  readonly name: string;
  readonly constants?: readonly number[] | undefined;
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

/** What a normalisation subtracts from each set and multiplies it by; weight and bias go by channels, or by numbers of a set. */
export interface SetScales {
  readonly centre: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
  readonly weight: ArrayLike<number> | null;
}

/** Per set the sums of h = g·weight and of h·(x − centre), and per number of a set Σ g·(x − centre)·scale and Σ g. */
export interface ElementSums {
  readonly total: Float64Array;
  readonly dot: Float64Array;
  readonly weight: Float32Array | Float64Array;
  readonly bias: Float32Array | Float64Array;
}

/**
 * A step `x ← x + step·v` with `v ← keep·v + take·d`, a fresh one `d`, and `d = sign·g + decay·x`; with `nesterov` x moves by
 * `keep·v + d`. Numbers are float32.
 */
export type Descent = readonly [
  decay: number,
  sign: number,
  keep: number,
  take: number,
  step: number,
  fresh: boolean,
  nesterov: boolean,
];

/**
 * A step of Adam, `x ← p + step·m / (√v/correction + eps)` with `p = shrink·x`, `d = sign·g + decay·p`,
 * `m ← m + meanTake·(d − m)` and `v ← squareKeep·v + squareTake·d²`. Numbers are float32.
 */
export type Adaptation = readonly [
  decay: number,
  shrink: number,
  sign: number,
  meanTake: number,
  squareKeep: number,
  squareTake: number,
  step: number,
  correction: number,
  eps: number,
];

/** What an engine gives: an array, or a storage whose array is made when somebody reads it. */
type Values = Float32Array | Storage;

/**
 * Operations on the storages of float32 tensors, each giving new values, or undefined for what is left to the reference. What
 * an engine prepares from a weight it keeps until the weight's storage is written to. `trained` says that gradients are
 * recorded, or computed.
 */
export interface Engine {
  conv(
    geometry: ConvGeometry,
    x: Storage,
    weight: Storage,
    bias: Storage | null,
    key: Storage,
    trained: boolean,
  ): Values | undefined;
  /** `geometry` has the transposed layer's own input and output; its windows slide over the output. */
  convTranspose(
    geometry: ConvGeometry,
    x: Storage,
    weight: Storage,
    bias: Storage | null,
    key: Storage,
    trained: boolean,
  ): Values | undefined;
  /** `x` is the side that the windows slide over, `gradY` the one with a position per window. */
  convWeightGradient(geometry: ConvGeometry, x: Storage, gradY: Storage): Values | undefined;
  linear(geometry: LinearGeometry, x: Storage, weight: Storage, bias: Storage | null, key: Storage): Values | undefined;
  linearInputGradient(geometry: LinearGeometry, gradY: Storage, weight: Storage): Values | undefined;
  linearWeightGradient(geometry: LinearGeometry, x: Storage, gradY: Storage): Values | undefined;
  maxPool(geometry: PoolGeometry, x: Storage): Values | undefined;
  /** The same, and where in its plane each value stands: the first of equal ones, the last NaN. */
  maxPoolPlaces(geometry: PoolGeometry, x: Storage): PooledPlaces | undefined;
  /** Sums of windows, divided; with `back` the gradient of the input from that of the output. */
  averages(averaging: Averaging, x: Storage, back: boolean): Values | undefined;
  /** Any mode but `area`; as `averages`. */
  resize(geometry: ResizeGeometry, x: Storage, back: boolean): Values | undefined;
  /** Padding with cells of the input, or zeros; as `averages`. */
  mirror(geometry: PadGeometry, x: Storage, back: boolean): Values | undefined;
  /** `f(a)` or `f(a, b)`, element by element. */
  elementwise(call: KernelCall, a: Storage, b: Storage | null): Values | undefined;
  /** The same into `out`, which may be an operand; whether the engine did it. */
  elementwiseInto(call: KernelCall, a: Float32Array, b: Float32Array | null, out: Float32Array): boolean;
  /** Mean and biased variance of every set. */
  statistics(x: Storage, geometry: NormGeometry): SetStatistics | undefined;
  /** `(x − centre)·scale·weight + bias`. */
  normalize(
    x: Storage,
    geometry: NormGeometry,
    affine: SetScales & { readonly bias: ArrayLike<number> | null },
  ): Values | undefined;
  /** Σ g and Σ g·(x − c) of every `spatial` numbers in a row, with the centre c of their set. */
  normSums(g: Storage, x: Storage, geometry: NormGeometry, centre: ArrayLike<number>): RunSums | undefined;
  /** `(g·weight − level − (x − centre)·slope)·scale`. */
  normGradient(
    g: Storage,
    x: Storage,
    geometry: NormGeometry,
    terms: SetScales & { readonly level: ArrayLike<number>; readonly slope: ArrayLike<number> },
  ): Values | undefined;
  /** Softmax of every line of `a`, or its logarithm; with the result `y` the gradient of its input, where `a` is that of the result. */
  softmax(lines: Lines, log: boolean, a: Storage, y: Storage | null): Values | undefined;
  /** What `normSums` is for with a weight for every number of a set: of sets, and of weight and bias. */
  elementSums(g: Storage, x: Storage, geometry: NormGeometry, terms: SetScales): ElementSums | undefined;
  /** Sums in double precision over the axes where `kept` is 1 and `shape` is more, divided. */
  totals(x: Storage, shape: readonly number[], kept: readonly number[], divisor: number): Values | undefined;
  /** A step of SGD over a parameter, its gradient, and its velocity or null; whether the engine did it. */
  descend(arrays: readonly (Float32Array | null)[], settings: Descent): boolean;
  /** A step of Adam over a parameter, its gradient, m, v, and the largest v so far or null; whether the engine did it. */
  adapt(arrays: readonly (Float32Array | null)[], settings: Adaptation): boolean;
  /** What has the memory back of gradients that nobody waits for. */
  passing(): Passing;
}

export type { Passing };

let current: Engine | null = null;

/** The engine that operations use from now on; null for the references alone. */
export function useEngine(engine: Engine | null): void {
  current = engine;
}

/** What the engine wants to hear of a walk through the tape; of one that is recorded nothing, since the tape keeps its gradients. */
export const passing = (recorded: boolean): Passing | undefined => (recorded ? undefined : current?.passing());

type Storages<T extends readonly (Tensor | null)[]> = {
  [K in keyof T]: T[K] extends Tensor ? Storage : Storage | null;
};

/** What the engine makes of these tensors; undefined where there is none, and where a tensor is not float32. */
export function onFloat32<R, const T extends readonly (Tensor | null)[]>(
  tensors: T,
  run: (engine: Engine, ...storages: Storages<T>) => R | undefined,
): R | undefined {
  if (current === null || tensors.some((t) => t !== null && t.dtype !== 'float32')) return undefined;
  return run(current, ...(tensors.map((t) => t && t.storage) as Storages<T>));
}

/** The same as a tensor of that shape. */
export function accelerated<const T extends readonly (Tensor | null)[]>(
  shape: readonly number[],
  tensors: T,
  run: (engine: Engine, ...storages: Storages<T>) => Values | undefined,
): Tensor | undefined {
  const y = onFloat32(tensors, run);
  return y && new Tensor(y, shape, 'float32');
}

/** `f(a)` or `f(a, b)` by the kernel of a loop, if it has one. */
export function byKernel(
  call: KernelCall | undefined,
  shape: readonly number[],
  ...tensors: readonly [a: Tensor, b?: Tensor]
): Tensor | undefined {
  return (
    call &&
    accelerated(shape, tensors as [Tensor], (engine, a, b: Storage | null = null) => engine.elementwise(call, a, b))
  );
}

/** The same into an array; whether an engine did it. */
export function intoFloat32(
  call: KernelCall | undefined,
  ...arrays: [a: TypedArray, b: TypedArray | null, out: TypedArray]
): boolean {
  return (
    call !== undefined &&
    current !== null &&
    arrays.every((array) => array === null || array instanceof Float32Array) &&
    current.elementwiseInto(call, ...(arrays as [Float32Array, Float32Array | null, Float32Array]))
  );
}

/** A step of an optimiser by an engine, over arrays of which the first is the parameter; whether it did it. */
export function stepped<Kind extends 'descend' | 'adapt'>(
  kind: Kind,
  arrays: readonly (TypedArray | null)[],
  settings: Parameters<Engine[Kind]>[1],
): boolean {
  return arrays[0] instanceof Float32Array && current?.[kind](arrays as Float32Array[], settings as never) === true;
}
