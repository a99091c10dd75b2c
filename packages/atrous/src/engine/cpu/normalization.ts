/** @file Normalisations and sums over axes of float32, as work on runs of numbers that share their set and channel. */

import type { NormGeometry } from '../../geometry/norm.js';
import type { ElementSums, RunSums, SetScales, SetStatistics } from '../../ops/engine.js';
import { product } from './conv-plan.js';
import { type Values, isKept } from './kept.js';
import { theEngine } from './engine.js';
import { type Elements, runAffine, runMoments, runProducts } from './runs.js';
import { columnProducts, columnSums } from './column-sums.js';

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

/** Weight and bias where there is one for every number of a set, as layer normalisation has; null where they go by channels. */
function perElement(
  { channels }: NormGeometry,
  weight: ArrayLike<number> | null,
  bias: ArrayLike<number> | null,
): Elements | null {
  const count = (weight ?? bias)?.length ?? 0;
  return count > channels ? { weight, bias } : null;
}

/**
 * `(x − centre)·scale·weight + bias`, in float32; weight and bias by channels, or one for every number of a set.
 *
 * @returns as `x`, or undefined where the engine cannot
 */
export function normalize(
  x: Values,
  geometry: NormGeometry,
  { centre, scale, weight, bias }: SetScales & { readonly bias: ArrayLike<number> | null },
): Values | undefined {
  const elements = perElement(geometry, weight, bias);
  const own = elements ? null : { weight, bias };
  const coefficients = {
    centre: perRun(geometry, (set) => centre[set]!),
    slope: perRun(geometry, (set, channel) => scale[set]! * (own?.weight?.[channel] ?? 1)),
    shift: perRun(geometry, (_, channel) => own?.bias?.[channel] ?? 0),
  };
  return runAffine(x, null, geometry.spatial, coefficients, elements);
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
  const elements = perElement(geometry, weight, null);
  const coefficients = {
    centre: perRun(geometry, (set) => centre[set]!),
    slope: perRun(geometry, (set) => -slope[set]! * scale[set]!),
    shift: perRun(geometry, (set) => -level[set]! * scale[set]!),
    factor: perRun(geometry, (set, channel) => (elements ? 1 : (weight?.[channel] ?? 1)) * scale[set]!),
  };
  return runAffine(x, g, geometry.spatial, coefficients, elements);
}

/** Sizes of axes, those that lie side by side and are kept, or are not, put together. */
export function merged(
  shape: readonly number[],
  kept: readonly number[],
): { readonly isKept: boolean; size: number }[] {
  const groups: { readonly isKept: boolean; size: number }[] = [];
  shape.forEach((size, axis) => {
    const isKept = kept[axis] === size;
    const last = groups.at(-1);
    if (size === 1) return;
    if (last?.isKept === isKept) last.size *= size;
    else groups.push({ isKept, size });
  });
  return groups;
}

/**
 * Sums in double precision over the axes that `kept` has 1 for, divided, where nothing has to be moved for them: those that are
 * kept lie side by side, or those that are not.
 *
 * @returns one for each place of `kept`, or undefined where the engine cannot
 */
export function totals(
  x: Values,
  shape: readonly number[],
  kept: readonly number[],
  divisor: number,
): Values | undefined {
  const groups = merged(shape, kept);
  const [first, second, third] = groups;
  const isColumns = groups.length > 1 && groups.at(-1)!.isKept;
  if (groups.length > 3) return undefined;
  if (isColumns)
    return third === undefined
      ? columnSums(x, 1, first!.size, second!.size, divisor)
      : columnSums(x, first!.size, second!.size, third.size, divisor);
  const last = groups.at(-1);
  const sums = runMoments(x, last === undefined || last.isKept ? 1 : last.size, [0]);
  if (sums === undefined) return undefined;
  const all = folded(sums.first, product(kept));
  const out = new Float32Array(all.length);
  for (let i = 0; i < out.length; i++) out[i] = all[i]! / divisor;
  return out;
}

/**
 * The sums of a gradient with a weight for every number of a set.
 *
 * @param g  [sets, inner]
 * @param x  as `g`
 * @returns undefined where the engine cannot
 */
export function elementSums(
  g: Values,
  x: Values,
  { inner }: NormGeometry,
  { centre, scale, weight }: SetScales,
): ElementSums | undefined {
  const rows = runProducts(g, x, inner, centre, weight);
  const columns = rows && columnProducts(g, x, inner, centre, scale);
  return rows && columns && { total: rows.first, dot: rows.second, weight: columns.products, bias: columns.sums };
}
