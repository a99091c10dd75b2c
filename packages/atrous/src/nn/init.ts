/**
 * @file Filling tensors with initial values, as `torch.nn.init` does: the same bounds, and the same draws for the same seed.
 *
 * Every function writes in place and returns its tensor.
 */

import { ArgumentError, ShapeError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { cells, empty, encode, numbers, store } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import { type Generator, normalInto, randperm, truncNormalInto, uniformInto } from '../tensor/random/index.js';
import { pythonTypeName } from '../tensor/python-type.js';
import type { Tensor } from '../tensor/tensor.js';

export interface RandomInit {
  /** Where the draws come from; default: the one that `manualSeed` seeds. */
  generator?: Generator | null;
}

/** What follows the layer, which decides how much it may amplify. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv_transpose1d'
  | 'conv_transpose2d'
  | 'conv_transpose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leaky_relu'
  | 'selu';

export interface KaimingOptions extends RandomInit {
  /** The negative slope of the leaky ReLU that follows; default 0. Only `'leaky_relu'` reads it. */
  a?: number;
  /** `'fan_in'` (the default) keeps the variance of the forward pass, `'fan_out'` that of the backward pass. */
  mode?: 'fan_in' | 'fan_out';
  /** Default `'leaky_relu'`. */
  nonlinearity?: Nonlinearity;
}

const GAINS: ReadonlyMap<string, (slope: number) => number> = new Map<string, (slope: number) => number>([
  ...(
    [
      'linear',
      'conv1d',
      'conv2d',
      'conv3d',
      'conv_transpose1d',
      'conv_transpose2d',
      'conv_transpose3d',
      'sigmoid',
    ] as const
  ).map((name) => [name, () => 1] as const),
  ['tanh', () => 5 / 3],
  ['relu', () => Math.sqrt(2)],
  ['leaky_relu', (slope) => Math.sqrt(2 / (1 + slope ** 2))],
  ['selu', () => 3 / 4],
]);

/**
 * The factor by which weights are scaled for what follows: linear, conv and sigmoid 1, tanh 5/3, relu √2, leaky_relu
 * √(2 / (1 + slope²)), selu 3/4.
 *
 * @param options `param`: the slope of `leaky_relu`; default 0.01
 */
export function calculateGain(nonlinearity: Nonlinearity, options: { param?: number | null } = {}): number {
  checkOptions('calculate_gain', options, ['param']);
  const gain = GAINS.get(nonlinearity);
  if (gain === undefined)
    throw new ArgumentError(`Unsupported nonlinearity ${nonlinearity}`, {
      hint: `It is one of ${[...GAINS.keys()].join(', ')}.`,
      fields: { nonlinearity },
    });
  const slope = options.param ?? 0.01;
  if (nonlinearity === 'leaky_relu' && typeof slope !== 'number')
    throw new ArgumentError(`negative_slope ${pythonText(slope)} not a valid number`, { fields: { param: slope } });
  return gain(slope);
}

const pythonText = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);

/**
 * How many inputs an output has, and how many outputs an input: `size(1)·rest` and `size(0)·rest`, where `rest` is the
 * product of the sizes from the third on. Groups are not known here.
 *
 * @throws ArgumentError for fewer than two dimensions
 */
export function calculateFanInAndFanOut(tensor: Tensor): [fanIn: number, fanOut: number] {
  checkCall('_calculate_fan_in_and_fan_out', { tensor });
  const [outputs, inputs, ...kernel] = tensor.shape;
  if (outputs === undefined || inputs === undefined)
    throw new ShapeError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions', {
      pythonType: 'ValueError',
      fields: { shape: tensor.shape },
    });
  const field = kernel.reduce((a, b) => a * b, 1);
  return [inputs * field, outputs * field];
}

const draws = (options: RandomInit): Generator | undefined => options.generator ?? undefined;

/** Uniform values in [a, b); default [0, 1). */
export function uniform_(tensor: Tensor, options: RandomInit & { a?: number; b?: number } = {}): Tensor {
  checkCall('uniform_', { tensor }, options, ['a', 'b', 'generator']);
  return uniformInto(tensor, options.a ?? 0, options.b ?? 1, draws(options));
}

/** Normal values; default mean 0, standard deviation 1. */
export function normal_(tensor: Tensor, options: RandomInit & { mean?: number; std?: number } = {}): Tensor {
  checkCall('normal_', { tensor }, options, ['mean', 'std', 'generator']);
  return normalInto(tensor, options.mean ?? 0, options.std ?? 1, draws(options));
}

