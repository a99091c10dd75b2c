/** @file Nothing is accepted and ignored: an options object has only the keys that its function knows. */

import { ArgumentError } from '../errors.js';
import { nearest } from './nearest.js';

/**
 * Refuses keys that `callee` does not know, naming the nearest one it does.
 *
 * @throws ArgumentError (Python's TypeError)
 */
export function checkOptions(callee: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    throw new ArgumentError(`${callee}() got an unexpected keyword argument '${key}'`, {
      pythonType: 'TypeError',
      hint: meant === undefined ? `It takes: ${known.join(', ') || 'no options'}.` : `Did you mean \`${meant}\`?`,
      fields: { callee, key, known },
    });
  }
}
