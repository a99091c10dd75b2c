/** @file What batch and instance normalisation share: statistics taken or given, and running ones moved towards them. */

import type { NormGeometry, NormShapes } from '../../geometry/norm.js';
import type { Tensor } from '../../tensor/tensor.js';
import { affineOf, type ChannelTensors, moveTowards, sameFloats, shapeOf } from './arguments.js';
import { recordNormalization } from './gradient.js';
import { normalized, NOTHING, type Statistics, statistics } from './statistics.js';

export const shapesOf = ({ runningMean, runningVar, weight, bias }: ChannelTensors): NormShapes => ({
  runningMean: shapeOf(runningMean),
  runningVar: shapeOf(runningVar),
  weight: shapeOf(weight),
  bias: shapeOf(bias),
});

/** How one call goes. */
export interface PerChannel {
  readonly geometry: NormGeometry;
  /** Whether the input's own statistics normalise it, which also move the running ones. */
  readonly live: boolean;
  readonly momentum: number;
  readonly eps: number;
  /** The running statistics, in a copy: the buffers may move before the gradient is computed. */
  readonly running: () => Statistics;
  /** What the running statistics move towards. */
  readonly target: (own: Statistics) => Statistics;
}

/** An empty input leaves the running statistics alone. */
export function normalizePerChannel(input: Tensor, tensors: ChannelTensors, call: PerChannel): Tensor {
  const { geometry, live, momentum, eps } = call;
  const { runningMean, runningVar, weight, bias } = tensors;
  sameFloats('batch_norm', input, [weight, bias, runningMean, runningVar]);
  const some = input.numel() > 0;
  const stats = !some ? NOTHING : live ? statistics(input, geometry) : call.running();
  if (live && some) {
    const { mean, variance } = call.target(stats);
    moveTowards(runningMean, mean, momentum);
    moveTowards(runningVar, variance, momentum);
  }
  const output = normalized(input, geometry, stats, eps, affineOf(tensors));
  return recordNormalization(input, tensors, output, {
    name: 'NativeBatchNorm',
    geometry,
    stats,
    constant: !live,
    eps,
    perElement: false,
    parameterShape: [geometry.channels],
  });
}
