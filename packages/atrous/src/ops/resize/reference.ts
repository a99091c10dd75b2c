/** @file Resizing by definition: copies for the nearest modes, one weighted sum after the other per axis for the rest. */

import { nearestShortcut, nearestSource, type ResizeGeometry } from '../../geometry/resize.js';
import type { FloatArray, TypedArray } from '../../tensor/dtype.js';
import { lookup } from '../lookup.js';
import { type AxisTaps, axisTaps } from './taps.js';

/**
 * @param x   [planes, …sizes]
 * @param y   [planes, …counts]
 */
export function nearestReference(x: TypedArray, geometry: ResizeGeometry, y: TypedArray): void {
  const { axes, planes, mode } = geometry;
  const shortcut = nearestShortcut(axes);
  const sources = axes.map((axis) =>
    Int32Array.from({ length: axis.count }, (_, at) => nearestSource(at, axis, mode === 'nearest-exact', shortcut)),
  );
  lookup(
    x,
    [planes, ...axes.map((axis) => axis.size)],
    [Int32Array.from({ length: planes }, (_, plane) => plane), ...sources],
    y,
  );
}

/** One axis: x [outer, size, inner] → [outer, count, inner], kept in float64 between the axes. */
function resizeAxis(x: FloatArray, outer: number, size: number, inner: number, taps: AxisTaps): Float64Array {
  const { offsets, indices, weights } = taps;
  const count = offsets.length - 1;
  const y = new Float64Array(outer * count * inner);
  for (let n = 0; n < outer; n++) {
    for (let at = 0; at < count; at++) {
      const row = (n * count + at) * inner;
      for (let tap = offsets[at]!; tap < offsets[at + 1]!; tap++) {
        const from = (n * size + indices[tap]!) * inner;
        const weight = weights[tap]!;
        for (let i = 0; i < inner; i++) y[row + i]! += weight * x[from + i]!;
      }
    }
  }
  return y;
}

/**
 * The linear, cubic and antialiased modes, last axis first. Coordinates are in the precision of `x`.
 *
 * @param x   [planes, …sizes]
 * @param y   [planes, …counts]
 */
export function interpolateReference(x: FloatArray, geometry: ResizeGeometry, y: FloatArray): void {
  const { axes, planes, mode } = geometry;
  const round = x instanceof Float32Array ? Math.fround : (value: number) => value;
  let values = x;
  let inner = 1;
  for (let a = axes.length - 1; a >= 0; a--) {
    const axis = axes[a]!;
    const taps = axisTaps(axis, mode, geometry, round);
    const outer = axes.slice(0, a).reduce((cells, { size }) => cells * size, planes);
    if (taps !== null) values = resizeAxis(values, outer, axis.size, inner, taps);
    inner *= axis.count;
  }
  y.set(values);
}
