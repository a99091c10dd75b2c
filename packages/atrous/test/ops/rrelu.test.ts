import { describe, expect, test } from 'vitest';
import { rrelu } from '../../src/ops/activation/index.js';
import { tensor, zeros } from '../../src/tensor/create.js';
import { manualSeed, rand } from '../../src/tensor/random/index.js';
import { failure } from '../failure.js';
import { list } from './golden.js';

const x = tensor([-1, -2, 3, 0, -0, NaN, -5]);

describe('rrelu', () => {
  test('draws a slope for every element that is not positive, as PyTorch does', () => {
    manualSeed(42);
    expect(list(rrelu(x, { training: true }))).toEqual([
      -0.13711552321910858,
      -0.27621257305145264,
      3,
      0,
      -0,
      NaN,
      -1.1730958223342896,
    ]);
    // Five draws of 64 bits later.
    expect(list(rand([2]))).toEqual([0.9345980882644653, 0.5935796499252319]);
  });

  test('draws the same slopes for float64', () => {
    manualSeed(42);
    expect(list(rrelu(x.double(), { training: true }))).toEqual([
      -0.1371155179086312,
      -0.27621256976024067,
      3,
      0,
      -0,
      NaN,
      -1.1730957258903767,
    ]);
  });

  test('writes into its input where it is told to', () => {
    manualSeed(42);
    const own = x.clone();
    expect(rrelu(own, { training: true, inplace: true })).toBe(own);
    expect(list(own)[0]).toBe(-0.13711552321910858);
    expect(own.version).toBe(1);
  });

  test('in evaluation every slope is the mean of the bounds, and nothing is drawn', () => {
    manualSeed(0);
    expect(list(rrelu(x))).toEqual([-0.2291666716337204, -0.4583333432674408, 3, 0, -0, NaN, -1.1458333730697632]);
    expect(list(rand([1]))).toEqual([0.49625658988952637]);
  });

  test('slopes lie between the bounds', () => {
    const slopes = list(rrelu(zeros([1000]).sub(1), { training: true, lower: 0.1, upper: 0.7 })).map((y) => -y);
    expect(Math.min(...slopes)).toBeGreaterThanOrEqual(Math.fround(0.1));
    expect(Math.max(...slopes)).toBeLessThanOrEqual(Math.fround(0.7));
    expect(slopes.reduce((a, b) => a + b) / 1000).toBeCloseTo(0.4, 1);
  });

  const ints = zeros([2], { dtype: 'int32' });

  test.each<[string, () => unknown]>([
    [
      'RuntimeError: Lower bound should be less than or equal to the upper bound',
      () => rrelu(x, { lower: 0.5, upper: 0.2 }),
    ],
    ['RuntimeError: rrelu: lower bound must be finite, got nan', () => rrelu(x, { lower: NaN })],
    ['RuntimeError: rrelu: upper bound must be finite, got inf', () => rrelu(x, { upper: Infinity })],
    [`NotImplementedError: "leaky_relu_cpu" not implemented for 'Int'`, () => rrelu(ints)],
    [
      `NotImplementedError: "rrelu_with_noise_out_cpu" not implemented for 'Int'`,
      () => rrelu(ints, { training: true }),
    ],
    ["TypeError: rrelu() got an unexpected keyword argument 'slope'", () => rrelu(x, { slope: 1 } as never)],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});
