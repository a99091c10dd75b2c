/** @file The checks that optimisers share, in PyTorch's words. */

import { ArgumentError } from '../errors.js';
import { asGiven, float } from '../geometry/python.js';
import type { Arg } from '../geometry/types.js';

/** @throws ArgumentError unless the value is a number of at least 0 */
export function checkNonNegative(what: string, value: number): void {
  if (typeof value === 'number' && value >= 0) return;
  throw new ArgumentError(`${what}: ${shown(value)}`, { fields: { value } });
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'not a number' : asGiven(value as Arg);
}

/** @throws ArgumentError unless both lie in [0, 1) */
export function checkBetas(betas: readonly [number, number]): void {
  betas.forEach((beta, index) => {
    if (!(beta >= 0 && beta < 1))
      throw new ArgumentError(`Invalid beta parameter at index ${index}: ${float(beta)}`, { fields: { index, beta } });
  });
}
