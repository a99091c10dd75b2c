/** @file Mean and variance of the sets that a normalisation cuts its input into, and the normalising itself. */

import type { NormGeometry } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { onFloat32 } from '../engine.js';

/** One value per set of elements. */
export interface Statistics {
  readonly mean: ArrayLike<number>;
  /** Biased: the mean square of what differs from the mean. */
  readonly variance: ArrayLike<number>;
}

/** Those of an empty input. */
export const NOTHING: Statistics = { mean: [], variance: [] };

/** Σ f over every set of x [outer, sets, inner], where f is `(x − centre)^power`. */
function sums(x: FloatArray, { outer, sets, inner }: NormGeometry, centre: Float64Array, power: 1 | 2): Float64Array {
  const total = new Float64Array(sets);
  for (let n = 0; n < outer; n++) {
    for (let set = 0; set < sets; set++) {
      const start = (n * sets + set) * inner;
      const middle = centre[set]!;
      let sum = 0;
      if (power === 1) for (let i = start; i < start + inner; i++) sum += x[i]!;
      else
        for (let i = start; i < start + inner; i++) {
          const d = x[i]! - middle;
          sum += d * d;
        }
      total[set]! += sum;
    }
  }
  return total;
}

/**
 * A number for each run of `spatial` elements up to where sets and channels begin again, from the set and the channel that
 * the run belongs to.
 */
export function perRun(
  { sets, inner, channels, spatial }: NormGeometry,
  f: (set: number, channel: number) => number,
): Float64Array {
  const each = inner / spatial;
  const out = new Float64Array(sets * each || 0);
  for (let run = 0; run < out.length; run++) out[run] = f(Math.floor(run / each), run % channels);
  return out;
}

/** Adds what belongs to each run of a set up, [outer, sets]. */
function bySets(perRun: Float64Array, sets: number): Float64Array {
  const total = new Float64Array(sets);
  for (let run = 0; run < perRun.length; run++) total[run % sets]! += perRun[run]!;
  return total;
}

/**
 * Mean and variance in one pass by the engine, from moments about the first element of each set: the digits that Σ d² −
 * (Σ d)²/n loses are few where d is small, and doubles have more to spare than float32 data can cost.
 */
function quickStatistics(x: FloatArray, geometry: NormGeometry): Statistics | undefined {
  const { outer, sets, inner } = geometry;
  const count = outer * inner;
  return onFloat32([x], (engine, values) => {
    const centre = (set: number): number => {
      const first = values[set * inner]!;
      return Number.isFinite(first) ? first : 0;
    };
    const centres = Float64Array.from({ length: sets }, (_, set) => centre(set));
    const moments = engine.runMoments(values, inner, centres);
    if (moments === undefined) return undefined;
    const [first, second] = [bySets(moments.first, sets), bySets(moments.second, sets)];
    return {
      mean: first.map((sum, set) => centre(set) + sum / count),
      variance: second.map((sum, set) => Math.max(0, sum / count - (first[set]! / count) ** 2)),
    };
  });
}

/** Mean, then variance about it: two passes, since the mean of squares less the square of the mean cancels. */
export function statistics(x: FloatArray, geometry: NormGeometry): Statistics {
  const quick = quickStatistics(x, geometry);
  if (quick !== undefined) return quick;
  const count = geometry.outer * geometry.inner;
  const mean = sums(x, geometry, new Float64Array(geometry.sets), 1).map((sum) => sum / count);
  const variance = sums(x, geometry, mean, 2).map((sum) => sum / count);
  return { mean, variance };
}

/** The unbiased variance, which running statistics keep: the sum of squares over `count − 1`. */
export function unbiased(variance: ArrayLike<number>, count: number): Float64Array {
  return Float64Array.from(variance, (v) => (v * count) / (count - 1));
}

/** `1 / √(variance + eps)` of every set. */
export function inverseDeviations({ variance }: Statistics, eps: number): Float64Array {
  const inverse = new Float64Array(variance.length);
  for (let set = 0; set < inverse.length; set++) inverse[set] = 1 / Math.sqrt(variance[set]! + eps);
  return inverse;
}

/** Scale and shift; null is 1 and 0. */
export interface Affine {
  readonly weight: ArrayLike<number> | null;
  readonly bias: ArrayLike<number> | null;
}

/**
 * `y = (x − mean) / √(variance + eps) · weight[c] + bias[c]`, one weight and bias per channel c.
 * Channels lie inside sets or are sets, so `spatial` elements in a row always share everything.
 */
export function normalizeChannels(
  x: FloatArray,
  geometry: NormGeometry,
  stats: Statistics,
  eps: number,
  { weight, bias }: Affine,
  y: FloatArray,
): void {
  const { spatial } = geometry;
  const inverse = inverseDeviations(stats, eps);
  const centre = perRun(geometry, (set) => stats.mean[set]!);
  const slope = perRun(geometry, (set, channel) => inverse[set]! * (weight?.[channel] ?? 1));
  const shift = perRun(geometry, (_, channel) => bias?.[channel] ?? 0);
  const coefficients = { centre, slope, shift };
  if (onFloat32([x, y], (engine, from, to) => engine.runAffine(from, null, spatial, coefficients, to))) return;
  for (let start = 0, run = 0; start < x.length; start += spatial, run++) {
    const at = run % centre.length;
    const [middle, scale, level] = [centre[at]!, slope[at]!, shift[at]!];
    for (let i = start; i < start + spatial; i++) y[i] = (x[i]! - middle) * scale + level;
  }
}

/** The same with one weight and bias per element of a set: layer normalisation. */
export function normalizeElements(
  x: FloatArray,
  { sets, inner }: NormGeometry,
  stats: Statistics,
  eps: number,
  { weight, bias }: Affine,
  y: FloatArray,
): void {
  const inverse = inverseDeviations(stats, eps);
  for (let set = 0; set < sets; set++) {
    const start = set * inner;
    const mean = stats.mean[set]!;
    const scale = inverse[set]!;
    for (let i = 0; i < inner; i++)
      y[start + i] =
        (x[start + i]! - mean) * scale * (weight === null ? 1 : weight[i]!) + (bias === null ? 0 : bias[i]!);
  }
}
