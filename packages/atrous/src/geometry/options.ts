/** @file Nothing is accepted and ignored: an options object has only the keys that its function knows. */

import { ArgumentError } from '../errors.js';
import { nearest } from './nearest.js';

/** `{ … }`, of whichever realm; a tensor or a map is none. */
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `Tensor` for a tensor, which would print all that it holds. */
const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value.constructor.name : String(value);

/** A bare value where an object should be: `flatten(1)` would else mean `flatten()`. */
function refuseValue(callee: string, options: unknown, open: readonly string[]): void {
  if (isPlainObject(options)) return;
  const [first] = open;
  throw new ArgumentError(`${callee}() takes its options as one object, but got ${shown(options)}`, {
    pythonType: 'TypeError',
    hint: first === undefined ? 'It takes no options.' : `Write \`{ ${first}: … }\`; it takes: ${open.join(', ')}.`,
    fields: { callee, options, known: open },
  });
}

/**
 * Refuses what is no object, and keys that `callee` does not know, naming the nearest one it does.
 *
 * @param open those of `known` that stand in no place before the options, for the hints
 * @throws ArgumentError (Python's TypeError)
 */
export function checkOptions(
  callee: string,
  options: object,
  known: readonly string[],
  open: readonly string[] = known,
): void {
  refuseValue(callee, options, open);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    throw new ArgumentError(`${callee}() got an unexpected keyword argument '${key}'`, {
      pythonType: 'TypeError',
      hint: meant === undefined ? `It takes: ${open.join(', ') || 'no options'}.` : `Did you mean \`${meant}\`?`,
      fields: { callee, key, known },
    });
  }
}
