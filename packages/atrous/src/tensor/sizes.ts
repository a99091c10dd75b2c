/** @file Lists of sizes and dimensions as arguments: arrays, here, where Python also takes them one by one. */

import { ArgumentError, ShapeError } from '../errors.js';
import { sizeList } from '../geometry/python.js';
import { pythonTypeName } from './python-type.js';

/**
 * Refuses what is no array, such as the first size of `zeros(2, 3)`.
 *
 * @throws ArgumentError (Python's TypeError)
 */
export function checkList(callee: string, argument: string, value: readonly number[]): void {
  if (Array.isArray(value)) return;
  throw new ArgumentError(`${callee}(): argument '${argument}' must be tuple of ints, not ${pythonTypeName(value)}`, {
    pythonType: 'TypeError',
    hint: `Sizes and dimensions are arrays here, as in ${callee}([2, 3]).`,
    fields: { callee, argument, value },
  });
}

/**
 * Sizes of a new tensor, where they can be sizes.
 *
 * @throws ArgumentError for what is no array
 * @throws ShapeError for negative sizes, and for what is no integer
 */
export function checkSize(callee: string, size: readonly number[]): readonly number[] {
  checkList(callee, 'size', size);
  for (const length of size) {
    if (Number.isInteger(length) && length >= 0) continue;
    throw new ShapeError(
      `Trying to create tensor with negative dimension ${length}: ${sizeList(size)}`,
      Number.isInteger(length)
        ? { fields: { size: [...size] } }
        : { pythonType: 'TypeError', hint: 'Sizes are integers.', fields: { size: [...size] } },
    );
  }
  return size;
}
