/** @file Broadcasting reversed: what the gradient of a repeated element is. */

import type { DType } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { reshape } from '../shape/view.js';
import { sum } from './sums.js';

/**
 * A tensor of a shape to which `shape` broadcasts, summed over the axes along which it was repeated: the adjoint of
 * `expand`. The tensor itself where it has the shape already.
 */
export function sumTo(input: Tensor, shape: readonly number[]): Tensor {
  const lead = input.dim() - shape.length;
  const repeated = input.shape.flatMap((size, d) => (d < lead || (shape[d - lead] === 1 && size !== 1) ? [d] : []));
  return repeated.length === 0 ? input : reshape(sum(input, repeated, { keepdim: true }), shape);
}

/** What a rule has to know of an operand in order to give it a gradient; it holds no values. */
export interface Form {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The form of a tensor, or of a plain number, which takes no gradient. */
export function formOf(operand: Tensor | number): Form {
  return typeof operand === 'number' ? { shape: [], dtype: 'float64' } : { shape: operand.shape, dtype: operand.dtype };
}

/** The gradient of an operand from that of the broadcast, promoted result. */
export function fit(grad: Tensor, { shape, dtype }: Form): Tensor {
  return to(sumTo(grad, shape), dtype);
}
