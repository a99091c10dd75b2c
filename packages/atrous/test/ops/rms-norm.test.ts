import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerSpec, outputShape, parameterShapes, printLayer } from '../../src/geometry/spec.js';
import { normalize, rmsNorm } from '../../src/ops/norm/index.js';
import { ones, tensor, zeros } from '../../src/tensor/create.js';
import { manualSeed, randn } from '../../src/tensor/random/index.js';
import { failure } from '../failure.js';
import { list } from './golden.js';

manualSeed(0);
const x = randn([2, 3, 4]);
const ints = zeros([2, 3], { dtype: 'int64' });

describe('rmsNorm', () => {
  test('gives what PyTorch gives, with a weight and an eps', () => {
    const y = list(rmsNorm(x, [4]));
    for (const [i, value] of [-1.3346019983291626, -1.3660399913787842, -0.2970428466796875].entries())
      expect(y[i]).toBeCloseTo(value, 5);
    const z = list(rmsNorm(x, [3, 4], { weight: ones([3, 4]).mul(2), eps: 0.1 }));
    for (const [i, value] of [-2.231445074081421, -2.2840092182159424, -0.49665355682373047].entries())
      expect(z[i]).toBeCloseTo(value, 5);
  });

  test('brings every row to mean square 1 where eps is small', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), (row) => {
        const y = list(rmsNorm(tensor(row, { dtype: 'float64' }), [row.length]));
        expect(y.reduce((sum, value) => sum + value * value, 0) / row.length).toBeCloseTo(1, 12);
        expect(y[0]! * row.at(-1)!).toBeCloseTo(y.at(-1)! * row[0]!, 9);
      }),
    );
  });

  test('keeps zeros zero, takes a weight of another type, and passes an empty input', () => {
    expect(list(rmsNorm(zeros([2, 2]), [2]))).toEqual([0, 0, 0, 0]);
    expect(rmsNorm(x, [4], { weight: ones([4], { dtype: 'float64' }) }).dtype).toBe('float32');
    expect(rmsNorm(zeros([0, 2]), [2]).shape).toEqual([0, 2]);
  });

  test.each<[string, () => unknown]>([
    [
      'RuntimeError: Given normalized_shape=[3, 5], expected input with shape [*3, 5], but got input of size[2, 3, 4]',
      () => rmsNorm(x, [3, 5]),
    ],
    ['ValueError: Input tensor must have at least 4 dimensions, but got 3', () => rmsNorm(x, [2, 2, 3, 4])],
    [
      'RuntimeError: Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []',
      () => rmsNorm(x, []),
    ],
    [
      'RuntimeError: Expected weight to be of same shape as normalized_shape, but got weight of shape [3] and normalized_shape = [4]',
      () => rmsNorm(x, [4], { weight: ones([3]) }),
    ],
    [`NotImplementedError: "rms_norm" not implemented for 'Long'`, () => rmsNorm(ints, [3])],
    ["TypeError: rms_norm() got an unexpected keyword argument 'bias'", () => rmsNorm(x, [4], { bias: null } as never)],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });

  test('the layer prints and counts as in PyTorch', () => {
    const spec = layerSpec('RMSNorm', [[2, 5]], { eps: 1e-6 });
    expect(printLayer(spec)).toBe('RMSNorm((2, 5), eps=1e-06, elementwise_affine=True)');
    expect(printLayer(layerSpec('RMSNorm', [5], { elementwiseAffine: false }))).toBe(
      'RMSNorm((5,), eps=None, elementwise_affine=False)',
    );
    expect(parameterShapes(spec)).toEqual([['weight', [2, 5]]]);
    expect(outputShape(spec, [3, 2, 5])).toEqual([3, 2, 5]);
  });
});

describe('normalize', () => {
  test('divides by the norm along an axis', () => {
    expect(list(normalize(tensor([[3, 4]])))).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect(list(normalize(tensor([1, -3]), { p: 1, dim: 0 }))).toEqual([0.25, -0.75]);
    expect(
      list(
        normalize(
          tensor([
            [1, 2],
            [4, 8],
          ]),
          { p: Infinity, dim: 0 },
        ),
      ),
    ).toEqual([0.25, 0.25, 1, 1]);
    expect(list(normalize(tensor([[3], [4]]), { dim: [0, 1] }))).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect(list(normalize(tensor([[3], [4]]), { dim: null }))).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  test('never by less than eps', () => {
    expect(list(normalize(zeros([2, 2])))).toEqual([0, 0, 0, 0]);
    expect(list(normalize(ones([1, 2]), { eps: 10 }))).toEqual([Math.fround(0.1), Math.fround(0.1)]);
  });

  test.each<[string, () => unknown]>([
    [
      'IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)',
      () => normalize(tensor([1, 2])),
    ],
    [
      'RuntimeError: linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long',
      () => normalize(ints),
    ],
    ["TypeError: normalize(): argument 'p' must be a number, not string", () => normalize(x, { p: '2' } as never)],
    ["TypeError: normalize() got an unexpected keyword argument 'axis'", () => normalize(x, { axis: 1 } as never)],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});
