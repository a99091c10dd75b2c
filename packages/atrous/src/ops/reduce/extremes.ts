/** @file Largest and smallest elements, and where they stand. The first of equal ones counts; NaN beats every number. */

import { differentiable, type GradientRule } from '../../autograd/index.js';
import { DTypeError, IndexError } from '../../errors.js';
import { cells, empty, type NumberArray } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { Tensor, wrapDim } from '../../tensor/tensor.js';
import { eq, isnan, logicalAnd, logicalOr } from '../elementwise/index.js';
import { scatterAdded } from '../shape/scatter.js';
import { reshape, wrapDims } from '../shape/view.js';
import { evenShare, spread } from './gradient.js';
import { reductionOf, rowsOf, type Dims, type KeepDimOptions, type Reduction, type Rows } from './rows.js';

/**
 * The values along a dimension and the positions (int32) they were found at: by name, by place, or taken apart, as
 * PyTorch's named tuple.
 *
 *     const { values, indices } = x.max(1);   const [values, indices] = x.max(1);   x.max(1)[1]
 */
export class ValuesAndIndices {
  readonly values: Tensor;
  readonly indices: Tensor;

  constructor(values: Tensor, indices: Tensor) {
    this.values = values;
    this.indices = indices;
  }

  get 0(): Tensor {
    return this.values;
  }

  get 1(): Tensor {
    return this.indices;
  }

  *[Symbol.iterator](): Generator<Tensor, undefined> {
    yield this.values;
    yield this.indices;
  }
}

/** 1 looks for the largest, −1 for the smallest. */
type Direction = 1 | -1;

/** Where in x[start] … x[end − 1] the extreme stands. */
function extremeAt(x: NumberArray, start: number, end: number, direction: Direction): number {
  let at = start;
  let best = x[start]!;
  for (let i = start; i < end; i++) {
    const value = x[i]!;
    if (Number.isNaN(value)) return i;
    if (direction === 1 ? value > best : value < best) {
      best = value;
      at = i;
    }
  }
  return at;
}

/** Refuses to look for an extreme among nothing. */
function checkSome(name: string, input: Tensor, dims: Dims): void {
  if (dims === null || dims === undefined || (typeof dims !== 'number' && dims.length === 0)) {
    if (input.numel() > 0) return;
    const advice = name.startsWith('arg') ? '' : " Specify the reduction dim with the 'dim' argument.";
    throw new IndexError(`${name}(): Expected reduction dim to be specified for input.numel() == 0.${advice}`, {
      pythonType: name.startsWith('arg') ? 'IndexError' : 'RuntimeError',
      fields: { shape: [...input.shape] },
    });
  }
  for (const d of wrapDims(dims, input.dim()))
    if (input.shape[d] === 0)
      throw new IndexError(`${name}(): Expected reduction dim ${d} to have non-zero size.`, {
        fields: { shape: [...input.shape], dim: d },
      });
}

/** The position of every row's extreme, within the row. */
function positions({ values, rows, length }: Rows, direction: Direction): Int32Array {
  const at = new Int32Array(rows);
  for (let i = 0; i < rows; i++) at[i] = extremeAt(values, i * length, (i + 1) * length, direction) - i * length;
  return at;
}

/** The gradient goes to the element that was found, the first of equal ones. */
function foundGradient({ kept, shape }: Reduction, dim: number): GradientRule {
  return (grad, [indices]) => [scatterAdded(reshape(grad, kept), dim, reshape(indices!, kept), shape)];
}

/** The gradient is shared evenly by equal ones; among NaNs too, if `nan`, else it is lost in 0 / 0. */
function sharedGradient(over: Reduction, nan: boolean): GradientRule {
  return (grad, [x, result]) => {
    const extreme = spread(result!, over);
    const same = eq(x!, extreme);
    return [evenShare(grad, nan ? logicalOr(same, logicalAnd(isnan(x!), isnan(extreme))) : same, over)];
  };
}

/** The extreme of every row, exact in every dtype. */
function extremes(input: Tensor, dims: Dims, keepdim: boolean | undefined, direction: Direction): ValuesAndIndices {
  const rows = rowsOf(input, dims, keepdim);
  const at = positions(rows, direction);
  const values = empty(rows.shape, input.dtype);
  const [from, to] = [cells(rows.source), cells(values)];
  for (let i = 0; i < at.length; i++) to[i] = from[i * rows.length + at[i]!]!;
  return new ValuesAndIndices(values, new Tensor(at, rows.shape, 'int32'));
}

