/**
 * @file Runs of float32 numbers that share something, as the pixels of a channel share its mean: sums, and the affine
 * functions of normalisations. The runs pass through wasm memory some at a time; each is worked on by itself.
 */

import type { RunSums } from '../../ops/engine.js';
import { theEngine } from './engine.js';
import { COEFFICIENTS, COEFFICIENT_COUNT, MASK_BYTES, SUM_BYTES, affineKernel, runSumsKernel } from './kernels/runs.js';
import { type Delayed, Kept, type Values, isKept } from './kept.js';
import type { Machine } from './machine.js';
import { busily } from './origin.js';
import { resultArray } from './copies.js';

/** Bytes of runs that pass through wasm memory at a time: they stay in the second-level cache. */
const PIECE_BYTES = 128 * 1024;
/** Numbers of a run from which on vectors of four are worth it. */
export const LEAST_LENGTH = 16;
/** Numbers from which on the copies into wasm memory and back are worth it. */
export const LEAST_NUMBERS = 2048;

/** Of each run, a number: what is subtracted, and the coefficients of an affine function. They begin again where they end. */
export interface RunCoefficients {
  readonly centre: ArrayLike<number>;
  readonly slope: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
  /** Of the second array. */
  readonly factor?: ArrayLike<number>;
}

/** So many runs of so many numbers. */
export interface RunSizes {
  readonly runs: number;
  readonly length: number;
}

function machineFor(x: Values, length: number): Machine | null {
  return length < LEAST_LENGTH || x.length < LEAST_NUMBERS ? null : (theEngine()?.machine ?? null);
}

/** Addresses of some runs of `x`, of the same ones of `g`, and of room for a result. */
interface Places {
  readonly x: number;
  readonly g: number;
  readonly y: number;
}

/**
 * Runs `work` on some runs at a time, copied into wasm memory; on all at once where both arrays are kept there.
 *
 * @param y     where all results go, or null for room for those of some runs
 * @param work  takes the addresses of the numbers, and which runs they are
 */
function eachPiece(
  machine: Machine,
  x: Values,
  g: Values | null,
  length: number,
  y: number | null,
  work: (places: Places, first: number, count: number) => void,
): void {
  const runs = x.length / length;
  const bytes = 4 * length;
  const fitting = Math.max(1, Math.floor(PIECE_BYTES / bytes));
  const piece = isKept(x) && (g === null || isKept(g)) ? runs : Math.min(runs, fitting);
  machine.borrow((take) => {
    const place = (values: Values): ((first: number, count: number) => number) => {
      if (isKept(values)) return (first) => values.address + bytes * first;
      const room = take(bytes * piece);
      return (first, count) => {
        machine.write(room, values, first * length, count * length);
        return room;
      };
    };
    const [xAt, gAt] = [place(x), g && place(g)];
    const yRoom = y ?? take(bytes * piece);
    for (let first = 0; first < runs; first += piece) {
      const count = Math.min(piece, runs - first);
      const yAt = y === null ? yRoom : y + bytes * first;
      work({ x: xAt(first, count), g: gAt?.(first, count) ?? 0, y: yAt }, first, count);
    }
  });
}

/** Fills an array with values that begin again where they end. */
function writeRepeated(to: Float32Array | Float64Array, values: ArrayLike<number>): void {
  to.set(values);
  for (let filled = values.length; filled < to.length; filled *= 2) to.copyWithin(filled, 0, filled);
}

/** A part of the memory as doubles. */
const doubles = ({ floats }: Machine, address: number, count: number): Float64Array =>
  new Float64Array(floats.buffer, address, count);

/** Which of the last four numbers of a run have not had their turn, as lanes of doubles. */
const restMask = (length: number): Int32Array =>
  Int32Array.from({ length: MASK_BYTES / 4 }, (_, word) => (Math.floor(word / 2) >= 4 - (length % 4) ? -1 : 0));

/** What a number costs, in operations of the dense kernel: it waits for memory. */
const OPERATIONS = 8;

