/** @file Random pooling calls, and what their windows hold, found by testing every tap of every output. */

import * as fc from 'fast-check';
import { Tensor } from '../src/tensor/tensor.js';

export interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** One axis with every option free. */
export const anyAxis = (dilations: number): fc.Arbitrary<Axis> =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 7 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: dilations }),
    })
    .chain((rest) => fc.integer({ min: 0, max: Math.floor(rest.kernel / 2) }).map((padding) => ({ ...rest, padding })));

/** The per-axis options of a call, as the public functions take them. */
export function optionsOf(axes: readonly Axis[]): Record<'stride' | 'padding' | 'dilation' | 'kernelSize', number[]> {
  return {
    kernelSize: axes.map(({ kernel }) => kernel),
    stride: axes.map(({ stride }) => stride),
    padding: axes.map(({ padding }) => padding),
    dilation: axes.map(({ dilation }) => dilation),
  };
}

/** Values with ties, infinities and NaN among them. */
export const anyValue: fc.Arbitrary<number> = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
);

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** A float64 tensor of the shape with values drawn from a list, over and over. */
export function filled(shape: readonly number[], values: readonly number[]): Tensor {
  const data = Float64Array.from({ length: product(shape) }, (_, i) => values[i % values.length]!);
  return new Tensor(data, shape, 'float64');
}

/** All index tuples below `sizes`, row-major. */
export function tuples(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (heads, size) => heads.flatMap((head) => Array.from({ length: size }, (_, i) => [...head, i])),
    [[]],
  );
}

/** Flat position of an index tuple. */
export function flat(index: readonly number[], sizes: readonly number[]): number {
  return index.reduce((position, i, axis) => position * sizes[axis]! + i, 0);
}

/** Positions in the plane that output `output` reads, in reading order; those in the padding are left out. */
export function positionsOf(output: readonly number[], axes: readonly Axis[]): number[] {
  const sizes = axes.map(({ size }) => size);
  return tuples(axes.map(({ kernel }) => kernel))
    .map((taps) => taps.map((t, i) => output[i]! * axes[i]!.stride - axes[i]!.padding + t * axes[i]!.dilation))
    .filter((at) => at.every((i, axis) => i >= 0 && i < sizes[axis]!))
    .map((at) => flat(at, sizes));
}
