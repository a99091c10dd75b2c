/** @file The checks that optimisers share, in PyTorch's words. */

import { ArgumentError, NotSupportedError } from '../errors.js';
import { asGiven, float } from '../geometry/python.js';
import type { Arg } from '../geometry/types.js';

/** Flags that choose among PyTorch's implementations of one update, and what they may be here. */
const IMPLEMENTATION: Readonly<Record<string, string>> = {
  foreach: 'Parameters are updated one after another; the results are the same.',
  fused: 'Parameters are updated one after another; the results are the same.',
  capturable: 'There are no CUDA graphs here.',
  differentiable: 'A step is not recorded: its parameters are leaves.',
};

/** Whether an option only says how a step is run, not what it computes. */
export function isImplementationFlag(name: string): boolean {
  return Object.hasOwn(IMPLEMENTATION, name);
}

/** @throws NotSupportedError for a flag that is set; ArgumentError for two that exclude each other */
export function checkFlags(optimizer: string, options: Readonly<Record<string, unknown>>): void {
  if (options['fused'] && options['foreach'])
    throw new ArgumentError('`fused` and `foreach` cannot be `True` together.', { pythonType: 'RuntimeError' });
  if (options['fused'] && options['differentiable'])
    throw new ArgumentError('`fused` does not support `differentiable`', { pythonType: 'RuntimeError' });
  for (const [name, hint] of Object.entries(IMPLEMENTATION))
    if (options[name])
      throw new NotSupportedError(`${optimizer}: ${name}=True is not available`, { hint, fields: { option: name } });
}

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
