/** @file What every dropout asks of its input. */

import { DTypeError, ShapeError } from '../../errors.js';
import { DTYPES, isFloatingPoint } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';

/** @throws DTypeError for integers and bool */
export function checkFloating(input: Tensor): void {
  if (isFloatingPoint(input.dtype)) return;
  throw new DTypeError(`result type Float can't be cast to the desired output type ${DTYPES[input.dtype].scalar}`, {
    hint: "Convert it first: `x.to('float32')`.",
    fields: { dtype: input.dtype },
  });
}

/** @throws ShapeError where there is no channel axis */
export function checkFeatures(rank: number): void {
  if (rank < 2)
    throw new ShapeError('Feature dropout requires at least 2 dimensions in the input', { fields: { rank } });
}
