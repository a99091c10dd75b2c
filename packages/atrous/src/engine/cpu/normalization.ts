/** @file Normalisations and sums over axes of float32, as work on runs of numbers that share their set and channel. */

import type { NormGeometry } from '../../geometry/norm.js';
import type { RunSums, SetScales, SetStatistics } from '../../ops/engine.js';
import { product } from './conv-plan.js';
import { type Values, isKept } from './kept.js';
import { theEngine } from './engine.js';
import { runAffine, runMoments, runProducts } from './runs.js';

/** A number for each run of `spatial` numbers up to where sets and channels begin again. */
function perRun(
  { sets, inner, channels, spatial }: NormGeometry,
  f: (set: number, channel: number) => number,
): Float64Array {
  const each = inner / spatial;
  const out = new Float64Array(sets * each || 0);
  for (let run = 0; run < out.length; run++) out[run] = f(Math.floor(run / each), run % channels);
  return out;
}

/** Adds up what belongs to each of `count` places in turn. */
function folded(values: Float64Array, count: number): Float64Array {
  const total = new Float64Array(count);
  for (let i = 0; i < values.length; i++) total[i % count]! += values[i]!;
  return total;
}

const numberAt = (x: Values, i: number): number =>
  isKept(x) ? theEngine()!.machine.floats[x.address / 4 + i]! : x[i]!;

/**
 * Mean and biased variance of every set in one pass, from moments about the first number of each: the digits that Σ d² −
 * (Σ d)²/n loses are few where d is small, and doubles have more to spare than float32 data can cost.
 *
 * @param x  [outer, sets, inner]
 * @returns undefined where the engine cannot
 */
export function statistics(x: Values, { outer, sets, inner }: NormGeometry): SetStatistics | undefined {
  const count = outer * inner;
  const centres = new Float64Array(sets);
  for (let set = 0; set < sets; set++) {
    const first = numberAt(x, set * inner);
    centres[set] = Number.isFinite(first) ? first : 0;
  }
  const moments = runMoments(x, inner, centres);
  if (moments === undefined) return undefined;
  const [first, second] = [folded(moments.first, sets), folded(moments.second, sets)];
  return {
    mean: first.map((sum, set) => centres[set]! + sum / count),
    variance: second.map((sum, set) => Math.max(0, sum / count - (first[set]! / count) ** 2)),
  };
}

/**
 * `(x − centre)·scale·weight + bias`, in float32.
 *
 * @returns as `x`, or undefined where the engine cannot
 */
export function normalize(
  x: Values,
  geometry: NormGeometry,
  { centre, scale, weight, bias }: SetScales & { readonly bias: ArrayLike<number> | null },
): Values | undefined {
  const coefficients = {
    centre: perRun(geometry, (set) => centre[set]!),
    slope: perRun(geometry, (set, channel) => scale[set]! * (weight?.[channel] ?? 1)),
    shift: perRun(geometry, (_, channel) => bias?.[channel] ?? 0),
  };
  return runAffine(x, null, geometry.spatial, coefficients);
}

/** Σ g and Σ g·(x − c) of every run, or undefined where the engine cannot. */
export function normSums(g: Values, x: Values, geometry: NormGeometry, centre: ArrayLike<number>): RunSums | undefined {
  return runProducts(
    g,
    x,
    geometry.spatial,
    perRun(geometry, (set) => centre[set]!),
  );
}

/** `(g·weight − level − (x − centre)·slope)·scale`; as `normalize`. */
export function normGradient(
  g: Values,
  x: Values,
  geometry: NormGeometry,
  {
    centre,
    scale,
    weight,
    level,
    slope,
  }: SetScales & {
    readonly level: ArrayLike<number>;
    readonly slope: ArrayLike<number>;
  },
): Values | undefined {
  const coefficients = {
    centre: perRun(geometry, (set) => centre[set]!),
    slope: perRun(geometry, (set) => -slope[set]! * scale[set]!),
    shift: perRun(geometry, (set) => -level[set]! * scale[set]!),
    factor: perRun(geometry, (set, channel) => (weight?.[channel] ?? 1) * scale[set]!),
  };
  return runAffine(x, g, geometry.spatial, coefficients);
}

/**
 * Sums in double precision over the axes that `kept` has 1 for, where those that are kept lie side by side, so that nothing
 * has to be moved: [outer, kept, inner].
 *
 * @returns one for each place of `kept`, or undefined where the engine cannot
 */
export function totals(x: Values, shape: readonly number[], kept: readonly number[]): Float64Array | undefined {
  const long = kept.flatMap((size, axis) => (size > 1 ? [axis] : []));
  const [first, last] = [long[0] ?? 0, long.at(-1) ?? -1];
  const count = product(kept);
  if (product(shape.slice(first, last + 1)) !== count) return undefined;
  const sums = runMoments(x, product(shape.slice(last + 1)), [0]);
  return sums && folded(sums.first, count);
}
