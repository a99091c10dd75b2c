import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange, ones, tensor, zeros } from '../../src/tensor/create.js';
import { numel, type Tensor } from '../../src/tensor/tensor.js';
import { bmm, matmul, mm } from '../../src/ops/matmul.js';
import '../../src/ops/methods.js';

const counting = (shape: readonly number[]): Tensor => arange(numel(shape)).reshape(shape);

describe('matmul', () => {
  it('follows the ranks of its operands', () => {
    const [a, b] = [counting([2, 3]), counting([3, 2])];
    expect(matmul(a, b).tolist()).toEqual([
      [10, 13],
      [28, 40],
    ]);
    expect(matmul(tensor([1, 2, 3]), tensor([4, 5, 6])).tolist()).toBe(32);
    expect(matmul(a, tensor([1, 0, 2])).tolist()).toEqual([4, 13]);
    expect(matmul(tensor([1, 2, 3]), b).tolist()).toEqual([16, 22]);
    expect(matmul(zeros([5, 1, 2, 3]), zeros([4, 3, 6])).shape).toEqual([5, 4, 2, 6]);
    expect(matmul(zeros([5, 2, 3]), zeros([3])).shape).toEqual([5, 2]);
    expect(matmul(zeros([3]), zeros([5, 3, 2])).shape).toEqual([5, 2]);
    expect(matmul(zeros([2, 0]), zeros([0, 3])).tolist()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('of batches is the products of their matrices', () => {
    const size = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(size, size, size, size, (batch, n, k, m) => {
        const [a, b] = [counting([batch, n, k]), counting([k, m])];
        const whole = matmul(a, b);
        const wholeOf = bmm(a, b.expand([batch, k, m]));
        for (let i = 0; i < batch; i++) expect(whole.select(0, i).tolist()).toEqual(mm(a.select(0, i), b).tolist());
        expect(wholeOf.equal(whole)).toBe(true);
      }),
    );
  });

  it('is each element’s sum of products', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, size, (n, k, m) => {
        const [a, b] = [counting([n, k]), counting([k, m]).sub(3)];
        const expected = Array.from({ length: n }, (_, i) =>
          Array.from({ length: m }, (_, j) => a.select(0, i).mul(b.select(1, j)).sum().item()),
        );
        expect(a.matmul(b).tolist()).toEqual(expected);
      }),
    );
  });

  it('refuses sizes that do not fit', () => {
    expect(() => matmul(zeros([3, 4]), zeros([3, 2]))).toThrow(
      'mat1 and mat2 shapes cannot be multiplied (3x4 and 3x2)\nThe first has 4 columns; the second needs as many rows.',
    );
    expect(() => matmul(zeros([2, 3, 4]), zeros([3, 4, 5]))).toThrow(
      'The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0',
    );
    expect(() => matmul(zeros([2, 3, 4]), zeros([3, 2]))).toThrow(
      'mat1 and mat2 shapes cannot be multiplied (6x4 and 3x2)',
    );
    expect(() => bmm(zeros([2, 3, 4]), zeros([2, 5, 4]))).toThrow(
      'Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 5].',
    );
    expect(() => matmul(zeros([3]), zeros([4]))).toThrow(
      'inconsistent tensor size, expected tensor [3] and src [4] to have the same number of elements, but got 3 and 4 elements respectively',
    );
    expect(() => matmul(zeros([3, 4]), zeros([3]))).toThrow('size mismatch, got input (3), mat (3x4), vec (3)');
    expect(() => matmul(tensor(1), zeros([2, 2]))).toThrow(
      'both arguments to matmul need to be at least 1D, but they are 0D and 2D',
    );
    expect(() => mm(zeros([3]), zeros([3, 1]))).toThrow('self must be a matrix');
    expect(() => bmm(zeros([1, 2, 3]), zeros([3, 1]))).toThrow('batch2 must be a 3D tensor');
  });

  it('does not promote dtypes', () => {
    expect(() => matmul(zeros([2, 2]), zeros([2, 2], { dtype: 'float64' }))).toThrow(
      "expected m1 and m2 to have the same dtype, but got: float != double\nConvert one of them: x.to('float32').",
    );
    const wide = matmul(ones([1, 2], { dtype: 'int32' }), ones([2, 1], { dtype: 'int32' }));
    expect([wide.dtype, wide.item()]).toEqual(['int32', 2]);
  });

  it('accumulates in double precision', () => {
    const product = mm(tensor([[2 ** 24, 1, -(2 ** 24)]]), ones([3, 1]));
    expect(product.item()).toBe(1);
  });
});
