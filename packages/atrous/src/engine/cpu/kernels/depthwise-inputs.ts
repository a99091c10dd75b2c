/** @file How a strip of four columns comes to its inputs, tap by tap along a row; columns of padding are zeros. */

import { type Expr, type Local, type Writer, loadVector, shuffle, zeros } from '../emit/language.js';
import { index } from './dense.js';
import type { DepthwiseShape } from './depthwise-shape.js';

type Vector = Local<'v128'>;

/** A row of inputs: an address, and bytes to add to it. */
export interface RowPlace {
  readonly at: Expr<'i32'>;
  readonly offset: number;
}

/** The variables that inputs come to. */
export interface InputLocals {
  /** Of stride 2: the last even tap's inputs and the last odd one's, or two neighbouring vectors. */
  readonly low: Vector;
  readonly high: Vector;
  readonly input: Vector;
}

/** Where a strip goes in its row of outputs, and how it loads the inputs of a tap; the variable that holds them. */
export interface StripInputs {
  readonly output: number;
  readonly load: (row: RowPlace, tap: number) => Vector;
}

/** Whether neighbouring taps are the even and the odd numbers of the same vectors. */
const alternate = ({ strideW, dilation }: DepthwiseShape): boolean => strideW === 2 && dilation === 1;

/** The next tap but one of stride 2: the same inputs moved on by one output, with a new one, the first of `newest`, for the last. */
function moveOn(w: Writer, moved: Vector, newest: Expr<'v128'>): Vector {
  w.set(moved, shuffle(moved, newest, [1, 2, 3, 4]));
  return moved;
}

/** Inputs that are all there, of the n-th of strips that are walked down together. */
export function insideInputs(
  w: Writer,
  shape: DepthwiseShape,
  { low, high, input }: InputLocals,
  n: number,
): StripInputs {
  const { strideW, dilation } = shape;
  return {
    output: 16 * n,
    load: ({ at, offset }, tap) => {
      const start = offset + 16 * strideW * n + 4 * dilation * tap;
      if (strideW === 1) {
        w.set(input, loadVector(at, start));
        return input;
      }
      if (alternate(shape)) {
        if (tap > 1) return moveOn(w, tap % 2 === 0 ? low : high, loadVector(at, start + 24));
        if (tap === 1) return high;
      }
      w.set(input, loadVector(at, start));
      w.set(high, loadVector(at, start + 16));
      w.set(low, shuffle(input, high, [0, 2, 4, 6]));
      if (alternate(shape)) w.set(high, shuffle(input, high, [1, 3, 5, 7]));
      return low;
    },
  };
}

/** Inputs of which some may lie in the padding, of the strip whose first output is `first`. */
export function edgeInputs(w: Writer, shape: DepthwiseShape, locals: InputLocals, first: number): StripInputs {
  const { width, strideW, dilation, padding } = shape;
  const { low, high, input } = locals;
  return {
    output: 4 * first,
    load: ({ at, offset }, tap) => {
      const columns = index(4).map((lane) => strideW * (first + lane) + dilation * tap - padding);
      const isThere = columns.map((column) => column >= 0 && column < width);
      const from = (column: number): Expr<'v128'> => loadVector(at, offset + 4 * column);
      if (strideW === 1) {
        w.set(input, neighbours(columns[0]!, width, from));
        return input;
      }
      if (alternate(shape) && tap > 1)
        return moveOn(w, tap % 2 === 0 ? low : high, isThere[3] ? loadVector(at, offset + 4 * columns[3]!) : zeros);
      // Two vectors of the row that hold all of them.
      const start = Math.max(0, Math.min(columns[0]!, width - 8));
      const next = Math.min(start + 4, width - 4);
      const result = alternate(shape) && tap === 1 ? high : low;
      w.set(result, from(start));
      w.set(input, from(next));
      const laneOf = (column: number): number => (column < start + 4 ? column - start : 4 + column - next);
      w.set(
        result,
        shuffle(
          result,
          input,
          columns.map((column, i) => (isThere[i] ? laneOf(column) : 0)),
        ),
      );
      if (isThere.includes(false))
        w.set(
          result,
          shuffle(
            result,
            zeros,
            isThere.map((there, i) => (there ? i : 4)),
          ),
        );
      return result;
    },
  };
}

/** Four neighbouring columns of a row, moved in from where all are there. */
export function neighbours(column: number, width: number, from: (column: number) => Expr<'v128'>): Expr<'v128'> {
  const start = Math.max(0, Math.min(column, width - 4));
  const beyond = column - start;
  if (Math.abs(beyond) > 3) return zeros;
  if (beyond > 0)
    return shuffle(
      from(start),
      zeros,
      index(4).map((lane) => lane + beyond),
    );
  return beyond < 0
    ? shuffle(
        zeros,
        from(start),
        index(4).map((lane) => lane + 4 + beyond),
      )
    : from(start);
}
