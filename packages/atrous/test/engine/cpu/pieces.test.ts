import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { Machine } from '../../../src/engine/cpu/machine.js';
import { cutRows } from '../../../src/engine/cpu/cuts.js';
import { piecesOf } from '../../../src/engine/cpu/pieces.js';
import { type DenseRun, schedule } from '../../../src/engine/cpu/sums.js';

const sizesOf = (ends: readonly number[]): number[] => ends.map((end, i) => end - (ends[i - 1] ?? 0));

test('rows are cut into pieces that follow each other, none larger than the most', () => {
  const natural = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(fc.array(natural), natural, natural, natural, (lengths, threads, least, most) => {
      const all = cutRows(lengths, { threads, least, most });
      expect(all.map((ends) => ends.at(-1))).toEqual(lengths);
      for (const ends of all) expect(sizesOf(ends).every((size) => size >= 1 && size <= most)).toBe(true);
    }),
  );
});

test('the last pieces are small: the threads end at about the same time', () => {
  const [ends] = cutRows([1000], { threads: 2, least: 10, most: 125 });
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
        groups: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
        channels: fc.integer({ min: 1, max: 90 }),
        vectors: fc.integer({ min: 1, max: 1200 }),
        tapCount: fc.constantFrom(1, 9, 64, 700, 5000),
        ascending: fc.boolean(),
      }),
      ({ threads, groups, channels, vectors, tapCount, ascending }) => {
        const plan = schedule(machine, { channels, tapCount, vectors, footprint: 4 * tapCount });
        const at = { weight: 0, bias: 0, pixels: 0, taps: 0, x: 0, xGroup: 0, y: 0, yGroup: 0, plane: 0 };
        const runs = groups.map((count): DenseRun => ({
          ...at,
          groups: count,
          channels,
          vectors,
          tapCount,
          ascending,
        }));
        const operations = 8 * vectors * tapCount * channels * groups.reduce((a, b) => a + b);
        const { tallest, tileSet } = machine;
        const pieces = piecesOf({ tallest, tileSet, threads }, runs, plan, operations);
        const seen = runs.map((run) => new Uint8Array(run.groups * channels * vectors));
        for (const { run, group, panels, from, to } of pieces) {
          expect(to).toBeGreaterThan(from);
          if (ascending) expect([from, to]).toEqual([0, vectors]);
          else expect(to - from).toBeLessThanOrEqual(plan.block);
          const own = seen[runs.indexOf(run)]!;
          for (const { first, rows, count } of panels)
            for (let c = 0; c < rows * count; c++)
              for (let v = from; v < to; v++) own[(group * channels + first + c) * vectors + v]!++;
        }
        for (const own of seen) expect(own.every((times) => times === 1)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
