/** @file Which setting is the better one, and why. */

import { span } from 'atrous/spec';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { axisNames } from '../explain/tokens.js';
import type { AxisKnobs, SolveOp } from './types.js';

/** One axis of a setting with its sizes. */
export interface RankedAxis extends AxisKnobs {
  readonly axis: string;
  readonly input: number;
  readonly output: number;
}

/** One thing to judge by: 0 is best. `say` tells it, for better or worse; undefined where it goes without saying. */
interface Criterion {
  cost(axis: RankedAxis): number;
  say(axes: readonly RankedAxis[], cost: number): Phrase | undefined;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

const judged = (good: Phrase, bad: Phrase) => (_: readonly RankedAxis[], cost: number) => (cost === 0 ? good : bad);
const onlyBad = (bad: Phrase) => (_: readonly RankedAxis[], cost: number) => (cost === 0 ? undefined : bad);

const reach = ({ kernel, dilation }: AxisKnobs): number => span(kernel, dilation);

/**
 * Taps stand at multiples of `d` and windows at multiples of `s`: every cell is met where `gcd(d, s) = 1` and a kernel has at
 * least `s` taps. One window alone must have no holes.
 */
function covers({ kernel, stride, dilation }: AxisKnobs, windows: number): boolean {
  if (windows === 1) return dilation === 1;
  return gcd(dilation, stride) === 1 && kernel >= stride;
}

/** Cells left over behind the last window; negative where it hangs over. */
export const leftOver = (axis: RankedAxis): number =>
  axis.input + 2 * axis.padding - (axis.output - 1) * axis.stride - reach(axis);

const taps = (axes: readonly RankedAxis[]): number => axes.reduce((product, { kernel }) => product * kernel, 1);

const READS_ALL: Criterion = {
  cost: (axis) => (covers(axis, axis.output) ? 0 : 1),
  say: judged(phrase('rankReadsAll'), phrase('rankSkips')),
};
const REACHES_ALL: Criterion = {
  cost: (axis) => (covers(axis, axis.input) && !(axis.input === 1 && axis.outputPadding > 0) ? 0 : 1),
  say: judged(phrase('rankReachesAll'), phrase('rankHoles')),
};
const FAR_PADDING: Criterion = {
  cost: (axis) => (axis.padding >= reach(axis) ? 1 : 0),
  say: onlyBad(phrase('rankFarPadding')),
};
const HALF_PADDING: Criterion = {
  cost: (axis) => (2 * axis.padding > reach(axis) ? 1 : 0),
  say: onlyBad(phrase('rankHalfPadding')),
};
/** A transposed convolution cuts off so much that whole marks are lost. */
const CUT: Criterion = {
  cost: (axis) => (2 * axis.padding > reach(axis) ? 1 : 0),
  say: onlyBad(phrase('rankCut')),
};
const DILATED: Criterion = {
  cost: ({ dilation }) => dilation - 1,
  say(axes, cost) {
    if (cost === 0) return undefined;
    return phrase('rankDilated', { dilation: Math.max(...axes.map(({ dilation }) => dilation)) });
  },
};
/** Input cells behind the last window. */
const LOST: Criterion = {
  cost: (axis) => Math.max(0, leftOver(axis) - axis.padding),
  // `ALL_READ` counts them.
  say: () => undefined,
};
/** The first window's middle, `−q/2`, lies among the first `s` cells: for `s = 2` on the first cell or half a cell behind it. */
const CENTRED: Criterion = {
  cost(axis) {
    const middle = (reach(axis) - 1) / 2 - axis.padding;
    return middle >= 0 && middle <= axis.stride - 1 ? 0 : 1;
  },
  say: (_, cost) => (cost === 0 ? phrase('rankCentred') : undefined),
};
const ODD: Criterion = {
  cost: ({ kernel }) => 1 - (kernel % 2),
  say: judged(phrase('rankOdd'), phrase('rankEven')),
};
const ALL_READ: Criterion = {
  cost: (axis) => Math.abs(leftOver(axis)),
  say(axes, cost) {
    if (cost === 0) return phrase('rankAllRead');
    const axis = axes.find((one) => leftOver(one) > 0);
    if (!axis) return undefined;
    const left = leftOver(axis);
    const padding = Math.min(left, axis.padding);
    return phrase('unread', { input: left - padding, padding, axis: axis.axis });
  },
};
const CEIL: Criterion = { cost: ({ ceilMode }) => (ceilMode ? 1 : 0), say: onlyBad(phrase('rankCeil')) };
const BEYOND: Criterion = {
  cost: ({ outputPadding, stride }) => (outputPadding >= stride ? 1 : 0),
  say: (axes, cost) => (cost === 0 || axes.every((a) => a.outputPadding === 0) ? undefined : phrase('rankBeyond')),
};
const DIVISIBLE: Criterion = {
  cost: ({ kernel, stride }) => (kernel % stride === 0 ? 0 : 1),
  say: judged(phrase('rankDivisible'), phrase('rankUneven')),
};
const OUTPUT_PADDING: Criterion = {
  cost: ({ outputPadding }) => outputPadding,
  say: (axes, cost) =>
    cost === 0 ? undefined : phrase('rankOutputPadding', { amount: Math.max(...axes.map((a) => a.outputPadding)) }),
};
const TAPS: Criterion = {
  cost: ({ kernel }) => Math.log(kernel),
  say: (axes) => phrase('rankTaps', { taps: taps(axes) }),
};

const POOL = [READS_ALL, LOST, FAR_PADDING, HALF_PADDING, DILATED, CEIL, ALL_READ, TAPS];
const CRITERIA: Readonly<Record<SolveOp, readonly Criterion[]>> = {
  conv: [READS_ALL, LOST, FAR_PADDING, HALF_PADDING, DILATED, CENTRED, ODD, ALL_READ, TAPS],
  convTranspose: [REACHES_ALL, CUT, BEYOND, DILATED, DIVISIBLE, OUTPUT_PADDING, TAPS],
  maxPool: POOL,
  avgPool: POOL,
};

/** A setting's place: compared number by number, smaller is better. */
export interface Rank {
  readonly costs: readonly number[];
  readonly reasons: readonly Phrase[];
}

/** Ranks one setting of all axes: costs are summed over the axes, ties go to the smaller stride, kernel and padding. */
export function rankOf(op: SolveOp, axes: readonly RankedAxis[]): Rank {
  const total = (of: (axis: RankedAxis) => number): number => axes.reduce((sum, axis) => sum + of(axis), 0);
  const reasons: Phrase[] = [];
  const costs = CRITERIA[op].map((criterion) => {
    const cost = total((axis) => criterion.cost(axis));
    const said = criterion.say(axes, cost);
    if (said) reasons.push(said);
    return cost;
  });
  return { costs: [...costs, total((a) => a.stride), total((a) => a.kernel), total((a) => a.padding)], reasons };
}

export function compareRanks(a: Rank, b: Rank): number {
  const at = a.costs.findIndex((cost, i) => cost !== b.costs[i]);
  return at < 0 ? 0 : a.costs[at]! - b.costs[at]!;
}

/** The axes of a setting under their names. */
export function rankedAxes(
  knobs: readonly AxisKnobs[],
  input: readonly number[],
  output: readonly number[],
): RankedAxis[] {
  const names = axisNames(knobs.length);
  return knobs.map((one, i) => ({ ...one, axis: names[i]!, input: input[i]!, output: output[i]! }));
}
