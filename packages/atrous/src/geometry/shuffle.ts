/** @file Sizes of pixel shuffle, its inverse, and channel shuffle. */

import { ArgumentError, ShapeError } from '../errors.js';
import { checkInt } from './ints.js';
import { sizeList } from './python.js';
import type { Shape } from './types.js';

const LARGEST_INT64 = 2n ** 63n - 1n;

function checkFactor(callee: string, factor: string, input: Shape, r: number): void {
  if (input.length < 3)
    throw new ShapeError(
      `${callee} expects input to have at least 3 dimensions, but got input with ${input.length} dimension(s)`,
      { fields: { input } },
    );
  checkInt(callee, factor, 2, r);
  if (r <= 0) throw new ShapeError(`${callee} expects a positive ${factor}, but got ${r}`, { fields: { [factor]: r } });
}

/**
 * Pixel shuffle: `[*, C·r², H, W] → [*, C, H·r, W·r]`.
 *
 * @throws ShapeError below rank 3, for `r ≤ 0`, or where `r²` does not divide the channels
 */
export function pixelShuffleShape(input: Shape, r: number): number[] {
  checkFactor('pixel_shuffle', 'upscale_factor', input, r);
  if (BigInt(r) ** 2n > LARGEST_INT64)
    throw new ArgumentError(`upscale factor is too large, (upscale_factor)^2 overflowed: upscale_factor=${r}`, {
      fields: { upscaleFactor: r },
    });
  const [C, H, W] = input.slice(-3) as [number, number, number];
  if (C % (r * r) !== 0)
    throw new ShapeError(
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, ` +
        `but input.size(-3)=${C} is not divisible by ${r * r}`,
      {
        hint: `Give it ${Math.ceil(C / (r * r)) * r * r} channels: ${r * r} for every channel of the result.`,
        fields: { channels: C, upscaleFactor: r },
      },
    );
  return [...input.slice(0, -3), C / (r * r), H * r, W * r];
}

/**
 * Pixel unshuffle: `[*, C, H·r, W·r] → [*, C·r², H, W]`. An empty input keeps its shape, as in PyTorch.
 *
 * @throws ShapeError below rank 3, for `r ≤ 0`, or where `r` does not divide height and width
 */
export function pixelUnshuffleShape(input: Shape, r: number): number[] {
  checkFactor('pixel_unshuffle', 'downscale_factor', input, r);
  const [C, H, W] = input.slice(-3) as [number, number, number];
  for (const [name, dim, size] of [
    ['height', -2, H],
    ['width', -1, W],
  ] as const) {
    if (size % r === 0) continue;
    throw new ShapeError(
      `pixel_unshuffle expects ${name} to be divisible by downscale_factor, ` +
        `but input.size(${dim})=${size} is not divisible by ${r}`,
      { hint: `Pad or crop to a multiple of ${r} first.`, fields: { [name]: size, downscaleFactor: r } },
    );
  }
  if (input.includes(0)) return [...input];
  return [...input.slice(0, -3), C * r * r, H / r, W / r];
}

/**
 * Channel shuffle keeps the shape: channels `[g, C/g]` are read as `[C/g, g]`.
 *
 * @throws ShapeError below rank 3, for `groups ≤ 0`, or where `groups` does not divide the channels
 */
export function channelShuffleShape(input: Shape, groups: number): number[] {
  if (input.length < 3)
    throw new ShapeError(`channel_shuffle expects input with > 2 dims, but got input with sizes ${sizeList(input)}`, {
      fields: { input },
    });
  checkInt('channel_shuffle', 'groups', 2, groups);
  if (groups <= 0)
    throw new ShapeError(`Number of groups to divide channels in must be positive. Value of groups:${groups}`, {
      fields: { groups },
    });
  const channels = input[1]!;
  if (channels % groups !== 0)
    throw new ShapeError(
      `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`,
      { fields: { channels, groups } },
    );
  return [...input];
}
