/** @file The windows of a pooling, one axis at a time, as input ranges clipped to the input. */

import { adaptiveWindow } from '../geometry/adaptive.js';
import { inputOfTap, tapsOfOutput } from '../geometry/taps.js';
import type { Window } from '../geometry/types.js';

/**
 * One axis: output `o` reads `start[o]`, `start[o] + step`, … below `end[o]`; nothing where `start[o] ≥ end[o]`.
 * Computed once per row and column, so that no loop has to test its taps.
 */
export interface AxisWindows {
  /** Elements of the input along this axis. */
  readonly size: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly step: number;
}

/** The three axes D, H, W. */
export type Axes = readonly [AxisWindows, AxisWindows, AxisWindows];

/** Windows of a fixed kernel; padding is left out of them. */
export function slidingWindows(size: number, window: Window, count: number): AxisWindows {
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  for (let o = 0; o < count; o++) {
    const taps = tapsOfOutput(o, size, window);
    if (taps.start === taps.end) continue;
    start[o] = inputOfTap(o, taps.start, window);
    end[o] = inputOfTap(o, taps.end - 1, window) + 1;
  }
  return { size, start, end, step: window.dilation };
}

/** Windows that share an axis out among `count` outputs. */
export function adaptiveWindows(size: number, count: number): AxisWindows {
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  for (let o = 0; o < count; o++) {
    const window = adaptiveWindow(size, count, o);
    start[o] = window.start;
    end[o] = window.end;
  }
  return { size, start, end, step: 1 };
}

/** An axis of one element that one window reads. */
const SINGLE: AxisWindows = { size: 1, start: Int32Array.of(0), end: Int32Array.of(1), step: 1 };

/** One to three axes as D, H, W with leading axes of one. */
export function asVolume(axes: readonly AxisWindows[]): Axes {
  return [axes.at(-3) ?? SINGLE, axes.at(-2) ?? SINGLE, axes.at(-1)!];
}

/** Number of windows of all axes together. */
export function countWindows([d, h, w]: Axes): number {
  return d.start.length * h.start.length * w.start.length;
}

/** Elements of a plane. */
export function planeSize([d, h, w]: Axes): number {
  return d.size * h.size * w.size;
}
