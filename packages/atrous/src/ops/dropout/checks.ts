/** @file What every dropout asks of its input. */

import { ShapeError } from '../../errors.js';
import { cannotCast, isFloatingPoint } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';

/** @throws DTypeError for integers and bool */
export function checkFloating(input: Tensor): void {
  if (!isFloatingPoint(input.dtype)) throw cannotCast('float32', input.dtype);
}

/** @throws ShapeError where there is no channel axis */
export function checkFeatures(rank: number): void {
  if (rank < 2)
    throw new ShapeError('Feature dropout requires at least 2 dimensions in the input', { fields: { rank } });
}
