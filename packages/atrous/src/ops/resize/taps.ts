/** @file Resizing along one axis as weighted sums: which input cells a cell of the result reads, and how much of each. */

import { type ResizeAxis, type ResizeMode, resizeRatio } from '../../geometry/resize.js';

/** Taps `offsets[j] … offsets[j + 1] − 1` belong to result cell `j`. */
export interface AxisTaps {
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** Rounds coordinates as PyTorch does: to float32 for float32 input, not at all for float64. */
export type Round = (value: number) => number;

type Tap = readonly [index: number, weight: number];

function collect(count: number, tapsOf: (at: number) => readonly Tap[]): AxisTaps {
  const all = Array.from({ length: count }, (_, at) => tapsOf(at));
  const offsets = new Int32Array(count + 1);
  all.forEach((taps, at) => {
    offsets[at + 1] = offsets[at]! + taps.length;
  });
  const flat = all.flat();
  return {
    offsets,
    indices: Int32Array.from(flat, ([index]) => index),
    weights: Float64Array.from(flat, ([, weight]) => weight),
  };
}

/** Where result cell `at` looks: `r·at` with aligned corners, else `r·(at + ½) − ½`. */
function coordinate(at: number, ratio: number, alignCorners: boolean, round: Round): number {
  return alignCorners ? round(ratio * at) : round(round(ratio * (at + 0.5)) - 0.5);
}

/**
 * Linear interpolation between the two cells around `src`, which is not less than 0:
 *
 *     (1 − λ)·x[i0] + λ·x[i1],   i0 = min(⌊src⌋, size − 1),  i1 = i0 + 1 where there is one,  λ = src − i0
 */
function linearTaps(axis: ResizeAxis, alignCorners: boolean, round: Round): AxisTaps {
  const ratio = round(resizeRatio(axis, alignCorners));
  return collect(axis.count, (at) => {
    const src = Math.max(0, coordinate(at, ratio, alignCorners, round));
    const low = Math.min(Math.floor(src), axis.size - 1);
    const part = Math.min(round(src - low), 1);
    return [
      [low, 1 - part],
      [Math.min(low + 1, axis.size - 1), part],
    ];
  });
}

/** Keys' cubic convolution kernel (IEEE Trans. ASSP 29, 1981) with slope parameter `a`. */
function cubic(distance: number, a: number): number {
  const t = Math.abs(distance);
  if (t <= 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

/** PyTorch's slopes, which differ. */
const CUBIC_SLOPE = -0.75;
const CUBIC_SLOPE_ANTIALIAS = -0.5;

/** Four cells around `src`, their indices clamped to the axis; `src` itself is not clamped. */
function cubicTaps(axis: ResizeAxis, alignCorners: boolean, round: Round): AxisTaps {
  const ratio = round(resizeRatio(axis, alignCorners));
  return collect(axis.count, (at) => {
    const src = coordinate(at, ratio, alignCorners, round);
    const low = Math.floor(src);
    return [-1, 0, 1, 2].map((step): Tap => [
      Math.min(Math.max(low + step, 0), axis.size - 1),
      cubic(src - low - step, CUBIC_SLOPE),
    ]);
  });
}

/** Lanczos' window of three lobes. */
function lanczos(t: number): number {
  if (t === 0) return 1;
  const x = Math.PI * t;
  return Math.abs(t) < 3 ? (3 * Math.sin(x) * Math.sin(x / 3)) / (x * x) : 0;
}

/** Half width in result cells, and height at a distance, of the filters that shrinking widens. */
const FILTERS: Readonly<Record<string, readonly [reach: number, height: (t: number) => number]>> = {
  bilinear: [1, (t) => Math.max(0, 1 - Math.abs(t))],
  bicubic: [2, (t) => cubic(t, CUBIC_SLOPE_ANTIALIAS)],
  lanczos: [3, lanczos],
};

/**
 * A filter that widens with the ratio when shrinking, so that every input cell counts; weights sum to 1.
 *
 *     centre c = r·(at + ½),  support s = reach·max(r, 1),  taps ⌊c − s + ½⌋ … ⌊c + s + ½⌋ − 1 inside the axis
 */
function antialiasTaps(axis: ResizeAxis, mode: ResizeMode, alignCorners: boolean, round: Round): AxisTaps {
  const [reach, height] = FILTERS[mode]!;
  const ratio = round(resizeRatio(axis, alignCorners));
  const widening = Math.max(ratio, 1);
  const support = reach * widening;
  return collect(axis.count, (at) => {
    const centre = round(ratio * (at + 0.5));
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), axis.size);
    const raw = Array.from({ length: end - first }, (_, i) => height((first + i - centre + 0.5) / widening));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return raw.map((weight, i): Tap => [first + i, weight / total]);
  });
}

/**
 * The taps of one axis, or null where PyTorch copies it: the linear modes and the antialiased ones leave an axis alone
 * that keeps its size, whatever the scale.
 */
export function axisTaps(
  axis: ResizeAxis,
  mode: ResizeMode,
  options: { readonly alignCorners: boolean; readonly antialias: boolean },
  round: Round,
): AxisTaps | null {
  const plainCubic = mode === 'bicubic' && !options.antialias;
  if (axis.size === axis.count && !plainCubic) return null;
  if (options.antialias) return antialiasTaps(axis, mode, options.alignCorners, round);
  return plainCubic ? cubicTaps(axis, options.alignCorners, round) : linearTaps(axis, options.alignCorners, round);
}
