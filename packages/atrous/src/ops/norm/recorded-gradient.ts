/** @file Gradients of the normalisations made of operations, so that they can be differentiated in turn. */

import { Tensor } from '../../tensor/tensor.js';
import { add, mul, rsqrt, sub } from '../elementwise/index.js';
import { mean, sum } from '../reduce/index.js';
import { reshape } from '../shape/index.js';
import type { Normalization } from './gradient.js';

/** x̂ and 1/√(variance + eps), from the input x [outer, sets, inner]. */
function normalize(
  x: Tensor,
  { stats, constant, uncentred, eps, geometry }: Normalization,
): [normalized: Tensor, inverse: Tensor] {
  const shape = [1, geometry.sets, 1];
  const given = (values: ArrayLike<number>): Tensor =>
    new Tensor(x.dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values), shape, x.dtype);
  const centred = uncentred ? x : sub(x, constant ? given(stats.mean) : mean(x, [0, 2], { keepdim: true }));
  const variance = constant ? given(stats.variance) : mean(mul(centred, centred), [0, 2], { keepdim: true });
  const inverse = rsqrt(add(variance, eps));
  return [mul(centred, inverse), inverse];
}

/** Gradients of input, weight and bias; see `gradient.ts` for the formulas. */
export function recordedGradients(
  grad: Tensor,
  input: Tensor,
  weight: Tensor | null,
  done: Normalization,
  needs: readonly boolean[],
): (Tensor | null)[] {
  const { outer, sets, inner, channels, spatial } = done.geometry;
  const inSets = [outer, sets, inner];
  // Weight and bias lie along the second of these axes, or along the last.
  const runs = Math.round((outer * sets * inner) / (channels * spatial)) || 0;
  const inChannels = [runs, channels, spatial];
  const along = done.perElement ? [1, 1, spatial] : [1, channels, 1];
  const over = done.perElement ? [0, 1] : [0, 2];

  const gradY = reshape(grad, inChannels);
  const [normalized, inverse] = normalize(reshape(input, inSets), done);
  const parameter = (perElement: Tensor): Tensor => reshape(sum(perElement, over), done.parameterShape);

  const gradInput = (): Tensor => {
    const scaled = reshape(weight === null ? gradY : mul(gradY, reshape(weight, along)), inSets);
    if (done.constant) return mul(scaled, inverse);
    const levelled = done.uncentred ? scaled : sub(scaled, mean(scaled, [0, 2], { keepdim: true }));
    const slope = mean(mul(scaled, normalized), [0, 2], { keepdim: true });
    return mul(sub(levelled, mul(normalized, slope)), inverse);
  };
  return [
    needs[0] ? reshape(gradInput(), input.shape) : null,
    needs[1] ? parameter(mul(gradY, reshape(normalized, inChannels))) : null,
    needs[2] ? parameter(gradY) : null,
  ];
}
