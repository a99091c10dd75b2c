/**
 * @file Filling a tensor with draws, in memory order. Every function raises the tensor's version and returns it.
 *
 * `float16` and `bfloat16` take the float32 draws, rounded.
 */

import { DTypeError, runtimeError } from '../../errors.js';
import { streamed } from '../../geometry/python.js';
import { type DType, DTYPES, isFloat, isFloatingPoint, type FloatArray } from '../dtype.js';
import { cells, empty, encode, numbers, store } from '../element.js';
import { checkCall } from '../operand.js';
import type { Tensor } from '../tensor.js';
import { fma32, fma64 } from './fma.js';
import { defaultGenerator, type Generator } from './generator.js';
import { BLOCK, normalBlock } from './normal-block.js';

/** x[i] = low + u·(high − low), with u a uniform draw in [0, 1) and one rounding. */
function uniformArray(x: FloatArray, low: number, high: number, generator: Generator): void {
  if (x instanceof Float32Array) {
    const from = Math.fround(low);
    const width = Math.fround(Math.fround(high) - from);
    for (let i = 0; i < x.length; i++) x[i] = fma32(generator.nextFloat32(), width, from);
  } else {
    for (let i = 0; i < x.length; i++) x[i] = fma64(generator.nextFloat64(), high - low, low);
  }
}

/** Fewer than sixteen values are drawn one by one; more in blocks, the last of which may overlap and is drawn again. */
function normalArray(x: FloatArray, mean: number, std: number, generator: Generator): void {
  if (x.length < BLOCK) {
    for (let i = 0; i < x.length; i++) x[i] = generator.nextNormal() * std + mean;
    return;
  }
  const [m, s] = x instanceof Float32Array ? [Math.fround(mean), Math.fround(std)] : [mean, std];
  uniformArray(x, 0, 1, generator);
  for (let start = 0; start + BLOCK <= x.length; start += BLOCK) normalBlock(x, start, m, s);
  if (x.length % BLOCK === 0) return;
  const last = x.subarray(x.length - BLOCK);
  uniformArray(last, 0, 1, generator);
  normalBlock(last, 0, m, s);
}

/** Runs `draw` on the tensor's array, or for 16-bit types on a float32 array that is then rounded into it. */
function fillFloats(t: Tensor, kernel: string, draw: (x: FloatArray) => void): Tensor {
  if (!isFloatingPoint(t.dtype))
    throw new DTypeError(`"${kernel}" not implemented for '${DTYPES[t.dtype].scalar}'`, {
      pythonType: 'NotImplementedError',
      fields: { dtype: t.dtype },
    });
  if (isFloat(t.dtype)) {
    draw(t.storage.array as FloatArray);
  } else {
    const wide = new Float32Array(t.numel());
    draw(wide);
    store(t, wide);
  }
  return t.touch();
}

/** The largest numbers of the types that are drawn in; the 16-bit types are refused beyond their own. */
const LARGEST: Readonly<Partial<Record<DType, number>>> = {
  float32: 3.4028234663852886e38,
  float64: Number.MAX_VALUE,
  float16: 65504,
  bfloat16: 3.3895313892515355e38,
};

function checkFloatBounds(dtype: DType, bounds: Readonly<Record<string, number>>): void {
  const most = LARGEST[dtype] ?? Infinity;
  for (const [name, bound] of Object.entries(bounds))
    if (!(Math.abs(bound) <= most))
      throw runtimeError(`${name} is out of bounds for ${DTYPES[dtype].cpp}`, { fields: { [name]: bound, dtype } });
}

/**
 * Uniform draws from [low, high), rounded once.
 * *
 * @throws ArgumentError if `low > high`, or one of them is beyond the dtype
 * @throws DTypeError for integers and bool
 */
export function uniformInto(t: Tensor, low = 0, high = 1, generator: Generator = defaultGenerator()): Tensor {
  checkFloatBounds(t.dtype, { from: low, to: high });
  if (!(low <= high))
    throw runtimeError(
      `uniform_ expects to return a [from, to) range, but found from=${streamed(low)} > to=${streamed(high)}`,
      { fields: { low, high } },
    );
  return fillFloats(t, 'check_uniform_bounds', (x) => uniformArray(x, low, high, generator));
}

/**
 * Normal draws with the given mean and standard deviation.
 *
 * @throws ArgumentError if `std` is negative
 * @throws DTypeError for integers and bool
 */
export function normalInto(t: Tensor, mean = 0, std = 1, generator: Generator = defaultGenerator()): Tensor {
  if (!(std >= 0)) throw runtimeError(`normal expects std >= 0.0, but found std ${streamed(std)}`, { fields: { std } });
  return fillFloats(t, 'normal_kernel_cpu', (x) => normalArray(x, mean, std, generator));
}

/**
 * Ones with probability p, else zeros: one float64 draw per element, 1 where it is below p. Any dtype.
 *
 * @throws ArgumentError if p lies outside [0, 1]
 */
export function bernoulliInto(t: Tensor, p = 0.5, generator: Generator = defaultGenerator()): Tensor {
  if (!(p >= 0 && p <= 1))
    throw runtimeError(`bernoulli_ expects p to be in [0, 1], but got p=${streamed(p)}`, { fields: { p } });
  const raw = cells(t);
  const one = encode(t.dtype, 1);
  const zero = encode(t.dtype, 0);
  for (let i = 0; i < raw.length; i++) raw[i] = generator.nextFloat64() < p ? one : zero;
  return t.touch();
}

/**
 * Ones and zeros with one probability per element, which is `t`'s value there: one draw of `t`'s own precision each.
 *
 * @throws ArgumentError if a probability lies outside [0, 1]
 * @throws DTypeError for integers and bool
 */
export function bernoulli(t: Tensor, options: { generator?: Generator | null } = {}): Tensor {
  checkCall('bernoulli', { input: t }, options, ['generator']);
  const generator = options.generator ?? defaultGenerator();
  const out = empty(t.shape, t.dtype);
  const p = numbers(t);
  const draw = t.dtype === 'float64' ? () => generator.nextFloat64() : () => generator.nextFloat32();
  fillFloats(out, 'bernoulli_tensor_cpu_p_', (x) => {
    for (let i = 0; i < x.length; i++) {
      if (!(p[i]! >= 0 && p[i]! <= 1))
        throw runtimeError('Expected p_in >= 0 && p_in <= 1 to be true, but got false.', {
          hint: `Probabilities lie in [0, 1]; element ${i} is ${p[i]}.`,
          fields: { index: i, p: p[i] },
        });
      x[i] = draw() < p[i]! ? 1 : 0;
    }
  });
  return out;
}
