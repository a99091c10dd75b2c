/** @file What stands where a tensor belongs, in calls that no compiler checked. */

import type { ArgumentError } from '../errors.js';
import { typeError } from '../errors.js';
import { MAKE_TENSOR, wrongKind } from '../geometry/ints.js';
import { checkOptions } from '../geometry/options.js';
import { typeName } from '../geometry/python.js';
import { checkValues, isTensor } from './value-options.js';

/** The error for something else, whose Python type ends the message. */
export function wrongType(message: string, value: unknown, hint: string = MAKE_TENSOR): ArgumentError {
  return typeError(message + typeName(value), { hint, fields: { value } });
}

/**
 * Refuses arrays, numbers and nothing at all where an operation reads a tensor.
 *
 * @param position  of the argument, from 1
 * @throws ArgumentError (Python's TypeError)
 */
export function requireTensor(callee: string, argument: string, position: number, value: unknown): void {
  if (!isTensor(value)) throw wrongKind(callee, argument, position, 'Tensor', value);
}

/** The same for a list of them. @throws ArgumentError (Python's TypeError) */
export function checkTensors(callee: string, tensors: unknown): void {
  if (!Array.isArray(tensors))
    throw wrongKind(callee, 'tensors', 1, 'tuple of Tensors', tensors, undefined, `Write \`${callee}([a, b])\`.`);
  tensors.forEach((t, at) => {
    if (!isTensor(t)) throw wrongType(`expected Tensor as element ${at} in argument 0, but got `, t);
  });
}

/**
 * What every operation asks of a call: tensors where it reads tensors, and options that it knows.
 *
 * @param callee   as PyTorch names it
 * @param tensors  the leading arguments, by PyTorch's names and in their order
 * @param known    the options, as `checkValues` has them
 * @throws ArgumentError (Python's TypeError)
 */
export function checkCall(
  callee: string,
  tensors: Readonly<Record<string, unknown>>,
  options?: object,
  known: readonly string[] = [],
): void {
  if (options !== undefined) checkOptions(callee, options, known);
  let position = 0;
  for (const argument in tensors) requireTensor(callee, argument, ++position, tensors[argument]);
  if (options !== undefined) checkValues(callee, options, known);
}
