/**
 * @file Where each kernel tap has something to do: boxes of positions on the two sides of a convolution.
 *
 * Tap `t` pairs position `c` of the *counted* side (of a convolution: its output) with position
 * `c·stride − padBefore + dilation·t` of the *sized* side (its input). A transposed convolution has the same pairs
 * with the sides exchanged, so both run on these boxes, and padding is never looked at.
 */

import { inputOfTap, outputsOfTap } from '../../geometry/taps.js';
import type { Window } from '../../geometry/types.js';

/** One axis of a box: how many positions, and how far apart they are in each side's array. */
export interface RunAxis {
  readonly count: number;
  readonly countedStep: number;
  readonly sizedStep: number;
}

/** One side's part of a box, in elements of one channel's plane. */
export interface Side {
  /** Where the box begins. */
  readonly start: number;
  readonly depthStep: number;
  readonly rowStep: number;
  readonly colStep: number;
}

/** Every pair of positions that one tap joins, as a box of `depth × rows × cols`. */
export interface TapRun {
  /** The tap's offset in a [D, H, W] kernel. */
  readonly tap: number;
  readonly depth: number;
  readonly rows: number;
  readonly cols: number;
  readonly counted: Side;
  readonly sized: Side;
}

export const NO_WINDOW: Window = { kernel: 1, stride: 1, padBefore: 0, padAfter: 0, dilation: 1 };

/** The same sizes as D, H, W. */
export function asThree<T>(values: readonly T[], missing: T): [T, T, T] {
  const all = [...Array.from({ length: 3 - values.length }, () => missing), ...values];
  return [all[0]!, all[1]!, all[2]!];
}

/** Elements between neighbours along each axis of a dense box of these sizes. */
export function denseSteps([, rows, cols]: readonly [number, number, number]): [number, number, number] {
  return [rows * cols, cols, 1];
}

/**
 * The boxes of all taps, those that join nothing left out.
 *
 * @param sized    spatial sizes of the side that the windows slide over
 * @param counted  spatial sizes of the side that has one position per window
 */
export function tapRuns(sized: readonly number[], counted: readonly number[], windows: readonly Window[]): TapRun[] {
  const sizes = asThree(sized, 1);
  const counts = asThree(counted, 1);
  const axes = asThree(windows, NO_WINDOW);
  const [D, H, W] = axes;
  const runs: TapRun[] = [];
  for (let kd = 0; kd < D.kernel; kd++)
    for (let kh = 0; kh < H.kernel; kh++)
      for (let kw = 0; kw < W.kernel; kw++) {
        const run = tapRun([kd, kh, kw], sizes, counts, axes);
        if (run.depth * run.rows * run.cols > 0) runs.push(run);
      }
  return runs;
}

type Three<T> = readonly [T, T, T];

function tapRun(taps: Three<number>, sizes: Three<number>, counts: Three<number>, windows: Three<Window>): TapRun {
  const countedSteps = denseSteps([...counts]);
  const sizedSteps = denseSteps([...sizes]);
  let [countedStart, sizedStart, tap] = [0, 0, 0];
  const axes: RunAxis[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const window = windows[axis]!;
    const { start, end } = outputsOfTap(taps[axis]!, sizes[axis]!, window, counts[axis]!);
    countedStart += start * countedSteps[axis]!;
    sizedStart += inputOfTap(start, taps[axis]!, window) * sizedSteps[axis]!;
    tap = tap * window.kernel + taps[axis]!;
    axes.push({
      count: end - start,
      countedStep: countedSteps[axis]!,
      sizedStep: window.stride * sizedSteps[axis]!,
    });
  }
  const [depth, rows, cols] = joined(axes);
  return {
    tap,
    depth: depth.count,
    rows: rows.count,
    cols: cols.count,
    counted: {
      start: countedStart,
      depthStep: depth.countedStep,
      rowStep: rows.countedStep,
      colStep: cols.countedStep,
    },
    sized: { start: sizedStart, depthStep: depth.sizedStep, rowStep: rows.sizedStep, colStep: cols.sizedStep },
  };
}

const ONE: RunAxis = { count: 1, countedStep: 0, sizedStep: 0 };

/** Joins neighbouring axes that follow on in both arrays, so that a 1×1 kernel on small planes runs in one long row. */
export function joined(axes: readonly RunAxis[]): [RunAxis, RunAxis, RunAxis] {
  const kept: RunAxis[] = [];
  for (const inner of axes) {
    const outer = kept.at(-1);
    if (outer !== undefined && followsOn(outer, inner))
      kept[kept.length - 1] = { ...inner, count: outer.count * inner.count };
    else kept.push(inner);
  }
  return asThree(kept, ONE);
}

function followsOn(outer: RunAxis, inner: RunAxis): boolean {
  if (outer.count === 1) return true;
  return outer.countedStep === inner.count * inner.countedStep && outer.sizedStep === inner.count * inner.sizedStep;
}
