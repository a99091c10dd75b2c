/** @file Tensors by name, as the writers take them. */

import { ArgumentError } from '../errors.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { Tensor } from '../tensor/tensor.js';

/** A state dict, a map or a plain object. */
export type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

export function entriesOf<T>(named: Named<T>): [string, T][] {
  return named instanceof Map ? [...(named as ReadonlyMap<string, T>)] : Object.entries(named);
}

/**
 * @param format what the message calls the file
 * @throws ArgumentError if it is no tensor, or its name no text that UTF-8 can hold
 */
export function checkTensor(format: string, name: string, tensor: unknown): void {
  if (!(tensor instanceof Tensor))
    throw new ArgumentError(`${format}: ${JSON.stringify(name)} should be a tensor, got ${pythonTypeName(tensor)}`, {
      pythonType: 'TypeError',
      fields: { name },
    });
  if (/\p{Surrogate}/u.test(name))
    throw new ArgumentError(
      `${format}: the name ${JSON.stringify(name)} has half a character, which UTF-8 cannot hold`,
      { fields: { name } },
    );
}
