/** @file `F.batchNorm`. */

import { batchNormGeometry } from '../../geometry/norm.js';
import { checkOptions } from '../../geometry/options.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { affineOf, type AffineOptions, EPS, moveTowards, sameFloats, shapeOf } from '../norm/arguments.js';
import { recordNormalization } from '../norm/gradient.js';
import { normalizeChannels, NOTHING, type Statistics, statistics, unbiased } from '../norm/statistics.js';

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
  checkOptions('batch_norm', options, ['weight', 'bias', 'training', 'momentum', 'eps']);
  const { weight, bias, training = false, momentum = 0.1, eps = EPS } = options;
  const shapes = {
    runningMean: shapeOf(runningMean),
    runningVar: shapeOf(runningVar),
    weight: shapeOf(weight),
    bias: shapeOf(bias),
  };
  const geometry = batchNormGeometry(input.shape, shapes, training, eps);
  const x = sameFloats('batch_norm', input, [weight, bias, runningMean, runningVar]);
  const output = empty(input.shape, input.dtype);
  const stats = x.length === 0 ? NOTHING : training ? statistics(x, geometry) : running(runningMean!, runningVar!);
  if (training && x.length > 0) {
    moveTowards(runningMean, stats.mean, momentum);
    moveTowards(runningVar, unbiased(stats.variance, geometry.outer * geometry.inner), momentum);
  }
  normalizeChannels(x, geometry, stats, eps, affineOf(options), output.storage.array as FloatArray);
  return recordNormalization(input, options, output, {
    name: 'NativeBatchNorm',
    geometry,
    stats,
    constant: !training,
    eps,
    perElement: false,
    parameterShape: [geometry.channels],
  });
}

/** Copies, since the buffers may move before the gradient is computed. */
function running(mean: Tensor, variance: Tensor): Statistics {
  return {
    mean: (mean.storage.array as FloatArray).slice(),
    variance: (variance.storage.array as FloatArray).slice(),
  };
}
