/** @file The sizes of new tensors: arrays, here, where Python also takes them one by one. */

import { ShapeError } from '../errors.js';
import { ARRAY, intArray } from '../geometry/ints.js';
import { sizeList } from '../geometry/python.js';

/**
 * Sizes of a new tensor, where they can be sizes.
 *
 * @param position  of the sizes among the arguments, from 1
 * @throws ArgumentError for what is no array of integers, ShapeError for negative ones
 */
export function checkSize(callee: string, size: readonly number[], position = 1): readonly number[] {
  for (const length of intArray(callee, 'size', position, size, ARRAY))
    if (length < 0)
      throw new ShapeError(
        callee === 'zeros'
          ? 'zeros: Dimension size must be non-negative.'
          : `Trying to create tensor with negative dimension ${length}: ${sizeList(size)}`,
        { fields: { size: [...size] } },
      );
  return size;
}
