/** @file Conversion and copies with their history. */

import { differentiable } from '../autograd/index.js';
import { cast, clone as copy } from '../tensor/cast.js';
import type { DType } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';

/** The values in another dtype; the tensor itself where it has it already. The gradient is converted back. */
export function to(input: Tensor, dtype: DType): Tensor {
  if (input.dtype === dtype) return input;
  const own = input.dtype;
  return differentiable('ToCopy', [input], cast(input, dtype), (grad) => [to(grad, own)]);
}

/** A copy with storage of its own, through which gradients pass. */
export function clone(input: Tensor): Tensor {
  return differentiable('Clone', [input], copy(input), (grad) => [grad]);
}
