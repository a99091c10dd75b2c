/** @file Whether two tensors are the same, or nearly. */

import { DTypeError } from '../errors.js';
import { broadcastShapes } from '../tensor/broadcast.js';
import { DTYPES } from '../tensor/dtype.js';
import { cells, numbers } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { expand } from './shape/expand.js';

export interface CloseOptions {
  /** Allowed difference relative to `other`; default 1e-5. */
  readonly rtol?: number;
  /** Allowed difference besides; default 1e-8. */
  readonly atol?: number;
  /** Whether NaN equals NaN; default false. */
  readonly equalNan?: boolean;
}

/** Whether dtype and shape agree; elements of different dtypes are not compared. */
function checkSameType(input: Tensor, other: Tensor): void {
  if (input.dtype !== other.dtype)
    throw new DTypeError(`${DTYPES[input.dtype].scalar} did not match ${DTYPES[other.dtype].scalar}`, {
      hint: `Convert one of them: other.to('${input.dtype}').`,
      fields: { input: input.dtype, other: other.dtype },
    });
}

/**
 * Whether |input − other| ≤ atol + rtol·|other| everywhere, broadcast. Infinities are close to themselves only.
 *
 * @throws DTypeError if the dtypes differ
 */
export function allclose(input: Tensor, other: Tensor, options: CloseOptions = {}): boolean {
  checkCall('allclose', { input, other }, options, ['rtol', 'atol', 'equalNan']);
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  checkSameType(input, other);
  const shape = broadcastShapes(input.shape, other.shape);
  const [a, b] = [numbers(expand(input, shape)), numbers(expand(other, shape))];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    const close = x === y || (Number.isFinite(y) && Math.abs(x - y) <= atol + rtol * Math.abs(y));
    if (!close && !(equalNan && Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}

/** Whether shape and all elements agree; NaN differs from itself. */
export function equal(input: Tensor, other: Tensor): boolean {
  checkCall('equal', { input, other });
  if (input.dim() !== other.dim() || input.shape.some((size, d) => size !== other.shape[d])) return false;
  if (input.dtype === other.dtype && input.dtype === 'int64') {
    const [a, b] = [cells(input), cells(other)];
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  const [a, b] = [numbers(input), numbers(other)];
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
