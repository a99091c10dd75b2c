/**
 * @file The gradients of softmax and its logarithm, from the output y, with sums along the normalised dimension:
 *
 *     softmax        y·(grad − Σ grad·y)
 *     log softmax    grad − eʸ·Σ grad
 */

import { type GradientRule, isRecorded } from '../../autograd/index.js';
import type { Tensor } from '../../tensor/tensor.js';
import { exp, mul, sub } from '../elementwise/index.js';
import { accelerated } from '../engine.js';
import { sum } from '../reduce/sums.js';
import type { Lines } from './reference.js';

/** What an engine makes of the lines: see its `softmax`. */
export function onLines(lines: Lines, log: boolean, a: Tensor, y: Tensor | null): Tensor | undefined {
  return accelerated(a.shape, [a, y], (engine, x, result) => engine.softmax(lines, log, x, result));
}

/** The rule of a tensor that is normalised along `dim`, which are these lines. */
export function softmaxGradient(dim: number, lines: Lines, log: boolean): GradientRule {
  return (grad, [y]) => [
    (isRecorded([grad, y]) ? undefined : onLines(lines, log, grad, y!)) ?? composed(grad, y!, dim, log),
  ];
}

function composed(grad: Tensor, y: Tensor, dim: number, log: boolean): Tensor {
  const weighed = log ? grad : mul(grad, y);
  return sub(weighed, mul(log ? exp(y) : y, sum(weighed, dim, { keepdim: true })));
}
