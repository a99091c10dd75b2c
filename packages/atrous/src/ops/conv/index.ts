/** @file Convolution over one, two or three axes. */

import { DTypeError } from '../../errors.js';
import { type ConvOptions, convGeometry } from '../../geometry/conv.js';
import type { Rank } from '../../geometry/types.js';
import { DTYPES } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { checkComputed, checkSameScalar } from './dtypes.js';
import { correlate } from './products.js';

export interface ConvCallOptions extends ConvOptions {
  /** [outChannels]; default none. */
  bias?: Tensor | null | undefined;
}

const OPTIONS = ['bias', 'stride', 'padding', 'dilation', 'groups'];

/**
 * Convolution (cross-correlation) over the last axis: [N, C, L] or [C, L] → [N, outChannels, outL] or without N.
 *
 * @param weight  [outChannels, C / groups, kernel]
 * @throws ShapeError, DTypeError with PyTorch's text
 */
export function conv1d(input: Tensor, weight: Tensor, options: ConvCallOptions = {}): Tensor {
  return conv(1, input, weight, options);
}

/** Convolution over the last two axes, as `conv1d`: [N, C, H, W], weight [outChannels, C / groups, kH, kW]. */
export function conv2d(input: Tensor, weight: Tensor, options: ConvCallOptions = {}): Tensor {
  return conv(2, input, weight, options);
}

/** Convolution over the last three axes, as `conv1d`: [N, C, D, H, W], weight [outChannels, C / groups, kD, kH, kW]. */
export function conv3d(input: Tensor, weight: Tensor, options: ConvCallOptions = {}): Tensor {
  return conv(3, input, weight, options);
}

function conv(rank: Rank, input: Tensor, weight: Tensor, options: ConvCallOptions): Tensor {
  checkCall(`conv${rank}d`, { input, weight }, options, OPTIONS);
  const bias = biasOf(input, options);
  const geometry = convGeometry(rank, input.shape, weight.shape, bias?.shape ?? null, options);
  checkSameScalar(input, weight);
  checkComputed(rank === 3 ? 'slow_conv3d_cpu' : 'slow_conv2d_cpu', input.dtype);
  return correlate(input, weight, bias, { geometry, x: input.shape, weight: weight.shape, y: geometry.shape });
}

/** With padding by name PyTorch converts the bias to the input's type; with numbers it refuses another one. */
function biasOf(input: Tensor, { bias = null, padding }: ConvCallOptions): Tensor | null {
  if (bias === null || bias.dtype === input.dtype) return bias;
  if (typeof padding === 'string') return to(bias, input.dtype);
  throw new DTypeError(
    `Input type (${DTYPES[input.dtype].cpp}) and bias type (${DTYPES[bias.dtype].cpp}) should be the same`,
    { hint: 'Input and parameters need the same dtype.', fields: { input: input.dtype, bias: bias.dtype } },
  );
}
