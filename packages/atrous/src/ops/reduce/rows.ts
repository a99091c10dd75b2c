/** @file What every reduction stands on: the reduced axes moved last, so that each result comes from one row. */

import { numbers, type NumberArray } from '../../tensor/element.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { reordered } from '../shape/permute.js';
import { wrapDims } from '../shape/view.js';

/** One or several dimensions; none, or an empty list, means all. */
export type Dims = number | readonly number[] | null | undefined;

export interface KeepDimOptions {
  /** Whether reduced axes stay, with size 1; default false. */
  readonly keepdim?: boolean;
}

/** The input as rows: row i, of `length` elements, reduces to element i of a result of `shape`. */
export interface Rows {
  /** The tensor with its reduced axes last. */
  readonly source: Tensor;
  /** Its elements as numbers. */
  readonly values: NumberArray;
  readonly rows: number;
  readonly length: number;
  readonly shape: readonly number[];
}

/** The dimensions meant, counted from the front. */
export function reducedDims(dims: Dims, rank: number): number[] {
  const all = dims === null || dims === undefined || (typeof dims !== 'number' && dims.length === 0);
  return all ? Array.from({ length: rank }, (_, d) => d) : wrapDims(dims, rank);
}

/** Which axes a reduction took away; enough to put them back. */
export interface Reduction {
  readonly dims: Dims;
  readonly keepdim: boolean;
  /** Of the input. */
  readonly shape: readonly number[];
  /** Of the result, with the reduced axes kept as size 1. */
  readonly kept: readonly number[];
  /** Of the result. */
  readonly result: readonly number[];
  /** How many elements become one. */
  readonly length: number;
}

export function reductionOf(input: Tensor, dims: Dims, keepdim = false): Reduction {
  const reduced = reducedDims(dims, input.dim());
  const kept = input.shape.map((size, d) => (reduced.includes(d) ? 1 : size));
  const result = keepdim ? kept : input.shape.filter((_, d) => !reduced.includes(d));
  const length = numel(input.shape.filter((_, d) => reduced.includes(d)));
  return { dims, keepdim, shape: input.shape, kept, result, length };
}

/** [kept…, reduced…]: the input itself where the reduced axes are last already. */
function reducedLast(input: Tensor, reduced: readonly number[]): Tensor {
  const kept = input.shape.map((_, d) => d).filter((d) => !reduced.includes(d));
  const order = [...kept, ...reduced.toSorted((a, b) => a - b)];
  return order.every((d, i) => d === i) ? input : reordered(input, order);
}

/**
 * @throws IndexError for a dimension that does not exist
 * @throws ArgumentError for one named twice
 */
export function rowsOf(input: Tensor, dims: Dims, keepdim = false): Rows {
  const rank = input.dim();
  const reduced = reducedDims(dims, rank).filter((d) => d < rank);
  const length = numel(reduced.map((d) => input.shape[d]!));
  const shape = keepdim
    ? input.shape.map((size, d) => (reduced.includes(d) ? 1 : size))
    : input.shape.filter((_, d) => !reduced.includes(d));
  const source = reducedLast(input, reduced);
  return { source, values: numbers(source), rows: numel(shape), length, shape };
}
