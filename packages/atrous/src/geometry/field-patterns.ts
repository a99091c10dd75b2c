/**
 * @file The receptive fields of all nodes of a network, each from those that it reads, so that a network of any length costs
 * its length. Along one axis neighbouring outputs see alike: after `period` outputs the pattern repeats, `shift` cells further.
 */

import { type AxisMap, type Interval, type Ratio, times } from './catalogue/axes.js';
import {
  type AxisField,
  axisField,
  type FieldAxis,
  type FieldStep,
  MOST_PHASES,
  wholeField,
} from './receptive-field.js';

/** From where to where the outputs of one period see, both ascending. */
interface Pattern {
  readonly period: number;
  readonly shift: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** `whole`: every output depends on everything. Undefined: there is no such pattern, and only walking back tells. */
type Seen = Pattern | 'whole' | undefined;

/** The input itself. */
const OWN: Pattern = { period: 1, shift: 1, low: [0], high: [0] };

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The end that output `o` sees to. */
function endAt({ period, shift }: Pattern, ends: readonly number[], o: number): number {
  const periods = Math.floor(o / period);
  return ends[o - periods * period]! + periods * shift;
}

const isAscending = (ends: readonly number[], shift: number): boolean =>
  ends.every((end, i) => i === 0 || end >= ends[i - 1]!) && ends[0]! + shift >= ends.at(-1)!;

/** From where to where so many outputs read; undefined where one reads nothing, or they are too many. */
function extentsOf(map: AxisMap, count: number): Interval[] | undefined {
  if (count > MOST_PHASES) return undefined;
  const extents = Array.from({ length: count }, (_, o) => map.extent(o));
  return extents.every((extent) => extent !== undefined) ? extents : undefined;
}

/** What is seen through a layer: from the first cell that it reads to the last. */
function through(map: AxisMap, source: Pattern): Pattern | undefined {
  const [first, next] = [map.extent(0), map.extent(map.period)];
  if (!first || !next) return undefined;
  const moved = next[0] - first[0];
  const repeats = source.period / gcd(source.period, moved);
  const period = map.period * repeats;
  const extents = extentsOf(map, period);
  if (!extents) return undefined;
  const low = extents.map((extent) => endAt(source, source.low, extent[0]));
  const high = extents.map((extent) => endAt(source, source.high, extent[1]));
  const shift = ((moved * repeats) / source.period) * source.shift;
  return isAscending(low, shift) && isAscending(high, shift) ? { period, shift, low, high } : undefined;
}

/** Branches that meet: the ends of all of them. Where their strides differ, there is no pattern. */
function united(a: Pattern, b: Pattern): Pattern | undefined {
  if (a === b) return a;
  const period = (a.period / gcd(a.period, b.period)) * b.period;
  if (a.shift * b.period !== b.shift * a.period || period > MOST_PHASES) return undefined;
  const phases = Array.from({ length: period }, (_, o) => o);
  return {
    period,
    shift: (period / a.period) * a.shift,
    low: phases.map((o) => Math.min(endAt(a, a.low, o), endAt(b, b.low, o))),
    high: phases.map((o) => Math.max(endAt(a, a.high, o), endAt(b, b.high, o))),
  };
}

/** One axis of a network, node after node. */
export class FieldPatterns {
  readonly #axis: FieldAxis;
  readonly #seen: Seen[] = [];
  /** Stride and period along the first input, as `axisField` has them. */
  readonly #strides: { readonly jump: Ratio; readonly period: number }[] = [];

  /** @param axis  may grow: `next` is asked for its nodes in order */
  constructor(axis: FieldAxis) {
    this.#axis = axis;
  }

  /**
   * The receptive field of the next node, the same as `axisField` gives.
   *
   * @param input   cells of the network's input along this axis
   * @param output  cells of the node's output
   */
  next(input: number, output: number): AxisField {
    const index = this.#seen.length;
    const steps = this.#axis[index]!;
    const seen = this.#seenBy(steps);
    this.#seen.push(seen);
    const strides = this.#stridesOf(steps[0]!);
    this.#strides.push(strides);
    if (seen === undefined) return axisField(this.#axis, index, input, output);
    if (seen === 'whole') return wholeField(input);
    const { low, high } = seen;
    const positions = Math.min(seen.period, strides.period, Math.max(1, output));
    const size = low.slice(0, positions).reduce((most, first, o) => Math.max(most, high[o]! - first + 1), 0);
    return { size, jump: strides.jump, start: (low[0]! + high[0]!) / 2, whole: false };
  }

  #seenBy(steps: readonly FieldStep[]): Seen {
    const all = steps.map(({ from, reads }): Seen => {
      const source = from < 0 ? OWN : this.#seen[from];
      if (source === undefined || reads === null) return source;
      if (reads === 'whole') return 'whole';
      if (source === 'whole') return extentsOf(reads, reads.period) && 'whole';
      return through(reads, source);
    });
    if (all.includes(undefined)) return undefined;
    if (all.includes('whole')) return 'whole';
    return (all as Pattern[]).reduce<Pattern | undefined>((a, b) => a && united(a, b), all[0] as Pattern);
  }

  #stridesOf({ from, reads }: FieldStep): { readonly jump: Ratio; readonly period: number } {
    const before = from < 0 ? { jump: [1, 1] as const, period: 1 } : this.#strides[from]!;
    if (reads === null || reads === 'whole') return before;
    return { jump: times(before.jump, reads.jump), period: before.period * reads.period };
  }
}