/** Normal values conditioned on [a, b], which is in the values' own units; default N(0, 1) in [−2, 2]. */
export function truncNormal_(
  tensor: Tensor,
  options: RandomInit & { mean?: number; std?: number; a?: number; b?: number } = {},
): Tensor {
  checkCall('trunc_normal_', { tensor }, options, ['mean', 'std', 'a', 'b', 'generator']);
  const { mean = 0, std = 1, a = -2, b = 2 } = options;
  return truncNormalInto(tensor, mean, std, a, b, draws(options));
}

/** One value everywhere. */
export function constant_(tensor: Tensor, value: number): Tensor {
  checkCall('constant_', { tensor });
  tensor.storage.array.fill(encode(tensor.dtype, value) as never);
  return tensor.touch();
}

export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** gain·√(2 / (fanIn + fanOut)) */
function xavierStd(tensor: Tensor, gain: number): number {
  const [fanIn, fanOut] = calculateFanInAndFanOut(tensor);
  if (fanIn + fanOut === 0)
    throw new ShapeError('float division by zero', {
      pythonType: 'ZeroDivisionError',
      fields: { shape: tensor.shape },
    });
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

/** U(±gain·√(6 / (fanIn + fanOut))). Glorot and Bengio (2010). Default gain 1. */
export function xavierUniform_(tensor: Tensor, options: RandomInit & { gain?: number } = {}): Tensor {
  checkCall('xavier_uniform_', { tensor }, options, ['gain', 'generator']);
  const bound = Math.sqrt(3) * xavierStd(tensor, options.gain ?? 1);
  return uniformInto(tensor, -bound, bound, draws(options));
}

/** N(0, std²) with std = gain·√(2 / (fanIn + fanOut)). Glorot and Bengio (2010). Default gain 1. */
export function xavierNormal_(tensor: Tensor, options: RandomInit & { gain?: number } = {}): Tensor {
  checkCall('xavier_normal_', { tensor }, options, ['gain', 'generator']);
  return normalInto(tensor, 0, xavierStd(tensor, options.gain ?? 1), draws(options));
}

const KAIMING_OPTIONS = ['a', 'mode', 'nonlinearity', 'generator'];

/** gain / √fan */
function kaimingStd(tensor: Tensor, { a = 0, mode = 'fan_in', nonlinearity = 'leaky_relu' }: KaimingOptions): number {
  const side: string = mode.toLowerCase();
  if (side !== 'fan_in' && side !== 'fan_out')
    throw new ArgumentError(`Mode ${side} not supported, please use one of ['fan_in', 'fan_out']`, {
      fields: { mode },
    });
  const [fanIn, fanOut] = calculateFanInAndFanOut(tensor);
  return calculateGain(nonlinearity, { param: a }) / Math.sqrt(side === 'fan_in' ? fanIn : fanOut);
}

/** U(±gain·√(3 / fan)). He and others (2015). A tensor without elements is left as it is. */
export function kaimingUniform_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  checkCall('kaiming_uniform_', { tensor }, options, KAIMING_OPTIONS);
  if (tensor.shape.includes(0)) return tensor;
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniformInto(tensor, -bound, bound, draws(options));
}

/** N(0, std²) with std = gain / √fan. He and others (2015). A tensor without elements is left as it is. */
export function kaimingNormal_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  checkCall('kaiming_normal_', { tensor }, options, KAIMING_OPTIONS);
  if (tensor.shape.includes(0)) return tensor;
  return normalInto(tensor, 0, kaimingStd(tensor, options), draws(options));
}

function checkMatrix(tensor: Tensor): [rows: number, columns: number] {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2)
    throw new ShapeError('Only tensors with 2 dimensions are supported', {
      pythonType: 'ValueError',
      fields: { shape: tensor.shape },
    });
  return [rows!, columns!];
}

/** Ones on the diagonal, zeros elsewhere: a linear layer that keeps its input. Two dimensions. */
export function eye_(tensor: Tensor): Tensor {
  checkCall('eye_', { tensor });
  const [rows, columns] = checkMatrix(tensor);
  zeros_(tensor);
  const raw = cells(tensor);
  for (let i = 0; i < Math.min(rows, columns); i++) raw[i * columns + i] = encode(tensor.dtype, 1);
  return tensor;
}

