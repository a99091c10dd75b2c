/** @file The adjoints of picking elements: gradients laid where the elements were taken from, zeros elsewhere. */

import { differentiable } from '../../autograd/index.js';
import { cells, empty, numbers } from '../../tensor/element.js';
import { eachRow, rowMajor } from '../../tensor/strides.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { finish, workspace } from '../elementwise/binary.js';
import { gather, indexSelect } from './gather.js';
import { slice } from './select.js';

/** Zeros of `shape` with `input` at positions start, start + step, … of an axis: the adjoint of `slice`. */
export function placed(input: Tensor, shape: readonly number[], dim: number, start: number, step = 1): Tensor {
  const output = empty(shape, input.dtype);
  const [from, to] = [cells(input), cells(output)];
  const inner = numel(shape.slice(dim + 1));
  const [count, size] = [input.shape[dim]!, shape[dim]!];
  const outer = numel(shape.slice(0, dim));
  for (let o = 0, next = 0; o < outer; o++)
    for (let i = 0; i < count; i++) {
      const at = (o * size + start + i * step) * inner;
      for (let j = 0; j < inner; j++) to[at + j] = from[next++]!;
    }
  const end = start + (count - 1) * step + 1;
  return differentiable('SliceBackward', [input], output, (grad) => [
    count === 0 ? empty(input.shape, grad.dtype) : slice(grad, dim, start, end, step),
  ]);
}

/** `out[.., index[i], ..] += input[.., i, ..]` from zeros of `shape`: the adjoint of `indexSelect`. */
export function indexAdded(input: Tensor, dim: number, index: Tensor, shape: readonly number[]): Tensor {
  const out = workspace(input.dtype, numel(shape));
  const from = numbers(input);
  const wanted = numbers(index);
  const size = shape[dim] ?? 1;
  const inner = numel(shape.slice(dim + 1));
  const outer = numel(shape.slice(0, dim));
  let next = 0;
  for (let o = 0; o < outer; o++)
    for (const at of wanted) for (let i = 0, p = (o * size + at) * inner; i < inner; i++) out[p + i]! += from[next++]!;
  const output = finish(out, shape, input.dtype);
  return differentiable('IndexAdd', [input], output, (grad, [i]) => [indexSelect(grad, dim, i!)], [index]);
}

/** `out[i, index[i, j], …] += input[i, j, …]` from zeros of `shape`, for dim 1: the adjoint of `gather`. */
export function scatterAdded(input: Tensor, dim: number, index: Tensor, shape: readonly number[]): Tensor {
  const output = scattered(input, dim, index, shape);
  return differentiable('ScatterAdd', [input], output, (grad, [i]) => [gather(grad, dim, i!)], [index]);
}

function scattered(input: Tensor, dim: number, index: Tensor, shape: readonly number[]): Tensor {
  const out = workspace(input.dtype, numel(shape));
  const [from, wanted] = [numbers(input), numbers(index)];
  const own = rowMajor(shape);
  const along = own[dim] ?? 1;
  const strides = index.shape.map((_, axis) => (axis === dim ? 0 : own[axis]!));
  eachRow(index.shape, [strides], (start, length, [at], [step]) => {
    for (let i = 0; i < length; i++) out[at! + i * step! + wanted[start + i]! * along]! += from[start + i]!;
  });
  return finish(out, shape, input.dtype);
}
