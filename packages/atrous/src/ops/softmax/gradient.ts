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
import { eachLine, type Lines } from './reference.js';

/** The rule of a tensor that is normalised along `dim`, which are these lines. */
export function softmaxGradient(dim: number, lines: Lines, log: boolean): GradientRule {
  return (grad, [y]) => {
    if (isRecorded([grad, y])) return [recorded(grad, y!, dim, log)];
    const out = empty(y!.shape, y!.dtype);
    const [g, results, gradX] = [grad, y!, out].map((t) => t.storage.array as FloatArray) as [
      FloatArray,
      FloatArray,
      FloatArray,
    ];
    eachLine(lines, (start, end, step) => {
      let total = 0;
      for (let at = start; at < end; at += step) total += log ? g[at]! : g[at]! * results[at]!;
      for (let at = start; at < end; at += step)
        gradX[at] = log ? g[at]! - Math.exp(results[at]!) * total : results[at]! * (g[at]! - total);
    });
    return [out];
  };
}

function recorded(grad: Tensor, y: Tensor, dim: number, log: boolean): Tensor {
  const weighed = log ? grad : mul(grad, y);
  return sub(weighed, mul(log ? exp(y) : y, sum(weighed, dim, { keepdim: true })));
}
