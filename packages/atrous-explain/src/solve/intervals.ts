/**
 * @file The proof: which `q = 2p − d(k−1)` one axis allows at one stride.
 *
 * A convolution gives `o` where `s(o−1) ≤ n + q − 1 < s·o`, since `n + 2p − span = n + q − 1`. That is an interval of `s`
 * integers. Rounding up moves it back by `s − 1`, the clip of `ceil_mode` lengthens it to its right. A transposed convolution
 * gives `(n−1)s − q + 1 + output_padding`: one `q` for each `output_padding` from 0 to `s − 1`.
 */

import type { SolveOp } from './types.js';

/** `low ≤ q ≤ high`. */
export type Bounds = readonly [low: number, high: number];

/**
 * The values of `q` with which `n` cells become `o` at stride `s`. With `ceilMode` the end beyond `s(o−1) + 1 − n` needs the
 * clip, which asks for `o·s ≥ n + p` besides.
 */
export function boundsOf(op: SolveOp, n: number, o: number, s: number, ceilMode: boolean): Bounds {
  if (op === 'convTranspose') return [(n - 1) * s + 1 - o, n * s - o];
  if (ceilMode) return [s * (o - 2) + 2 - n, s * o + 1 - n];
  return [s * (o - 1) + 1 - n, s * o - n];
}

/** What all allow; null where they contradict each other. */
export function meetOf(bounds: readonly Bounds[]): Bounds | null {
  const low = Math.max(...bounds.map(([from]) => from));
  const high = Math.min(...bounds.map(([, to]) => to));
  return low <= high ? [low, high] : null;
}

/** The first two axes whose intervals have no `q` in common. */
export function contradiction(bounds: readonly Bounds[]): readonly [a: number, b: number] | undefined {
  for (let a = 0; a < bounds.length; a++)
    for (let b = a + 1; b < bounds.length; b++) if (meetOf([bounds[a]!, bounds[b]!]) === null) return [a, b];
  return undefined;
}
