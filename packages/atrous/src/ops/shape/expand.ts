/** @file Repeating axes: copies. */

import { differentiable } from '../../autograd/index.js';
import { ShapeError } from '../../errors.js';
import { ARRAY, intArray } from '../../geometry/ints.js';
import { sizeList } from '../../geometry/python.js';
import { broadcastStrides } from '../../tensor/broadcast.js';
import { DTYPES } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import { checkSize } from '../../tensor/sizes.js';
import { copyStrided, rowMajor } from '../../tensor/strides.js';
import { Tensor } from '../../tensor/tensor.js';
import { sum } from '../reduce/sums.js';
import { sumTo } from '../reduce/sum-to.js';
import { reshape } from './view.js';

/** The size of one axis of `expand`: −1 keeps what is there. */
function expandedSize(input: Tensor, size: readonly number[], d: number): number {
  const at = d - size.length + input.dim();
  const wanted = size[d]!;
  if (at < 0) {
    if (wanted >= 0) return wanted;
    throw new ShapeError(
      `The expanded size of the tensor (${wanted}) isn't allowed in a leading, non-existing dimension ${d}`,
      { fields: { size: [...size], dim: d } },
    );
  }
  const own = input.shape[at]!;
  if (wanted === -1 || wanted === own) return own;
  if (own === 1 && wanted >= 0) return wanted;
  throw new ShapeError(
    `The expanded size of the tensor (${wanted}) must match the existing size (${own}) at non-singleton dimension ${d}.  Target sizes: ${sizeList(size)}.  Tensor sizes: ${sizeList(input.shape)}`,
    { fields: { size: [...size], shape: [...input.shape], dim: d } },
  );
}

/**
 * Axes of size 1 repeated to the given sizes, new ones put in front; −1 keeps a size.
 *
 * @throws ShapeError where a size other than 1 would change
 */
export function expand(input: Tensor, size: readonly number[]): Tensor {
  checkCall('expand', { input });
  intArray('expand', 'size', 2, size, ARRAY);
  if (size.length < input.dim())
    throw new ShapeError(
      `expand(${DTYPES[input.dtype].tensorType}{${sizeList(input.shape)}}, size=${sizeList(size)}): the number of sizes provided (${size.length}) must be greater or equal to the number of dimensions in the tensor (${input.dim()})`,
      { fields: { size: [...size], shape: [...input.shape] } },
    );
  // From the last axis on, as PyTorch does.
  const shape = size.map((_, d) => expandedSize(input, size, size.length - 1 - d)).toReversed();
  const own = input.shape;
  const output = copyStrided(input, shape, broadcastStrides(own, shape));
  return differentiable('Expand', [input], output, (grad) => [sumTo(grad, own)]);
}

/**
 * The whole tensor laid side by side, repeats[d] times along axis d; new axes are put in front.
 *
 * @throws ShapeError for fewer repeats than axes, and for negative ones
 */
export function repeat(input: Tensor, repeats: readonly number[]): Tensor {
  checkCall('repeat', { input });
  intArray('repeat', 'repeats', 2, repeats, ARRAY);
  if (repeats.length < input.dim())
    throw new ShapeError('Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor', {
      fields: { repeats: [...repeats], shape: [...input.shape] },
    });
  const lead = repeats.length - input.dim();
  const own = [...Array.from({ length: lead }, () => 1), ...input.shape];
  const shape = checkSize(
    'repeat',
    own.map((size, d) => size * repeats[d]!),
  );
  const strides = rowMajor(own);
  // Every axis is read as two, [repeats, size], of which the first does not move.
  const pairs = own.flatMap((size, d) => [repeats[d]!, size]);
  const split = copyStrided(
    input,
    pairs,
    strides.flatMap((stride) => [0, stride]),
  );
  const output = new Tensor(split.storage, shape, input.dtype);
  const repeated = own.map((_, d) => 2 * d);
  return differentiable('Repeat', [input], output, (grad) => [
    reshape(repeated.length === 0 ? grad : sum(reshape(grad, pairs), repeated), own.slice(lead)),
  ]);
}
