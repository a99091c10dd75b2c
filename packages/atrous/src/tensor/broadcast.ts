/** @file Broadcasting: shapes aligned at their last axis, where size 1 (or none) stretches to any size. */

import { ShapeError } from '../errors.js';
import { sizeList } from '../geometry/python.js';
import { rowMajor } from './strides.js';

/**
 * The shape that both broadcast to.
 *
 * @throws ShapeError where two sizes differ and neither is 1
 */
export function broadcastShapes(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, () => 1);
  for (let d = rank - 1; d >= 0; d--) {
    const sizeA = a[d - rank + a.length] ?? 1;
    const sizeB = b[d - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1)
      throw new ShapeError(
        `The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton dimension ${d}`,
        {
          hint: `Shapes ${sizeList(a)} and ${sizeList(b)} are aligned at their last axis; sizes agree or are 1.`,
          fields: { a: [...a], b: [...b], dim: d },
        },
      );
    shape[d] = sizeA === 1 ? sizeB : sizeA;
  }
  return shape;
}

/** The strides with which a dense array of `shape` reads as one of `target`, to which it broadcasts. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = rowMajor(shape);
  return target.map((_, d) => {
    const at = d - target.length + shape.length;
    return at < 0 || shape[at] === 1 ? 0 : own[at]!;
  });
}
