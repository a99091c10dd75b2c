/** @file Other shapes of the same array: these share storage with their input. */

import { differentiable } from '../../autograd/index.js';
import { ArgumentError, runtimeError, ShapeError } from '../../errors.js';
import { ARRAY, intArray } from '../../geometry/ints.js';
import { sizeList } from '../../geometry/python.js';
import { ambiguousShape } from '../../geometry/shape-checks.js';
import { checkCall } from '../../tensor/operand.js';
import { pythonTypeName } from '../../tensor/python-type.js';
import { numel, Tensor, wrapDim } from '../../tensor/tensor.js';

/** The sizes with their one −1 filled in. */
function inferred(shape: readonly number[], elements: number): number[] {
  const unknown = shape.indexOf(-1);
  const bad = shape.findIndex((size) => size < -1);
  if (bad >= 0)
    throw new ShapeError(`invalid shape dimension ${shape[bad]} at index ${bad} of shape ${sizeList(shape)}`, {
      fields: { shape: [...shape], index: bad },
    });
  if (unknown < 0) return [...shape];
  if (shape.includes(-1, unknown + 1))
    throw new ShapeError('only one dimension can be inferred', { fields: { shape: [...shape] } });
  const known = numel(shape.filter((size) => size !== -1));
  if (known === 0 && elements === 0) throw new ShapeError(ambiguousShape(shape), { fields: { shape: [...shape] } });
  return shape.map((size) => (size === -1 ? Math.floor(elements / known) : size));
}

/** The same array in another shape, with the history of it. */
export function reshaped(name: string, input: Tensor, shape: readonly number[]): Tensor {
  const own = input.shape;
  const output = new Tensor(input.storage, shape, input.dtype);
  return differentiable(name, [input], output, (grad) => [reshaped(name, grad, own)]);
}

/**
 * The same elements in another shape; one size may be −1 and follows from the others. Shares storage.
 *
 * @throws ShapeError if the sizes do not multiply to the number of elements
 */
export function reshape(input: Tensor, shape: readonly number[]): Tensor {
  checkCall('reshape', { input });
  intArray('reshape', 'shape', 2, shape, ARRAY);
  const sizes = inferred(shape, input.numel());
  if (numel(sizes) !== input.numel())
    throw new ShapeError(`shape '${sizeList(shape)}' is invalid for input of size ${input.numel()}`, {
      fields: { shape: [...shape], elements: input.numel() },
    });
  return reshaped('View', input, sizes);
}

/** The same as `reshape`: every tensor here is dense, so every shape is a view. */
export function view(input: Tensor, shape: readonly number[]): Tensor {
  return reshape(input, shape);
}

/** Distinct dimensions, counted from the front. @throws ArgumentError, IndexError */
export function wrapDims(dims: number | readonly number[], rank: number): number[] {
  if (typeof dims !== 'number' && !Array.isArray(dims))
    throw new ArgumentError(`argument 'dim' must be tuple of ints, not ${pythonTypeName(dims)}`, {
      pythonType: 'TypeError',
      hint: 'It stands before the options, as in `mean(1, { keepdim: true })`.',
      fields: { dims },
    });
  const wrapped = (typeof dims === 'number' ? [dims] : dims).map((dim) => wrapDim(dim, rank));
  wrapped.forEach((dim, i) => {
    if (wrapped.indexOf(dim) !== i)
      throw runtimeError(`dim ${dim} appears multiple times in the list of dims`, { fields: { dims, dim } });
  });
  return wrapped;
}

/** Without the dimensions of size 1: all of them, or those named. Shares storage. */
export function squeeze(input: Tensor, dim?: number | readonly number[]): Tensor {
  checkCall('squeeze', { input });
  const chosen = dim === undefined ? null : wrapDims(dim, input.dim());
  const shape = input.shape.filter((size, d) => size !== 1 || (chosen !== null && !chosen.includes(d)));
  return reshaped(chosen === null ? 'Squeeze' : 'SqueezeBackward1', input, shape);
}

/** With a dimension of size 1 inserted at `dim`. Shares storage. */
export function unsqueeze(input: Tensor, dim: number): Tensor {
  checkCall('unsqueeze', { input });
  const shape = [...input.shape];
  shape.splice(wrapDim(dim, input.dim() + 1), 0, 1);
  return reshaped('Unsqueeze', input, shape);
}
