/** @file `F.groupNorm`. */

import { checkInt } from '../../geometry/ints.js';
import { groupNormGeometry } from '../../geometry/norm.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { affineOf, type AffineOptions, EPS, sameFloats, shapeOf } from './arguments.js';
import { recordNormalization } from './gradient.js';
import { normalized, statistics } from './statistics.js';

/**
 * Normalises each image's groups of `C / numGroups` channels of `[N, C, *]`; weight and bias are per channel.
 *
 * @throws ShapeError where `numGroups` does not divide the channels, ArgumentError for a single value per group
 */
export function groupNorm(input: Tensor, numGroups: number, options: AffineOptions = {}): Tensor {
  checkCall('group_norm', { input }, options, ['weight', 'bias', 'eps 5']);
  checkInt('group_norm', 'num_groups', 2, numGroups);
  const { weight, bias, eps = EPS } = options;
  const geometry = groupNormGeometry(input.shape, numGroups, { weight: shapeOf(weight), bias: shapeOf(bias) });
  sameFloats('GroupNormKernelImpl', input, [weight, bias]);
  const stats = statistics(input, geometry);
  const output = normalized(input, geometry, stats, eps, affineOf(options));
  return recordNormalization(input, options, output, {
    name: 'NativeGroupNorm',
    geometry,
    stats,
    constant: false,
    eps,
    perElement: false,
    parameterShape: [geometry.channels],
  });
}
