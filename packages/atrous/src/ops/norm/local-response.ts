/** @file `F.localResponseNorm`. */

import { localResponseNormShape } from '../../geometry/norm.js';
import { checkOptions } from '../../geometry/options.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { floats } from '../float-only.js';

export interface LocalResponseNormOptions {
  /** Weight of the neighbours; default 1e-4. */
  readonly alpha?: number;
  /** Exponent; default 0.75. */
  readonly beta?: number;
  /** Added to the weighted neighbours; default 1. */
  readonly k?: number;
}

/**
 * Divides every value of `[N, C, …]` by what its neighbours in other channels hold:
 *
 *     y_c = x_c / (k + alpha · S_c)^beta,   S_c = (1/size) · Σ x² over channels c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋
 *
 * Channels that do not exist count as 0, and the sum is always divided by `size`.
 *
 * @throws ArgumentError below rank 3, ShapeError for `size ≤ 0`
 */
export function localResponseNorm(input: Tensor, size: number, options: LocalResponseNormOptions = {}): Tensor {
  checkOptions('local_response_norm', options, ['alpha', 'beta', 'k']);
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options;
  const output = empty(localResponseNormShape(input.shape, size), input.dtype);
  const x = floats(input, input.shape.length === 3 ? 'avg_pool2d' : 'avg_pool3d');
  const y = output.storage.array as FloatArray;
  if (x.length === 0) return output;
  const [N, C] = input.shape as readonly [number, number];
  const S = x.length / (N * C);
  const squares = new Float64Array(S);
  for (let n = 0; n < N; n++) {
    for (let c = 0; c < C; c++) {
      squares.fill(0);
      const last = Math.min(c + Math.floor((size - 1) / 2), C - 1);
      for (let other = Math.max(c - Math.floor(size / 2), 0); other <= last; other++) {
        const from = (n * C + other) * S;
        for (let s = 0; s < S; s++) squares[s]! += x[from + s]! * x[from + s]!;
      }
      const start = (n * C + c) * S;
      for (let s = 0; s < S; s++) y[start + s] = x[start + s]! / (k + (alpha * squares[s]!) / size) ** beta;
    }
  }
  return output;
}
