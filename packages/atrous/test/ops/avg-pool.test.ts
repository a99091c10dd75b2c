import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { avgPool1d, avgPool2d, avgPool3d } from '../../src/ops/avg-pool/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { errorRows, inputsOf, run, runFamily } from '../golden-pool.js';
import { anyAxis, type Axis, filled, optionsOf, positionsOf, tuples } from '../windows.js';

const counting = (...shape: number[]): Tensor =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
    shape,
    'float32',
  );
const values = (t: Tensor): number[] => Array.from(t.storage.array, Number);

const expectClose = (t: Tensor, expected: readonly number[]): void =>
  values(t).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

const BY_RANK = [avgPool1d, avgPool2d, avgPool3d];

/** Cells of a window, padding included, that do not lie beyond the padding: counted one by one. */
function cellsOf(output: readonly number[], axes: readonly Axis[]): number {
  return tuples(axes.map(({ kernel }) => kernel)).filter((taps) =>
    taps.every((t, i) => output[i]! * axes[i]!.stride + t < axes[i]!.size + 2 * axes[i]!.padding),
  ).length;
}

describe('average pooling', () => {
  test.each(['avg_pool1d', 'avg_pool2d', 'avg_pool3d'])('agrees with every golden case of %s', (family) => {
    expect(runFamily(family)).toBeGreaterThan(0);
  });

  for (const row of errorRows(/^avg_/))
    test(`says what PyTorch says in ${row.id}, ${row.op}`, () => {
      expect(() => run(row.op, inputsOf(row), row.args)).toThrow(
        expect.objectContaining({ torchMessage: row.message, pythonType: row.exception }) as Error,
      );
    });

  for (const rank of [1, 2, 3] as const)
    test(`finds in ${rank}-D what adding up every tap finds, all options at once`, () => {
      const axes = fc.array(anyAxis(1), { minLength: rank, maxLength: rank });
      const some = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 });
      const divisor = fc.constantFrom(null, 3, -2);
      fc.assert(
        fc.property(
          axes,
          some,
          fc.boolean(),
          fc.boolean(),
          divisor,
          (axes, drawn, ceilMode, countIncludePad, given) => {
            fc.pre(axes.every(({ size, kernel, padding }) => size + (rank === 3 ? 0 : 2 * padding) >= kernel));
            const divisorOverride = rank === 1 ? null : given;
            const x = filled([2, ...axes.map(({ size }) => size)], drawn);
            const { kernelSize, stride, padding } = optionsOf(axes);
            const options = { stride, padding, ceilMode, countIncludePad };
            const y = BY_RANK[rank - 1]!(x, kernelSize, rank === 1 ? options : { ...options, divisorOverride });
            const plane = x.numel() / 2;
            const expected = [0, 1].flatMap((p) =>
              tuples(y.shape.slice(1)).map((output) => {
                const positions = positionsOf(output, axes);
                const sum = positions.reduce((total, i) => total + values(x)[p * plane + i]!, 0);
                return sum / (divisorOverride ?? (countIncludePad ? cellsOf(output, axes) : positions.length));
              }),
            );
            values(y).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
          },
        ),
        { numRuns: 150 },
      );
    });

  test('counts the padding, or does not', () => {
    const options = { stride: 2, padding: 1 };
    expectClose(avgPool2d(counting(1, 4, 4), 3, options), [1.555556, 3.333333, 6.333333, 11]);
    expectClose(avgPool2d(counting(1, 4, 4), 3, { ...options, countIncludePad: false }), [3.5, 5, 9.5, 11]);
  });

  test('never counts what ceilMode adds beyond the padding', () => {
    expect(values(avgPool2d(counting(1, 5, 5), 2, { ceilMode: true }))).toEqual([
      4, 6, 7.5, 14, 16, 17.5, 21.5, 23.5, 25,
    ]);
    expect(values(avgPool1d(counting(1, 5), 2, { ceilMode: true }))).toEqual([1.5, 3.5, 5]);
    const options = { stride: 2, padding: 1, ceilMode: true };
    expect(values(avgPool1d(counting(1, 6), 3, options))).toEqual([1, 3, 5, 3]);
    expect(values(avgPool1d(counting(1, 6), 3, { ...options, countIncludePad: false }))).toEqual([1.5, 3, 5, 6]);
  });

  test('divides int64 towards zero and takes no other integer', () => {
    const numbers = Array.from({ length: 16 }, (_, i) => BigInt(-i));
    const int64 = new Tensor(BigInt64Array.from(numbers), [1, 4, 4], 'int64');
    expect(avgPool2d(int64, 2).storage.array).toEqual(BigInt64Array.of(-2n, -4n, -10n, -12n));
    const int32 = new Tensor(new Int32Array(4), [1, 2, 2], 'int32');
    expect(() => avgPool2d(int32, 2)).toThrow(`"avg_pool2d" not implemented for 'Int'`);
  });

  test('has no divisorOverride in 1-D', () => {
    expect(() => avgPool1d(counting(1, 4), 2, { divisorOverride: 2 } as object)).toThrow(
      "avg_pool1d() got an unexpected keyword argument 'divisorOverride'",
    );
  });

  test('takes an empty batch', () => {
    expect(avgPool3d(new Tensor(new Float32Array(0), [0, 1, 2, 2, 2], 'float32'), 2).shape).toEqual([0, 1, 1, 1, 1]);
  });
});
