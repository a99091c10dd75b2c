/** @file Boxes of `depth × rows × cols` positions in two arrays at once. Fewer axes than three are D, H, W of size 1 in front. */

import type { Window } from '../../geometry/types.js';

/** One axis of a box: how many positions, and how far apart they are in the array written to and in the one read. */
export interface BoxAxis {
  readonly count: number;
  readonly writeStep: number;
  readonly readStep: number;
}

/** The elements between neighbours of a box in one array. */
export interface Steps {
  readonly depthStep: number;
  readonly rowStep: number;
  readonly colStep: number;
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

const ONE: BoxAxis = { count: 1, writeStep: 0, readStep: 0 };

/** Joins neighbouring axes that follow on in both arrays, so that a 1×1 kernel on small planes runs in one long row. */
export function joined(axes: readonly BoxAxis[]): [BoxAxis, BoxAxis, BoxAxis] {
  const kept: BoxAxis[] = [];
  for (const inner of axes) {
    const outer = kept.at(-1);
    if (outer !== undefined && followsOn(outer, inner))
      kept[kept.length - 1] = { ...inner, count: outer.count * inner.count };
    else kept.push(inner);
  }
  return asThree(kept, ONE);
}

function followsOn(outer: BoxAxis, inner: BoxAxis): boolean {
  if (outer.count === 1) return true;
  return outer.writeStep === inner.count * inner.writeStep && outer.readStep === inner.count * inner.readStep;
}
