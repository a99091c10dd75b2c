/** @file The linear layer: every row of the input times a matrix. */

import { DTypeError } from '../../errors.js';
import { linearGeometry } from '../../geometry/linear.js';
import { DTYPES } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { checkComputed } from '../conv/dtypes.js';
import { matmul } from '../matmul.js';
import { linearProduct } from './products.js';

export interface LinearOptions {
  /** [outFeatures], or one value for all; default none. */
  bias?: Tensor | null | undefined;
}

/**
 * `y = x · weightᵀ + bias` over the last axis: [*, inFeatures] → [*, outFeatures].
 *
 * @param weight  [outFeatures, inFeatures]; without a bias also [inFeatures], for one output and no axis of it
 * @throws ShapeError, DTypeError with PyTorch's text
 */
export function linear(input: Tensor, weight: Tensor, options: LinearOptions = {}): Tensor {
  checkCall('linear', { input, weight }, options, ['bias']);
  const bias = options.bias ?? null;
  if (weight.dim() === 1 && input.dim() > 0 && bias === null) return matmul(input, weight);
  // With a bias PyTorch looks at the types first.
  if (bias !== null && bias.dim() === 1 && input.dim() > 0 && weight.dim() > 0) checkFusedTypes(input, weight, bias);
  const geometry = linearGeometry(input.shape, weight.shape, bias?.shape ?? null);
  checkTypes(input, weight, bias);
  checkComputed('addmm_impl_cpu_', input.dtype);
  return linearProduct(input, weight, bias, geometry);
}

function checkFusedTypes(input: Tensor, weight: Tensor, bias: Tensor): void {
  refuseUnlike('self and mat2 must have the same dtype, but got', bias, weight);
  refuseUnlike('mat1 and mat2 must have the same dtype, but got', input, weight);
}

function refuseUnlike(text: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype)
    throw new DTypeError(`${text} ${DTYPES[a.dtype].scalar} and ${DTYPES[b.dtype].scalar}`, {
      hint: 'Input and parameters need the same dtype.',
      fields: { dtypes: [a.dtype, b.dtype] },
    });
}

function checkTypes(input: Tensor, weight: Tensor, bias: Tensor | null): void {
  const other = [weight, bias].find((t) => t !== null && t.dtype !== input.dtype);
  if (other)
    throw new DTypeError(
      `expected m1 and m2 to have the same dtype, but got: ${DTYPES[input.dtype].cpp} != ${DTYPES[other.dtype].cpp}`,
      { hint: 'Input and parameters need the same dtype.', fields: { input: input.dtype, found: other.dtype } },
    );
}
