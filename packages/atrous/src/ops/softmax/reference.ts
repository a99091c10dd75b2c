/** @file Softmax and its logarithm in plain loops, the maximum subtracted first and sums in float64. */

import type { FloatArray } from '../../tensor/dtype.js';

/**
 * `y = e^(x − max) / Σ e^(x − max)` along the middle axis of x [outer, size, inner]; with `log`, `x − max − log Σ …`.
 * A row of −∞ gives NaN.
 */
export function softmaxReference(
  x: FloatArray,
  outer: number,
  size: number,
  inner: number,
  log: boolean,
  y: FloatArray,
): void {
  for (let n = 0; n < outer; n++) {
    for (let i = 0; i < inner; i++) {
      const start = n * size * inner + i;
      const end = start + size * inner;
      let most = -Infinity;
      for (let at = start; at < end; at += inner) most = Math.max(most, x[at]!);
      let sum = 0;
      for (let at = start; at < end; at += inner) sum += Math.exp(x[at]! - most);
      if (log) {
        const shift = Math.log(sum);
        for (let at = start; at < end; at += inner) y[at] = x[at]! - most - shift;
      } else {
        for (let at = start; at < end; at += inner) y[at] = Math.exp(x[at]! - most) / sum;
      }
    }
  }
}
