/** @file How close is close: torch.testing.assert_close's defaults, times the factor that a case gives a tensor. */

import type { Tolerance } from './compare.js';
import type { GoldenCase } from './files.js';

const DEFAULTS: Readonly<Record<string, Tolerance>> = {
  float32: { atol: 1e-5, rtol: 1.3e-6 },
  float64: { atol: 1e-7, rtol: 1e-7 },
};

/**
 * The bound of one tensor of a case (`outputs.output`, `grads.weight`): a case's own numbers are those of its worst
 * tensor, and tensors that `factors` does not name hold with the defaults.
 */
export function toleranceOf({ dtype, factors }: Pick<GoldenCase, 'dtype' | 'factors'>, tensor: string): Tolerance {
  const { atol, rtol } = DEFAULTS[dtype]!;
  const factor = factors?.[tensor] ?? 1;
  return { atol: atol * factor, rtol: rtol * factor };
}
