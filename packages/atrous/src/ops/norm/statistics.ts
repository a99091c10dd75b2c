/** @file Mean and variance of the sets that a normalisation cuts its input into, and the normalising itself. */

import type { NormGeometry } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { accelerated, onFloat32 } from '../engine.js';

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

/** Mean, then variance about it: two passes, since the mean of squares less the square of the mean cancels. */
export function statistics(input: Tensor, geometry: NormGeometry): Statistics {
  const quick = onFloat32([input], (engine, x) => engine.statistics(x, geometry));
  if (quick !== undefined) return quick;
  const x = input.storage.array as FloatArray;
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
 * `y = (x − mean) / √(variance + eps) · weight + bias`. Channels lie inside sets or are sets, so `spatial` elements in a row
 * share everything; with `perElement` there is a weight and a bias for each element of a set.
 */
export function normalized(
  input: Tensor,
  geometry: NormGeometry,
  stats: Statistics,
  eps: number,
  { weight, bias }: Affine,
  perElement: boolean = false,
): Tensor {
  const { sets, inner, channels, spatial } = geometry;
  const inverse = inverseDeviations(stats, eps);
  const affine = { centre: stats.mean, scale: inverse, weight, bias };
  const quick = accelerated(input.shape, [input], (engine, x) => engine.normalize(x, geometry, affine));
  if (quick !== undefined) return quick;
  const output = empty(input.shape, input.dtype);
  const [x, y] = [input, output].map((t) => t.storage.array) as [FloatArray, FloatArray];
  const step = Number(perElement);
  for (let start = 0, run = 0; start < x.length; start += spatial, run++) {
    const set = Math.floor(start / inner) % sets;
    const [mean, scale] = [stats.mean[set]!, inverse[set]!];
    for (let i = start, at = perElement ? 0 : run % channels; i < start + spatial; i++, at += step)
      y[i] = (x[i]! - mean) * scale * (weight === null ? 1 : weight[at]!) + (bias === null ? 0 : bias[at]!);
  }
  return output;
}
