/** @file The cells of one axis that a window reads and that exist. */

import type { Reads } from './axis.js';

export function insideCells({ first, step, taps }: Reads, size: number): number[] {
  return Array.from({ length: taps }, (_, tap) => first + step * tap).filter((cell) => cell >= 0 && cell < size);
}
