/** @file Elements multiplied run by run with factors that were drawn, and the gradient of that. */

import type { GradientRule } from '../../autograd/index.js';
import type { FloatArray } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import { mul } from '../elementwise/index.js';
import { reshape } from '../shape/index.js';

/** y = x·factor, one factor for every `run` elements. */
export function scaleRuns(x: FloatArray, factors: FloatArray, run: number, y: FloatArray): void {
  for (let r = 0, start = 0; r < factors.length; r++, start += run) {
    const factor = factors[r]!;
    for (let i = start; i < start + run; i++) y[i] = x[i]! * factor;
  }
}

/** The gradient is scaled by the same factors, which are all that is saved. */
export function scaledRunsGradient(factors: Tensor, run: number): GradientRule {
  if (run === 1) return (grad) => [mul(grad, reshape(factors, grad.shape))];
  return (grad) => [reshape(mul(reshape(grad, [-1, run]), reshape(factors, [-1, 1])), grad.shape)];
}
