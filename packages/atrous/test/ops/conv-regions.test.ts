/** @file The regions of a convolution, against all pairs of positions and taps. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputOfTap } from '../../src/geometry/taps.js';
import type { Window } from '../../src/geometry/types.js';
import { type Region, regions, tapRegions } from '../../src/ops/conv/regions.js';

const CHANNEL = { count: 1, plane: 0, weightStep: 0 };

/** Every `written position, read position, tap` of the regions, in order. */
function pairsOf(found: readonly Region[]): string[] {
  return found
    .flatMap(({ depth, rows, cols, start, read, write, starts, weightAt }) =>
      Array.from({ length: depth * rows * cols * starts.length }, (_, n) => {
        const k = n % starts.length;
        const c = Math.floor(n / starts.length) % cols;
        const r = Math.floor(n / starts.length / cols) % rows;
        const d = Math.floor(n / starts.length / cols / rows);
        const at = (steps: typeof read): number => d * steps.depthStep + r * steps.rowStep + c * steps.colStep;
        return `${start + at(write)}, ${starts[k]! + at(read)}, ${weightAt[k]!}`;
      }),
    )
    .toSorted();
}

/** The same by trying every window and tap of a plane. */
function everyPair(sized: readonly number[], counted: readonly number[], [H, W]: readonly Window[], gather: boolean) {
  const pairs: string[] = [];
  for (let oh = 0; oh < counted[0]!; oh++)
    for (let ow = 0; ow < counted[1]!; ow++)
      for (let kh = 0; kh < H!.kernel; kh++)
        for (let kw = 0; kw < W!.kernel; kw++) {
          const [h, w] = [inputOfTap(oh, kh, H!), inputOfTap(ow, kw, W!)];
          if (h < 0 || w < 0 || h >= sized[0]! || w >= sized[1]!) continue;
          const [out, inside] = [oh * counted[1]! + ow, h * sized[1]! + w];
          pairs.push(`${gather ? out : inside}, ${gather ? inside : out}, ${kh * W!.kernel + kw}`);
        }
  return pairs.toSorted();
}

const windows = fc.record({
  kernel: fc.integer({ min: 1, max: 9 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padBefore: fc.integer({ min: 0, max: 5 }),
  padAfter: fc.constant(0),
  dilation: fc.integer({ min: 1, max: 3 }),
});
const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));

describe('regions', () => {
  test('hold every pair of position and tap once, in either direction', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.tuple(windows, windows), fc.boolean(), (sized, counted, pair, gather) => {
        const found = regions(sized, counted, pair, gather ? 'counted' : 'sized', CHANNEL);
        expect(pairsOf(found)).toEqual(everyPair(sized, counted, pair, gather));
      }),
    );
  });

  test('of single taps hold the same pairs', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.tuple(windows, windows), (sized, counted, pair) => {
        expect(pairsOf(tapRegions(sized, counted, pair))).toEqual(everyPair(sized, counted, pair, true));
      }),
    );
  });

  test('a padded plane is cut in nine, and one without padding stays whole', () => {
    const window = { kernel: 3, stride: 1, padBefore: 1, padAfter: 1, dilation: 1 };
    const terms = regions([9, 9], [9, 9], [window, window], 'counted', CHANNEL).map(({ starts }) => starts.length);
    expect(terms).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4]);
    const bare = { ...window, padBefore: 0, padAfter: 0 };
    expect(regions([9, 9], [7, 7], [bare, bare], 'counted', { ...CHANNEL, count: 2 })).toHaveLength(1);
  });

  test('a row as short as its kernel is not cut: each tap has its own', () => {
    const window = { kernel: 31, stride: 1, padBefore: 15, padAfter: 15, dilation: 1 };
    const found = regions([28], [28], [window], 'counted', CHANNEL);
    expect(found.every(({ starts }) => starts.length === 1)).toBe(true);
    expect(found).toHaveLength(31);
  });
});
