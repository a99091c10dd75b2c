/** @file A tensor's elements as plain JavaScript values. */

import { ShapeError } from '../errors.js';
import { cells, decode } from './element.js';
import type { Tensor } from './tensor.js';

/** Numbers, or booleans for `bool`, nested as deeply as the tensor has dimensions. */
export type NestedList = number | boolean | NestedList[];

/**
 * The one element as a number (`bool` as 0 or 1).
 *
 * @throws ShapeError if there is not exactly one
 * @throws NotSupportedError for an int64 beyond 2⁵³; read it from `data`
 */
export function item(t: Tensor): number {
  if (t.numel() !== 1)
    throw new ShapeError(`a Tensor with ${t.numel()} elements cannot be converted to Scalar`, {
      hint: 'Use tolist() for all of them.',
      fields: { shape: [...t.shape] },
    });
  return decode(t.dtype, cells(t)[0]!);
}

/**
 * Nested arrays of the elements; of a scalar, the value itself.
 *
 * @throws NotSupportedError for an int64 beyond 2⁵³; read it from `data`
 */
export function tolist(t: Tensor): NestedList {
  const raw = cells(t);
  let next = 0;
  const level = (d: number): NestedList => {
    if (d < t.dim()) return Array.from({ length: t.shape[d]! }, () => level(d + 1));
    const value = decode(t.dtype, raw[next++]!);
    return t.dtype === 'bool' ? value !== 0 : value;
  };
  return level(0);
}
