/** @file `F.rmsNorm`. */

import { rmsNormGeometry } from '../../geometry/norm.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { floats } from '../float-only.js';
import { affineOf, shapeOf } from './arguments.js';
import { recordNormalization } from './gradient.js';
import { normalized, statistics } from './statistics.js';

export interface RmsNormOptions {
  /** Scale, of `normalizedShape`; none by default. It may have a type of its own. */
  readonly weight?: Tensor | null | undefined;
  /** Added to the mean square; default the machine epsilon of the input's type: 2⁻²³ for float32, 2⁻⁵² for float64. */
  readonly eps?: number | null | undefined;
}

/**
 * Divides by the root of the mean square over the last axes, whose sizes are `normalizedShape`:
 *
 *     y = x / √(mean(x²) + eps) · weight
 *
 * @throws ArgumentError for an input of fewer axes, ShapeError where it does not end in `normalizedShape`
 */
export function rmsNorm(input: Tensor, normalizedShape: readonly number[], options: RmsNormOptions = {}): Tensor {
  checkCall('rms_norm', { input }, options, ['weight', 'eps 4 float?']);
  const eps = options.eps ?? 2 ** (input.dtype === 'float64' ? -52 : -23);
  const geometry = rmsNormGeometry(input.shape, normalizedShape, shapeOf(options.weight));
  floats(input, 'rms_norm');
  const weight = options.weight ? to(options.weight, input.dtype) : null;
  const { mean, variance } = statistics(input, geometry);
  const stats = {
    mean: new Float64Array(geometry.sets),
    // The variance about an infinite mean is NaN; the mean square is infinite.
    variance: Float64Array.from(mean, (middle, set) => middle ** 2 + (Number.isFinite(middle) ? variance[set]! : 0)),
  };
  const output = normalized(input, geometry, stats, eps, affineOf({ weight }), true);
  return recordNormalization(input, { weight }, output, {
    name: 'FusedRmsNorm',
    geometry,
    stats,
    constant: false,
    uncentred: true,
    eps,
    perElement: true,
    parameterShape: normalizedShape,
  });
}
