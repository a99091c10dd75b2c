/** @file The identity of a tap: a letter and a colour, the same wherever the tap shows. */

import type { Shape } from 'atrous/spec';
import { product } from './numbers.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Place of a tap in its kernel, row by row. */
export function tapNumber(tap: Shape, kernel: Shape): number {
  return tap.reduce((number, t, axis) => number * kernel[axis]! + t, 0);
}

/** `a`, `b`, …; in a kernel of more taps than there are letters the row's letter and the column's number: `c10`. */
export function tapLetter(tap: Shape, kernel: Shape): string {
  if (product(kernel) <= LETTERS.length) return LETTERS[tapNumber(tap, kernel)]!;
  const [column, row = 0] = tap.toReversed() as [number, number?];
  return `${LETTERS[row % LETTERS.length]}${column}`;
}

/**
 * Which of the nine colours: all different in kernels of up to nine taps; in larger ones a tap differs from all eight
 * around it in its slice.
 */
export function tapColour(tap: Shape, kernel: Shape): number {
  if (product(kernel) <= 9) return tapNumber(tap, kernel);
  const [across, down = 0] = tap.toReversed() as [number, number?];
  return kernel.length === 1 || kernel.at(-2) === 1 ? across % 9 : (across % 3) + 3 * (down % 3);
}

/** Letter and colour of a tap, as pictures show it: the colour is a place in `TAP_COLOURS`. */
export function tapMark(tap: Shape, kernel: Shape): { readonly letter: string; readonly colour: number } {
  return { letter: tapLetter(tap, kernel), colour: tapColour(tap, kernel) };
}
