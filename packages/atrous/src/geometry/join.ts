/** @file Functions of tensors that are no layers: those that join branches, and those of `functions.ts`. */

import { type AxisMap, axisMap, type Interval } from './catalogue/axes.js';
import type { Args, ArgRule, Reads } from './catalogue/rule.js';
import { broadcastShapes, catShape } from './combine.js';
import { wrapDimension } from './dim.js';
import { FUNCTIONS } from './functions.js';
import { JOIN_ARGS } from './join-args.js';
import type { Shape } from './types.js';

/** Cells `before` and on of an axis of `whole` cells are this input's; the others read nothing of it, so no two are alike. */
function partAxis(size: number, before: number, whole: number): AxisMap {
  const extent = (o: number): Interval | undefined => {
    const i = o - before;
    return i >= 0 && i < size ? [i, i] : undefined;
  };
  return { ...axisMap(size, [1, 1], extent), period: whole };
}

export interface JoinCall {
  print(args: Args): string;
  output(args: Args, inputs: readonly Shape[]): number[];
  /** What each axis of the output reads in input number `index`. */
  reads(args: Args, inputs: readonly Shape[], index: number, output: Shape): readonly Reads[];
}

export interface JoinRule extends JoinCall {
  readonly args: readonly ArgRule[];
}

/** A size of 1 that stretches is read as a whole by every output. */
const elementwise: JoinCall = {
  print: () => '',
  output: (_, inputs) => [...inputs.reduce(broadcastShapes)],
  reads: (_, inputs, index, output) =>
    output.map((size, d) => {
      const own = inputs[index]![d - output.length + inputs[index]!.length] ?? 1;
      return own === 1 && size !== 1 ? 'whole' : null;
    }),
};

const CALLS: Readonly<Record<string, JoinCall>> = {
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  cat: {
    print: ({ dim }) => `dim=${dim as number}`,
    output: ({ dim }, inputs) => catShape(inputs, dim as number),
    reads({ dim }, inputs, index, output) {
      const own = inputs[index]!;
      const axis = wrapDimension(dim as number, own.length);
      const before = inputs.slice(0, index).reduce((sum, shape) => sum + shape[axis]!, 0);
      return own.map((size, d) => (d === axis ? partAxis(size, before, output[axis]!) : null));
    },
  },
  ...FUNCTIONS,
};

export const JOINS: Readonly<Record<string, JoinRule>> = Object.fromEntries(
  Object.entries(JOIN_ARGS).map(([op, args]) => [op, { args, ...CALLS[op]! }]),
);
