/**
 * @file Which input cells an output position depends on, one axis at a time.
 *
 * The field of a position is found by walking back from it, layer by layer, through what each layer reads; branches are united.
 * Two walks: `axisField` carries intervals on axes without ends and gives the size, stride and start that papers quote;
 * `fieldCells` carries sets of cells inside the input and is exact, holes and borders included.
 */

import { type AxisMap, type Interval, type Ratio, times } from './catalogue/axes.js';
import type { Reads } from './catalogue/rule.js';

/** How a node sees one axis of one of its inputs. */
export interface FieldStep {
  /** Number of the node that is read; −1 is the network's input. */
  readonly from: number;
  readonly reads: Reads;
  /** Cells of that input along this axis. */
  readonly size: number;
}

/** One axis of a network: for every node, in order, what it reads. */
export type FieldAxis = readonly (readonly FieldStep[])[];

/** The receptive field of a node along one axis, in cells of the network's input. */
export interface AxisField {
  /** The largest extent over all output positions, cells in the padding included; the whole axis where `whole`. */
  readonly size: number;
  /** Input cells between neighbouring outputs, a fraction: `[1, 2]` behind a transposed layer; null where `whole`. */
  readonly jump: Ratio | null;
  /** The centre of output 0's field; cell centres lie at integers. */
  readonly start: number;
  /** Every output depends on the whole axis: behind global pooling, flatten, a linear layer. */
  readonly whole: boolean;
}

/**
 * Carries a region of node `index` back to the network's input.
 *
 * @returns undefined where nothing of the input is reached
 */
function walk<T>(
  axis: FieldAxis,
  index: number,
  region: T,
  back: (step: FieldStep, region: T) => T | undefined,
  join: (a: T, b: T) => T,
): T | undefined {
  const regions = new Map<number, T>([[index, region]]);
  for (let node = index; node >= 0; node--) {
    const own = regions.get(node);
    if (own === undefined) continue;
    for (const step of axis[node]!) {
      const read = back(step, own);
      if (read === undefined) continue;
      const before = regions.get(step.from);
      regions.set(step.from, before === undefined ? read : join(before, read));
    }
  }
  return regions.get(-1);
}

type Extent = Interval | 'whole';

const unite = (a: Interval, b: Interval): Interval => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

/** Outputs one period apart read alike, so the ends of the result come from the first and the last period. */
function hull({ period, extent }: AxisMap, [low, high]: Interval): Interval | undefined {
  let all: Interval | undefined;
  for (let i = 0; i < period && low + i <= high; i++)
    for (const o of [low + i, high - i]) {
      const one = extent(o);
      if (one) all = all ? unite(all, one) : one;
    }
  return all;
}

function backExtent({ reads }: FieldStep, extent: Extent): Extent | undefined {
  if (extent === 'whole' || reads === 'whole') return 'whole';
  return reads === null ? extent : hull(reads, extent);
}

function uniteExtents(a: Extent, b: Extent): Extent {
  if (a === 'whole' || b === 'whole') return 'whole';
  return unite(a, b);
}

/** Stride and period of every node up to `index`, along its first input. */
function strides(axis: FieldAxis, index: number): { jump: Ratio; period: number } {
  let [jump, period]: [Ratio, number] = [[1, 1], 1];
  for (let node = index; node >= 0; node = axis[node]![0]!.from) {
    const { reads } = axis[node]![0]!;
    if (reads === null || reads === 'whole') continue;
    jump = times(jump, reads.jump);
    period *= reads.period;
  }
  return { jump, period };
}

/** Odd ratios of resizing repeat late; so many output positions are looked at. */
export const MOST_PHASES = 1024;

/** The field of a node whose every output depends on the whole axis. */
export const wholeField = (input: number): AxisField => ({
  size: input,
  jump: null,
  start: (input - 1) / 2,
  whole: true,
});

/**
 * The receptive field of node `index`: the union over branches, as an interval, so holes of dilated layers are filled.
 * Where two branches differ in stride, the first input of a join gives it.
 *
 * @param input   cells of the network's input along this axis
 * @param output  cells of the node's output, the number of positions that can differ
 */
export function axisField(axis: FieldAxis, index: number, input: number, output: number): AxisField {
  const { jump, period } = strides(axis, index);
  const extents = Array.from({ length: Math.max(1, Math.min(period, output, MOST_PHASES)) }, (_, o) =>
    walk<Extent>(axis, index, [o, o], backExtent, uniteExtents),
  );
  if (extents.includes('whole')) return wholeField(input);
  const intervals = extents.filter((extent) => extent !== undefined) as Interval[];
  const [low, high] = intervals[0] ?? [0, -1];
  return {
    size: Math.max(0, ...intervals.map(([from, to]) => to - from + 1)),
    jump,
    start: (low + high) / 2,
    whole: false,
  };
}

function backCells({ reads, size }: FieldStep, cells: ReadonlySet<number>): Set<number> {
  if (reads === 'whole') return new Set(Array.from({ length: cells.size === 0 ? 0 : size }, (_, i) => i));
  if (reads === null) return new Set(cells);
  return new Set([...cells].flatMap((o) => reads.inside(o)));
}

const uniteCells = (a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> => new Set([...a, ...b]);

/** The cells of the input that output `position` of node `index` really depends on, ascending; never padding. */
export function fieldCells(axis: FieldAxis, index: number, position: number): number[] {
  const cells = walk<ReadonlySet<number>>(axis, index, new Set([position]), backCells, uniteCells);
  return [...(cells ?? [])].sort((a, b) => a - b);
}
