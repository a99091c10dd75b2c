/** @file How many elements a shape has. */

import type { Shape } from './types.js';

/** The product of the sizes; 1 for a scalar. */
export function product(sizes: Shape): number {
  let count = 1;
  for (const size of sizes) count *= size;
  return count;
}
