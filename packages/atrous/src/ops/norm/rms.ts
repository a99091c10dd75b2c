/** @file `F.rmsNorm`. */

import { differentiable } from '../../autograd/index.js';
import { rmsNormGeometry } from '../../geometry/norm.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty, numbers } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { add, mul, rsqrt, sub } from '../elementwise/index.js';
import { floats } from '../float-only.js';
import { mean, sum } from '../reduce/index.js';
import { reshape } from '../shape/index.js';
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
  checkCall('rms_norm', { input }, options, ['weight', 'eps 4 float?']);
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
  const rule = (grad: Tensor, [saved, scaling]: readonly Tensor[], needs: readonly boolean[]): (Tensor | null)[] =>
    gradients(grad, saved!, scaling ?? null, [sets, inner], eps, needs);
  return differentiable('FusedRmsNorm', [input, weight], output, rule, weight ? [input, weight] : [input]);
}

/**
 * With r = 1/√(mean(x²) + eps) and h = gY·weight:  gX = r·(h − x·r²·mean(h·x)),  gWeight = Σ gY·x·r.
 *
 * Made of operations on [sets, inner]; saved are input and weight.
 */
function gradients(
  grad: Tensor,
  input: Tensor,
  weight: Tensor | null,
  rows: readonly [sets: number, inner: number],
  eps: number,
  needs: readonly boolean[],
): (Tensor | null)[] {
  const [x, g] = [reshape(input, rows), reshape(grad, rows)];
  const r = rsqrt(add(mean(mul(x, x), 1, { keepdim: true }), eps));
  const normalized = mul(x, r);
  const ofInput = (): Tensor => {
    const h = weight === null ? g : mul(g, reshape(to(weight, g.dtype), [1, -1]));
    const share = mean(mul(h, normalized), 1, { keepdim: true });
    return reshape(mul(sub(h, mul(normalized, share)), r), input.shape);
  };
  const ofWeight = (): Tensor => to(reshape(sum(mul(g, normalized), 0), weight!.shape), weight!.dtype);
  return [needs[0] ? ofInput() : null, needs[1] ? ofWeight() : null];
}
