/** @file Resizing, averaging and mirroring of float32, and their gradients, as linear maps along the axes of planes. */

import type { PadGeometry } from '../../geometry/pad.js';
import { type ResizeGeometry, nearestShortcut } from '../../geometry/resize.js';
import type { Averaging } from '../../ops/avg-pool/averages.js';
import { sourcesOf as padSources } from '../../ops/pad/reference.js';
import type { Axes, AxisWindows } from '../../ops/pool-windows.js';
import { sourcesOf as nearestSources } from '../../ops/resize/reference.js';
import { axisTaps } from '../../ops/resize/taps.js';
import { type AxesWork, type PlaneMap, alongAxes } from './axes.js';
import { type AxisMap, copyMap, transposed } from './axis-maps.js';
import { product } from './conv-plan.js';
import type { MapKind } from './kernels/axes.js';
import type { Values } from './kept.js';
import { totals } from './normalization.js';

type Sizes = readonly number[];

/** A map of planes of one to three axes, or its transpose. */
function planeMap(
  kind: MapKind,
  sizes: Sizes,
  counts: Sizes,
  maps: readonly (AxisMap | null)[],
  back: boolean,
): PlaneMap {
  const volume = <T>(axes: readonly T[], missing: T): T[] => [missing, missing, ...axes].slice(-3);
  const [before, after] = [volume(sizes, 1), volume(counts, 1)];
  const all = volume(maps, null);
  if (!back) return { kind, sizes: before, counts: after, maps: all };
  return { kind: 'weighted', sizes: after, counts: before, maps: all.map((map) => map && transposed(map)) };
}

/** The map that copies from sources, or null where every cell stays where it is. */
function copying(size: number, sources: Int32Array): AxisMap | null {
  return sources.length === size && sources.every((from, at) => from === at) ? null : copyMap(size, sources);
}

/**
 * Resizes planes by any mode but `area`; with `back` the gradient of it.
 *
 * @param x  [planes, …sizes]; with `back` [planes, …counts]
 * @returns the other of these, or undefined where the engine cannot
 */
export function resize(geometry: ResizeGeometry, x: Values, back: boolean): Values | undefined {
  return alongAxes(resizing(geometry, back), x);
}

export function resizing(geometry: ResizeGeometry, back: boolean): AxesWork {
  const { axes, mode, planes, alignCorners, antialias } = geometry;
  const [sizes, counts] = [axes.map(({ size }) => size), axes.map(({ count }) => count)];
  const key = [mode, alignCorners, antialias, back, ...axes.flatMap(({ size, count, scale }) => [size, count, scale])];
  const make = (): PlaneMap => {
    const isNearest = mode.startsWith('nearest');
    const maps = isNearest
      ? nearestSources(geometry, back || nearestShortcut(axes)).map((sources, n) => copying(axes[n]!.size, sources))
      : axes.map((axis): AxisMap | null => {
          const taps = axisTaps(axis, mode, geometry, Math.fround);
          return taps && { size: axis.size, count: axis.count, ...taps, divisors: null };
        });
    return planeMap(isNearest ? 'copied' : 'weighted', sizes, counts, maps, back);
  };
  return { key: `resize ${key.join(' ')}`, make, planes, sizes, counts };
}

/** Numbers as text: how many, and those at which the step from one to the next changes. */
function digest(values: ArrayLike<number>): string {
  let text = `${values.length}`;
  let step = NaN;
  for (let i = 0; i < values.length; i++) {
    const next = values[i]! - values[i - 1]!;
    if (next !== step) text += ` ${i}:${values[i]}`;
    step = next;
  }
  return text;
}

/** Sums of windows, divided; or null where every cell is its own window. */
function averageMap({ size, start, end }: AxisWindows, divisors: ArrayLike<number>): AxisMap | null {
  const count = start.length;
  if (count === size && start.every((from, o) => from === o && end[o] === o + 1 && divisors[o] === 1)) return null;
  const offsets = new Int32Array(count + 1);
  for (let o = 0; o < count; o++) offsets[o + 1] = offsets[o]! + Math.max(0, end[o]! - start[o]!);
  const indices = new Int32Array(offsets[count]!);
  for (let o = 0; o < count; o++) for (let i = start[o]!; i < end[o]!; i++) indices[offsets[o]! + i - start[o]!] = i;
  return { size, count, offsets, indices, weights: null, divisors };
}

/** One window that reads its whole plane. */
const isWhole = (axes: Axes): boolean =>
  axes.every(({ start, end, size }) => start.length === 1 && start[0] === 0 && end[0] === size);

/** The average of every plane, from a sum in double precision. */
function wholeAverages({ planes, divisors }: Averaging, x: Values): Values | undefined {
  const divisor = typeof divisors === 'number' ? divisors : divisors.reduce((all, [cells]) => all * cells!, 1);
  return totals(x, [planes, x.length / planes], [planes, 1], divisor);
}

/**
 * Averages of windows of any sizes; with `back` the gradient of them.
 *
 * @param x  [planes, D, H, W]; with `back` an output
 * @returns the other of these, or undefined where the engine cannot
 */
export function averages(averaging: Averaging, x: Values, back: boolean): Values | undefined {
  return !back && isWhole(averaging.axes) ? wholeAverages(averaging, x) : alongAxes(averagesOf(averaging, back), x);
}

export function averagesOf({ planes, axes, divisors }: Omit<Averaging, 'name'>, back: boolean): AxesWork {
  const sizes = axes.map(({ size }) => size);
  const counts = axes.map(({ start }) => start.length);
  const each =
    typeof divisors === 'number'
      ? counts.map((count, n) => new Float64Array(count).fill(n < 2 ? 1 : divisors))
      : divisors;
  const key = [back, ...sizes, ...axes.flatMap(({ start, end }, n) => [start, end, each[n]!].map(digest))];
  const make = (): PlaneMap =>
    planeMap(
      'averaged',
      sizes,
      counts,
      axes.map((axis, n) => averageMap(axis, each[n]!)),
      back,
    );
  return { key: `averages ${key.join(' ')}`, make, planes, sizes, counts };
}

/**
 * Mirrored, repeated and zero borders; with `back` the gradient of them. Leading axes that nothing happens to count as planes.
 *
 * @param x  of the sizes of `geometry.axes`; with `back` of `geometry.shape`
 * @returns the other of these, or undefined where the engine cannot
 */
export function mirror(geometry: PadGeometry, x: Values, back: boolean): Values | undefined {
  const { axes, shape } = geometry;
  const leading = leadingAxes(geometry);
  const isKept = axes.every(({ size }, n) => n >= leading || size === shape[n]);
  return isKept ? alongAxes(mirroring(geometry, back), x) : undefined;
}

/** Axes before those that can be padded. */
const leadingAxes = ({ axes }: PadGeometry): number => Math.max(0, axes.length - 3);

export function mirroring(geometry: PadGeometry, back: boolean): AxesWork {
  const { axes, mode, shape } = geometry;
  const leading = leadingAxes(geometry);
  const sizes = axes.map(({ size }) => size);
  const key = [mode, back, ...axes.flatMap(({ size, before }, n) => [size, before, shape[n]!])];
  const make = (): PlaneMap => {
    const maps = padSources(geometry).map((sources, n) => copying(sizes[n]!, sources));
    return planeMap('copied', sizes.slice(leading), shape.slice(leading), maps.slice(leading), back);
  };
  const planes = product(sizes.slice(0, leading));
  return { key: `mirror ${key.join(' ')}`, make, planes, sizes: sizes.slice(leading), counts: shape.slice(leading) };
}
