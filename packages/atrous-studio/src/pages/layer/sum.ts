/** @file What one output is the sum of, product by product. The products' places are the library's. */

import { eachPair, hasTaps, type TapPair, taps } from 'atrous-explain';
import type { Legal } from './verdict.js';

export interface Sum {
  readonly pairs: readonly TapPair[];
  /** How many there are in all. */
  readonly count: number;
}

const MOST = 27;

/** The first products of an output; undefined for layers that are no sums over taps. */
export function sumOf({ spec, input }: Legal, channel: number, index: readonly number[]): Sum | undefined {
  if (!hasTaps(spec.op)) return undefined;
  const found = taps.ofOutput(spec, input, [channel, ...index]);
  const pairs: TapPair[] = [];
  for (const pair of eachPair(found)) {
    if (pairs.length === MOST) break;
    pairs.push(pair);
  }
  return { pairs, count: found.count };
}

/** The first output that an input cell goes into; undefined where nothing reads it. */
export function firstReader(
  { spec, input }: Legal,
  inChannel: number,
  index: readonly number[],
): readonly number[] | undefined {
  if (!hasTaps(spec.op)) return undefined;
  for (const { output } of eachPair(taps.ofInput(spec, input, [inChannel, ...index]))) return output.slice(1);
  return undefined;
}
