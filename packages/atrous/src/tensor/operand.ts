/** @file What stands where a tensor belongs, in calls that no compiler checked. */

import { ArgumentError } from '../errors.js';
import { snakeCase } from '../geometry/names.js';
import { checkOptions } from '../geometry/options.js';
import { typeName } from '../geometry/python.js';
import type { Tensor } from './tensor.js';

/** What to do with an array where a tensor belongs. */
export const MAKE_TENSOR = 'Make it one: `tensor([1, 2])`, or `fromTypedArray(array, shape)`.';

/** Whether it is a tensor, of another copy of this library too. */
export const isTensor = (value: unknown): boolean => typeof (value as Tensor | null | undefined)?.storage === 'object';

/** The error for something else, whose Python type ends the message. */
export function wrongType(message: string, value: unknown, hint: string = MAKE_TENSOR): ArgumentError {
  return new ArgumentError(message + (isTensor(value) ? 'Tensor' : typeName(value)), {
    pythonType: 'TypeError',
    hint,
    fields: { value },
  });
}

/**
 * Refuses arrays, numbers and nothing at all where an operation reads a tensor.
 *
 * @param position  of the argument, from 1
 * @throws ArgumentError (Python's TypeError)
 */
export function requireTensor(callee: string, argument: string, position: number, value: unknown): void {
  if (!isTensor(value))
    throw wrongType(`${callee}(): argument '${argument}' (position ${position}) must be Tensor, not `, value);
}

/** The same for a list of them. @throws ArgumentError (Python's TypeError) */
export function checkTensors(callee: string, tensors: unknown): void {
  if (!Array.isArray(tensors))
    throw wrongType(
      `${callee}(): argument 'tensors' (position 1) must be tuple of Tensors, not `,
      tensors,
      `Write \`${callee}([a, b])\`.`,
    );
  tensors.forEach((t, at) => {
    if (!isTensor(t)) throw wrongType(`expected Tensor as element ${at} in argument 0, but got `, t);
  });
}

/** The options that are tensors, or null, wherever they occur. */
const TENSOR_OPTIONS = ['weight', 'bias', 'posWeight', 'runningMean', 'runningVar', 'randomSamples'];

/** Refuses the same where an operation reads a tensor or does without. @throws ArgumentError (Python's TypeError) */
export function checkTensorOptions(callee: string, options: object): void {
  for (const name in options) {
    const value = (options as Readonly<Record<string, unknown>>)[name] ?? null;
    if (value !== null && !isTensor(value) && TENSOR_OPTIONS.includes(name))
      throw wrongType(`${callee}(): argument '${snakeCase(name)}' must be Tensor, not `, value);
  }
}

/**
 * What every operation asks of a call: tensors where it reads tensors, and options that it knows.
 *
 * @param callee   as PyTorch names it
 * @param tensors  the leading arguments, by PyTorch's names and in their order
 * @param known    the names of the options
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
  if (options !== undefined) checkTensorOptions(callee, options);
}
