/** @file Sizes of flatten and unflatten. */

import { ShapeError } from '../errors.js';
import { wrapDimension } from './dim.js';
import { ARRAY, intArray } from './ints.js';
import { product } from './product.js';
import { sizeList } from './python.js';
import { ambiguousShape } from './shape-checks.js';
import type { Shape } from './types.js';

/**
 * Dimensions `startDim … endDim` (both included, negative ones counted from the end) as one. A scalar becomes `[1]`.
 *
 * @throws IndexError for a dimension that does not exist, ShapeError where the end comes before the start
 */
export function flattenShape(input: Shape, startDim: number = 0, endDim: number = -1): number[] {
  const start = wrapDimension(startDim, input.length);
  const end = wrapDimension(endDim, input.length);
  if (start > end)
    throw new ShapeError('flatten() has invalid args: start_dim cannot come after end_dim', {
      fields: { startDim, endDim, input },
    });
  if (input.length === 0) return [1];
  return [...input.slice(0, start), product(input.slice(start, end + 1)), ...input.slice(end + 1)];
}

const unexpected = (cause: string, fields: Record<string, unknown>): ShapeError =>
  new ShapeError(`unflatten got an unexpected error:\n${cause}`, { fields });

/** Fills in the one size that is −1. */
function inferSizes(sizes: Shape, total: number): number[] | null {
  const open = sizes.indexOf(-1);
  if (open !== sizes.lastIndexOf(-1)) throw unexpected('only one dimension can be inferred', { sizes });
  const negative = sizes.find((size) => size < -1);
  if (negative !== undefined) throw unexpected(`invalid shape dimension ${negative}`, { sizes });
  if (open < 0) return product(sizes) === total ? [...sizes] : null;
  const known = product(sizes.filter((_, i) => i !== open));
  if (known === 0 && total === 0) throw unexpected(ambiguousShape(sizes), { sizes });
  if (known === 0 || total % known !== 0) return null;
  return sizes.map((size) => (size === -1 ? total / known : size));
}

/**
 * Dimension `dim` as several; one of `sizes` may be −1.
 *
 * @throws IndexError for a dimension that does not exist, ShapeError where the sizes do not multiply up to it
 */
export function unflattenShape(input: Shape, dim: number, sizes: Shape): number[] {
  const at = wrapDimension(dim, input.length);
  if (intArray('unflatten', 'sizes', 3, sizes, ARRAY).length === 0)
    throw new ShapeError('unflatten: sizes must be non-empty', { fields: { sizes } });
  const total = input[at] ?? 1;
  const inferred = inferSizes(sizes, total);
  if (inferred === null)
    throw new ShapeError(
      `unflatten: Provided sizes ${sizeList(sizes)} don't multiply up to the size of dim ${at} (${total}) in the input tensor`,
      {
        hint: 'One of the sizes may be -1, which stands for what is left.',
        fields: { dim: at, size: total, sizes },
      },
    );
  return [...input.slice(0, at), ...inferred, ...input.slice(at + 1)];
}
