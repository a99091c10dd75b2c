/** @file Broadcasting: shapes aligned at their last axis, where size 1 (or none) stretches to any size. */

import { rowMajor } from './strides.js';

export { broadcastShapes } from '../geometry/combine.js';

/** The strides with which a dense array of `shape` reads as one of `target`, to which it broadcasts. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = rowMajor(shape);
  return target.map((_, d) => {
    const at = d - target.length + shape.length;
    return at < 0 || shape[at] === 1 ? 0 : own[at]!;
  });
}