/** Runs `work` on all runs, shared among threads where that pays: the first of some, and how many. */
function eachShare(machine: Machine, runs: number, length: number, work: (first: number, count: number) => void): void {
  machine.forRanges({ pieces: runs, operations: OPERATIONS * runs * length }, (from, to) => work(from, to - from));
}

/** Both sums of every run, each of two lanes. */
function addLanes(lanes: Float64Array, first: Float64Array, second: Float64Array): void {
  for (let run = 0; run < first.length; run++) {
    first[run] = lanes[4 * run]! + lanes[4 * run + 1]!;
    second[run] = lanes[4 * run + 2]! + lanes[4 * run + 3]!;
  }
}

function sums(
  kind: 'moments' | 'products',
  x: Values,
  g: Values | null,
  length: number,
  centres: ArrayLike<number>,
  weight: ArrayLike<number> | null = null,
): RunSums | undefined {
  const machine = machineFor(x, length);
  if (machine === null) return undefined;
  const runs = x.length / length;
  const [first, second] = [new Float64Array(runs), new Float64Array(runs)];
  const kernel = machine.kernel(`${kind}${weight ? 'Weighted' : ''}`, () => runSumsKernel(kind, weight !== null));
  machine.borrow((take) => {
    const weightAt = weight === null ? 0 : bringNumbers(machine, weight, take);
    const [mask, centresAt, sumsAt] = [take(MASK_BYTES), take(8 * runs), take(SUM_BYTES * runs)];
    machine.writeInts(mask, restMask(length));
    writeRepeated(doubles(machine, centresAt, runs), centres);
    eachPiece(machine, x, g, length, 0, (at, from, count) =>
      eachShare(machine, count, length, (first, some) =>
        kernel(
          at.x + 4 * length * first,
          at.g + 4 * length * first,
          centresAt + 8 * (from + first),
          mask,
          sumsAt + SUM_BYTES * (from + first),
          some,
          4 * length,
          weightAt,
        ),
      ),
    );
    addLanes(doubles(machine, sumsAt, 4 * runs), first, second);
  });
  return { first, second };
}

/**
 * Σ (x − c) and Σ (x − c)² of every run.
 *
 * @param x        [runs, length]
 * @param centres  c of every run; they begin again where they end
 * @returns undefined where the engine cannot
 */
export function runMoments(x: Values, length: number, centres: ArrayLike<number>): RunSums | undefined {
  return sums('moments', x, null, length, centres);
}

/** Σ g and Σ g·(x − c) of every run, with `weight` the g of a run multiplied by as many numbers; as `runMoments`. */
export function runProducts(
  g: Values,
  x: Values,
  length: number,
  centres: ArrayLike<number>,
  weight: ArrayLike<number> | null = null,
): RunSums | undefined {
  return sums('products', x, g, length, centres, weight);
}

/** The address of a copy of some numbers. */
function bringNumbers(machine: Machine, values: ArrayLike<number>, take: (bytes: number) => number): number {
  const address = take(4 * values.length);
  machine.floats.set(values, address / 4);
  return address;
}

/** Weight and bias of every number of a run; without weight 1, without bias 0. */
export interface Elements {
  readonly weight: ArrayLike<number> | null;
  readonly bias: ArrayLike<number> | null;
}

/** The coefficients as the kernels read them. */
function packed({ centre, slope, shift, factor }: RunCoefficients): Float32Array {
  const table = new Float32Array(COEFFICIENT_COUNT * centre.length);
  for (let run = 0, at = 0; run < centre.length; run++, at += COEFFICIENT_COUNT) {
    table[at + COEFFICIENTS.centre] = centre[run]!;
    table[at + COEFFICIENTS.lost] = centre[run]! - table[at + COEFFICIENTS.centre]!;
    table[at + COEFFICIENTS.slope] = slope[run]!;
    table[at + COEFFICIENTS.shift] = shift[run]!;
    if (factor !== undefined) table[at + COEFFICIENTS.factor] = factor[run]!;
  }
  return table;
}

