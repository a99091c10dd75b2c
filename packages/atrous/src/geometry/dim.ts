/** @file Dimensions counted from either end. */

import { IndexError } from '../errors.js';

/**
 * A dimension counted from either end, as one counted from the front. A scalar has one dimension to name.
 *
 * @throws IndexError outside `[-rank, rank - 1]`
 */
export function wrapDimension(dim: number, rank: number): number {
  const range = Math.max(rank, 1);
  if (!Number.isInteger(dim) || dim < -range || dim >= range)
    throw new IndexError(
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
      { fields: { dim, rank } },
    );
  return dim < 0 ? dim + range : dim;
}
