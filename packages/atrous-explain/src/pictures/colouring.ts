/** @file Arrays of values as pictures. */

import { colourAt, type ColourMap } from './colour-maps.js';
import type { Picture } from './picture.js';

/** Values as greys, `low` black and `high` white: [height, width] row-major. */
export function greyPicture(values: ArrayLike<number>, height: number, width: number, low = 0, high = 1): Picture {
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) {
    const t = (values[i]! - low) / (high - low);
    rgb.fill(Math.round(255 * Math.min(1, Math.max(0, t))), 3 * i, 3 * i + 3);
  }
  return { height, width, rgb };
}

/** Values in the colours of a map, `low` and `high` at its ends. */
export function mappedPicture(
  values: ArrayLike<number>,
  height: number,
  width: number,
  { colours, low, high }: { readonly colours: ColourMap; readonly low: number; readonly high: number },
): Picture {
  const rgb = new Uint8Array(height * width * 3);
  const span = high > low ? high - low : 1;
  for (let i = 0; i < height * width; i++) rgb.set(colourAt(colours, (values[i]! - low) / span), 3 * i);
  return { height, width, rgb };
}
