/** @file Resizing by definition: copies for the nearest modes, one weighted sum after the other per axis for the rest. */

import { nearestShortcut, nearestSource, type ResizeGeometry } from '../../geometry/resize.js';
import type { FloatArray, TypedArray } from '../../tensor/dtype.js';
import { roundingOf } from '../../tensor/element.js';
import { lookup, scatterAdd } from '../lookup.js';
import { type AxisTaps, axisTaps } from './taps.js';

/** Per axis, the cell that each cell of the result copies. */
export function sourcesOf({ axes, mode }: ResizeGeometry, shortcut: boolean): Int32Array[] {
  const exact = mode === 'nearest-exact';
  return axes.map((axis) =>
    Int32Array.from({ length: axis.count }, (_, at) => nearestSource(at, axis, exact, shortcut)),
  );
}

/** The planes as an axis of which every place is kept. */
const eachPlane = ({ planes }: ResizeGeometry): Int32Array => Int32Array.from({ length: planes }, (_, plane) => plane);

const sizesOf = ({ axes, planes }: ResizeGeometry): number[] => [planes, ...axes.map((axis) => axis.size)];

/**
 * @param x   [planes, …sizes]
 * @param y   [planes, …counts]
 */
export function nearestReference(x: TypedArray, geometry: ResizeGeometry, y: TypedArray): void {
  const sources = [eachPlane(geometry), ...sourcesOf(geometry, nearestShortcut(geometry.axes))];
  lookup(x, sizesOf(geometry), sources, y);
}

/**
 * Adds every cell of the result to the cell that it copied. PyTorch's backward always takes the shortcut for kept and
 * doubled axes, also where its forward did not.
 *
 * @param y   [planes, …counts]
 * @param x   [planes, …sizes]
 */
export function nearestTranspose(y: FloatArray, geometry: ResizeGeometry, x: Float64Array): void {
  scatterAdd(y, sizesOf(geometry), [eachPlane(geometry), ...sourcesOf(geometry, true)], x);
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

/** The transpose of `resizeAxis`: y [outer, count, inner] → x [outer, size, inner]. */
function resizeAxisTranspose(y: FloatArray, outer: number, size: number, inner: number, taps: AxisTaps): Float64Array {
  const { offsets, indices, weights } = taps;
  const count = offsets.length - 1;
  const x = new Float64Array(outer * size * inner);
  for (let n = 0; n < outer; n++) {
    for (let at = 0; at < count; at++) {
      const row = (n * count + at) * inner;
      for (let tap = offsets[at]!; tap < offsets[at + 1]!; tap++) {
        const to = (n * size + indices[tap]!) * inner;
        const weight = weights[tap]!;
        for (let i = 0; i < inner; i++) x[to + i]! += weight * y[row + i]!;
      }
    }
  }
  return x;
}

/**
 * The linear, cubic and antialiased modes, last axis first. Coordinates are in the precision of `x`.
 *
 * @param x   [planes, …sizes]
 * @param y   [planes, …counts]
 */
export function interpolateReference(x: FloatArray, geometry: ResizeGeometry, y: FloatArray): void {
  const { axes, planes, mode } = geometry;
  const round = roundingOf(x);
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

/**
 * The transpose of `interpolateReference`, first axis first.
 *
 * @param y   [planes, …counts]
 * @param x   [planes, …sizes]
 */
export function interpolateTranspose(y: FloatArray, geometry: ResizeGeometry, x: FloatArray): void {
  const { axes, planes, mode } = geometry;
  const round = roundingOf(y);
  let values = y;
  let outer = planes;
  axes.forEach((axis, a) => {
    const taps = axisTaps(axis, mode, geometry, round);
    const inner = axes.slice(a + 1).reduce((cells, { count }) => cells * count, 1);
    if (taps !== null) values = resizeAxisTranspose(values, outer, axis.size, inner, taps);
    outer *= axis.size;
  });
  x.set(values);
}
