/** @file Why each stride does it or cannot. */

import { span } from 'atrous/spec';
import { axisNames } from '../explain/tokens.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { type Bounds, contradiction, meetOf } from './intervals.js';
import { type Part, type Setting, boundsAt, dilationsOf, kernelsOf, paddingRange } from './settings.js';
import type { Interval, StrideProof } from './types.js';

/** The least and the greatest `q` within the limits, fixed values kept. */
function reachable(part: Part): Bounds {
  let [least, most] = [Infinity, -Infinity];
  for (const kernel of kernelsOf(part))
    for (const dilation of dilationsOf(part, kernel)) {
      const [low, high] = paddingRange(part, kernel);
      const reach = span(kernel, dilation) - 1;
      if (low > high) continue;
      least = Math.min(least, 2 * low - reach);
      most = Math.max(most, 2 * high - reach);
    }
  return [least, most];
}

function because(
  stride: number,
  intervals: readonly Interval[],
  meet: Bounds | null,
  part: Part,
  found: number,
): Phrase {
  if (found > 0) return phrase('proofSolved', { stride, count: found });
  if (meet === null) {
    const [a, b] = contradiction(intervals.map(({ low, high }) => [low, high]))!.map((i) => intervals[i]!);
    return phrase('proofContradiction', {
      stride,
      a: a!.axis,
      aLow: a!.low,
      aHigh: a!.high,
      b: b!.axis,
      bLow: b!.low,
      bHigh: b!.high,
    });
  }
  const [low, high] = meet;
  const [least, most] = reachable(part);
  if (high < least || low > most) return phrase('proofReach', { stride, low, high, least, most });
  return phrase('proofParity', { stride, low, high });
}

/** What one stride asks of every axis, and what came of it. */
export function proveStride(part: Part, stride: number, ceilMode: boolean, found: readonly Setting[]): StrideProof {
  const { input, output } = part.question;
  const names = axisNames(input.length);
  const bounds = boundsAt(part, stride, ceilMode);
  const intervals = part.axes.map((axis, i): Interval => {
    const [low, high] = bounds[i]!;
    return { axis: names[axis]!, input: input[axis]!, output: output[axis]!, low, high };
  });
  const meet = meetOf(bounds);
  return {
    stride,
    ceilMode,
    intervals,
    meet,
    solutions: found.length,
    because: because(stride, intervals, meet, part, found.length),
  };
}
