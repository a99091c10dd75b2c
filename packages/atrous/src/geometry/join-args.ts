/** @file The arguments of functions of tensors that are no layers. What they do to sizes is in `join.ts` and `functions.ts`. */

import { arg, type ArgRule } from './catalogue/rule.js';

const DIM = arg('int', 'dim');
const SIZES = [arg('string', 'sizes')];
const REDUCED = [arg('perAxisOrNone', 'dim', null), arg('bool', 'keepdim', false)];
const JOINED = [arg('int', 'dim', 0)];

export const JOIN_ARGS: Readonly<Record<string, readonly ArgRule[]>> = {
  add: [],
  sub: [],
  mul: [],
  div: [],
  cat: JOINED,
  view: SIZES,
  expand: SIZES,
  permute: [arg('tuple', 'dims')],
  transpose: [arg('int', 'dim0'), arg('int', 'dim1')],
  mean: REDUCED,
  sum: REDUCED,
  amax: REDUCED,
  amin: REDUCED,
  squeeze: [arg('intOrNone', 'dim', null)],
  unsqueeze: [DIM],
  slice: [DIM, arg('stringOrNone', 'start', null), arg('stringOrNone', 'end', null), arg('int', 'step', 1)],
  select: [DIM, arg('int', 'index')],
  interpolate: [arg('string', 'size'), arg('string', 'mode', 'nearest'), arg('boolOrNone', 'alignCorners', null)],
  pad: [arg('string', 'pad'), arg('string', 'mode', 'constant'), arg('floatOrNone', 'value', null)],
  matmul: [],
  stack: JOINED,
  constant: [arg('tuple', 'shape')],
  pointwise: [arg('string', 'what')],
  assumed: [arg('string', 'what'), arg('perAxisOrNone', 'shape', null)],
};

/** Whether a node is a function of tensors and no layer. */
export const isJoin = (op: string): boolean => Object.hasOwn(JOIN_ARGS, op);
