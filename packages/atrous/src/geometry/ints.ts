/** @file How PyTorch reads an argument that is an integer or a list of integers. */

import type { ArgumentError } from '../errors.js';
import { runtimeError, typeError } from '../errors.js';
import { typeName } from './python.js';

/** What to do with an array where a tensor belongs. */
export const MAKE_TENSOR = 'Make it one: `tensor([1, 2])`, or `fromTypedArray(array, shape)`.';

/** The method that is being called. */
let method = '';

/** Calls what is behind a method: PyTorch's parser does not count the tensor whose method it is. */
export function asMethod<T>(callee: string, run: () => T): T {
  const outer = method;
  method = callee;
  try {
    return run();
  } finally {
    method = outer;
  }
}

/**
 * The error of PyTorch's argument parser.
 *
 * @param position  which argument it is, counted from 1; 0 for one that the parser is given by its name
 * @param kind      what it must be
 * @param found     what it is instead
 */
export function wrongKind(
  callee: string,
  argument: string,
  position: number,
  kind: string,
  value: unknown,
  found: string = `, not ${typeName(value)}`,
  hint: string | undefined = kind === 'Tensor' ? MAKE_TENSOR : undefined,
): ArgumentError {
  const counted = position - Number(callee === method && position > 1);
  const place = position > 0 ? ` (position ${counted})` : '';
  return typeError(`${callee}(): argument '${argument}'${place} must be ${kind}${found}`, {
    hint,
    fields: { callee, argument, value },
  });
}

/** @throws ArgumentError (Python's TypeError) for what is no integer */
export function checkInt(callee: string, argument: string, position: number, value: unknown): void {
  if (!Number.isSafeInteger(value)) throw wrongKind(callee, argument, position, 'int', value);
}

/** What convolutions are given by name may be as large as int64: their padding has a limit of its own. */
const intTest = (position: number): ((value: unknown) => boolean) =>
  position === 0 ? Number.isInteger : Number.isSafeInteger;

/** For lists that Python also takes one by one, as in `reshape(2, 3)`. */
export const ARRAY = 'Sizes and dimensions are arrays here, as in `[2, 3]`.';

/**
 * A list of integers, as it is.
 *
 * @param callee    the function as PyTorch names it
 * @throws ArgumentError (Python's TypeError) for anything else
 */
export function intArray(
  callee: string,
  argument: string,
  position: number,
  value: unknown,
  hint?: string,
): readonly number[] {
  const isInt = intTest(position);
  const at = Array.isArray(value) ? value.findIndex((item) => !isInt(item)) : undefined;
  if (at === -1) return value as number[];
  const found =
    at === undefined || position === 0
      ? undefined
      : `, but found element of type ${typeName((value as unknown[])[at])} at pos ${at}`;
  throw wrongKind(callee, argument, position, 'tuple of ints', value, found, hint);
}

/** The same, or one integer for a plain number. Lengths are the caller's to check. */
export function intList(callee: string, argument: string, position: number, value: unknown): readonly number[] {
  return intTest(position)(value) ? [value as number] : intArray(callee, argument, position, value);
}

/**
 * A list that a 1-D function hands on: exactly one integer.
 *
 * @throws ArgumentError (Python's RuntimeError)
 */
export function oneInt(callee: string, argument: string, values: readonly number[]): number {
  if (values.length !== 1)
    throw runtimeError(`${callee}() argument '${argument}' should contain one int (got ${values.length})`, {
      hint: `A 1-D layer has one axis: give one number.`,
      fields: { callee, argument, value: values },
    });
  return values[0]!;
}

/** What Python compares with a number must be one. @throws ArgumentError (Python's TypeError) */
export function requireOrdered(operator: string, value: unknown, other: string = 'float'): void {
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw typeError(`'${operator}' not supported between instances of '${typeName(value)}' and '${other}'`, {
      fields: { value },
    });
}
