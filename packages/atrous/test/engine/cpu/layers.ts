/** @file Random legal layers, and the bound that float32 sums keep. */

import * as fc from 'fast-check';

/** One axis: everything that a window can be, and an input that it fits into. */
interface AxisCase {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** Cells more than the smallest input that works. */
  readonly more: number;
}

export interface LayerCase {
  readonly axes: readonly AxisCase[];
  readonly batch: number;
  readonly groups: number;
  /** Per group. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly bias: boolean;
  readonly seed: number;
}

type Parts = { readonly [K in keyof AxisCase]: fc.Arbitrary<number> };

export const axisParts: Parts = {
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.integer({ min: 0, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  more: fc.integer({ min: 0, max: 17 }),
};

const axisCase: fc.Arbitrary<AxisCase> = fc.record(axisParts);

export const layerCase: fc.Arbitrary<LayerCase> = fc.record({
  axes: fc.array(axisCase, { minLength: 1, maxLength: 3 }),
  batch: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 1, max: 5 }),
  inChannels: fc.integer({ min: 1, max: 9 }),
  outChannels: fc.integer({ min: 1, max: 17 }),
  bias: fc.boolean(),
  seed: fc.nat(),
});

/** The smallest input of an axis that a convolution takes, and some more. */
export function inputSize({ kernel, padding, dilation, more }: AxisCase): number {
  return Math.max(1, dilation * (kernel - 1) + 1 - 2 * padding) + more;
}

/** Numbers between −1 and 1 from a linear congruential generator: quick, and the same every time. */
export function noise(seed: number, length: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Numbers that are normally distributed: sums of twelve uniform ones, less than a permille off where it matters. */
export function normal(seed: number, length: number, deviation: number): Float32Array {
  const uniform = noise(seed, 12 * length);
  return Float32Array.from({ length }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < 12; j++) sum += uniform[12 * i + j]! / 2;
    return sum * deviation;
  });
}

/** The largest error in units of PyTorch's float32 tolerance, 1e-5 + 1.3e-6·|reference|. */
export function apart(got: Float32Array, want: Float64Array): number {
  return want.reduce((most, value, i) => {
    const error = Math.abs(got[i]! - value) / (1e-5 + 1.3e-6 * Math.abs(value));
    return error <= most ? most : error;
  }, 0);
}

/**
 * Where two results differ by more than rounding allows, as text; `''` where nowhere.
 *
 * A float32 sum of `terms` products is off by at most `(terms + 1) · 2⁻²⁴ · Σ|products|` to first order, in any order and
 * fused or not; the reference rounds once more. NaN on one side only fails.
 *
 * @param magnitudes  Σ|products| + |bias| of every output
 */
export function difference(got: Float32Array, want: Float32Array, magnitudes: Float32Array, terms: number): string {
  if (got.length !== want.length) return `${got.length} numbers instead of ${want.length}`;
  for (const [i, value] of got.entries()) {
    const tolerance = (terms + 4) * 2 ** -24 * magnitudes[i]!;
    // Equal infinities have no difference.
    if (value !== want[i] && !(Math.abs(value - want[i]!) <= tolerance))
      return `at ${i}: ${value} instead of ${want[i]} ± ${tolerance}`;
  }
  return '';
}
