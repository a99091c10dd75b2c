/** @file Shapes of several tensors combined: broadcast against each other, or put behind each other. */

import { ShapeError } from '../errors.js';
import { wrapDimension } from './dim.js';
import { sizeList } from './python.js';
import type { Shape } from './types.js';

/**
 * The shape that both broadcast to: aligned at their last axis, where size 1 (or none) stretches to any size.
 *
 * @throws ShapeError where two sizes differ and neither is 1
 */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const size = (shape: Shape, d: number): number => shape[d - rank + shape.length] ?? 1;
  for (let d = rank - 1; d >= 0; d--) {
    const [sizeA, sizeB] = [size(a, d), size(b, d)];
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1)
      throw new ShapeError(
        `The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton dimension ${d}`,
        {
          hint: `Shapes ${sizeList(a)} and ${sizeList(b)} are aligned at their last axis; sizes agree or are 1.`,
          fields: { a, b, dim: d },
        },
      );
  }
  return Array.from({ length: rank }, (_, d) => (size(a, d) === 1 ? size(b, d) : size(a, d)));
}

/**
 * The shape of tensors put behind each other along `dim`.
 *
 * @throws ShapeError where another size differs, IndexError for a dimension that does not exist
 */
export function catShape(shapes: readonly Shape[], dim: number): number[] {
  const [first = [], ...rest] = shapes;
  const axis = wrapDimension(dim, first.length);
  for (const [i, shape] of rest.entries()) {
    const fields = { dim: axis, shapes };
    if (shape.length !== first.length)
      throw new ShapeError(`Tensors must have same number of dimensions: got ${first.length} and ${shape.length}`, {
        fields,
      });
    const at = shape.findIndex((size, d) => d !== axis && size !== first[d]);
    if (at >= 0)
      throw new ShapeError(
        `Sizes of tensors must match except in dimension ${axis}. Expected size ${first[at]} but got size ${shape[at]} ` +
          `for tensor number ${i + 1} in the list.`,
        {
          hint: `They differ in dimension ${at}: ${sizeList(first)} and ${sizeList(shape)}. Crop or pad one of them.`,
          fields,
        },
      );
  }
  return first.map((size, d) => (d === axis ? shapes.reduce((sum, shape) => sum + shape[d]!, 0) : size));
}
