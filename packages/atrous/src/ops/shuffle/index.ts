/** @file `F.pixelShuffle`, `F.pixelUnshuffle` and `F.channelShuffle`. */

import { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from '../../geometry/shuffle.js';
import { empty } from '../../tensor/element.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { channelShuffleReference, type PixelShuffle, pixelShuffleReference } from './reference.js';

/** Both directions go by the sizes of the side with few channels. */
function sizesOf(spread: readonly number[], factor: number): PixelShuffle {
  const [channels, height, width] = spread.slice(-3) as [number, number, number];
  return { lead: numel(spread.slice(0, -3)), channels, factor, height: height / factor, width: width / factor };
}

/**
 * Channels into space: `[*, C·r², H, W] → [*, C, H·r, W·r]`.
 *
 * @throws ShapeError where `upscaleFactor²` does not divide the channels
 */
export function pixelShuffle(input: Tensor, upscaleFactor: number): Tensor {
  const output = empty(pixelShuffleShape(input.shape, upscaleFactor), input.dtype);
  const sizes = sizesOf(output.shape, upscaleFactor);
  pixelShuffleReference(input.storage.array, sizes, output.storage.array, false);
  return output;
}

/**
 * Space into channels, the inverse of `pixelShuffle`: `[*, C, H·r, W·r] → [*, C·r², H, W]`.
 *
 * @throws ShapeError where `downscaleFactor` does not divide height and width
 */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number): Tensor {
  const output = empty(pixelUnshuffleShape(input.shape, downscaleFactor), input.dtype);
  if (output.numel() === 0) return output;
  const sizes = sizesOf(input.shape, downscaleFactor);
  pixelShuffleReference(input.storage.array, sizes, output.storage.array, true);
  return output;
}

/**
 * Deals the channels of `groups` groups out in turn: of 6 channels in 2 groups, 0, 3, 1, 4, 2, 5.
 *
 * @throws ShapeError where `groups` does not divide the channels
 */
export function channelShuffle(input: Tensor, groups: number): Tensor {
  const output = empty(channelShuffleShape(input.shape, groups), input.dtype);
  const [batch, channels] = input.shape as readonly [number, number];
  channelShuffleReference(input.storage.array, batch, channels, groups, output.storage.array);
  return output;
}
