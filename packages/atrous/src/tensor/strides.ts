/** @file Walking through arrays in another order than their own: strides, broadcasting, permutation. */

import { empty, type Cells, cells } from './element.js';
import { numel, type Tensor } from './tensor.js';

/** How many elements to move per step along each axis; 0 repeats an axis, a negative one runs backwards. */
export type Strides = readonly number[];

/** The strides of a dense row-major array. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let d = shape.length - 2; d >= 0; d--) strides[d] = strides[d + 1]! * shape[d + 1]!;
  return strides;
}

/** Axes that every operand runs through as one are joined, and those of size 1 dropped, so that rows get long. */
function collapse(shape: readonly number[], operands: readonly Strides[]): { sizes: number[]; steps: number[][] } {
  const sizes: number[] = [];
  const steps: number[][] = operands.map(() => []);
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d]!;
    if (size === 1) continue;
    const joins = sizes.length > 0 && operands.every((strides, k) => strides[d] === steps[k]![0]! * sizes[0]!);
    if (joins) {
      sizes[0]! *= size;
    } else {
      sizes.unshift(size);
      operands.forEach((strides, k) => steps[k]!.unshift(strides[d]!));
    }
  }
  return { sizes, steps };
}

/** One row: `length` elements, from `offsets[k]` in steps of `steps[k]` in operand k, and from `start` in the dense result. */
export type VisitRow = (start: number, length: number, offsets: readonly number[], steps: readonly number[]) => void;

/**
 * Visits every row of a dense result of the given shape, in order, with the place where each operand stands.
 * The arrays handed to `visit` are reused from row to row.
 */
export function eachRow(shape: readonly number[], operands: readonly Strides[], visit: VisitRow): void {
  const { sizes, steps } = collapse(shape, operands);
  const length = sizes.pop() ?? 1;
  const rowSteps = steps.map((own) => own.pop() ?? 0);
  const offsets = operands.map(() => 0);
  const index = sizes.map(() => 0);
  const rows = numel(sizes);
  if (length === 0) return;
  for (let row = 0; row < rows; row++) {
    visit(row * length, length, offsets, rowSteps);
    for (let d = sizes.length - 1; d >= 0; d--) {
      index[d]!++;
      const done = index[d] === sizes[d];
      const move = done ? 1 - sizes[d]! : 1;
      for (let k = 0; k < offsets.length; k++) offsets[k]! += move * steps[k]![d]!;
      if (!done) break;
      index[d] = 0;
    }
  }
}

/** From this length on, copying a row as a block beats a loop. */
const BLOCK_COPY = 32;

/** Copies what `strides` see of `t`, from element `offset` on, into a dense tensor of the given shape. */
export function copyStrided(t: Tensor, shape: readonly number[], strides: Strides, offset = 0): Tensor {
  const out = empty(shape, t.dtype);
  const from: Cells = cells(t);
  const to = cells(out);
  const source = t.storage.array;
  const target = out.storage.array as { set(values: unknown, at: number): void };
  eachRow(shape, [strides], (start, length, [at], [step]) => {
    const first = offset + at!;
    if (step === 1 && length >= BLOCK_COPY) target.set(source.subarray(first, first + length), start);
    else for (let i = 0; i < length; i++) to[start + i] = from[first + i * step!]!;
  });
  return out;
}
