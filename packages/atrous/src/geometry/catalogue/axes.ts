/** @file What one output position of a layer reads along one axis, and how neighbouring outputs lie in the input. */

import { OUTSIDE, padSource, type PadAxis, type PadMode } from '../pad.js';
import type { Window } from '../types.js';

/** A fraction in lowest terms: `[1, 2]` is one half. */
export type Ratio = readonly [numerator: number, denominator: number];

export interface AxisMap {
  /** Cells of the layer's input along this axis. */
  readonly size: number;
  /** Input cells between neighbouring outputs: stride 2 is `[2, 1]`, a transposed layer of stride 2 `[1, 2]`. */
  readonly jump: Ratio;
  /** After so many outputs the pattern of reads repeats, moved by a whole number of cells. */
  readonly period: number;
  /** The cells that output `o` reads, those in the padding included, on an axis without end (any `o`). */
  readonly reads: (o: number) => number[];
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

/** A map from its reads; without `inside` those outside the input are left out. */
export function axisMap(
  size: number,
  jump: Ratio,
  reads: (o: number) => number[],
  inside: (o: number) => number[] = reads,
): AxisMap {
  const real = (o: number): number[] => inside(o).filter((i) => i >= 0 && i < size);
  return { size, jump, period: jump[1], reads, inside: real };
}

const taps = (kernel: number): number[] => Array.from({ length: kernel }, (_, t) => t);

/** Output `o` of a sliding window reads `o·stride − padBefore + dilation·t`; `mode`: what the padding shows. */
export function windowAxis(size: number, window: Window, mode: PadMode = 'constant'): AxisMap {
  const { kernel, stride, padBefore: before, padAfter: after, dilation } = window;
  const reads = (o: number): number[] => taps(kernel).map((t) => o * stride - before + dilation * t);
  const source = (i: number): number => padSource(i + before, { size, before, after }, mode);
  return axisMap(size, [stride, 1], reads, (o) => reads(o).map(source));
}

/** Output `o` of a transposed window is reached from the `i` with `i·stride − padBefore + dilation·t = o`. */
export function transposedAxis(size: number, { kernel, stride, padBefore, dilation }: Window): AxisMap {
  const reads = (o: number): number[] =>
    taps(kernel)
      .map((t) => (o + padBefore - dilation * t) / stride)
      .filter(Number.isInteger);
  return { ...axisMap(size, [1, stride], reads), period: stride };
}

/** Every output shows one cell: `o − before`, or the cell that the mode puts there. */
export function padAxis(axis: PadAxis, mode: PadMode): AxisMap {
  const shown = (o: number): number[] => [padSource(o, axis, mode)].filter((i) => i !== OUTSIDE);
  return axisMap(axis.size, [1, 1], (o) => [o - axis.before], shown);
}
