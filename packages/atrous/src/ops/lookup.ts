/** @file Copying cells from positions that are listed axis by axis; padding and nearest resizing are that. */

import type { FloatArray, TypedArray } from '../tensor/dtype.js';
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

/** Called with one row of the innermost listed axis: the row of the shape that it looks into, and its own. */
type Row = (looked: number, own: number) => void;

/** Walks the rows of the first `axes` listed axes, those with a negative source left out. */
function eachRow(shape: readonly number[], sources: readonly Int32Array[], axes: number, row: Row): void {
  const descend = (axis: number, looked: number, own: number): void => {
    if (axis === axes - 1) {
      row(looked, own);
      return;
    }
    const source = sources[axis]!;
    for (let i = 0; i < source.length; i++)
      if (source[i]! >= 0) descend(axis + 1, looked * shape[axis]! + source[i]!, own * source.length + i);
  };
  descend(0, 0, 0);
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
  eachRow(shape, sources, axes, (read, write) => {
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
  });
}

/**
 * The transpose of `lookup`, of at least one axis: `x[sources[0][i], sources[1][j], …] += y[i, j, …]`; cells with a negative source are left out.
 *
 * @param y        row-major, one axis per list of sources
 * @param x        row-major, of `shape`
 */
export function scatterAdd(
  y: FloatArray,
  shape: readonly number[],
  sources: readonly Int32Array[],
  x: Float64Array,
): void {
  const axes = Math.max(blockStart(shape, sources), 1);
  const block = numel(shape.slice(axes));
  const last = sources[axes - 1]!;
  const lastSize = shape[axes - 1]!;
  eachRow(shape, sources, axes, (write, read) => {
    for (let i = 0; i < last.length; i++) {
      if (last[i]! < 0) continue;
      const to = (write * lastSize + last[i]!) * block;
      const from = (read * last.length + i) * block;
      for (let b = 0; b < block; b++) x[to + b]! += y[from + b]!;
    }
  });
}
