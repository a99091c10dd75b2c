/** @file `F.rmsNorm`. */

import { rmsNormGeometry } from '../../geometry/norm.js';
import { checkOptions } from '../../geometry/options.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty, numbers } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { floats } from '../float-only.js';
import { shapeOf } from './arguments.js';

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
  checkOptions('rms_norm', options, ['weight', 'eps']);
  const weight = options.weight ?? null;
  const eps = options.eps ?? 2 ** (input.dtype === 'float64' ? -52 : -23);
  const { sets, inner } = rmsNormGeometry(input.shape, normalizedShape, shapeOf(weight));
  const x = floats(input, 'rms_norm');
  const scale = weight && numbers(weight);
  const output = empty(input.shape, input.dtype);
  const y = output.storage.array as FloatArray;
  for (let set = 0; set < sets; set++) {
    const start = set * inner;
    let squares = 0;
    for (let i = start; i < start + inner; i++) squares += x[i]! * x[i]!;
    const root = Math.sqrt(squares / inner + eps);
    for (let i = 0; i < inner; i++) y[start + i] = (x[start + i]! / root) * (scale === null ? 1 : scale[i]!);
  }
  return output;
}
