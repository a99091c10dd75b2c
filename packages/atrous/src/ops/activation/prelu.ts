/** @file `F.prelu`: a leaky ReLU whose slope is learnt, one for all or one per channel. */

import { differentiable, isRecorded } from '../../autograd/index.js';
import { DTypeError, ShapeError } from '../../errors.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { DTYPES } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { clamp, gt, mul, where } from '../elementwise/index.js';
import { map } from '../elementwise/unary.js';
import { floats } from '../float-only.js';
import { leakyRelu } from './functions.js';
import { leakyRelu as leakyReluSlope } from './gradient.js';
import { sumTo } from '../reduce/sum-to.js';
import { reshape } from '../shape/view.js';

function checkWeight(input: Tensor, weight: Tensor): void {
  if (weight.dtype !== input.dtype)
    throw new DTypeError(
      `prelu: Type promoting not supported. Got ${DTYPES[input.dtype].scalar} and ${DTYPES[weight.dtype].scalar}`,
      { fields: { input: input.dtype, weight: weight.dtype } },
    );
  if (weight.shape.length > 1)
    throw new ShapeError(
      `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${weight.shape.length}`,
      {
        fields: { weight: weight.shape },
      },
    );
  const slopes = numel(weight.shape);
  if (slopes === 1) return;
  if (input.shape.length === 0) throw new ShapeError('Not allow zero-dim input tensor.');
  const channels = input.shape.length >= 2 ? input.shape[1]! : 1;
  if (channels !== slopes)
    throw new ShapeError(
      `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${slopes} and channel size = ${channels}.`,
      { hint: `\`weight\` holds 1 or ${channels} slopes.`, fields: { slopes, channels } },
    );
}

/**
 * `x`, or `weight[c]·x` where x is not positive, c the position along dimension 1; a weight of one element serves all.
 *
 * @throws ShapeError where `weight` has neither one element nor one per channel, DTypeError for mixed types
 */
export function prelu(input: Tensor, weight: Tensor): Tensor {
  checkCall('prelu', { input, weight });
  checkWeight(input, weight);
  const x = floats(input, 'prelu_cpu');
  const slopes = weight.storage.array as FloatArray;
  const output =
    slopes.length === 1
      ? map(leakyRelu(slopes[0]!), input, input.dtype, { name: 'LeakyRelu', constants: [slopes[0]!] })
      : perChannel(input, x, slopes);
  return differentiable('PreluKernel', [input, weight], output, preluGradient, [input, weight]);
}

/** A slope for every channel. */
function perChannel(input: Tensor, x: FloatArray, slopes: FloatArray): Tensor {
  const output = empty(input.shape, input.dtype);
  const y = output.storage.array as FloatArray;
  const spatial = numel(input.shape.slice(2));
  for (let start = 0, run = 0; start < x.length; start += spatial, run++) {
    const slope = slopes[run % slopes.length]!;
    for (let i = start; i < start + spatial; i++) y[i] = x[i]! > 0 ? x[i]! : x[i]! * slope;
  }
  return output;
}

/** Of the input 1, or the slope where it is not positive; of the slope x there, summed over what it served. */
function preluGradient(
  grad: Tensor,
  [x, weight]: readonly Tensor[],
  needs: readonly boolean[],
): readonly (Tensor | null)[] {
  const slopes = reshape(weight!, slopeShape(x!.dim(), weight!.numel()));
  const ofInput = (): Tensor => {
    if (weight!.numel() > 1 || isRecorded([grad, x!, weight!])) return where(gt(x!, 0), grad, mul(grad, slopes));
    const slope = weight!.item();
    return leakyReluSlope(slope)(grad, x!, { name: 'LeakyReluBackward', constants: [slope] });
  };
  return [
    needs[0] ? ofInput() : null,
    needs[1] ? reshape(sumTo(mul(grad, clamp(x!, { max: 0 })), slopes.shape), weight!.shape) : null,
  ];
}

/** The slopes along dimension 1: [C, 1, …]. One slope serves every element, whatever the rank. */
function slopeShape(rank: number, slopes: number): number[] {
  return slopes === 1 ? [] : [slopes, ...Array.from({ length: rank - 2 }, () => 1)];
}
