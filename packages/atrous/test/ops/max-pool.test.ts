import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxPool1d, maxPool2d, maxPool3d, type MaxPool } from '../../src/ops/max-pool/index.js';
import { lpPool1d, lpPool2d } from '../../src/ops/lp-pool.js';
import { maxUnpool1d, maxUnpool2d, maxUnpool3d } from '../../src/ops/max-unpool.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { errorRows, inputsOf, run, runFamily } from '../golden-pool.js';
import { anyAxis, anyValue, filled, optionsOf, positionsOf, tuples } from '../windows.js';

const f32 = (values: readonly number[], shape: readonly number[]): Tensor =>
  new Tensor(Float32Array.from(values), shape, 'float32');
/** 1, 2, 3, … row-major. */
const counting = (...shape: number[]): Tensor =>
  f32(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
    shape,
  );
const values = (t: Tensor): number[] => Array.from(t.storage.array, Number);

const BY_RANK: readonly MaxPool[] = [maxPool1d, maxPool2d, maxPool3d];

/** The rule of PyTorch's loop: the first of equal maxima, and a NaN whenever one comes. */
function winner(plane: readonly number[], positions: readonly number[]): { value: number; at: number } {
  let at = positions[0]!;
  for (const i of positions) if (plane[i]! > plane[at]! || Number.isNaN(plane[i]!)) at = i;
  return { value: plane[at]!, at };
}

describe('max pooling', () => {
  test.each(['max_pool1d', 'max_pool2d', 'max_pool3d', 'lp_pool', 'max_unpool'])(
    'agrees with every golden case of %s',
    (family) => {
      expect(runFamily(family)).toBeGreaterThan(0);
    },
  );

  for (const row of errorRows(/^(max|lp)_/))
    test(`says what PyTorch says in ${row.id}, ${row.op}`, () => {
      expect(() => run(row.op, inputsOf(row), row.args)).toThrow(
        expect.objectContaining({ torchMessage: row.message, pythonType: row.exception }) as Error,
      );
    });

  for (const rank of [1, 2, 3] as const)
    test(`finds in ${rank}-D what testing every tap finds, all options at once`, () => {
      const axes = fc.array(anyAxis(3), { minLength: rank, maxLength: rank });
      const some = fc.array(anyValue, { minLength: 1, maxLength: 40 });
      fc.assert(
        fc.property(axes, some, fc.boolean(), (axes, drawn, ceilMode) => {
          fc.pre(axes.every(({ size, kernel, padding, dilation }) => size + 2 * padding > dilation * (kernel - 1)));
          const sizes = axes.map(({ size }) => size);
          const x = filled([2, ...sizes], drawn);
          const { kernelSize, ...options } = optionsOf(axes);
          const [y, indices] = BY_RANK[rank - 1]!(x, kernelSize, { ...options, ceilMode, returnIndices: true });
          const plane = x.numel() / 2;
          const expected = [0, 1].flatMap((p) => {
            const data = values(x).slice(p * plane, (p + 1) * plane);
            return tuples(y.shape.slice(1)).map((output) => {
              const positions = positionsOf(output, axes);
              return positions.length === 0 ? { value: -Infinity, at: plane } : winner(data, positions);
            });
          });
          expect(values(y)).toEqual(expected.map(({ value }) => value));
          expect(values(indices)).toEqual(expected.map(({ at }) => at));
          expect(BY_RANK[rank - 1]!(x, kernelSize, { ...options, ceilMode }).storage.array).toEqual(y.storage.array);
        }),
        { numRuns: 150 },
      );
    });

  test('of a 4×4 image by 2 takes the corners, with their places in the plane', () => {
    const [y, indices] = maxPool2d(counting(1, 4, 4), 2, { returnIndices: true });
    expect([values(y), values(indices)]).toEqual([
      [6, 8, 14, 16],
      [5, 7, 13, 15],
    ]);
    expect([y.shape, indices.dtype]).toEqual([[1, 2, 2], 'int32']);
    const [same, places] = maxPool2d(counting(1, 4, 4), 3, { stride: 2, padding: 1, returnIndices: true });
    expect([values(same), values(places)]).toEqual([values(y), values(indices)]);
  });

  test('of a 5×5 image with ceilMode keeps the last row and column', () => {
    const [y, indices] = maxPool2d(counting(1, 5, 5), 2, { stride: 2, ceilMode: true, returnIndices: true });
    expect(values(y)).toEqual([7, 9, 10, 17, 19, 20, 22, 24, 25]);
    expect(values(indices)).toEqual([6, 8, 9, 16, 18, 19, 21, 23, 24]);
  });

  test('lets NaN win, and of several the last', () => {
    const x = f32([1, Number.NaN, 3, 4, 5, 6, Number.NaN, Number.NaN], [1, 2, 4]);
    const [y, indices] = maxPool2d(x, 2, { returnIndices: true });
    expect(values(y)).toEqual([Number.NaN, Number.NaN]);
    expect(values(indices)).toEqual([1, 7]);
  });

  test('of −∞ alone gives −∞ and the first place', () => {
    const [y, indices] = maxPool1d(f32([-Infinity, -Infinity], [1, 2]), 2, { returnIndices: true });
    expect([values(y), values(indices)]).toEqual([[-Infinity], [0]]);
  });

  test('that steps over the whole input gives −∞ and a place that unpooling refuses', () => {
    const [y, indices] = maxPool2d(counting(1, 2, 1), [1, 2], {
      padding: [0, 1],
      dilation: [1, 2],
      returnIndices: true,
    });
    expect([values(y), values(indices)]).toEqual([
      [-Infinity, -Infinity],
      [2, 2],
    ]);
    expect(() => maxUnpool2d(y, indices, 1)).toThrow(
      'Found an invalid max index: 2 (output volumes are of size 2x1)\n' +
        'Unpool to the size that was pooled: `outputSize`.',
    );
  });

  test('leaves its input alone and takes an empty batch', () => {
    const x = counting(1, 1, 4);
    maxPool1d(x, 2);
    expect(values(x)).toEqual([1, 2, 3, 4]);
    expect(maxPool3d(new Tensor(new Float32Array(0), [0, 2, 4, 4, 4], 'float32'), 2).shape).toEqual([0, 2, 2, 2, 2]);
  });

  test('takes integers in 2-D and 3-D, exactly', () => {
    const int64 = new Tensor(BigInt64Array.of(-5n, -7n, -(2n ** 40n), -9n), [1, 2, 2], 'int64');
    expect(maxPool2d(int64, 2).storage.array).toEqual(BigInt64Array.of(-5n));
    const int32 = new Tensor(Int32Array.of(-(2 ** 31), -(2 ** 31)), [1, 1, 1, 2], 'int32');
    expect(maxPool3d(int32, [1, 1, 2]).storage.array).toEqual(Int32Array.of(-(2 ** 31)));
  });

  test('refuses integers in 1-D and booleans everywhere, as PyTorch does', () => {
    const int64 = new Tensor(new BigInt64Array(4), [1, 4], 'int64');
    expect(() => maxPool1d(int64, 1)).toThrow(`"max_pool1d_impl" not implemented for 'Long'`);
    const bool = new Tensor(new Uint8Array(4), [1, 2, 2], 'bool');
    expect(() => maxPool2d(bool, 1)).toThrow(`"max_pool2d" not implemented for 'Bool'`);
  });

  test('keeps half precision as it is', () => {
    const half = new Tensor(Uint16Array.of(0x3c00, 0x4000, 0xc000, 0x3800), [1, 4], 'float16');
    expect(maxPool1d(half, 2).storage.array).toEqual(Uint16Array.of(0x4000, 0x3800));
  });

  test('refuses an option that it does not know, and names the one that was meant', () => {
    expect(() => maxPool2d(counting(1, 4, 4), 2, { ceil_mode: true } as object)).toThrow(
      "max_pool2d() got an unexpected keyword argument 'ceil_mode'\nDid you mean `ceilMode`?",
    );
  });
});

