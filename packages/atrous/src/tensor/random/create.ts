/** @file New tensors of random values: `rand`, `randn`, `randint`, `randperm`. */

import { runtimeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { checkDType, DTYPES, type DType } from '../dtype.js';
import { cells, empty, encode, fromNumbers } from '../element.js';
import { requireTensor } from '../operand.js';
import { checkSize } from '../sizes.js';
import type { Tensor } from '../tensor.js';
import { normalInto, uniformInto } from './fill.js';
import { defaultGenerator, type Generator } from './generator.js';

export interface RandomOptions {
  /** Default `float32`; `int32` for `randint` and `randperm`. */
  readonly dtype?: DType;
  /** Default: the one that `manualSeed` seeds. */
  readonly generator?: Generator | null;
  /** Whether operations on it are recorded, so that it gets a gradient; default false. */
  readonly requiresGrad?: boolean;
}

const RANDOM_OPTIONS = ['dtype', 'generator', 'requiresGrad'];

type Fill = (t: Tensor, a: number, b: number, generator: Generator) => Tensor;

function filled(callee: string, fill: Fill, size: readonly number[], options: RandomOptions, dtype: DType): Tensor {
  checkOptions(callee, options, RANDOM_OPTIONS);
  const t = empty(checkSize(callee, size), checkDType(callee, options.dtype ?? dtype));
  return fill(t, 0, 1, options.generator ?? defaultGenerator()).requiresGrad_(options.requiresGrad ?? false);
}

/** Uniform values in [0, 1). */
export function rand(size: readonly number[], options: RandomOptions = {}): Tensor {
  return filled('rand', uniformInto, size, options, 'float32');
}

/** Normal values of mean 0 and standard deviation 1. */
export function randn(size: readonly number[], options: RandomOptions = {}): Tensor {
  return filled('randn', normalInto, size, options, 'float32');
}

/** `rand` in the shape and dtype of `t`. */
export function randLike(t: Tensor, options: RandomOptions = {}): Tensor {
  requireTensor('rand_like', 'input', 1, t);
  return filled('rand_like', uniformInto, t.shape, options, t.dtype);
}

/** `randn` in the shape and dtype of `t`. */
export function randnLike(t: Tensor, options: RandomOptions = {}): Tensor {
  requireTensor('randn_like', 'input', 1, t);
  return filled('randn_like', normalInto, t.shape, options, t.dtype);
}

/** From this many values on PyTorch takes 64 bits per draw, so that the remainder stays nearly uniform. */
const WIDE_RANGE = 2 ** 28;

/** The next integer in [0, range), as a remainder. */
function remainder(range: number, generator: Generator): number {
  return range < WIDE_RANGE ? generator.nextUint32() % range : Number(generator.nextUint64() % BigInt(range));
}

/** The integers that a dtype holds without gaps. */
const RANGES: Readonly<Record<DType, readonly [low: number, high: number]>> = {
  float32: [-(2 ** 24), 2 ** 24],
  float64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 255],
  bool: [0, 1],
  float16: [-2048, 2048],
  bfloat16: [-256, 256],
};

function checkRange(low: number, high: number, dtype: DType): void {
  const refuse = (message: string): never => {
    throw runtimeError(message, { fields: { low, high, dtype } });
  };
  if (!(low < high)) refuse(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`);
  const [least, most] = RANGES[dtype];
  if (low < least) refuse(`from is out of bounds for ${DTYPES[dtype].cpp}`);
  if (high - 1 > most) refuse(`to - 1 is out of bounds for ${DTYPES[dtype].cpp}`);
}

/**
 * Integers from [low, high) (low is 0 where only `high` is given), `int32` unless `dtype` says otherwise.
 *
 * @throws ArgumentError for an empty range, and one that the dtype cannot hold
 */
export function randint(high: number, size: readonly number[], options?: RandomOptions): Tensor;
export function randint(low: number, high: number, size: readonly number[], options?: RandomOptions): Tensor;
export function randint(
  ...args:
    | [high: number, size: readonly number[], options?: RandomOptions]
    | [low: number, high: number, size: readonly number[], options?: RandomOptions]
): Tensor {
  const [low, high, size, options = {}] = (typeof args[1] === 'number' ? args : [0, ...args]) as [
    number,
    number,
    readonly number[],
    RandomOptions?,
  ];
  checkOptions('randint', options, RANDOM_OPTIONS);
  const dtype = checkDType('randint', options.dtype ?? 'int32');
  checkRange(low, high, dtype);
  const generator = options.generator ?? defaultGenerator();
  const t = empty(checkSize('randint', size, args.length), dtype);
  const raw = cells(t);
  for (let i = 0; i < raw.length; i++) raw[i] = encode(dtype, remainder(high - low, generator) + low);
  return t.requiresGrad_(options.requiresGrad ?? false);
}

/**
 * The integers 0 … n − 1 in random order, `int32` unless `dtype` says otherwise: position i is swapped with one of
 * i … n − 1.
 *
 * @throws ArgumentError for a negative n
 */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  checkOptions('randperm', options, RANDOM_OPTIONS);
  if (!(Number.isInteger(n) && n >= 0))
    throw runtimeError(`Trying to create tensor with negative dimension ${n}: [${n}]`, { fields: { n } });
  const generator = options.generator ?? defaultGenerator();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const other = i + (generator.nextUint32() % (n - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  const t = fromNumbers(order, [n], checkDType('randperm', options.dtype ?? 'int32'));
  return t.requiresGrad_(options.requiresGrad ?? false);
}