/**
 * `(x − centre)·slope + shift` on every run, in float32; with a second array, `+ g·factor`. The coefficients begin again
 * where they end. With `elements` `(x − centre)·slope·weight + bias`, or with g multiplied by the weight.
 *
 * @param x  [runs, length]
 * @returns as `x`, or undefined where the engine cannot
 */
export function runAffine(
  x: Values,
  g: Values | null,
  length: number,
  coefficients: RunCoefficients,
  elements: Elements | null = null,
): Values | undefined {
  const machine = machineFor(x, length);
  if (machine === null) return undefined;
  const table = packed(coefficients);
  if (elements === null && machine.keeping && g === null && isKept(x) && x.isSource)
    return new Kept(machine, 0, x.length, delayedAffine(machine, x, null, length, table));
  const kind = `${g === null ? 'scale' : 'combine'}${elements === null ? '' : 'Each'}` as const;
  const kernel = machine.kernel(kind, () => affineKernel(kind, machine.features.relaxed));
  const numbers = (COEFFICIENT_COUNT * x.length) / length;
  const out = machine.keeping ? null : resultArray(x.length);
  return machine.borrow((take) => {
    const y = out === null ? take(4 * x.length) : null;
    const tableAt = take(4 * numbers);
    writeRepeated(machine.floats.subarray(tableAt / 4, tableAt / 4 + numbers), table);
    const each = (values: ArrayLike<number> | null | undefined, missing: number): number =>
      elements === null ? 0 : bringNumbers(machine, values ?? new Float32Array(length).fill(missing), take);
    const [weightAt, biasAt] = [each(elements?.weight, 1), each(elements?.bias, 0)];
    eachPiece(machine, x, g, length, y, (at, from, count) => {
      eachShare(machine, count, length, (first, some) => {
        const offset = 4 * length * first;
        const own = tableAt + 4 * COEFFICIENT_COUNT * (from + first);
        kernel(at.x + offset, at.g + offset, at.y + offset, own, some, 4 * length, weightAt, biasAt);
      });
      if (out !== null) machine.readInto(out, from * length, at.y, count * length);
    });
    return out ?? machine.result(y!, x.length);
  });
}

/**
 * `(x − centre)·slope + shift` on every run, and perhaps another array, when somebody needs it.
 *
 * @param x      [runs, length]
 * @param other  added to it, as `x`
 * @param table  packed coefficients, which begin again where they end
 */
function delayedAffine(machine: Machine, x: Kept, other: Kept | null, length: number, table: Float32Array): Delayed {
  const kind = other === null ? 'scale' : 'scaleSum';
  const sources = other === null ? [x] : [x, other];
  const compute = (to: number, positive: boolean): void => {
    const kernel = machine.kernel(`${kind}${positive ? 'Positive' : ''}`, () =>
      affineKernel(kind, machine.features.relaxed, positive),
    );
    const runs = x.length / length;
    const numbers = COEFFICIENT_COUNT * runs;
    machine.borrow((take) => {
      const [xAt, otherAt] = [x, other].map((source) => (source === null ? 0 : bringBack(machine, source, take))) as [
        number,
        number,
      ];
      const tableAt = take(4 * numbers);
      writeRepeated(machine.floats.subarray(tableAt / 4, tableAt / 4 + numbers), table);
      eachShare(machine, runs, length, (first, some) => {
        const offset = 4 * length * first;
        const own = tableAt + 4 * COEFFICIENT_COUNT * first;
        kernel(xAt + offset, otherAt + offset, to + offset, own, some, 4 * length, 0, 0);
      });
    });
  };
  return {
    sources,
    compute: (to, positive) => busily(sources, () => compute(to, positive)),
    plus: (added) => (other === null ? delayedAffine(machine, x, added, length, table) : null),
  };
}

/** The address of what is kept; of what had to leave, of a copy. */
const bringBack = (machine: Machine, source: Kept, take: (bytes: number) => number): number =>
  machine.bring(source.isThere ? source : source.array(), take);
