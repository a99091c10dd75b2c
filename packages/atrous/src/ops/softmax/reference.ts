/** @file Softmax and its logarithm in plain loops, the maximum subtracted first and sums in float64. */

import type { FloatArray } from '../../tensor/dtype.js';

/** The lines along one dimension: a tensor seen as [outer, size, inner], `size` elements per line. */
export interface Lines {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** Visits every line: its first element, where it has ended, and how far its elements are apart. */
export function eachLine(
  { outer, size, inner }: Lines,
  visit: (start: number, end: number, step: number) => void,
): void {
  for (let n = 0; n < outer; n++)
    for (let i = n * size * inner, first = i; i < first + inner; i++) visit(i, i + size * inner, inner);
}

/**
 * `y = e^(x − max) / Σ e^(x − max)` of every line; with `log`, `x − max − log Σ …`. A line of −∞ gives NaN.
 */
export function softmaxReference(x: FloatArray, lines: Lines, log: boolean, y: FloatArray): void {
  const powers = new Float64Array(lines.size);
  eachLine(lines, (start, end, step) => {
    let most = -Infinity;
    for (let at = start; at < end; at += step) most = Math.max(most, x[at]!);
    let sum = 0;
    for (let at = start, k = 0; at < end; at += step) sum += powers[k++] = Math.exp(x[at]! - most);
    const shift = Math.log(sum);
    for (let at = start, k = 0; at < end; at += step) y[at] = log ? x[at]! - most - shift : powers[k++]! / sum;
  });
}
