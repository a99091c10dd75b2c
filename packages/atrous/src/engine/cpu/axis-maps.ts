/** @file Linear maps along one axis, which read which cells, and their tables for the kernels of `kernels/axes.ts`. */

import { GROUP_BYTES, ROW_BYTES, TAP_BYTES, TERM_BYTES } from './kernels/axes.js';

/** What the cells of an axis become: cell `o` of the result is `Σ weight·x[index]` over its taps, divided. */
export interface AxisMap {
  readonly size: number;
  readonly count: number;
  /** Taps `offsets[o] … offsets[o + 1] − 1` belong to cell `o`. */
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  /** Null for weights of 1. */
  readonly weights: Float64Array | null;
  /** Null for divisors of 1. */
  readonly divisors: ArrayLike<number> | null;
}

type Tap = readonly [index: number, weight: number];

/** A map of lists. */
function collected(size: number, taps: readonly (readonly Tap[])[]): AxisMap {
  const offsets = new Int32Array(taps.length + 1);
  taps.forEach((own, o) => (offsets[o + 1] = offsets[o]! + own.length));
  const flat = taps.flat();
  return {
    size,
    count: taps.length,
    offsets,
    indices: Int32Array.from(flat, ([index]) => index),
    weights: Float64Array.from(flat, ([, weight]) => weight),
    divisors: null,
  };
}

/** A map that copies; cells of a source below 0 are 0. */
export function copyMap(size: number, sources: Int32Array): AxisMap {
  const taken = sources.map((source) => Number(source >= 0));
  const offsets = new Int32Array(sources.length + 1);
  taken.forEach((taps, o) => (offsets[o + 1] = offsets[o]! + taps));
  const indices = sources.filter((source) => source >= 0);
  return { size, count: sources.length, offsets, indices, weights: null, divisors: null };
}

/** The transpose, with divisors as weights. */
export function transposed({ size, count, offsets, indices, weights, divisors }: AxisMap): AxisMap {
  const taps: Tap[][] = Array.from({ length: size }, () => []);
  for (let o = 0; o < count; o++)
    for (let tap = offsets[o]!; tap < offsets[o + 1]!; tap++)
      taps[indices[tap]!]!.push([o, (weights?.[tap] ?? 1) / (divisors?.[o] ?? 1)]);
  return collected(count, taps);
}

/** The input that some cells of the result read: from the first cell to before the last. */
export function readRange({ offsets, indices }: AxisMap, from: number, to: number): [first: number, end: number] {
  const read = indices.subarray(offsets[from], offsets[to]);
  if (read.length === 0) return [0, 1];
  return [read.reduce((least, i) => Math.min(least, i)), read.reduce((most, i) => Math.max(most, i)) + 1];
}

/** Tables of a kernel: an entry for each part of the result, and what it reads. */
export interface Tables {
  readonly entries: Int32Array;
  readonly taps: Int32Array;
}

/** Words, and the same as numbers. */
function words(count: number): [Int32Array, Float32Array] {
  const ints = new Int32Array(count);
  return [ints, new Float32Array(ints.buffer)];
}

/** Tables for columns: rows are so many bytes apart. */
export function columnTables({ count, offsets, indices, weights, divisors }: AxisMap, rowBytes: number): Tables {
  const [entries, divisorOf] = words((ROW_BYTES / 4) * count);
  const [taps, weightOf] = words((TAP_BYTES / 4) * indices.length);
  for (let o = 0; o < count; o++) {
    entries.set([rowBytes * o, TAP_BYTES * offsets[o]!, TAP_BYTES * offsets[o + 1]!], 4 * o);
    divisorOf[4 * o + 3] = divisors?.[o] ?? 1;
  }
  indices.forEach((index, tap) => {
    taps[2 * tap] = rowBytes * index;
    weightOf[2 * tap + 1] = weights?.[tap] ?? 1;
  });
  return { entries, taps };
}

/** Four neighbours from `base` on, of which every lane takes at most one. */
interface Term {
  readonly base: number;
  readonly lanes: readonly (Tap | undefined)[];
}

/** The taps of some lanes as terms: as many as fit from the first cell on that is left, again and again. */
function termsOf(taps: readonly (readonly Tap[])[]): Term[] {
  const next = taps.map(() => 0);
  const terms: Term[] = [];
  for (;;) {
    const base = Math.min(...taps.map((own, lane) => own[next[lane]!]?.[0] ?? Infinity));
    if (base === Infinity) return terms;
    const lanes = taps.map((own, lane) => {
      const tap = own[next[lane]!];
      if (tap === undefined || tap[0] >= base + 4) return undefined;
      next[lane]!++;
      return tap;
    });
    terms.push({ base, lanes });
  }
}

const NO_BYTES = -1;
/** The bytes of cell `n` of four. */
const bytesOfCell = (n: number): number => 0x03020100 + 0x04040404 * n;

/** Tables for rows. Of a result of more than four cells the last four overlap those before. */
export function rowTables({ count, offsets, indices, weights, divisors }: AxisMap): Tables {
  const groups = Math.ceil(count / 4);
  const [entries, divisorOf] = words((GROUP_BYTES / 4) * groups);
  const all: Term[] = [];
  for (let g = 0; g < groups; g++) {
    const first = Math.min(4 * g, Math.max(count - 4, 0));
    const taps = [0, 1, 2, 3].map((lane): Tap[] => {
      const o = first + lane;
      if (o >= count) return [];
      const own = Array.from(indices.subarray(offsets[o], offsets[o + 1]), (index, i): Tap => [
        index,
        weights?.[offsets[o]! + i] ?? 1,
      ]);
      return own.toSorted(([a], [b]) => a - b);
    });
    const terms = termsOf(taps);
    const at = (GROUP_BYTES / 4) * g;
    entries.set([4 * first, TERM_BYTES * all.length, TERM_BYTES * (all.length + terms.length)], at);
    for (let lane = 0; lane < 4; lane++) divisorOf[at + 3 + lane] = divisors?.[first + lane] ?? 1;
    all.push(...terms);
  }
  const [taps, weightOf] = words((TERM_BYTES / 4) * all.length);
  all.forEach(({ base, lanes }, term) => {
    const at = (TERM_BYTES / 4) * term;
    taps[at] = 4 * base;
    lanes.forEach((tap, lane) => {
      taps[at + 1 + lane] = tap === undefined ? NO_BYTES : bytesOfCell(tap[0] - base);
      weightOf[at + 5 + lane] = tap?.[1] ?? 0;
    });
  });
  return { entries, taps };
}
