/** @file `F.instanceNorm`. */

import { instanceNormGeometry } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type AffineOptions, EPS } from './arguments.js';
import { normalizePerChannel, shapesOf } from './per-channel.js';
import { type Statistics, unbiased } from './statistics.js';

export interface InstanceNormOptions extends AffineOptions {
  readonly runningMean?: Tensor | null;
  readonly runningVar?: Tensor | null;
  /** Normalise with the statistics of the input itself; default true. */
  readonly useInputStats?: boolean;
  /** Weight of the new value in the running statistics; default 0.1. */
  readonly momentum?: number;
}

const OPTIONS = ['runningMean', 'runningVar', 'weight', 'bias', 'useInputStats 6', 'momentum 7', 'eps 8'];

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
  checkCall('instance_norm', { input }, options, OPTIONS);
  const { useInputStats: live = true, momentum = 0.1, eps = EPS } = options;
  const geometry = instanceNormGeometry(input.shape, shapesOf(options), live);
  const { channels, sets, spatial } = geometry;
  return normalizePerChannel(input, options, {
    geometry,
    live,
    momentum,
    eps,
    running: () => running(options, sets),
    target: ({ mean, variance }) => ({
      mean: meanOverImages(mean, channels),
      variance: meanOverImages(unbiased(variance, spatial), channels),
    }),
  });
}
