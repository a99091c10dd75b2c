/** @file `F.localResponseNorm`. */

import { differentiable } from '../../autograd/index.js';
import { localResponseNormShape } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { add, div, mul, pow, sub } from '../elementwise/index.js';
import { floats } from '../float-only.js';
import { type Direction, inDoubles, linearMap } from '../linear-map.js';

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
  checkCall('local_response_norm', { input }, options, ['alpha', 'beta', 'k']);
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options;
  const output = empty(localResponseNormShape(input.shape, size), input.dtype);
  const x = floats(input, input.shape.length === 3 ? 'avg_pool2d' : 'avg_pool3d');
  const y = output.storage.array as FloatArray;
  const [before, after] = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const squares = new Float64Array(x.length);
  channelSums(
    Float64Array.from(x, (value) => value * value),
    input.shape,
    before,
    after,
    squares,
  );
  for (let i = 0; i < x.length; i++) y[i] = x[i]! / (k + (alpha * squares[i]!) / size) ** beta;
  return differentiable('Div', [input], output, (grad, [saved]) => [gradient(grad, saved!, size, alpha, beta, k)], [
    input,
  ]);
}

/** y_c = Σ x over channels c − before … c + after of x [N, C, …], where they exist. */
function channelSums(x: FloatArray, shape: readonly number[], before: number, after: number, y: FloatArray): void {
  const [N, C] = shape as readonly [number, number];
  const S = x.length / (N * C) || 0;
  for (let n = 0; n < N; n++) {
    for (let c = 0; c < C; c++) {
      const start = (n * C + c) * S;
      const last = Math.min(c + after, C - 1);
      for (let other = Math.max(c - before, 0); other <= last; other++) {
        const from = (n * C + other) * S;
        for (let s = 0; s < S; s++) y[start + s]! += x[from + s]!;
      }
    }
  }
}

/** The same of a tensor; its gradient sums as far to the other side. */
function neighbours(x: Tensor, before: number, after: number): Tensor {
  const direction = (reach: number, further: number): Direction => ({
    name: 'AvgPool3D',
    shape: x.shape,
    run: (from, to) => inDoubles(to, (sums) => channelSums(from, x.shape, reach, further, sums)),
  });
  return linearMap(x, direction(before, after), direction(after, before));
}

/** With d = k + α·S(x²)/size and r = gY·d^−β:  gX = r − x·Sᵀ(r·x/d)·2αβ/size. */
function gradient(grad: Tensor, x: Tensor, size: number, alpha: number, beta: number, k: number): Tensor {
  const [before, after] = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const d = add(mul(neighbours(mul(x, x), before, after), alpha / size), k);
  const r = mul(grad, pow(d, -beta));
  const shared = neighbours(div(mul(r, x), d), after, before);
  return sub(r, mul(mul(x, shared), (2 * alpha * beta) / size));
}
