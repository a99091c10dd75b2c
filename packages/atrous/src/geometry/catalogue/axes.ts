/** @file What one output position of a layer reads along one axis, and how neighbouring outputs lie in the input. */

import { padSource, type PadAxis, type PadMode } from '../pad.js';
import type { Window } from '../types.js';

/** A fraction in lowest terms: `[1, 2]` is one half. */
export type Ratio = readonly [numerator: number, denominator: number];

/** First and last cell. */
export type Interval = readonly [low: number, high: number];

export interface AxisMap {
  /** Cells of the layer's input along this axis. */
  readonly size: number;
  /** Input cells between neighbouring outputs: stride 2 is `[2, 1]`, a transposed layer of stride 2 `[1, 2]`. */
  readonly jump: Ratio;
  /** After so many outputs the pattern of reads repeats, moved by a whole number of cells. */
  readonly period: number;
  /** From where to where output `o` reads on an axis without ends (any `o`); undefined where it reads nothing. */
  readonly extent: (o: number) => Interval | undefined;
  /** The cells of the input that output `o` really reads: none outside `[0, size)`. */
  readonly inside: (o: number) => number[];
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** `a / b` in lowest terms. */
export function ratio(a: number, b: number): Ratio {
  const divisor = gcd(a, b) || 1;
  return [a / divisor, b / divisor];
}

export const times = ([a, b]: Ratio, [c, d]: Ratio): Ratio => ratio(a * c, b * d);

/** A map from its extents; without `reads` an output reads every cell of its extent. */
export function axisMap(
  size: number,
  jump: Ratio,
  extent: AxisMap['extent'],
  reads: (o: number) => readonly number[] = (o) => cells(extent(o)),
): AxisMap {
  const inside = (o: number): number[] => reads(o).filter((i) => i >= 0 && i < size);
  return { size, jump, period: jump[1], extent, inside };
}

const count = (length: number): number[] => Array.from({ length }, (_, i) => i);

const cells = (extent: Interval | undefined): number[] =>
  extent === undefined ? [] : count(extent[1] - extent[0] + 1).map((i) => extent[0] + i);

/** Output `o` of a sliding window reads `o·stride − padBefore + dilation·t`; `mode`: what the padding shows. */
export function windowAxis(size: number, window: Window, mode: PadMode = 'constant'): AxisMap {
  const { kernel, stride, padBefore: before, padAfter: after, dilation } = window;
  const extent = (o: number): Interval => [o * stride - before, o * stride - before + dilation * (kernel - 1)];
  const source = (at: number): number => padSource(at, { size, before, after }, mode);
  return axisMap(size, [stride, 1], extent, (o) => count(kernel).map((t) => source(o * stride + dilation * t)));
}

/** Output `o` of a transposed window is reached from the `i` with `i·stride − padBefore + dilation·t = o`. */
export function transposedAxis(size: number, { kernel, stride, padBefore, dilation }: Window): AxisMap {
  const reads = (o: number): number[] =>
    count(kernel)
      .map((t) => (o + padBefore - dilation * t) / stride)
      .filter(Number.isInteger);
  const extent = (o: number): Interval | undefined => {
    const all = reads(o);
    return all.length === 0 ? undefined : [all.at(-1)!, all[0]!];
  };
  return { ...axisMap(size, [1, stride], extent, reads), period: stride };
}

/** Every output shows one cell: `o − before`, or the cell that the mode puts there. */
export function padAxis(axis: PadAxis, mode: PadMode): AxisMap {
  const extent = (o: number): Interval => [o - axis.before, o - axis.before];
  return axisMap(axis.size, [1, 1], extent, (o) => [padSource(o, axis, mode)]);
}
