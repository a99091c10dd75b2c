import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { Machine } from '../../../src/engine/cpu/machine.js';
import { cutRows, piecesOf } from '../../../src/engine/cpu/pieces.js';
import { schedule } from '../../../src/engine/cpu/sums.js';

const sizesOf = (ends: readonly number[]): number[] => ends.map((end, i) => end - (ends[i - 1] ?? 0));

test('rows are cut into pieces that follow each other, none larger than the most', () => {
  const natural = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(natural, natural, natural, natural, natural, (rows, length, threads, least, most) => {
      const all = cutRows(rows, length, { threads, least, most });
      expect(all.length).toBe(rows);
      for (const ends of all) {
        expect(ends.at(-1)).toBe(length);
        expect(sizesOf(ends).every((size) => size >= 1 && size <= most)).toBe(true);
      }
    }),
  );
});

test('the last pieces are small: the threads end at about the same time', () => {
  const [ends] = cutRows(1, 1000, { threads: 2, least: 10, most: 125 });
  const sizes = sizesOf(ends!);
  expect(sizes[0]).toBe(125);
  expect(sizes.at(-1)).toBeLessThan(15);
  expect(sizes.length).toBeLessThan(30);
});

test('every output of a run is in one piece, whatever is shared out: pixels, or panels where there are few', () => {
  const machine = new Machine(detectFeatures());
  fc.assert(
    fc.property(
      fc.record({
        threads: fc.constantFrom(1, 2, 3, 7, 16),
        groups: fc.integer({ min: 1, max: 5 }),
        channels: fc.integer({ min: 1, max: 90 }),
        vectors: fc.integer({ min: 1, max: 1200 }),
        tapCount: fc.constantFrom(1, 9, 64, 700, 5000),
        ascending: fc.boolean(),
      }),
      ({ threads, groups, channels, vectors, tapCount, ascending }) => {
        const plan = schedule(machine, { channels, tapCount, vectors, footprint: 4 * tapCount });
        const at = { weight: 0, bias: 0, pixels: 0, taps: 0, x: 0, xGroup: 0, y: 0, yGroup: 0, plane: 0 };
        const run = { ...at, groups, channels, vectors, tapCount, ascending };
        const operations = 8 * vectors * tapCount * groups * channels;
        const { tallest, tileSet } = machine;
        const pieces = piecesOf({ tallest, tileSet, threads }, run, plan, operations);
        const seen = new Uint8Array(groups * channels * vectors);
        for (const { group, panels, from, to } of pieces) {
          expect(to).toBeGreaterThan(from);
          if (ascending) expect([from, to]).toEqual([0, vectors]);
          else expect(to - from).toBeLessThanOrEqual(plan.block);
          for (const { first, rows, count } of panels)
            for (let c = 0; c < rows * count; c++)
              for (let v = from; v < to; v++) seen[(group * channels + first + c) * vectors + v]!++;
        }
        expect(seen.every((times) => times === 1)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
