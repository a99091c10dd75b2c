/** @file Padding by definition: every cell of the result looks up its source. */

import { type PadGeometry, padSource } from '../../geometry/pad.js';
import type { FloatArray, TypedArray } from '../../tensor/dtype.js';
import { lookup, scatterAdd } from '../lookup.js';

/** Per axis, the cell that each cell of the result shows. */
export function sourcesOf({ axes, mode, shape }: PadGeometry): Int32Array[] {
  return axes.map((axis, i) => Int32Array.from({ length: shape[i]! }, (_, at) => padSource(at, axis, mode)));
}

const sizesOf = ({ axes }: PadGeometry): number[] => axes.map((axis) => axis.size);

/**
 * @param x   row-major, of the sizes that `geometry.axes` hold
 * @param y   row-major, of `geometry.shape`, already filled with the value shown outside
 */
export function padReference(x: TypedArray, geometry: PadGeometry, y: TypedArray): void {
  lookup(x, sizesOf(geometry), sourcesOf(geometry), y);
}

/**
 * Adds every cell of a padded array to the cell that it shows.
 *
 * @param y   row-major, of `geometry.shape`
 * @param x   row-major, of the sizes that `geometry.axes` hold
 */
export function padTranspose(y: FloatArray, geometry: PadGeometry, x: Float64Array): void {
  scatterAdd(y, sizesOf(geometry), sourcesOf(geometry), x);
}
