/** @file Every setting that does it, from the intervals: kernel and dilation are gone through, the padding follows. */

import { type Window, poolCount, span, transposedSize, windowCount } from 'atrous/spec';
import { type Bounds, boundsOf, meetOf } from './intervals.js';
import { type Question, isPool } from './query.js';
import type { AxisKnobs } from './types.js';

/** One setting for several axes; only `output_padding` may differ between them. */
export interface Setting extends Omit<AxisKnobs, 'outputPadding'> {
  readonly outputPadding: readonly number[];
}

export const windowOf = ({ kernel, stride, padding, dilation }: Omit<AxisKnobs, 'outputPadding'>): Window => ({
  kernel,
  stride,
  padBefore: padding,
  padAfter: padding,
  dilation,
});

/** From `low` to `high`, or the one value that is fixed. */
function choices(fixed: number | undefined, low: number, high: number): number[] {
  if (fixed !== undefined) return [fixed];
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
}

/** The axes `axes` of a question: all of them where they share their settings, one where they do not. */
export interface Part {
  readonly question: Question;
  readonly axes: readonly number[];
}

const fixedAt = ({ question, axes }: Part, name: keyof Question['fixed']): number | undefined =>
  question.fixed[name]?.[axes[0]!];

export const stridesOf = (part: Part): number[] => choices(fixedAt(part, 'stride'), 1, part.question.limits.stride);

export const kernelsOf = (part: Part): number[] => choices(fixedAt(part, 'kernel'), 1, part.question.limits.kernel);

/** A kernel of one tap has no dilation, and an average pool none at all. */
export function dilationsOf(part: Part, kernel: number): number[] {
  const fixed = fixedAt(part, 'dilation');
  if (part.question.op === 'avgPool') return fixed === undefined || fixed === 1 ? [1] : [];
  return choices(fixed, 1, kernel === 1 ? 1 : part.question.limits.dilation);
}

/** The least and the most padding that may be tried. PyTorch's pools allow half of the kernel, its dilation left out. */
export function paddingRange(part: Part, kernel: number): Bounds {
  const fixed = fixedAt(part, 'padding');
  const [low, high] = fixed === undefined ? [0, part.question.limits.padding] : [fixed, fixed];
  return [low, isPool(part.question.op) ? Math.min(high, Math.floor(kernel / 2)) : high];
}

/** The intervals of all axes of the part at one stride. */
export function boundsAt({ question, axes }: Part, stride: number, ceilMode: boolean): Bounds[] {
  const { op, input, output } = question;
  return axes.map((axis) => boundsOf(op, input[axis]!, output[axis]!, stride, ceilMode));
}

/** `output_padding` that reaches the size on each axis, or undefined where a legal one does not. */
function outputPaddings({ question, axes }: Part, setting: Omit<Setting, 'outputPadding'>): number[] | undefined {
  const { input, output, fixed } = question;
  const window = windowOf(setting);
  const amounts = axes.map((axis) => output[axis]! - transposedSize(input[axis]!, window, 0));
  const most = Math.max(setting.stride, setting.dilation) - 1;
  const legal = axes.every((axis, i) => {
    const given = fixed.outputPadding?.[axis];
    return amounts[i]! >= 0 && amounts[i]! <= most && (given === undefined || given === amounts[i]);
  });
  return legal ? amounts : undefined;
}

/** PyTorch's 3-D average pool wants the input itself to be as large as the kernel. */
const holdsKernel = ({ question, axes }: Part, kernel: number): boolean =>
  question.op !== 'avgPool' || question.input.length < 3 || axes.every((axis) => question.input[axis]! >= kernel);

function reaches(part: Part, setting: Omit<Setting, 'outputPadding'>): boolean {
  const { op, input, output } = part.question;
  const window = windowOf(setting);
  const count = isPool(op) ? poolCount : windowCount;
  return (
    holdsKernel(part, setting.kernel) &&
    part.axes.every((axis) => count(input[axis]!, window, setting.ceilMode) === output[axis]!)
  );
}

/** The paddings with which `q` lies within bounds: `q + d(k−1)` halved. */
function paddings([low, high]: Bounds, [least, most]: Bounds, reach: number): number[] {
  return choices(
    undefined,
    Math.max(least, Math.ceil((low + reach) / 2)),
    Math.min(most, Math.floor((high + reach) / 2)),
  );
}

/**
 * Every setting within the limits that gives the sizes at one stride. Complete: the paddings are all those whose `q` lies in
 * the interval, and whatever lies outside is refused by the formula. Sound: each is counted again by geometry.
 */
export function settingsAt(part: Part, stride: number, ceilMode: boolean): Setting[] {
  const found: Setting[] = [];
  const transposed = part.question.op === 'convTranspose';
  for (const kernel of kernelsOf(part))
    for (const dilation of dilationsOf(part, kernel)) {
      const bounds = boundsAt(part, stride, ceilMode);
      // A dilation above the stride lets output_padding reach further.
      const extra = transposed ? Math.max(0, dilation - stride) : 0;
      const meet = meetOf(bounds.map(([low, high]) => [low, high + extra]));
      if (meet === null) continue;
      for (const padding of paddings(meet, paddingRange(part, kernel), span(kernel, dilation) - 1)) {
        const setting = { kernel, stride, padding, dilation, ceilMode };
        const outputPadding = transposed ? outputPaddings(part, setting) : part.axes.map(() => 0);
        if (outputPadding && (transposed || reaches(part, setting))) found.push({ ...setting, outputPadding });
      }
    }
  return found;
}
