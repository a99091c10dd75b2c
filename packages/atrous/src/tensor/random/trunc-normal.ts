/** @file Normal draws conditioned on an interval, by rejection, with PyTorch's stream. */

import { ArgumentError } from '../../errors.js';
import type { DType, FloatArray } from '../dtype.js';
import { empty, numbers, store } from '../element.js';
import type { Tensor } from '../tensor.js';
import { normalInto, uniformInto } from './fill.js';
import { defaultGenerator, type Generator } from './generator.js';

/**
 * Φ(x), the normal distribution's mass below x:
 *
 *     Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …)
 *
 * Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11 (2004). Beyond 9 it is 0 or 1.
 */
function normalMass(x: number): number {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  let sum = 0;
  for (let term = x, n = 1; sum !== sum + term; n += 2, term *= (x * x) / n) sum += term;
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The interval's mass from which PyTorch draws normal values and keeps those inside; below, uniform ones. */
const LIKELY = 0.3;

/** Rounds as the dtype's arithmetic does; the 16-bit types compute in float32. */
const rounding = (dtype: DType): ((x: number) => number) => (dtype === 'float64' ? (x) => x : Math.fround);

/** A whole tensor of draws. */
const draws = (t: Tensor, fill: (t: Tensor) => Tensor): FloatArray =>
  numbers(fill(empty(t.shape, t.dtype))) as FloatArray;

/** Takes values from `propose` for the positions that are not settled yet, until all are. */
function settle(values: FloatArray, propose: () => { candidates: FloatArray; fits: (i: number) => boolean }): void {
  let pending = Array.from(values.keys());
  while (pending.length > 0) {
    const { candidates, fits } = propose();
    const left: number[] = [];
    for (const i of pending) {
      if (fits(i)) values[i] = candidates[i]!;
      else left.push(i);
    }
    pending = left;
  }
}

/**
 * N(mean, std²) conditioned on [low, high], the bounds in the values' own units.
 *
 * Where the interval is likely, whole tensors of normal values are drawn and those inside kept; else whole tensors of
 * uniform candidates c, each with a uniform u, and kept where ln u ≤ −½((c − mean)/std)² − peak, the peak being the same
 * quadratic at the point of the interval that is nearest to the mean.
 *
 * @throws ArgumentError for a standard deviation of 0 (Python's ZeroDivisionError)
 */
export function truncNormalInto(
  t: Tensor,
  mean = 0,
  std = 1,
  low = -2,
  high = 2,
  generator: Generator = defaultGenerator(),
): Tensor {
  if (std === 0)
    throw new ArgumentError('float division by zero', {
      pythonType: 'ZeroDivisionError',
      hint: 'Use `constant_`.',
      fields: { std },
    });
  const round = rounding(t.dtype);
  const values = numbers(empty(t.shape, t.dtype)) as FloatArray;
  const mass = normalMass((high - mean) / std) - normalMass((low - mean) / std);
  const [from, to] = [round(low), round(high)];
  settle(values, () => {
    if (mass > LIKELY) {
      const candidates = draws(t, (x) => normalInto(x, mean, std, generator));
      return { candidates, fits: (i) => candidates[i]! >= from && candidates[i]! <= to };
    }
    const logDensity = (x: number): number => -0.5 * round(round(x - mean) / std) ** 2;
    const peak = logDensity(Math.min(Math.max(mean, low), high));
    const candidates = draws(t, (x) => uniformInto(x, low, high, generator));
    const chances = draws(t, (x) => uniformInto(x, 0, 1, generator));
    // Refused where it is above, not kept where it is below: of a density that is NaN, PyTorch keeps everything.
    return { candidates, fits: (i) => !(Math.log(chances[i]!) > logDensity(candidates[i]!) - peak) };
  });
  store(t, values);
  return t.touch();
}
