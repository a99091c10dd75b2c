/** @file Parts of a tensor along one axis: copies. */

import { differentiable } from '../../autograd/index.js';
import { IndexError, runtimeError, ShapeError } from '../../errors.js';
import { ARRAY, intArray } from '../../geometry/ints.js';
import { sizeList } from '../../geometry/python.js';
import { checkCall } from '../../tensor/operand.js';
import { copyStrided, rowMajor } from '../../tensor/strides.js';
import { Tensor, wrapDim } from '../../tensor/tensor.js';
import { placed } from './scatter.js';
import { reshape } from './view.js';

/** `count` elements along an axis, from `start` in steps. */
function taken(name: string, input: Tensor, dim: number, start: number, count: number, step = 1): Tensor {
  const own = input.shape;
  return differentiable(name, [input], copied(input, dim, start, count, step), (grad) => [
    placed(grad, own, dim, start, step),
  ]);
}

function copied(input: Tensor, dim: number, start: number, count: number, step: number): Tensor {
  const strides = rowMajor(input.shape);
  const offset = count > 0 ? start * strides[dim]! : 0;
  const shape = input.shape.map((size, d) => (d === dim ? count : size));
  strides[dim]! *= step;
  return copyStrided(input, shape, strides, offset);
}

/** A function that needs an axis to work along. */
function checkRank(input: Tensor, message: string, pythonType: 'IndexError' | 'RuntimeError'): void {
  if (input.dim() === 0) throw new ShapeError(message, { pythonType });
}

/**
 * The slice at `index` of an axis, without that axis. Negative indices count from the end.
 *
 * @throws IndexError outside the axis
 */
export function select(input: Tensor, dim: number, index: number): Tensor {
  checkCall('select', { input });
  checkRank(input, 'select() cannot be applied to a 0-dim tensor.', 'IndexError');
  const d = wrapDim(dim, input.dim());
  const size = input.shape[d]!;
  if (!Number.isInteger(index) || index < -size || index >= size)
    throw new IndexError(
      `select(): index ${index} out of range for tensor of size ${sizeList(input.shape)} at dimension ${d}`,
      { fields: { index, dim: d, shape: [...input.shape] } },
    );
  const start = index < 0 ? index + size : index;
  const [own, slab] = [input.shape, input.shape.with(d, 1)];
  const part = new Tensor(copied(input, d, start, 1, 1).storage, own.toSpliced(d, 1), input.dtype);
  return differentiable('Select', [input], part, (grad) => [placed(reshape(grad, slab), own, d, start)]);
}

/**
 * `length` elements of an axis from `start` on, which may count from the end.
 *
 * @throws IndexError if `start` lies outside the axis
 * @throws ShapeError if the part reaches beyond it
 */
export function narrow(input: Tensor, dim: number, start: number, length: number): Tensor {
  checkCall('narrow', { input });
  checkRank(input, 'narrow() cannot be applied to a 0-dim tensor.', 'RuntimeError');
  if (!(length >= 0)) throw new ShapeError('narrow(): length must be non-negative.', { fields: { length } });
  const d = wrapDim(dim, input.dim());
  const size = input.shape[d]!;
  if (!Number.isInteger(start) || start < -size || start > size)
    throw new IndexError(`start out of range (expected to be in range of [${-size}, ${size}], but got ${start})`, {
      fields: { start, size },
    });
  const from = start < 0 ? start + size : start;
  if (from + length > size)
    throw new ShapeError(`start (${from}) + length (${length}) exceeds dimension size (${size}).`, {
      hint: `At most ${size - from} elements follow.`,
      fields: { start: from, length, size },
    });
  return taken('Slice', input, d, from, length);
}

/**
 * Python's `start:end:step` along an axis: negative positions count from the end, and what lies outside is cut off.
 *
 * @param start default (or null): the beginning
 * @param end   default (or null): the end
 * @throws ArgumentError for a step that is not positive
 */
export function slice(
  input: Tensor,
  dim = 0,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  checkCall('slice', { input });
  checkRank(input, 'slice() cannot be applied to a 0-dim tensor.', 'RuntimeError');
  const d = wrapDim(dim, input.dim());
  if (!(Number.isInteger(step) && step > 0))
    throw runtimeError('slice step must be positive', { hint: 'Use flip(dims) to reverse an axis.', fields: { step } });
  const size = input.shape[d]!;
  const position = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const from = position(start ?? 0);
  const count = Math.ceil(Math.max(position(end ?? size) - from, 0) / step);
  return taken('Slice', input, d, from, count, step);
}

/**
 * An axis cut into at most `chunks` parts of equal size, the last of which may be smaller.
 *
 * @throws ArgumentError if `chunks` is not positive
 */
export function chunk(input: Tensor, chunks: number, dim = 0): Tensor[] {
  checkCall('chunk', { input });
  checkRank(input, 'chunk expects at least a 1-dimensional tensor', 'RuntimeError');
  if (!(chunks > 0))
    throw runtimeError(`chunk expects \`chunks\` to be greater than 0, got: ${chunks}`, { fields: { chunks } });
  const size = input.shape[wrapDim(dim, input.dim())]!;
  if (size === 0) return Array.from({ length: chunks }, () => slice(input, dim));
  return split(input, Math.ceil(size / chunks), dim);
}

/** The sizes of the parts of `split`. */
function partSizes(splitSize: number | readonly number[], size: number, dim: number): readonly number[] {
  if (typeof splitSize !== 'number') {
    checkParts(splitSize, size, dim);
    return splitSize;
  }
  if (!(splitSize >= 0))
    throw runtimeError(`split expects split_size be non-negative, but got split_size=${splitSize}`, {
      fields: { splitSize },
    });
  if (splitSize === 0 && size !== 0)
    throw runtimeError(`split_size can only be 0 if dimension size is 0, but got dimension size of ${size}`, {
      fields: { splitSize, size },
    });
  const count = Math.max(Math.ceil(size / Math.max(splitSize, 1)), 1);
  return Array.from({ length: count }, (_, i) => Math.min(splitSize, size - i * splitSize));
}

function checkParts(sizes: readonly number[], size: number, dim: number): void {
  intArray('split_with_sizes', 'split_sizes', 2, sizes, ARRAY);
  const refuse = (message: string): never => {
    throw runtimeError(message, { fields: { sizes: [...sizes], size, dim } });
  };
  if (sizes.some((part) => part < 0))
    refuse(
      `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${sizeList(sizes)}`,
    );
  if (sizes.reduce((sum, part) => sum + part, 0) !== size)
    refuse(
      `split_with_sizes expects split_sizes to sum exactly to ${size} (input tensor's size at dimension ${dim}), but got split_sizes=${sizeList(sizes)}`,
    );
}

/**
 * An axis cut into parts of `splitSize` (the last may be smaller), or of the sizes listed.
 *
 * @throws ArgumentError if listed sizes do not sum to the axis
 */
export function split(input: Tensor, splitSize: number | readonly number[], dim = 0): Tensor[] {
  checkCall('split', { input });
  checkRank(input, 'split expects at least a 1-dimensional tensor', 'RuntimeError');
  const d = wrapDim(dim, input.dim());
  let start = 0;
  return partSizes(splitSize, input.shape[d]!, dim).map((length) => {
    const part = taken('Split', input, d, start, length);
    start += length;
    return part;
  });
}