function extreme(
  name: 'max' | 'min',
  input: Tensor,
  dim: number | null | undefined,
  options: KeepDimOptions,
): Tensor | ValuesAndIndices {
  checkCall(name, { input }, options, ['keepdim']);
  if (dim !== null && dim !== undefined) wrapDim(dim, input.dim());
  checkSome(name, input, dim);
  const found = extremes(input, dim, options.keepdim, name === 'max' ? 1 : -1);
  const over = reductionOf(input, dim, options.keepdim);
  const node = name === 'max' ? 'Max' : 'Min';
  if (dim === null || dim === undefined)
    return differentiable(`${node}Backward1`, [input], found.values, sharedGradient(over, true), [input, found.values]);
  const rule = foundGradient(over, wrapDim(dim, input.dim()));
  return new ValuesAndIndices(differentiable(node, [input], found.values, rule, [found.indices]), found.indices);
}

/**
 * The largest element; along a dimension, the values and their positions. Along a dimension the gradient goes to the
 * element that was found; without one, equal elements share it.
 *
 * @throws IndexError for an empty dimension (without one, Python's RuntimeError for an empty tensor)
 */
export function max(input: Tensor): Tensor;
export function max(input: Tensor, dim: number, options?: KeepDimOptions): ValuesAndIndices;
export function max(input: Tensor, dim?: number, options: KeepDimOptions = {}): Tensor | ValuesAndIndices {
  return extreme('max', input, dim, options);
}

/**
 * The smallest element; along a dimension, the values and their positions. Gradients as of `max`.
 *
 * @throws IndexError for an empty dimension (without one, Python's RuntimeError for an empty tensor)
 */
export function min(input: Tensor): Tensor;
export function min(input: Tensor, dim: number, options?: KeepDimOptions): ValuesAndIndices;
export function min(input: Tensor, dim?: number, options: KeepDimOptions = {}): Tensor | ValuesAndIndices {
  return extreme('min', input, dim, options);
}

function extremeValues(name: 'amax' | 'amin', input: Tensor, dim: Dims, options: KeepDimOptions): Tensor {
  checkCall(name, { input }, options, ['keepdim']);
  checkSome(name, input, dim);
  const { values } = extremes(input, dim, options.keepdim, name === 'amax' ? 1 : -1);
  const over = reductionOf(input, dim, options.keepdim);
  return differentiable(name === 'amax' ? 'Amax' : 'Amin', [input], values, sharedGradient(over, false), [
    input,
    values,
  ]);
}

/** The largest elements over the given dimensions (default all). Equal ones share the gradient. */
export function amax(input: Tensor, dim?: Dims, options: KeepDimOptions = {}): Tensor {
  return extremeValues('amax', input, dim, options);
}

/** The smallest elements over the given dimensions (default all). Equal ones share the gradient. */
export function amin(input: Tensor, dim?: Dims, options: KeepDimOptions = {}): Tensor {
  return extremeValues('amin', input, dim, options);
}

function extremePositions(
  name: 'argmax' | 'argmin',
  input: Tensor,
  dim: number | null | undefined,
  options: KeepDimOptions,
): Tensor {
  checkCall(name, { input }, options, ['keepdim']);
  if (input.dtype === 'bool')
    throw new DTypeError(`${name}(): does not support bool input`, { hint: "Convert it first: `x.to('int32')`." });
  checkSome(name, input, dim);
  return extremes(input, dim, options.keepdim, name === 'argmax' ? 1 : -1).indices;
}

/** Where the largest element stands, as int32: along a dimension, or (default) in the flattened tensor. */
export function argmax(input: Tensor, dim?: number | null, options: KeepDimOptions = {}): Tensor {
  return extremePositions('argmax', input, dim, options);
}

/** Where the smallest element stands, as int32: along a dimension, or (default) in the flattened tensor. */
export function argmin(input: Tensor, dim?: number | null, options: KeepDimOptions = {}): Tensor {
  return extremePositions('argmin', input, dim, options);
}
