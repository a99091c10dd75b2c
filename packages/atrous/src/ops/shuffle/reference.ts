/** @file Pixel and channel shuffles by definition: cells move, values stay. */

import type { TypedArray } from '../../tensor/dtype.js';
import type { Cells } from '../../tensor/element.js';

/** Sizes of a pixel shuffle: packed [lead, C, r, r, H, W] and spread [lead, C, H, r, W, r]. */
export interface PixelShuffle {
  readonly lead: number;
  readonly channels: number;
  readonly factor: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Pixel shuffle and its inverse: `spread[l, c, h·r + a, w·r + b] = packed[l, c·r² + a·r + b, h, w]`.
 *
 * @param unshuffle   read the equation from left to right
 */
export function pixelShuffleReference(x: TypedArray, sizes: PixelShuffle, y: TypedArray, unshuffle: boolean): void {
  const { lead, channels, factor: r, height: H, width: W } = sizes;
  const from = x as Cells;
  const to = y as Cells;
  let packed = 0;
  for (let plane = 0; plane < lead * channels; plane++) {
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < r; b++) {
        for (let h = 0; h < H; h++) {
          let spread = ((plane * H + h) * r + a) * W * r + b;
          for (let w = 0; w < W; w++, packed++, spread += r) {
            if (unshuffle) to[packed] = from[spread]!;
            else to[spread] = from[packed]!;
          }
        }
      }
    }
  }
}

/** Channel shuffle: x [N, g, C/g, S] → y [N, C/g, g, S]. */
export function channelShuffleReference(
  x: TypedArray,
  batch: number,
  channels: number,
  groups: number,
  y: TypedArray,
): void {
  const planes = batch * channels;
  const spatial = planes === 0 ? 0 : x.length / planes;
  const perGroup = channels / groups;
  for (let plane = 0; plane < planes; plane++) {
    const channel = plane % channels;
    const source = plane - channel + (channel % groups) * perGroup + Math.floor(channel / groups);
    (y as Float64Array).set(x.subarray(source * spatial, (source + 1) * spatial) as Float64Array, plane * spatial);
  }
}
