import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, unfold } from '../../src/ops/fold/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { errorRows, inputsOf, run, runFamily } from '../golden-pool.js';
import { filled, tuples } from '../windows.js';

const values = (t: Tensor): number[] => Array.from(t.storage.array, Number);
const dot = (a: Tensor, b: Tensor): number => values(a).reduce((sum, v, i) => sum + v * values(b)[i]!, 0);
const ones = (...shape: number[]): Tensor => filled(shape, [1]);

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

interface Drawn {
  image: [number, number];
  kernel: [number, number];
  stride: [number, number];
  padding: [number, number];
  dilation: [number, number];
}

/** A legal call with every option free. */
const anyCall: fc.Arbitrary<Drawn> = fc
  .record({ image: pair(1, 7), kernel: pair(1, 4), stride: pair(1, 4), padding: pair(0, 3), dilation: pair(1, 3) })
  .filter(({ image, kernel, padding, dilation }) =>
    image.every((size, i) => size + 2 * padding[i]! > dilation[i]! * (kernel[i]! - 1)),
  );

const blocksOf = ({ image, kernel, stride, padding, dilation }: Drawn): number[] =>
  image.map((size, i) => {
    const last = size + 2 * padding[i]! - (dilation[i]! * (kernel[i]! - 1) + 1);
    return Array.from({ length: last + 1 }, (_, start) => start).filter((start) => 0 === start % stride[i]!).length;
  });

describe('unfold and fold', () => {
  test('agree with every golden case', () => {
    expect(runFamily('fold_unfold')).toBeGreaterThan(0);
  });

  for (const row of errorRows(/fold$/))
    test(`say what PyTorch says in ${row.id}, ${row.op}`, () => {
      expect(() => run(row.op, inputsOf(row), row.args)).toThrow(
        expect.objectContaining({ torchMessage: row.message, pythonType: row.exception }) as Error,
      );
    });

  test('unfold gathers each tap of each block by itself, all options at once', () => {
    fc.assert(
      fc.property(anyCall, (call) => {
        const { image, kernel, stride, padding, dilation } = call;
        const x = filled([2, 2, ...image], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        const blocks = blocksOf(call);
        const y = unfold(x, kernel, { stride, padding, dilation });
        const expected = tuples([2, 2, ...kernel, ...blocks]).map(([n, c, a, b, oh, ow]) => {
          const h = oh! * stride[0] - padding[0] + a! * dilation[0];
          const w = ow! * stride[1] - padding[1] + b! * dilation[1];
          if (h < 0 || h >= image[0] || w < 0 || w >= image[1]) return 0;
          return values(x)[((n! * 2 + c!) * image[0] + h) * image[1] + w];
        });
        expect(values(y)).toEqual(expected);
        expect(y.shape).toEqual([2, 2 * kernel[0] * kernel[1], blocks[0]! * blocks[1]!]);
      }),
      { numRuns: 150 },
    );
  });

  test('fold of unfold multiplies every element by the number of blocks over it', () => {
    fc.assert(
      fc.property(anyCall, ({ image, kernel, stride, padding, dilation }) => {
        const options = { stride, padding, dilation };
        const x = filled([1, 2, ...image], [1, -2, 3, 5]);
        const counts = fold(unfold(ones(1, 2, ...image), kernel, options), image, kernel, options);
        const back = fold(unfold(x, kernel, options), image, kernel, options);
        expect(back.shape).toEqual(x.shape);
        values(back).forEach((value, i) => expect(value).toBe(values(x)[i]! * values(counts)[i]! + 0));
      }),
      { numRuns: 150 },
    );
  });

  test('fold is the adjoint of unfold: ⟨unfold(x), y⟩ = ⟨x, fold(y)⟩', () => {
    fc.assert(
      fc.property(anyCall, ({ image, kernel, stride, padding, dilation }) => {
        const options = { stride, padding, dilation };
        const x = filled([2, ...image], [1, -2, 3, 5, -7]);
        const columns = unfold(x, kernel, options);
        const y = filled(columns.shape, [2, 3, -1]);
        expect(dot(columns, y)).toBe(dot(x, fold(y, image, kernel, options)));
      }),
    );
  });

  test('of 3×3 by 2 are the values of the guide', () => {
    const x = filled([1, 3, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(values(unfold(x, 2))).toEqual([0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8]);
    expect(values(fold(unfold(ones(1, 3, 3), 2), 3, 2))).toEqual([1, 2, 1, 2, 4, 2, 1, 2, 1]);
  });

  test('unfold copies booleans; neither takes integers', () => {
    const bool = new Tensor(Uint8Array.of(1, 0, 1, 1), [1, 2, 2], 'bool');
    expect(unfold(bool, [1, 2]).storage.array).toEqual(Uint8Array.of(1, 1, 0, 1));
    const int32 = new Tensor(new Int32Array(4), [1, 2, 2], 'int32');
    expect(() => unfold(int32, 1)).toThrow(`"im2col_out_cpu" not implemented for 'Int'`);
    expect(() => fold(new Tensor(new Int32Array(4), [1, 4], 'int32'), 2, 1)).toThrow(
      `"col2im_out_cpu" not implemented for 'Int'`,
    );
  });
});
