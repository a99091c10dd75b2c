/**
 * @file Path counts: in how many ways, over the taps of all layers, each input cell reaches one output. With weights of equal
 * size this is the gradient's size, so it shows holes (gridding) and why the middle matters more (the effective field).
 */

import { type FieldStep, type NetworkSpec, type Shape } from 'atrous/spec';
import { type Followed, checkPosition, followNetwork, isGone, nodeNumber } from './reads.js';

/** Where weights over the cells of the input lie, axis by axis. */
export interface Spread {
  /** Per axis: the sum over all other axes. */
  readonly marginals: readonly (readonly number[])[];
  /** Per axis, of the marginals. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Counts over the spatial cells of the input, row-major. Channels are not counted: each layer's taps once. */
export interface PathCounts extends Spread {
  readonly shape: readonly number[];
  /** Whole numbers, exact up to 2⁵³. */
  readonly counts: Float64Array;
  /** All paths. */
  readonly total: number;
  /** Cells that are read, and cells of the smallest box round them. */
  readonly touched: number;
  readonly box: number;
}

/** Spatial values of one node. */
interface Plane {
  readonly sizes: readonly number[];
  readonly values: Float64Array;
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

const empty = (sizes: readonly number[]): Plane => ({ sizes, values: new Float64Array(product(sizes)) });

/** The cells that position `o` reads, copied padding as often as it shows them. */
function readBy({ reads, size }: FieldStep, o: number, identical: boolean): readonly number[] {
  if (identical || reads === null) return [o];
  return reads === 'whole' ? Array.from({ length: size }, (_, i) => i) : reads.inside(o);
}

/** Counts carried back along one axis: `into[…, i, …] += from[…, o, …]` for every `i` that `o` reads. */
function backAlong(plane: Plane, axis: number, size: number, cellsOf: (o: number) => readonly number[]): Plane {
  const sizes = plane.sizes.with(axis, size);
  const into = empty(sizes);
  const inner = product(plane.sizes.slice(axis + 1));
  const outer = product(plane.sizes.slice(0, axis));
  const count = plane.sizes[axis]!;
  for (let o = 0; o < count; o++) {
    let cells: readonly number[] | undefined;
    for (let before = 0; before < outer; before++)
      for (let after = 0; after < inner; after++) {
        const value = plane.values[(before * count + o) * inner + after]!;
        if (value === 0) continue;
        cells ??= cellsOf(o);
        for (const i of cells) into.values[(before * size + i) * inner + after]! += value;
      }
  }
  return into;
}

const spatial = (followed: Followed, number: number): number[] => {
  const rank = followed.axes.length;
  if (isGone(followed, number)) return Array.from({ length: rank }, () => 1);
  return (number < 0 ? followed.input : followed.outputs[number]!).slice(-rank);
};

/** What a node passes on to one of its inputs. */
function back(followed: Followed, number: number, which: number, plane: Plane): Plane {
  const from = followed.axes[0]![number]![which]!.from;
  const target = spatial(followed, from);
  const bothGone = isGone(followed, number) && isGone(followed, from);
  return followed.axes.reduce((now, steps, axis) => {
    const step = { ...steps[number]![which]!, size: target[axis]! };
    // Where the axes are gone, every feature stands for the whole of them.
    const gone = isGone(followed, number) && !bothGone;
    const reading: FieldStep = gone ? { ...step, reads: 'whole' } : step;
    return backAlong(now, axis, target[axis]!, (o) => readBy(reading, o, bothGone));
  }, plane);
}

function walkBack(followed: Followed, number: number, start: Plane): Plane {
  const planes = new Map<number, Plane>([[number, start]]);
  for (let node = number; node >= 0; node--) {
    const plane = planes.get(node);
    if (!plane) continue;
    planes.delete(node);
    followed.axes[0]![node]!.forEach(({ from }, which) => {
      const read = back(followed, node, which, plane);
      const before = planes.get(from);
      if (before) before.values.forEach((value, i) => (read.values[i]! += value));
      planes.set(from, read);
    });
  }
  return planes.get(-1) ?? empty(spatial(followed, -1));
}

/** The sums over all axes but one. */
function marginal({ sizes, values }: Plane, axis: number): number[] {
  const inner = product(sizes.slice(axis + 1));
  const sums = Array.from({ length: sizes[axis]! }, () => 0);
  values.forEach((value, place) => (sums[Math.floor(place / inner) % sizes[axis]!]! += value));
  return sums;
}

function moments(weights: readonly number[]): { mean: number; deviation: number } {
  const total = weights.reduce((a, b) => a + b, 0);
  if (total === 0) return { mean: 0, deviation: 0 };
  const mean = weights.reduce((sum, w, i) => sum + w * i, 0) / total;
  const variance = weights.reduce((sum, w, i) => sum + w * (i - mean) ** 2, 0) / total;
  return { mean, deviation: Math.sqrt(variance) };
}

/** @param values  one per cell of `shape`, row-major, none below 0 */
export function spreadOf(shape: readonly number[], values: Float64Array): Spread {
  const marginals = shape.map((_, axis) => marginal({ sizes: shape, values }, axis));
  const spread = marginals.map(moments);
  return { marginals, mean: spread.map(({ mean }) => mean), deviation: spread.map(({ deviation }) => deviation) };
}

/**
 * How many tap paths lead from each input cell to one output position of a node. Branches add up. Averages and maxima count
 * every cell of their window.
 *
 * @param position  one index per spatial axis; behind a flatten any
 * @throws QuestionError for a node or position that there is not
 * @see Luo et al., "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks", 2016
 */
export function pathCounts(network: NetworkSpec, input: Shape, node: string, position: readonly number[]): PathCounts {
  const followed = followNetwork(network, input);
  const number = nodeNumber(followed, node);
  checkPosition(followed, number, position);
  const start = empty(spatial(followed, number));
  const at = isGone(followed, number) ? 0 : position.reduce((sum, i, axis) => sum * start.sizes[axis]! + i, 0);
  start.values[at] = 1;
  const plane = walkBack(followed, number, start);
  const spread = spreadOf(plane.sizes, plane.values);
  return {
    shape: plane.sizes,
    counts: plane.values,
    total: plane.values.reduce((a, b) => a + b, 0),
    ...spread,
    touched: plane.values.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0),
    box: product(spread.marginals.map((sums) => sums.findLastIndex((n) => n > 0) - sums.findIndex((n) => n > 0) + 1)),
  };
}
