/** @file The checks that schedulers share, in PyTorch's words. */

import { ArgumentError } from '../../errors.js';
import type { Optimizer } from '../optimizer.js';

/** One value for every group, or a list with one per group. */
export type PerGroup = number | readonly number[];

/** @throws ArgumentError if a list has another length than there are groups */
export function perGroup(name: string, optimizer: Optimizer, value: PerGroup): number[] {
  const groups = optimizer.paramGroups.length;
  if (typeof value === 'number') return Array.from({ length: groups }, () => value);
  if (value.length === groups) return [...value];
  throw new ArgumentError(
    `${name} must have the same length as optimizer.param_groups. ` +
      `${name} has ${value.length} values, param_groups has ${groups}.`,
    { fields: { values: value.length, groups } },
  );
}

/** @throws ArgumentError (Python's ZeroDivisionError) */
export function divisor(value: number, kind: 'integer modulo' | 'float division', hint: string): number {
  if (value !== 0) return value;
  throw new ArgumentError(`${kind} by zero`, { pythonType: 'ZeroDivisionError', hint });
}

/** Whether the optimiser's momentum is the first of its betas. @throws ArgumentError if it has none */
export function usesBeta1(optimizer: Optimizer): boolean {
  if ('betas' in optimizer.defaults) return true;
  if ('momentum' in optimizer.defaults) return false;
  throw new ArgumentError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled', {
    hint: `${optimizer.typeName()} has neither: pass \`{ cycleMomentum: false }\`.`,
  });
}
