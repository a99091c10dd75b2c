/** @file `F.layerNorm`. */

import { layerNormGeometry } from '../../geometry/norm.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { affineOf, type AffineOptions, EPS, sameFloats, shapeOf } from './arguments.js';
import { recordNormalization } from './gradient.js';
import { normalized, statistics } from './statistics.js';

/**
 * Normalises over the last axes, whose sizes are `normalizedShape`; weight and bias have that shape.
 *
 * @throws ShapeError where the input does not end in `normalizedShape`
 */
export function layerNorm(input: Tensor, normalizedShape: readonly number[], options: AffineOptions = {}): Tensor {
  checkCall('layer_norm', { input }, options, ['weight', 'bias', 'eps 5']);
  const { weight, bias, eps = EPS } = options;
  const geometry = layerNormGeometry(input.shape, normalizedShape, { weight: shapeOf(weight), bias: shapeOf(bias) });
  sameFloats('LayerNormKernelImpl', input, [weight, bias]);
  const stats = statistics(input, geometry);
  const output = normalized(input, geometry, stats, eps, affineOf(options), true);
  return recordNormalization(input, options, output, {
    name: 'NativeLayerNorm',
    geometry,
    stats,
    constant: false,
    eps,
    perElement: true,
    parameterShape: normalizedShape,
  });
}
