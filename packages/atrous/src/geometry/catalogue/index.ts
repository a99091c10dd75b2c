/** @file Every layer class with what its calls do, by PyTorch's name. */

import { ACTIVATION_CALLS } from './calls/activation.js';
import { CONV_CALLS } from './calls/conv.js';
import { lazyCall } from './calls/lazy.js';
import { LINEAR_CALLS } from './calls/linear.js';
import { NORM_CALLS } from './calls/norm.js';
import { PADDING_CALLS } from './calls/padding.js';
import { POOL_CALLS } from './calls/pool.js';
import { SHAPE_CALLS } from './calls/shape.js';
import { CLASSES } from './classes.js';
import type { CallRule, LayerRule } from './rule.js';

const CALLS: Readonly<Record<string, CallRule>> = {
  ...CONV_CALLS,
  ...LINEAR_CALLS,
  ...POOL_CALLS,
  ...NORM_CALLS,
  ...ACTIVATION_CALLS,
  ...PADDING_CALLS,
  ...SHAPE_CALLS,
};

/** Element by element, as layers do that are not in the table. */
const elementwise: CallRule = { output: (_, input) => [...input] };

const callOf = (op: string): CallRule => CALLS[op] ?? elementwise;

export const LAYERS: Readonly<Record<string, LayerRule>> = Object.fromEntries(
  Object.entries(CLASSES).map(([op, rule]) => [
    op,
    { ...rule, ...(rule.lazy === undefined ? callOf(op) : lazyCall(callOf(rule.lazy.op), rule.lazy)) },
  ]),
);