describe('max unpooling', () => {
  test('puts every maximum back where it was, zeros elsewhere', () => {
    const x = f32([1, 9, 2, 8, 3, 7, 4, 6, 5], [1, 3, 3]);
    const [y, indices] = maxPool2d(x, 2, { stride: 1, returnIndices: true });
    const back = maxUnpool2d(y, indices, 2, { stride: 1 });
    expect(back.shape).toEqual([1, 3, 3]);
    expect(values(back)).toEqual([0, 9, 0, 8, 0, 7, 0, 0, 0]);
  });

  test('takes int64 indices and planes of their own for every channel', () => {
    const x = counting(2, 1);
    expect(values(maxUnpool1d(x, new Tensor(BigInt64Array.of(1n, 0n), [2, 1], 'int64'), 2))).toEqual([0, 1, 2, 0]);
    const volume = new Tensor(Int32Array.of(7), [1, 1, 1, 1], 'int32');
    expect(values(maxUnpool3d(counting(1, 1, 1, 1), volume, 2))).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('refuses a negative index', () => {
    const indices = new Tensor(Int32Array.of(-1), [1, 1, 1], 'int32');
    expect(() => maxUnpool2d(counting(1, 1, 1), indices, 2)).toThrow(
      'Found an invalid max index: -1 (output volumes are of size 2x2)',
    );
  });
});

describe('LP pooling', () => {
  test('multiplies a window that ceilMode cut off by the whole kernel', () => {
    const y = values(lpPool1d(counting(1, 5), 2, 2, { ceilMode: true }));
    expect(y.at(-1)).toBeCloseTo(Math.sqrt(25 * 2), 5);
  });

  test('takes no absolute value for a finite norm, and one for an infinite norm', () => {
    const x = f32([1, -2], [1, 2]);
    expect(values(lpPool1d(x, 1, 2))).toEqual([-1]);
    expect(values(lpPool1d(x, 3, 2))).toEqual([Number.NaN]);
    expect(values(lpPool1d(x, Infinity, 2))).toEqual([2]);
    expect(values(lpPool1d(x, -Infinity, 2))).toEqual([1]);
  });

  test('has no norm of order 0', () => {
    expect(() => lpPool2d(counting(1, 4, 4), 0, 2)).toThrow(
      expect.objectContaining({ torchMessage: 'float division by zero', pythonType: 'ZeroDivisionError' }) as Error,
    );
  });
});
