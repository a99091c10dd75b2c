import { describe, expect, test } from 'vitest';
import * as nn from '../../src/nn/index.js';
import { ones, tensor, zeros } from '../../src/tensor/create.js';
import { manualSeed, rand, randn } from '../../src/tensor/random/index.js';
import { failure } from '../failure.js';
import { list } from '../ops/golden.js';

describe('FractionalMaxPool', () => {
  const x = rand([1, 2, 6, 7]);

  test('draws its windows anew at every call', () => {
    manualSeed(0);
    const pool = new nn.FractionalMaxPool2d(2, { outputRatio: [0.5, 0.6] });
    expect(pool.forward(x).shape).toEqual([1, 2, 3, 4]);
    const outputs = new Set(Array.from({ length: 8 }, () => String(list(pool.forward(x)))));
    expect(outputs.size).toBeGreaterThan(1);
  });

  test('keeps the samples that it is given, as a buffer of that name', () => {
    const randomSamples = rand([1, 2, 2]);
    const pool = new nn.FractionalMaxPool2d(2, { outputSize: 3, returnIndices: true, randomSamples });
    expect([...pool.stateDict().keys()]).toEqual(['_random_samples']);
    const [y, indices] = pool.forward(x);
    expect(list(pool.forward(x)[0])).toEqual(list(y));
    expect(indices.shape).toEqual([1, 2, 3, 3]);
    expect(String(pool)).toBe('FractionalMaxPool2d()');
  });

  test('in 3-D, too', () => {
    const pool = new nn.FractionalMaxPool3d([1, 2, 2], { outputRatio: 0.5 });
    expect([...pool.stateDict().keys()]).toEqual([]);
    expect(pool.forward(rand([2, 4, 6, 8])).shape).toEqual([2, 2, 3, 4]);
    expect(failure(() => new nn.FractionalMaxPool3d(2))).toBe(
      'ValueError: FractionalMaxPool3d requires specifying either an output size, or a pooling ratio',
    );
  });
});

describe('layers that draw in training only', () => {
  const x = tensor([
    [-1, -2],
    [-3, -4],
  ]);

  test('RReLU', () => {
    manualSeed(0);
    const act = new nn.RReLU({ lower: 0.1, upper: 0.3 });
    const slopes = list(act.forward(x)).map((y, i) => y / list(x)[i]!);
    expect(new Set(slopes).size).toBe(4);
    expect(list(act.eval().forward(x)).map((y, i) => (y / list(x)[i]!).toFixed(5))).toEqual(Array(4).fill('0.20000'));
    expect(failure(() => new nn.RReLU({ lower: 0.5, upper: 0.2 }).forward(x))).toBe(
      'RuntimeError: Lower bound should be less than or equal to the upper bound',
    );
  });

  test.each([nn.AlphaDropout, nn.FeatureAlphaDropout])('%o', (Made) => {
    manualSeed(0);
    const drop = new Made({ p: 0.5 });
    expect(list(drop.forward(ones([2, 3, 4])))).not.toEqual(list(ones([2, 3, 4])));
    expect(drop.eval().forward(x)).toBe(x);
    const own = ones([2, 3, 4]);
    expect(new Made({ inplace: true }).forward(own)).toBe(own);
    expect(failure(() => new Made({ p: 1.5 }))).toBe(
      'ValueError: dropout probability has to be between 0 and 1, but got 1.5',
    );
  });
});

describe('RMSNorm', () => {
  test('starts with weight 1, and has one only where it is asked to', () => {
    const norm = new nn.RMSNorm([2, 3]);
    expect(list(norm.weight!)).toEqual(Array(6).fill(1));
    expect(list(norm.forward(ones([4, 2, 3])))[0]).toBeCloseTo(1, 6);
    expect(new nn.RMSNorm(3, { elementwiseAffine: false }).weight).toBeNull();
    expect(new nn.RMSNorm(3, { dtype: 'float64' }).forward(randn([1, 3], { dtype: 'float64' })).dtype).toBe('float64');
    expect(failure(() => norm.forward(zeros([2, 2])))).toBe(
      'RuntimeError: Given normalized_shape=[2, 3], expected input with shape [*2, 3], but got input of size[2, 2]',
    );
  });
});
