/** @file How PyTorch reads an argument that is an integer or a list of integers. */

import { ArgumentError } from '../errors.js';
import { typeName } from './python.js';

/** @throws ArgumentError (Python's TypeError) for what is no integer */
export function checkInt(callee: string, argument: string, position: number, value: unknown): void {
  if (Number.isSafeInteger(value)) return;
  throw new ArgumentError(
    `${callee}(): argument '${argument}' (position ${position}) must be int, not ${typeName(value)}`,
    {
      pythonType: 'TypeError',
      fields: { callee, argument, value },
    },
  );
}

/** For lists that Python also takes one by one, as in `reshape(2, 3)`. */
export const ARRAY = 'Sizes and dimensions are arrays here, as in `[2, 3]`.';

/**
 * A list of integers, as it is.
 *
 * @param callee    the function as PyTorch names it
 * @param position  which argument it is, counted from 1
 * @throws ArgumentError (Python's TypeError) for anything else
 */
export function intArray(
  callee: string,
  argument: string,
  position: number,
  value: unknown,
  hint?: string,
): readonly number[] {
  const at = Array.isArray(value) ? value.findIndex((item) => !Number.isSafeInteger(item)) : undefined;
  if (at === -1) return value as number[];
  const found =
    at === undefined
      ? `, not ${typeName(value)}`
      : `, but found element of type ${typeName((value as unknown[])[at])} at pos ${at}`;
  throw new ArgumentError(`${callee}(): argument '${argument}' (position ${position}) must be tuple of ints${found}`, {
    pythonType: 'TypeError',
    hint,
    fields: { callee, argument, value },
  });
}

/** The same, or one integer for a plain number. Lengths are the caller's to check. */
export function intList(callee: string, argument: string, position: number, value: unknown): readonly number[] {
  return Number.isSafeInteger(value) ? [value as number] : intArray(callee, argument, position, value);
}

/**
 * A list that a 1-D function hands on: exactly one integer.
 *
 * @throws ArgumentError (Python's RuntimeError)
 */
export function oneInt(callee: string, argument: string, values: readonly number[]): number {
  if (values.length !== 1)
    throw new ArgumentError(`${callee}() argument '${argument}' should contain one int (got ${values.length})`, {
      pythonType: 'RuntimeError',
      hint: `A 1-D layer has one axis: give one number.`,
      fields: { callee, argument, value: values },
    });
  return values[0]!;
}
