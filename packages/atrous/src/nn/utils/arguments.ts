/** @file What stands where modules, parameters and numbers belong, in calls that no compiler checked: in Python's words. */

import { ArgumentError, NameError, typeError } from '../../errors.js';
import { typeName } from '../../geometry/python.js';
import type { Tensor } from '../../tensor/tensor.js';
import { isTensor } from '../../tensor/value-options.js';
import { Module } from '../module.js';

const named = (value: unknown): string => (value instanceof Module ? value.typeName() : typeName(value));

const lacks = (value: unknown, attribute: string): NameError =>
  new NameError(`'${named(value)}' object has no attribute '${attribute}'`);

/** @param attribute  what PyTorch misses first @throws NameError (Python's AttributeError) for what is no module */
export function requireModule(value: unknown, attribute: string): void {
  if (!(value instanceof Module)) throw lacks(value, attribute);
}

/**
 * One tensor or several, as a list.
 *
 * @param attribute  what PyTorch misses first in something else
 * @throws ArgumentError (Python's TypeError) for what is no list, NameError (AttributeError) for what is no tensor in it
 */
export function tensorsOf(values: Tensor | Iterable<Tensor>, attribute: string): Tensor[] {
  if (isTensor(values)) return [values as Tensor];
  if (typeof (values as Iterable<Tensor> | null)?.[Symbol.iterator] !== 'function')
    throw typeError(`'${named(values)}' object is not iterable`);
  const list = [...(values as Iterable<Tensor>)];
  for (const value of list) if (!isTensor(value)) throw lacks(value, attribute);
  return list;
}

/** Python's `float(value)`, of which only numbers pass here. @throws ArgumentError (Python's ValueError or TypeError) */
export function requireFloat(value: unknown): void {
  if (typeof value === 'string') throw new ArgumentError(`could not convert string to float: '${value}'`);
  if (typeof value !== 'number')
    throw typeError(`float() argument must be a string or a real number, not '${named(value)}'`);
}
