/** @file `F.instanceNorm`. */

import { instanceNormGeometry } from '../../geometry/norm.js';
import { checkOptions } from '../../geometry/options.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { affineOf, type AffineOptions, EPS, moveTowards, sameFloats, shapeOf } from './arguments.js';
import { recordNormalization } from './gradient.js';
import { normalizeChannels, NOTHING, type Statistics, statistics, unbiased } from './statistics.js';

export interface InstanceNormOptions extends AffineOptions {
  readonly runningMean?: Tensor | null;
  readonly runningVar?: Tensor | null;
  /** Normalise with the statistics of the input itself; default true. */
  readonly useInputStats?: boolean;
  /** Weight of the new value in the running statistics; default 0.1. */
  readonly momentum?: number;
}

const OPTIONS = ['runningMean', 'runningVar', 'weight', 'bias', 'useInputStats', 'momentum', 'eps'];

/** values [N, C] → their mean over N, [C]. */
function meanOverImages(values: ArrayLike<number>, channels: number): Float64Array {
  const mean = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) mean[i % channels]! += values[i]!;
  return mean.map((sum) => (sum * channels) / values.length);
}

/** The running statistics, repeated for every image. */
function running(options: InstanceNormOptions, sets: number): Statistics {
  const repeat = (t: Tensor): Float64Array => {
    const cells = t.storage.array as FloatArray;
    return Float64Array.from({ length: sets }, (_, set) => cells[set % cells.length]!);
  };
  return { mean: repeat(options.runningMean!), variance: repeat(options.runningVar!) };
}

/**
 * Normalises every channel of every image of `[N, C, *]` by itself; weight and bias are per channel.
 *
 * With `useInputStats` the running statistics, where given, are moved IN PLACE towards the mean over the images of
 * their means and unbiased variances; without it they are what the input is normalised with. An empty input leaves
 * them alone.
 *
 * @throws ArgumentError for a single spatial element, ShapeError for buffers and parameters that do not fit
 */
export function instanceNorm(input: Tensor, options: InstanceNormOptions = {}): Tensor {
  checkOptions('instance_norm', options, OPTIONS);
  const { runningMean, runningVar, weight, bias, useInputStats = true, momentum = 0.1, eps = EPS } = options;
  const shapes = {
    runningMean: shapeOf(runningMean),
    runningVar: shapeOf(runningVar),
    weight: shapeOf(weight),
    bias: shapeOf(bias),
  };
  const geometry = instanceNormGeometry(input.shape, shapes, useInputStats, eps);
  const x = sameFloats('batch_norm', input, [weight, bias, runningMean, runningVar]);
  const output = empty(input.shape, input.dtype);
  const stats = x.length === 0 ? NOTHING : useInputStats ? statistics(x, geometry) : running(options, geometry.sets);
  if (useInputStats && x.length > 0) {
    const { channels, spatial } = geometry;
    moveTowards(runningMean, meanOverImages(stats.mean, channels), momentum);
    moveTowards(runningVar, meanOverImages(unbiased(stats.variance, spatial), channels), momentum);
  }
  normalizeChannels(x, geometry, stats, eps, affineOf(options), output.storage.array as FloatArray);
  return recordNormalization(input, options, output, {
    name: 'NativeBatchNorm',
    geometry,
    stats,
    constant: !useInputStats,
    eps,
    perElement: false,
    parameterShape: [geometry.channels],
  });
}
