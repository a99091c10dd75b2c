/** @file How PyTorch reads an argument that is an integer or a list of integers. */

import { ArgumentError } from '../errors.js';
import { typeName } from './python.js';

/**
 * The integers of an argument: one for a plain number, else as many as the list has. Lengths are the caller's to check.
 *
 * @param callee    the function as PyTorch names it
 * @param position  which argument it is, counted from 1
 * @throws ArgumentError (Python's TypeError) for anything that is no integer
 */
export function intList(callee: string, argument: string, position: number, value: unknown): readonly number[] {
  const where = `${callee}(): argument '${argument}' (position ${position}) must be tuple of ints`;
  if (Array.isArray(value)) {
    const at = value.findIndex((item) => !Number.isSafeInteger(item));
    if (at < 0) return value as number[];
    throw new ArgumentError(`${where}, but found element of type ${typeName(value[at])} at pos ${at}`, {
      pythonType: 'TypeError',
      fields: { callee, argument, value },
    });
  }
  if (Number.isSafeInteger(value)) return [value as number];
  throw new ArgumentError(`${where}, not ${typeName(value)}`, {
    pythonType: 'TypeError',
    fields: { callee, argument, value },
  });
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
