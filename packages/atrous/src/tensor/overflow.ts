/** @file Numbers that an integer type cannot hold. Conversions between tensors wrap around; a number that is written down is refused. */

import { runtimeError } from '../errors.js';
import type { DType } from './dtype.js';

/** As in PyTorch, a negative byte whose magnitude fits wraps around. */
const LIMITS: Readonly<Partial<Record<DType, readonly [least: number, most: number, cpp: string]>>> = {
  uint8: [-255, 255, 'uint8_t'],
  int32: [-(2 ** 31), 2 ** 31 - 1, 'int'],
  int64: [-(2 ** 63), 2 ** 63, 'int64_t'],
};

/**
 * @param named  how PyTorch names the type in this place: as in Python, or as in C++
 * @throws ArgumentError (Python's RuntimeError) for a number outside an integer type, infinite or NaN
 */
export function checkHeld(dtype: DType, value: number, named: 'python' | 'cpp'): void {
  const limits = LIMITS[dtype];
  if (limits === undefined) return;
  const [least, most, cpp] = limits;
  if (value >= least && value <= most) return;
  throw runtimeError(`value cannot be converted to type ${named === 'cpp' ? cpp : dtype} without overflow`, {
    hint: `${value} is no ${dtype}.`,
    fields: { dtype, value },
  });
}
