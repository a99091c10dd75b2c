/** @file Nothing is accepted and ignored: an options object has only the keys that its function knows. */

import { typeError } from '../errors.js';
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

const names = (known: readonly string[]): string[] => known.map((entry) => entry.split(' ', 1)[0]!);

/** A bare value where an object should be: `flatten(1)` would else mean `flatten()`. */
function refuseValue(callee: string, options: unknown, open: readonly string[]): void {
  if (isPlainObject(options)) return;
  const [first] = names(open);
  throw typeError(`${callee}() takes its options as one object, but got ${shown(options)}`, {
    hint:
      first === undefined ? 'It takes no options.' : `Write \`{ ${first}: … }\`; it takes: ${names(open).join(', ')}.`,
    fields: { callee, options, known: names(open) },
  });
}

/** What is known of an option: its name, behind which more may stand (`tensor/value-options.ts`). */
export function entryOf(known: readonly string[], name: string): string | undefined {
  const start = `${name} `;
  return known.find((entry) => entry === name || entry.startsWith(start));
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
    if (entryOf(known, key) !== undefined) continue;
    const meant = nearest(key, names(known));
    throw typeError(`${callee}() got an unexpected keyword argument '${key}'`, {
      hint: meant === undefined ? `It takes: ${names(open).join(', ') || 'no options'}.` : `Did you mean \`${meant}\`?`,
      fields: { callee, key, known: names(known) },
    });
  }
}
