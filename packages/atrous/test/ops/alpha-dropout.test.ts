import { describe, expect, test } from 'vitest';
import { alphaDropout, featureAlphaDropout } from '../../src/ops/dropout/index.js';
import { arange, tensor, zeros } from '../../src/tensor/create.js';
import { manualSeed, rand, randn } from '../../src/tensor/random/index.js';
import type { DType } from '../../src/tensor/dtype.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';
import { list } from './golden.js';

const sample = (dtype: DType = 'float32'): Tensor => arange(24, { dtype }).sub(10).div(7).reshape([2, 3, 2, 2]);
const DROPPED = -1.059548258781433;

describe('alphaDropout', () => {
  test('drops and scales as PyTorch does, step by step in float32', () => {
    manualSeed(0);
    expect(list(alphaDropout(sample(), { p: 0.3, training: true })).slice(0, 9)).toEqual([
      DROPPED,
      DROPPED,
      Math.fround(-0.5298538208),
      DROPPED,
      -0.28386732935905457,
      DROPPED,
      -0.037880897521972656,
      0.08511236310005188,
      0.20810557901859283,
    ]);
    expect(list(alphaDropout(sample('float64'), { p: 0.3, training: true })).length).toBe(24);
  });

  test('in float64 with the same draws', () => {
    manualSeed(0);
    const y = list(alphaDropout(sample('float64'), { p: 0.3, training: true }));
    expect(y.slice(0, 3)).toEqual([-1.0595481589864801, -1.0595481589864801, -0.5298537790016298]);
    expect(list(rand([1]))).toEqual([0.2782524824142456]);
  });

  test('keeps mean 0 and variance 1', () => {
    manualSeed(1);
    const y = list(alphaDropout(randn([40_000]), { p: 0.4, training: true }));
    const mean = y.reduce((a, b) => a + b) / y.length;
    const variance = y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  test('gives the input itself unless it trains, with p = 0 and empty', () => {
    const x = sample();
    expect(alphaDropout(x)).toBe(x);
    expect(alphaDropout(x, { p: 0, training: true })).toBe(x);
    const none = zeros([0, 2]);
    expect(featureAlphaDropout(none, { training: true })).toBe(none);
  });

  test('p = 1 gives zeros of either sign, NaN for an infinity, and draws nothing', () => {
    manualSeed(0);
    expect(list(alphaDropout(tensor([Infinity, -1, 2]), { p: 1, training: true }))).toEqual([NaN, -0, 0]);
    expect(list(alphaDropout(zeros([2], { dtype: 'int32' }), { p: 1, training: true }))).toEqual([0, 0]);
    expect(list(rand([1]))).toEqual([0.49625658988952637]);
  });

  test('writes into its input where it is told to', () => {
    manualSeed(0);
    const x = sample();
    expect(alphaDropout(x, { p: 0.3, training: true, inplace: true })).toBe(x);
    expect(list(x)[0]).toBe(DROPPED);
    expect(list(alphaDropout(x, { p: 1, training: true, inplace: true })).every((value) => value === 0)).toBe(true);
  });
});

describe('featureAlphaDropout', () => {
  test('draws once per channel', () => {
    manualSeed(0);
    const y = list(featureAlphaDropout(sample(), { p: 0.3, training: true }));
    expect(y.slice(0, 9)).toEqual([...Array<number>(8).fill(DROPPED), 0.20810557901859283]);
    expect(list(rand([1]))).toEqual([0.022325754165649414]);
  });

  const noChannels = 'RuntimeError: Feature dropout requires at least 2 dimensions in the input';
  const probability = 'ValueError: dropout probability has to be between 0 and 1, but got 1.5';
  const integers = "RuntimeError: result type Float can't be cast to the desired output type Int";

  test.each<[string, () => unknown]>([
    [noChannels, () => featureAlphaDropout(zeros([3]), { training: true })],
    [probability, () => featureAlphaDropout(zeros([3, 1]), { p: 1.5 })],
    [probability, () => alphaDropout(zeros([3]), { p: 1.5 })],
    [integers, () => alphaDropout(zeros([3], { dtype: 'int32' }), { training: true })],
    [
      "TypeError: alpha_dropout() got an unexpected keyword argument 'q'",
      () => alphaDropout(zeros([3]), { q: 1 } as never),
    ],
    [
      "TypeError: feature_alpha_dropout() got an unexpected keyword argument 'q'",
      () => featureAlphaDropout(zeros([3]), { q: 1 } as never),
    ],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});
