/** @file `F.pixelShuffle`, `F.pixelUnshuffle` and `F.channelShuffle`. */

import { differentiable } from '../../autograd/index.js';
import { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from '../../geometry/shuffle.js';
import { empty } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { channelShuffleReference, type PixelShuffle, pixelShuffleReference } from './reference.js';

/** Both directions go by the sizes of the side with few channels. */
function sizesOf(spread: readonly number[], factor: number): PixelShuffle {
  const [channels, height, width] = spread.slice(-3) as [number, number, number];
  return { lead: numel(spread.slice(0, -3)), channels, factor, height: height / factor, width: width / factor };
}

/** The gradient that `undo` gives; an empty input, whose shape the shuffles do not always change back, has an empty one. */
function inverse(grad: Tensor, input: Tensor, undo: (grad: Tensor) => Tensor): Tensor {
  return grad.numel() === 0 ? empty(input.shape, input.dtype) : undo(grad);
}

/**
 * Channels into space: `[*, C·r², H, W] → [*, C, H·r, W·r]`.
 *
 * @throws ShapeError where `upscaleFactor²` does not divide the channels
 */
export function pixelShuffle(input: Tensor, upscaleFactor: number): Tensor {
  checkCall('pixel_shuffle', { input });
  const output = empty(pixelShuffleShape(input.shape, upscaleFactor), input.dtype);
  const sizes = sizesOf(output.shape, upscaleFactor);
  pixelShuffleReference(input.storage.array, sizes, output.storage.array, false);
  return differentiable('PixelShuffle', [input], output, (grad) => [
    inverse(grad, input, (g) => pixelUnshuffle(g, upscaleFactor)),
  ]);
}

/**
 * Space into channels, the inverse of `pixelShuffle`: `[*, C, H·r, W·r] → [*, C·r², H, W]`.
 *
 * @throws ShapeError where `downscaleFactor` does not divide height and width
 */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number): Tensor {
  checkCall('pixel_unshuffle', { input });
  const output = empty(pixelUnshuffleShape(input.shape, downscaleFactor), input.dtype);
  const sizes = sizesOf(input.shape, downscaleFactor);
  if (output.numel() > 0) pixelShuffleReference(input.storage.array, sizes, output.storage.array, true);
  return differentiable('PixelUnshuffle', [input], output, (grad) => [
    inverse(grad, input, (g) => pixelShuffle(g, downscaleFactor)),
  ]);
}

/**
 * Deals the channels of `groups` groups out in turn: of 6 channels in 2 groups, 0, 3, 1, 4, 2, 5.
 *
 * @throws ShapeError where `groups` does not divide the channels
 */
export function channelShuffle(input: Tensor, groups: number): Tensor {
  checkCall('channel_shuffle', { input });
  const output = empty(channelShuffleShape(input.shape, groups), input.dtype);
  const [batch, channels] = input.shape as readonly [number, number];
  channelShuffleReference(input.storage.array, batch, channels, groups, output.storage.array);
  // Dealing the channels out in C / groups groups undoes it.
  return differentiable('ChannelShuffle', [input], output, (grad) => [
    channelShuffle(grad, Math.max(channels / groups, 1)),
  ]);
}
