/** @file Copying cells from positions that are listed axis by axis; padding and nearest resizing are that. */

import type { TypedArray } from '../tensor/dtype.js';
import type { Cells } from '../tensor/element.js';
import { numel } from '../tensor/tensor.js';

/** The trailing axes that are copied whole, as one block. */
function blockStart(shape: readonly number[], sources: readonly Int32Array[]): number {
  let axis = shape.length;
  while (axis > 0 && isWhole(sources[axis - 1]!, shape[axis - 1]!)) axis--;
  return axis;
}

function isWhole(source: Int32Array, size: number): boolean {
  return source.length === size && source.every((from, at) => from === at);
}

/**
 * `y[i, j, …] = x[sources[0][i], sources[1][j], …]`; cells with a negative source keep what `y` holds.
 *
 * @param x        row-major, of `shape`
 * @param sources  per axis of `shape`, the position each cell of the result reads
 * @param y        row-major, one axis per list of sources
 */
export function lookup(x: TypedArray, shape: readonly number[], sources: readonly Int32Array[], y: TypedArray): void {
  const axes = blockStart(shape, sources);
  const block = numel(shape.slice(axes));
  if (axes === 0) {
    (y as Float64Array).set(x as Float64Array);
    return;
  }
  const from = x as Cells;
  const to = y as Cells;
  const last = sources[axes - 1]!;
  const lastSize = shape[axes - 1]!;

  /** One row of the innermost listed axis: `x` from row `read`, `y` from row `write`. */
  const row = (read: number, write: number): void => {
    const start = read * lastSize;
    const end = write * last.length;
    if (block === 1) {
      for (let i = 0; i < last.length; i++) if (last[i]! >= 0) to[end + i] = from[start + last[i]!]!;
      return;
    }
    for (let i = 0; i < last.length; i++) {
      if (last[i]! < 0) continue;
      const at = (start + last[i]!) * block;
      (y as Float64Array).set(x.subarray(at, at + block) as Float64Array, (end + i) * block);
    }
  };

  const descend = (axis: number, read: number, write: number): void => {
    if (axis === axes - 1) {
      row(read, write);
      return;
    }
    const source = sources[axis]!;
    for (let i = 0; i < source.length; i++)
      if (source[i]! >= 0) descend(axis + 1, read * shape[axis]! + source[i]!, write * source.length + i);
  };
  descend(0, 0, 0);
}
