/** @file Transposed convolution over one, two or three axes. */

import { type ConvTransposeOptions, convTransposeGeometry } from '../../geometry/conv-transpose.js';
import type { Rank } from '../../geometry/types.js';
import { isFloat } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { checkComputed, checkSameScalar } from '../conv/dtypes.js';
import { exchanged, spread } from '../conv/products.js';

export interface ConvTransposeCallOptions extends ConvTransposeOptions {
  /** [outChannels]; default none. */
  bias?: Tensor | null | undefined;
}

const OPTIONS = ['bias', 'stride', 'padding', 'outputPadding', 'groups', 'dilation'];

/**
 * Transposed convolution over the last axis: [N, C, L] or [C, L] → [N, outChannels, outL] or without N.
 *
 * @param weight  [C, outChannels / groups, kernel]: input channels first
 * @throws ShapeError, DTypeError with PyTorch's text
 */
export function convTranspose1d(input: Tensor, weight: Tensor, options: ConvTransposeCallOptions = {}): Tensor {
  return convTranspose(1, input, weight, options);
}

/** Transposed convolution over the last two axes, as `convTranspose1d`: [N, C, H, W], weight [C, outChannels / groups, kH, kW]. */
export function convTranspose2d(input: Tensor, weight: Tensor, options: ConvTransposeCallOptions = {}): Tensor {
  return convTranspose(2, input, weight, options);
}

/** Transposed convolution over the last three axes, as `convTranspose1d`: [N, C, D, H, W], weight [C, outChannels / groups, kD, kH, kW]. */
export function convTranspose3d(input: Tensor, weight: Tensor, options: ConvTransposeCallOptions = {}): Tensor {
  return convTranspose(3, input, weight, options);
}

function convTranspose(rank: Rank, input: Tensor, weight: Tensor, options: ConvTransposeCallOptions): Tensor {
  checkCall(`conv_transpose${rank}d`, { input, weight }, options, OPTIONS);
  const bias = options.bias ?? null;
  const geometry = convTransposeGeometry(rank, input.shape, weight.shape, bias?.shape ?? null, options);
  checkSameScalar(input, weight);
  checkComputed(`slow_conv_transpose${rank === 3 ? 3 : 2}d_out_cpu`, input.dtype, ['float32', 'float64']);
  checkBiasType(rank, input, bias);
  const shapes = {
    geometry: exchanged(geometry, input.shape),
    x: geometry.shape,
    weight: weight.shape,
    y: input.shape,
  };
  return spread(input, weight, bias, shapes);
}

/** Over one and two axes PyTorch converts the bias to the input's type, over three it does not. */
function checkBiasType(rank: Rank, input: Tensor, bias: Tensor | null): void {
  if (bias !== null && (rank === 3 || !isFloat(bias.dtype))) checkSameScalar(input, bias);
}
