/** @file `F.batchNorm`. */

import { batchNormGeometry } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import { checkValues } from '../../tensor/value-options.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type AffineOptions, EPS } from '../norm/arguments.js';
import { normalizePerChannel, shapesOf } from '../norm/per-channel.js';
import { unbiased } from '../norm/statistics.js';

export interface BatchNormOptions extends AffineOptions {
  /** Normalise with the statistics of this batch, and move the running ones towards them; default false. */
  readonly training?: boolean;
  /** Weight of the new value in the running statistics; default 0.1. */
  readonly momentum?: number;
}

/**
 * Normalises every channel of `[N, C, *]`: `y = (x − mean) / √(variance + eps) · weight + bias`.
 *
 * In training with the mean and the biased variance of the batch, and `runningMean` and `runningVar` (unbiased), where
 * given, are moved towards them IN PLACE; else with `runningMean` and `runningVar`.
 *
 * An empty input leaves the buffers alone.
 *
 * @throws ArgumentError for a single value per channel in training, ShapeError for buffers and parameters that do not fit,
 *   DTypeError for mixed types
 */
export function batchNorm(
  input: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  options: BatchNormOptions = {},
): Tensor {
  checkCall('batch_norm', { input }, options, ['weight', 'bias', 'training 6', 'momentum 7', 'eps']);
  const { weight, bias, training = false, momentum = 0.1, eps = EPS } = options;
  const tensors = { runningMean, runningVar, weight, bias };
  checkValues('batch_norm', tensors, Object.keys(tensors));
  const geometry = batchNormGeometry(input.shape, shapesOf(tensors), training, eps);
  return normalizePerChannel(input, tensors, {
    geometry,
    live: training,
    momentum,
    eps,
    running: () => ({ mean: copyOf(runningMean!), variance: copyOf(runningVar!) }),
    target: ({ mean, variance }) => ({ mean, variance: unbiased(variance, geometry.outer * geometry.inner) }),
  });
}

const copyOf = (t: Tensor): FloatArray => (t.storage.array as FloatArray).slice();
