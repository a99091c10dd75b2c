/**
 * @file The gradients of softmax and its logarithm, from the output y, with sums along the normalised dimension:
 *
 *     softmax        y·(grad − Σ grad·y)
 *     log softmax    grad − eʸ·Σ grad
 *
 * In two passes; made of operations where they are recorded.
 */

import { type GradientRule, isRecorded } from '../../autograd/index.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { exp, mul, sub } from '../elementwise/index.js';
import { sum } from '../reduce/sums.js';
import type { Lines } from './reference.js';

/** The rule of a tensor that is normalised along `dim`, which are these lines. */
export function softmaxGradient(dim: number, lines: Lines, log: boolean): GradientRule {
  return (grad, [y]) => {
    if (isRecorded([grad, y])) return [(log ? recordedOfLog : recorded)(grad, y!, dim)];
    const out = empty(y!.shape, y!.dtype);
    const arrays = [grad, y!, out].map((t) => t.storage.array as FloatArray);
    (log ? ofLog : of)(arrays[0]!, arrays[1]!, arrays[2]!, lines);
    return [out];
  };
}

function recorded(grad: Tensor, y: Tensor, dim: number): Tensor {
  const weighed = mul(grad, y);
  return sub(weighed, mul(y, sum(weighed, dim, { keepdim: true })));
}

function recordedOfLog(grad: Tensor, y: Tensor, dim: number): Tensor {
  return sub(grad, mul(exp(y), sum(grad, dim, { keepdim: true })));
}

function of(g: FloatArray, y: FloatArray, out: FloatArray, { outer, size, inner }: Lines): void {
  for (let n = 0; n < outer; n++)
    for (let i = 0; i < inner; i++) {
      const start = n * size * inner + i;
      const end = start + size * inner;
      let total = 0;
      for (let at = start; at < end; at += inner) total += g[at]! * y[at]!;
      for (let at = start; at < end; at += inner) out[at] = y[at]! * (g[at]! - total);
    }
}

function ofLog(g: FloatArray, y: FloatArray, out: FloatArray, { outer, size, inner }: Lines): void {
  for (let n = 0; n < outer; n++)
    for (let i = 0; i < inner; i++) {
      const start = n * size * inner + i;
      const end = start + size * inner;
      let total = 0;
      for (let at = start; at < end; at += inner) total += g[at]!;
      for (let at = start; at < end; at += inner) out[at] = g[at]! - Math.exp(y[at]!) * total;
    }
}
