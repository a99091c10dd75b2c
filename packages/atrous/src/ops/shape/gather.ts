/** @file Elements by a tensor of indices. */

import { differentiable } from '../../autograd/index.js';
import { DTypeError, IndexError, ShapeError } from '../../errors.js';
import { sizeList } from '../../geometry/python.js';
import { cells, empty, numbers } from '../../tensor/element.js';
import { checkCall, requireTensor } from '../../tensor/operand.js';
import { eachRow, rowMajor } from '../../tensor/strides.js';
import { numel, wrapDim, type Tensor } from '../../tensor/tensor.js';
import { indexAdded, scatterAdded } from './scatter.js';

function checkIndexType(index: Tensor, message: string, pythonType: 'RuntimeError' | 'IndexError'): void {
  if (index.dtype !== 'int32' && index.dtype !== 'int64')
    throw new DTypeError(message, {
      pythonType,
      hint: `Convert the index, which is ${index.dtype}: index.to('int32').`,
      fields: { dtype: index.dtype },
    });
}

/**
 * The slices of an axis that a list of indices names, in its order.
 *
 * @param index [n], int32 or int64
 * @throws IndexError for an index outside the axis
 */
export function indexSelect(input: Tensor, dim: number, index: Tensor): Tensor {
  checkCall('index_select', { input });
  requireTensor('index_select', 'index', 3, index);
  const d = wrapDim(dim, input.dim());
  if (index.dim() > 1)
    throw new ShapeError('index_select(): Index is supposed to be a vector', {
      pythonType: 'IndexError',
      fields: { shape: [...index.shape] },
    });
  checkIndexType(index, 'index_select(): Expected dtype int32 or int64 for index', 'RuntimeError');
  const own = input.dim() === 0 ? [1] : input.shape;
  const size = own[d]!;
  const wanted = numbers(index);
  for (const at of wanted)
    if (at < 0 || at >= size)
      throw new IndexError('index out of range in self', {
        hint: `Index ${at} is outside [0, ${size - 1}], the indices of dimension ${d}.`,
        fields: { index: at, size, dim: d },
      });
  const out = empty(input.dim() === 0 ? [] : own.with(d, wanted.length), input.dtype);
  const [from, to] = [cells(input), cells(out)];
  const inner = numel(own.slice(d + 1));
  const outer = numel(own.slice(0, d));
  let next = 0;
  for (let o = 0; o < outer; o++)
    for (const at of wanted) for (let i = 0, p = (o * size + at) * inner; i < inner; i++) to[next++] = from[p + i]!;
  const shape = input.shape;
  return differentiable('IndexSelect', [input], out, (grad, [i]) => [indexAdded(grad, d, i!, shape)], [index]);
}

function checkGather(input: Tensor, index: Tensor, dim: number): void {
  checkIndexType(index, 'gather(): Expected dtype int32/int64 for index', 'RuntimeError');
  if (index.numel() === 0) return;
  if (Math.max(index.dim(), 1) !== Math.max(input.dim(), 1))
    throw new ShapeError('Index tensor must have the same number of dimensions as input tensor', {
      fields: { input: [...input.shape], index: [...index.shape] },
    });
  index.shape.forEach((size, d) => {
    if (d !== dim && size > input.shape[d]!)
      throw new ShapeError(
        `Size does not match at dimension ${d} expected index ${sizeList(index.shape)} to be no larger than self ${sizeList(input.shape)} apart from dimension ${dim}`,
        { fields: { input: [...input.shape], index: [...index.shape], dim: d } },
      );
  });
}

/**
 * One element per index: `out[i, j, k] = input[i, index[i, j, k], k]` for dim 1, in the shape of `index`.
 *
 * @param index int32 or int64, as many dimensions as the input and no larger, except along `dim`
 * @throws IndexError (Python's RuntimeError) for an index outside the axis
 */
export function gather(input: Tensor, dim: number, index: Tensor): Tensor {
  checkCall('gather', { input });
  requireTensor('gather', 'index', 3, index);
  const d = wrapDim(dim, input.dim());
  checkGather(input, index, d);
  const out = gathered(input, d, index);
  const shape = input.shape;
  return differentiable('Gather', [input], out, (grad, [i]) => [scatterAdded(grad, d, i!, shape)], [index]);
}

function gathered(input: Tensor, d: number, index: Tensor): Tensor {
  const out = empty(index.shape, input.dtype);
  const [from, to, wanted] = [cells(input), cells(out), numbers(index)];
  const size = input.shape[d] ?? 1;
  const own = rowMajor(input.shape);
  const along = own[d] ?? 1;
  const strides = index.shape.map((_, axis) => (axis === d ? 0 : own[axis]!));
  eachRow(index.shape, [strides], (start, length, [at], [step]) => {
    for (let i = 0; i < length; i++) {
      const position = wanted[start + i]!;
      if (position < 0 || position >= size)
        throw new IndexError(`index ${position} is out of bounds for dimension ${d} with size ${size}`, {
          pythonType: 'RuntimeError',
          fields: { index: position, dim: d, size },
        });
      to[start + i] = from[at! + i * step! + position * along]!;
    }
  });
  return out;
}
