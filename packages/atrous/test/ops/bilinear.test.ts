import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerSpec } from '../../src/geometry/spec.js';
import { bilinear } from '../../src/ops/bilinear.js';
import { ones, tensor, zeros } from '../../src/tensor/create.js';
import { manualSeed, randn } from '../../src/tensor/random/index.js';
import { failure } from '../failure.js';
import { list } from './golden.js';

const [a, b, weight] = [ones([2, 3]), ones([2, 4]), ones([5, 3, 4])];

describe('bilinear', () => {
  test('sums over all pairs of features, as brute force does', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, size, size, fc.nat(), fc.boolean(), (rows, n, m, outputs, seed, withBias) => {
        manualSeed(seed);
        const double = { dtype: 'float64' } as const;
        const [x, z, w] = [randn([rows, n], double), randn([rows, m], double), randn([outputs, n, m], double)];
        const bias = withBias ? randn([outputs], double) : null;
        const [X, Z, W] = [list(x), list(z), list(w)];
        const y = list(bilinear(x, z, w, { bias }));
        for (let r = 0; r < rows; r++)
          for (let o = 0; o < outputs; o++) {
            let sum = bias === null ? 0 : list(bias)[o]!;
            for (let i = 0; i < n; i++)
              for (let j = 0; j < m; j++) sum += X[r * n + i]! * W[(o * n + i) * m + j]! * Z[r * m + j]!;
            expect(y[r * outputs + o]).toBeCloseTo(sum, 10);
          }
      }),
    );
  });

  test('takes single rows, empty batches and integers', () => {
    expect(bilinear(ones([3]), ones([4]), weight).shape).toEqual([5]);
    expect(bilinear(zeros([0, 3]), zeros([0, 4]), weight).shape).toEqual([0, 5]);
    const int = { dtype: 'int64' } as const;
    expect(list(bilinear(ones([1, 3], int), ones([1, 4], int), ones([1, 3, 4], int)))).toEqual([12]);
  });

  test.each<[string, () => unknown]>([
    [
      'RuntimeError: All tensors must have the same dtype, got input1: float, input2: double, weight: float',
      () => bilinear(ones([3]), b.double(), weight),
    ],
    [
      'RuntimeError: All tensors must have the same dtype, got input1: float, input2: float, weight: float, bias: double',
      () => bilinear(a, b, weight, { bias: ones([5], { dtype: 'float64' }) }),
    ],
    ['RuntimeError: bilinear(): input dimensions do not match: got 1 and 2', () => bilinear(ones([3]), b, weight)],
    [
      'RuntimeError: bilinear(): input batch dimensions do not match at dim 0: got 3 and 2',
      () => bilinear(ones([3, 3]), b, weight),
    ],
    [
      'IndexError: Dimension specified as -1 but tensor has no dimensions',
      () => bilinear(tensor(1), tensor(1), weight),
    ],
    [
      'RuntimeError: bilinear(): input1 size does not match weight size: got 2 but expected 3',
      () => bilinear(ones([2, 2]), b, weight),
    ],
    [
      'RuntimeError: bilinear(): input2 size does not match weight size: got 3 but expected 4',
      () => bilinear(a, a, weight),
    ],
    [
      'IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)',
      () => bilinear(a, b, ones([3])),
    ],
    ['RuntimeError: number of dimensions must match', () => bilinear(a, b, ones([5, 3, 4, 1]))],
    [
      'RuntimeError: bilinear(): bias size does not match weight size: got 4 but expected 5',
      () => bilinear(a, b, weight, { bias: ones([4]) }),
    ],
    [
      'IndexError: Dimension specified as 0 but tensor has no dimensions',
      () => bilinear(a, b, weight, { bias: tensor(1) }),
    ],
    [
      'RuntimeError: The size of tensor a (2) must match the size of tensor b (5) at non-singleton dimension 0',
      () => bilinear(a, b, weight, { bias: ones([5, 1]) }),
    ],
    [
      'RuntimeError: bilinear(): the bias has one dimension, but this one has 2',
      () => bilinear(ones([5, 3]), ones([5, 4]), weight, { bias: ones([5, 5]) }),
    ],
    [
      'RuntimeError: cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous',
      () => bilinear(zeros([2, 0]), b, zeros([5, 0, 4])),
    ],
    [
      `NotImplementedError: "bmm" not implemented for 'Bool'`,
      () =>
        bilinear(ones([1, 3], { dtype: 'bool' }), ones([1, 4], { dtype: 'bool' }), ones([5, 3, 4], { dtype: 'bool' })),
    ],
    [
      "TypeError: bilinear() got an unexpected keyword argument 'offset'",
      () => bilinear(a, b, weight, { offset: 1 } as never),
    ],
    ['ValueError: in1_features must be > 0, but got (in1_features=0)', () => layerSpec('Bilinear', [0, 2, 3])],
    [
      'RuntimeError: Trying to create tensor with negative dimension -1: [3, -1, 2]',
      () => layerSpec('Bilinear', [-1, 2, 3]),
    ],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});
