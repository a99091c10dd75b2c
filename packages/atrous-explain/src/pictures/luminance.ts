/** @file Colour as one number. */

/** How a sentence names it. */
export const LUMINANCE = '0.299 R + 0.587 G + 0.114 B';

/** Planes [3, H, W] of red, green and blue → [1, H, W], with the weights of ITU-R BT.601, as PIL's mode L has them. */
export function luminance(rgb: Float32Array): Float32Array {
  const plane = rgb.length / 3;
  const grey = new Float32Array(plane);
  for (let i = 0; i < plane; i++) grey[i] = 0.299 * rgb[i]! + 0.587 * rgb[plane + i]! + 0.114 * rgb[2 * plane + i]!;
  return grey;
}
