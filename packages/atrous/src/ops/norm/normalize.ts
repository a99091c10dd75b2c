/** @file `F.normalize`. */

import { typeError } from '../../errors.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { clamp, div } from '../elementwise/index.js';
import { norm } from '../reduce/index.js';

export interface NormalizeOptions {
  /** Order of the norm; default 2. */
  readonly p?: number;
  /** The axis or axes over which the norm is taken; null takes all. Default 1. */
  readonly dim?: number | readonly number[] | null;
  /** Least divisor; default 1e-12. */
  readonly eps?: number;
}

/**
 * `x / max(‖x‖ₚ, eps)` along `dim`.
 *
 * @throws IndexError for an axis that does not exist, DTypeError for integers and bool
 */
export function normalize(input: Tensor, options: NormalizeOptions = {}): Tensor {
  checkCall('normalize', { input }, options, ['p', 'dim', 'eps']);
  const { p = 2, dim = 1, eps = 1e-12 } = options;
  if (typeof p !== 'number')
    throw typeError(`normalize(): argument 'p' must be a number, not ${typeof p}`, { fields: { p } });
  return div(input, clamp(norm(input, p, dim === null ? { keepdim: true } : { dim, keepdim: true }), { min: eps }));
}
