/** @file What several operations refuse of a shape, in PyTorch's words. */

import { ShapeError } from '../errors.js';
import { sizeList } from './python.js';
import type { Shape } from './types.js';

/** @throws ShapeError for a tensor that cannot be made */
export function checkNotNegative(shape: Shape, hint?: string): void {
  const negative = shape.find((size) => size < 0);
  if (negative !== undefined)
    throw new ShapeError(`Trying to create tensor with negative dimension ${negative}: ${sizeList(shape)}`, {
      hint,
      fields: { shape },
    });
}

/** Why a shape with an open size says nothing of an empty tensor. */
export const ambiguousShape = (shape: Shape): string =>
  `cannot reshape tensor of 0 elements into shape ${sizeList(shape)} because the unspecified dimension size -1 can be any value and is ambiguous`;
