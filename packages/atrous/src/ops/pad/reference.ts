/** @file Padding by definition: every cell of the result looks up its source. */

import { type PadGeometry, padSource } from '../../geometry/pad.js';
import type { TypedArray } from '../../tensor/dtype.js';
import { lookup } from '../lookup.js';

/**
 * @param x   row-major, of the sizes that `geometry.axes` hold
 * @param y   row-major, of `geometry.shape`, already filled with the value shown outside
 */
export function padReference(x: TypedArray, geometry: PadGeometry, y: TypedArray): void {
  const { axes, mode, shape } = geometry;
  const sources = axes.map((axis, i) => Int32Array.from({ length: shape[i]! }, (_, at) => padSource(at, axis, mode)));
  lookup(
    x,
    axes.map((axis) => axis.size),
    sources,
    y,
  );
}
