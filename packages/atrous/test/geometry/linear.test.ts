import { describe, expect, test } from 'vitest';
import { linearGeometry } from '../../src/geometry/linear.js';
import { outcome } from './shape-rows.js';

describe('linearGeometry', () => {
  test('keeps every axis but the last', () => {
    expect(linearGeometry([3], [4, 3], null)).toEqual({ rows: 1, inFeatures: 3, outFeatures: 4, shape: [4] });
    expect(linearGeometry([2, 5, 3], [4, 3], [4])).toEqual({
      rows: 10,
      inFeatures: 3,
      outFeatures: 4,
      shape: [2, 5, 4],
    });
    expect(linearGeometry([0, 3], [4, 3], [1]).shape).toEqual([0, 4]);
  });

  test('says that a picture was not flattened where that is the reason', () =>
    expect(() => linearGeometry([8, 2, 3, 3], [10, 18], null)).toThrow(
      'mat1 and mat2 shapes cannot be multiplied (48x3 and 18x10)\n' +
        'Each sample has 18 values: flatten the input first (`x.flatten({ startDim: 1 })`).',
    ));

  test('refuses a scalar, a weight that is no matrix and a bias of another length', () => {
    expect(outcome(() => linearGeometry([], [4, 3], null))).toBe(
      'RuntimeError: both arguments to linear need to be at least 1D, but they are 0D and 2D',
    );
    expect(outcome(() => linearGeometry([3], [4, 3, 1], null))).toBe(
      'RuntimeError: t() expects a tensor with <= 2 dimensions, but self is 3D',
    );
    expect(outcome(() => linearGeometry([2, 3], [8, 3], [9]))).toBe(
      'RuntimeError: The expanded size of the tensor (8) must match the existing size (9) at non-singleton dimension 1.  Target sizes: [2, 8].  Tensor sizes: [9]',
    );
    expect(outcome(() => linearGeometry([3], [8, 3], [9]))).toBe(
      'RuntimeError: The expanded size of the tensor (8) must match the existing size (9) at non-singleton dimension 1.  Target sizes: [1, 8].  Tensor sizes: [9]',
    );
  });
});
