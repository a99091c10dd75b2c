import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from '../../src/ops/adaptive-pool/index.js';
import { avgPool2d } from '../../src/ops/avg-pool/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { errorRows, inputsOf, run, runFamily } from '../golden-pool.js';
import { filled, flat, tuples } from '../windows.js';

const f32 = (data: readonly number[], shape: readonly number[]): Tensor =>
  new Tensor(Float32Array.from(data), shape, 'float32');
const values = (t: Tensor): number[] => Array.from(t.storage.array, Number);

const AVERAGE = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d];
const MAXIMUM = [adaptiveMaxPool1d, adaptiveMaxPool2d, adaptiveMaxPool3d];

/** Positions of the plane that touch the share of `output`, found without dividing. */
function shareOf(output: readonly number[], sizes: readonly number[], counts: readonly number[]): number[] {
  return tuples(sizes)
    .filter((at) =>
      at.every((i, axis) => {
        const [size, count, o] = [sizes[axis]!, counts[axis]!, output[axis]!];
        return (i + 1) * count > o * size && i * count < (o + 1) * size;
      }),
    )
    .map((at) => flat(at, sizes));
}

describe('adaptive pooling', () => {
  test('agrees with every golden case', () => {
    expect(runFamily('adaptive_pool')).toBeGreaterThan(0);
  });

  for (const row of errorRows(/^adaptive_/))
    test(`says what PyTorch says in ${row.id}, ${row.op}`, () => {
      expect(() => run(row.op, inputsOf(row), row.args)).toThrow(
        expect.objectContaining({ torchMessage: row.message, pythonType: row.exception }) as Error,
      );
    });

  for (const rank of [1, 2, 3] as const)
    test(`finds in ${rank}-D what every element of a share makes`, () => {
      const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: rank, maxLength: rank });
      const counts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: rank, maxLength: rank });
      const some = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 });
      fc.assert(
        fc.property(sizes, counts, some, (sizes, counts, drawn) => {
          const x = filled([2, ...sizes], drawn);
          const plane = x.numel() / 2;
          const average = AVERAGE[rank - 1]!(x, counts);
          const [maximum, indices] = MAXIMUM[rank - 1]!(x, counts, { returnIndices: true });
          expect(maximum.shape).toEqual([2, ...counts]);
          [0, 1].forEach((p) =>
            tuples(counts).forEach((output, o) => {
              const data = values(x).slice(p * plane, (p + 1) * plane);
              const share = shareOf(output, sizes, counts);
              const most = Math.max(...share.map((i) => data[i]!));
              const at = p * (average.numel() / 2) + o;
              expect(values(average)[at]).toBeCloseTo(share.reduce((sum, i) => sum + data[i]!, 0) / share.length, 12);
              expect(values(maximum)[at]).toBe(most);
              expect(values(indices)[at]).toBe(share.find((i) => data[i] === most));
            }),
          );
        }),
        { numRuns: 80 },
      );
    });

  test('shares out 5, 7 and 3 elements as PyTorch does', () => {
    const five = f32([1, 2, 3, 4, 5], [1, 5]);
    expect(values(adaptiveAvgPool1d(five, 3))).toEqual([1.5, 3, 4.5]);
    expect(values(adaptiveMaxPool1d(five, 3))).toEqual([2, 4, 5]);
    expect(values(adaptiveAvgPool1d(f32([1, 2, 3, 4, 5, 6, 7], [1, 7]), 3))).toEqual([2, 4, 6]);
    expect(values(adaptiveAvgPool1d(f32([1, 2, 3], [1, 3]), 5))).toEqual([1, 1.5, 2, 2.5, 3]);
  });

  test('is plain pooling where the output divides the input', () => {
    const x = filled([2, 6, 8], [3, -1, 4, 1, -5, 9, 2]);
    expect(adaptiveAvgPool2d(x, [3, 2])).toEqual(avgPool2d(x, [2, 4]));
  });

  test('keeps an axis that is null, and makes nothing of an output of zero', () => {
    const x = filled([1, 4, 5], [1, 2, 3]);
    expect(adaptiveMaxPool2d(x, [null, 2]).shape).toEqual([1, 4, 2]);
    expect(adaptiveAvgPool2d(x, [0, 2]).numel()).toBe(0);
  });

  test('to one value is the mean, NaN where there is nothing', () => {
    expect(values(adaptiveAvgPool2d(new Tensor(new Float32Array(0), [1, 2, 0, 3], 'float32'), 1))).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  test('takes no integers', () => {
    const int64 = new Tensor(new BigInt64Array(4), [1, 2, 2], 'int64');
    expect(() => adaptiveAvgPool2d(int64, 2)).toThrow(`"adaptive_avg_pool2d" not implemented for 'Long'`);
    expect(() => adaptiveAvgPool2d(int64, 1)).toThrow(
      'mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long',
    );
    expect(() => adaptiveMaxPool2d(int64, 2)).toThrow(`"adaptive_max_pool2d" not implemented for 'Long'`);
  });
});
