/** @file Functions that take axes away, and functions of two tensors. */

import { boolOf, dimsOf, valueOf } from '../given.js';
import { isNumber, isTensor, tuple } from '../runtime.js';
import { type TensorFunction, join, likeOf, pointwise } from './call.js';

const reduce =
  (op: string): TensorFunction =>
  (call) => {
    const given = valueOf(call.args, 0, 'dim', 'axis');
    const rest = call.args.positional.filter(({ value }) => isNumber(value)).map(({ value }) => value);
    const dim = dimsOf(rest.length > 1 ? tuple(rest) : given);
    return dim === undefined ? undefined : join(call, op, { dim, keepdim: boolOf(call.args, 1, 'keepdim') });
  };

/** `max` over one dimension gives values and places; of two tensors, the larger one. */
const extreme =
  (op: string): TensorFunction =>
  (call) => {
    if (isTensor(valueOf(call.args, 0, 'other'))) return likeOf(both('add'))(call);
    const made = reduce(op)(call);
    return made && valueOf(call.args, 0, 'dim') !== undefined ? tuple([made, made]) : made;
  };

/** The sizes of a norm are those of a sum over the same axes; the order of the norm comes first. */
const normOf: TensorFunction = (call) =>
  reduce('sum')({ ...call, args: { ...call.args, positional: call.args.positional.slice(1) } });

/** A function of two tensors, or of one and a number. */
const both =
  (op: string): TensorFunction =>
  (call) => {
    const value = valueOf(call.args, 0, 'other', 'mat2', 'tensor2');
    if (!isTensor(value)) return op === 'matmul' ? undefined : pointwise(call);
    return join(call, op, {}, call.machine.tensor(value, call.node)!);
  };

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `add`, `add_`, and so on. */
const arithmetic = (): Record<string, TensorFunction> =>
  Object.fromEntries(
    ['add', 'sub', 'mul', 'div'].flatMap((op): [string, TensorFunction][] => [
      [op, both(op)],
      [`${op}_`, both(op)],
    ]),
  );

export const REDUCTIONS: Readonly<Record<string, TensorFunction>> = {
  mean: reduce('mean'),
  sum: reduce('sum'),
  amax: reduce('amax'),
  amin: reduce('amin'),
  std: likeOf(reduce('mean')),
  var: likeOf(reduce('mean')),
  logsumexp: likeOf(reduce('sum')),
  prod: likeOf(reduce('sum')),
  norm: likeOf(normOf),
  argmax: likeOf(reduce('amax')),
  argmin: likeOf(reduce('amin')),
  max: extreme('amax'),
  min: extreme('amin'),
};

export const PAIRS: Readonly<Record<string, TensorFunction>> = {
  ...arithmetic(),
  multiply: both('mul'),
  subtract: both('sub'),
  maximum: likeOf(both('add')),
  minimum: likeOf(both('add')),
  matmul: both('matmul'),
  bmm: both('matmul'),
  mm: both('matmul'),
};
