/** @file By how many cells a window of average pooling divides, axis by axis. */

import type { Window } from '../../geometry/types.js';
import type { AxisWindows } from '../pool-windows.js';
import type { Divisors } from './reference.js';

/** Cells of each window with its padding, cut at the padding's far edge: what `ceilMode` adds beyond never counts. */
export function paddedCells(size: number, window: Window, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, o) => {
    const start = o * window.stride - window.padBefore;
    return Math.min(start + window.kernel, size + window.padAfter) - start;
  });
}

/** Elements that each window reads. */
export function readCells({ start, end }: AxisWindows): Int32Array {
  return start.map((first, o) => end[o]! - first);
}

/** One to three axes as D, H, W; a missing axis divides by one. */
export function asDivisors(cells: readonly Int32Array[]): Divisors {
  return [cells.at(-3) ?? Int32Array.of(1), cells.at(-2) ?? Int32Array.of(1), cells.at(-1)!];
}
