/** @file Softmax and its logarithm in plain loops, the maximum subtracted first and sums in float64. */

import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';

/** The lines along one dimension: a tensor seen as [outer, size, inner], `size` elements per line. */
export interface Lines {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/**
 * `y = e^(x − max) / Σ e^(x − max)` of every line; with `log`, `x − max − log Σ …`. A line of −∞ gives NaN.
 */
export function softmaxReference(input: Tensor, { outer, size, inner }: Lines, log: boolean): Tensor {
  const output = empty(input.shape, input.dtype);
  const x = input.storage.array as FloatArray;
  const y = output.storage.array as FloatArray;
  const powers = new Float64Array(size);
  for (let n = 0; n < outer; n++)
    for (let i = 0; i < inner; i++) {
      const start = n * size * inner + i;
      const end = start + size * inner;
      let most = -Infinity;
      for (let at = start; at < end; at += inner) most = Math.max(most, x[at]!);
      let sum = 0;
      for (let at = start, k = 0; at < end; at += inner) sum += powers[k++] = Math.exp(x[at]! - most);
      const shift = Math.log(sum);
      for (let at = start, k = 0; at < end; at += inner) y[at] = log ? x[at]! - most - shift : powers[k++]! / sum;
    }
  return output;
}
