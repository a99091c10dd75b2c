/** @file Random legal convolutions with all options at once. */

import * as fc from 'fast-check';
import type { Rank } from '../../src/geometry/types.js';

export interface ConvCase {
  readonly rank: Rank;
  readonly batch: number;
  readonly groups: number;
  /** Channels of one group. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: number[];
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: number[];
  readonly dilation: number[];
}

const axis = fc
  .record({
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    extra: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ extra, ...rest }) => {
    const smallest = rest.dilation * (rest.kernel - 1) + 1 - 2 * rest.padding;
    return { ...rest, input: Math.max(1, smallest) + extra };
  });

export const anyConvCase: fc.Arbitrary<ConvCase> = fc
  .constantFrom<Rank>(1, 2, 3)
  .chain((rank) =>
    fc.record({
      rank: fc.constant(rank),
      batch: fc.integer({ min: 1, max: 2 }),
      groups: fc.integer({ min: 1, max: 3 }),
      inChannels: fc.integer({ min: 1, max: 3 }),
      // More than four, so that both the blocks of four and what is left over run.
      outChannels: fc.integer({ min: 1, max: 6 }),
      axes: fc.array(axis, { minLength: rank, maxLength: rank }),
    }),
  )
  .map(({ axes, ...rest }) => ({
    ...rest,
    input: axes.map((a) => a.input),
    kernel: axes.map((a) => a.kernel),
    stride: axes.map((a) => a.stride),
    padding: axes.map((a) => a.padding),
    dilation: axes.map((a) => a.dilation),
  }));