/**
 * A convolution that keeps its input: zeros, and a one in the middle of the kernel (at k/2 for an even one) from input
 * channel j of its group to output channel j. Three to five dimensions.
 *
 * @param options `groups`: of the convolution; default 1
 */
export function dirac_(tensor: Tensor, options: { groups?: number } = {}): Tensor {
  checkCall('dirac_', { tensor }, options, ['groups']);
  const { groups = 1 } = options;
  const { shape } = tensor;
  if (shape.length < 3 || shape.length > 5)
    throw new ShapeError('Only tensors with 3, 4, or 5 dimensions are supported', {
      pythonType: 'ValueError',
      fields: { shape },
    });
  const [outputs, inputs, ...kernel] = shape as [number, number, ...number[]];
  if (outputs % groups !== 0)
    throw new ShapeError('dim 0 must be divisible by groups', {
      pythonType: 'ValueError',
      fields: { outputs, groups },
    });
  zeros_(tensor);
  const raw = cells(tensor);
  const taps = kernel.reduce((a, b) => a * b, 1);
  const middle = kernel.reduce((index, size) => index * size + Math.floor(size / 2), 0);
  const perGroup = outputs / groups;
  for (let group = 0; group < groups; group++)
    for (let j = 0; j < Math.min(perGroup, inputs); j++)
      raw[((group * perGroup + j) * inputs + j) * taps + middle] = encode(tensor.dtype, 1);
  return tensor;
}

/**
 * A random matrix with orthonormal rows (where it is wide) or columns (where it is tall), times `gain`; further dimensions
 * are flattened into the columns. Saxe and others (2014).
 *
 * The Q of a normal matrix whose R has a positive diagonal; PyTorch's differs by rounding.
 */
export function orthogonal_(tensor: Tensor, options: RandomInit & { gain?: number } = {}): Tensor {
  checkCall('orthogonal_', { tensor }, options, ['gain', 'generator']);
  if (tensor.shape.length < 2)
    throw new ShapeError('Only tensors with 2 or more dimensions are supported', {
      pythonType: 'ValueError',
      fields: { shape: tensor.shape },
    });
  if (tensor.numel() === 0) return tensor;
  const rows = tensor.shape[0]!;
  const columns = tensor.numel() / rows;
  const normal = numbers(normalInto(empty([rows, columns], tensor.dtype), 0, 1, draws(options)));
  const wide = rows < columns;
  // The vectors to make orthonormal: the rows of a wide matrix, the columns of a tall one.
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const at = (vector: number, i: number): number => (wide ? vector * columns + i : i * columns + vector);
  const vectors = Array.from({ length: count }, (_, v) => Float64Array.from({ length }, (_, i) => normal[at(v, i)]!));
  orthonormalize(vectors);
  const { gain = 1 } = options;
  const values = new Float64Array(tensor.numel());
  for (const [v, vector] of vectors.entries()) for (let i = 0; i < length; i++) values[at(v, i)] = vector[i]! * gain;
  store(tensor, values);
  return tensor.touch();
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Gram and Schmidt's process, in place; twice per vector, which makes up for cancellation (Kahan and Parlett). */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (const [v, vector] of vectors.entries()) {
    for (const earlier of [...vectors.slice(0, v), ...vectors.slice(0, v)]) {
      const share = dot(vector, earlier);
      for (let i = 0; i < vector.length; i++) vector[i]! -= share * earlier[i]!;
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
  }
}

/**
 * Normal values of standard deviation `std`, with ⌈sparsity·rows⌉ zeros in every column. Two dimensions. Martens (2010).
 *
 * @param options `std` (default 0.01) and `generator`, which as in PyTorch draws the values but not the places
 */
export function sparse_(tensor: Tensor, sparsity: number, options: RandomInit & { std?: number } = {}): Tensor {
  checkCall('sparse_', { tensor }, options, ['std', 'generator']);
  const [rows, columns] = checkMatrix(tensor);
  if (typeof sparsity !== 'number')
    throw new ArgumentError(`sparsity should be a number, got ${pythonTypeName(sparsity)}`, {
      pythonType: 'TypeError',
    });
  const zeros = Math.min(Math.ceil(sparsity * rows), rows);
  normalInto(tensor, 0, options.std ?? 0.01, draws(options));
  const raw = cells(tensor);
  for (let column = 0; column < columns; column++) {
    const order = numbers(randperm(rows));
    for (let i = 0; i < zeros; i++) raw[order[i]! * columns + column] = 0;
  }
  return tensor;
}
