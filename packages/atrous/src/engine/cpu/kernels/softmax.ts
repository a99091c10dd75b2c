/** @file Softmax, its logarithm and their gradients on lines that lie side by side: [size, lines], a block of lines at a time. */

import {
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadVector,
  op,
  program,
  zeros,
} from '../emit/language.js';
import { functionContext } from './elementwise.js';
import { type Vector, exponential, logarithm, minus, over, plus, times } from './functions.js';

type Address = Local<'i32'>;

/** Vectors of each line's sums that a block has to itself: the maximum or the total, and what its roundings have lost. */
export const SOFTMAX_SUMS = 3;

const PARAMS = [
  'x', // of a gradient: the gradient of the result
  'y', // of a gradient: the result, which is read
  'out', // written; may not be an operand
  'sums', // `SOFTMAX_SUMS` × bytes
  'table', // of constants
  'size', // numbers of a line
  'step', // bytes from one number of a line to the next
  'bytes', // of the lines side by side, a multiple of 16
] as const;

export type SoftmaxKind = 'softmax' | 'logSoftmax' | 'softmaxGradient' | 'logSoftmaxGradient';

/**
 * - `softmax`             eˣ⁻ᵐ / Σ eˣ⁻ᵐ with the maximum m
 * - `logSoftmax`          x − m − ln Σ eˣ⁻ᵐ
 * - `softmaxGradient`     y·(g − Σ g·y)
 * - `logSoftmaxGradient`  g − eʸ·Σ g
 */
export function softmaxKernel(kind: SoftmaxKind): Program {
  return program(kind, PARAMS, (w, p) => {
    const context = functionContext(w, p.table);
    const at = w.local('i32', 'at');
    const across = (body: () => void): void => {
      w.set(at, i32(0));
      w.loop(() => {
        body();
        w.advance(at, i32(16));
        return below(at, p.bytes);
      });
    };
    const [total, lost] = [w.let('total', add(p.sums, p.bytes)), w.let('lost', add(add(p.sums, p.bytes), p.bytes))];
    const row = w.local('i32', 'row');
    const left = w.local('i32', 'left');
    /** Every number of all lines; `row` is what has to be added to an array to find it. */
    const everywhere = (body: () => void): void => {
      w.set(row, i32(0));
      w.set(left, p.size);
      w.loop(() => {
        across(body);
        w.advance(row, p.step);
        w.advance(left, i32(-1));
        return left;
      });
    };
    const value = (array: Address): Vector => loadVector(add(add(array, row), at));
    const own = (array: Address): Vector => loadVector(add(array, at));
    const put = (array: Address, result: Vector): void => w.store(add(array, at), result);
    const putOut = (result: Vector): void => w.store(add(add(p.out, row), at), result);
    const keep = (result: Vector): Local<'v128'> => w.let('kept', result);
    const sum = (term: () => Vector): void => {
      across(() => {
        put(total, zeros);
        put(lost, zeros);
      });
      everywhere(() => addTo(w, total, lost, at, term()));
    };
    if (kind === 'softmaxGradient' || kind === 'logSoftmaxGradient') {
      const isLog = kind === 'logSoftmaxGradient';
      sum(() => (isLog ? value(p.x) : times(value(p.x), value(p.y))));
      return everywhere(() =>
        putOut(
          isLog
            ? minus(value(p.x), times(exponential(context, value(p.y)), own(total)))
            : times(value(p.y), minus(value(p.x), own(total))),
        ),
      );
    }
    across(() => put(p.sums, own(p.x)));
    everywhere(() => put(p.sums, op('f32x4.max', own(p.sums), value(p.x))));
    const powers = (): Local<'v128'> => exponential(context, minus(value(p.x), own(p.sums)));
    if (kind === 'logSoftmax') {
      sum(powers);
      across(() => put(total, logarithm(context, keep(own(total)))));
      return everywhere(() => putOut(minus(minus(value(p.x), own(p.sums)), own(total))));
    }
    sum(() => {
      const power = powers();
      putOut(power);
      return power;
    });
    everywhere(() => putOut(over(value(p.out), own(total))));
  });
}

/** Adds a term to a sum in memory, and what the sum has lost to the next one (Kahan): lines may be long. */
function addTo(w: Writer, total: Address, lost: Address, at: Address, term: Vector): void {
  const missing = w.let('missing', minus(term, loadVector(add(lost, at))));
  const before = w.let('before', loadVector(add(total, at)));
  const after = w.let('after', plus(before, missing));
  w.store(add(lost, at), minus(minus(after, before), missing));
  w.store(add(total, at), after);
}
