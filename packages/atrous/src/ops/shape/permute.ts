/** @file Other orders of the axes and of the elements along them: copies. */

import { differentiable } from '../../autograd/index.js';
import { ShapeError } from '../../errors.js';
import { ARRAY, intArray } from '../../geometry/ints.js';
import { checkCall } from '../../tensor/operand.js';
import { copyStrided, rowMajor } from '../../tensor/strides.js';
import { wrapDim, type Tensor } from '../../tensor/tensor.js';
import { wrapDims } from './view.js';

/**
 * Axis i of the result is axis dims[i] of the input.
 *
 * @throws ShapeError if `dims` is no permutation of the axes
 */
export function permute(input: Tensor, dims: readonly number[]): Tensor {
  checkCall('permute', { input });
  intArray('permute', 'dims', 2, dims, ARRAY);
  const rank = input.dim();
  if (dims.length !== rank)
    throw new ShapeError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${dims.length}`,
      { fields: { rank, dims: [...dims] } },
    );
  const order = dims.map((dim) => wrapDim(dim, rank));
  if (new Set(order).size !== rank)
    throw new ShapeError('permute(): duplicate dims are not allowed.', { fields: { dims: [...dims] } });
  return moved('Permute', input, order);
}

/** With axis order[i] as axis i: the values alone, without history. */
export function reordered(input: Tensor, order: readonly number[]): Tensor {
  const strides = rowMajor(input.shape);
  return copyStrided(
    input,
    order.map((d) => input.shape[d]!),
    order.map((d) => strides[d]!),
  );
}

function moved(name: string, input: Tensor, order: readonly number[]): Tensor {
  return differentiable(name, [input], reordered(input, order), (grad) => [
    permute(
      grad,
      order.map((_, d) => order.indexOf(d)),
    ),
  ]);
}

/** With two axes exchanged. */
export function transpose(input: Tensor, dim0: number, dim1: number): Tensor {
  checkCall('transpose', { input });
  const rank = input.dim();
  const [a, b] = [wrapDim(dim0, rank), wrapDim(dim1, rank)];
  const order = input.shape.map((_, d) => d);
  if (rank > 0) [order[a], order[b]] = [b, a];
  return moved('Transpose', input, order);
}

/**
 * A matrix with rows and columns exchanged; fewer dimensions stay as they are.
 *
 * @throws ShapeError for more than two dimensions
 */
export function t(input: Tensor): Tensor {
  checkCall('t', { input });
  if (input.dim() > 2)
    throw new ShapeError(`t() expects a tensor with <= 2 dimensions, but self is ${input.dim()}D`, {
      hint: 'Use transpose(dim0, dim1) or permute(dims).',
      fields: { rank: input.dim() },
    });
  return moved('T', input, input.dim() === 2 ? [1, 0] : input.shape.map((_, d) => d));
}

/** With the elements along the given axes in reverse order. */
export function flip(input: Tensor, dims: number | readonly number[]): Tensor {
  checkCall('flip', { input });
  const chosen = wrapDims(dims, input.dim());
  return differentiable('Flip', [input], reversed(input, chosen), (grad) => [flip(grad, chosen)]);
}

function reversed(input: Tensor, chosen: readonly number[]): Tensor {
  const strides = rowMajor(input.shape);
  let offset = 0;
  for (const d of chosen) {
    if (input.dim() === 0 || input.shape[d] === 0) continue;
    offset += (input.shape[d]! - 1) * strides[d]!;
    strides[d]! *= -1;
  }
  return copyStrided(input, input.shape, strides, offset);
}
