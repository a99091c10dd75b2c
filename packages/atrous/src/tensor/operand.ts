/** @file What stands where a tensor belongs, in calls that no compiler checked. */

import { ArgumentError } from '../errors.js';
import { pythonTypeName } from './python-type.js';
import type { Tensor } from './tensor.js';

/** What to do with an array where a tensor belongs. */
export const MAKE_TENSOR = 'Make it one: `tensor([1, 2])`, or `fromTypedArray(array, shape)`.';

/** Whether it is a tensor, of another copy of this library too. */
export const isTensor = (value: unknown): boolean => typeof (value as Tensor | null | undefined)?.storage === 'object';

/**
 * Refuses arrays, numbers and nothing at all where an operation reads a tensor.
 *
 * @param position  of the argument, from 1
 * @throws ArgumentError (Python's TypeError)
 */
export function requireTensor(callee: string, argument: string, position: number, value: unknown): void {
  if (isTensor(value)) return;
  throw new ArgumentError(
    `${callee}(): argument '${argument}' (position ${position}) must be Tensor, not ${pythonTypeName(value)}`,
    {
      pythonType: 'TypeError',
      hint: MAKE_TENSOR,
      fields: { callee, argument, position, value },
    },
  );
}
