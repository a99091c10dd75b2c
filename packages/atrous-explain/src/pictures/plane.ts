/** @file One channel of a map, and the values of it that no colour map has a colour for. */

import type { Colour } from './picture.js';

/** One channel: `height` × `width` values, row-major. */
export interface Plane {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** Colours that no colour map here contains. */
export const NAN: Colour = [255, 32, 214];
export const PLUS_INFINITY: Colour = [10, 10, 12];
export const MINUS_INFINITY: Colour = [0, 214, 255];

/** NaN and the infinities have colours of their own; finite values have none here. */
export function oddColour(value: number): Colour | undefined {
  if (Number.isFinite(value)) return undefined;
  if (Number.isNaN(value)) return NAN;
  return value > 0 ? PLUS_INFINITY : MINUS_INFINITY;
}

/**
 * Averages blocks of `down` × `down` values, smaller ones at the far edges. One infinity or NaN in a block shows:
 * sums keep it.
 */
export function reduce({ values, height, width }: Plane, down: number): Plane {
  const [rows, columns] = [Math.ceil(height / down), Math.ceil(width / down)];
  const reduced = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [bottom, right] = [Math.min(height, (y + 1) * down), Math.min(width, (x + 1) * down)];
      let sum = 0;
      for (let row = y * down; row < bottom; row++)
        for (let column = x * down; column < right; column++) sum += values[row * width + column]!;
      reduced[y * columns + x] = sum / ((bottom - y * down) * (right - x * down));
    }
  }
  return { values: reduced, height: rows, width: columns };
}
