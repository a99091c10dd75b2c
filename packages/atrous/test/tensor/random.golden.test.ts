import { describe, expect, it } from 'vitest';
import { cast } from '../../src/tensor/cast.js';
import type { DType } from '../../src/tensor/dtype.js';
import { numbers, empty } from '../../src/tensor/element.js';
import {
  bernoulliInto,
  Generator,
  normalInto,
  rand,
  randint,
  randn,
  randperm,
  truncNormalInto,
  uniformInto,
} from '../../src/tensor/random/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { manifest, stored, type Stored } from './golden.js';

interface Args {
  size: number[];
  dtype: DType;
  low: number;
  high: number;
  n: number;
  a: number;
  b: number;
  mean: number;
  std: number;
  p: number;
  init: string;
  shape: number[];
  draws: string[];
}

interface Case {
  kind: string;
  seed: number;
  args: Args;
  tensors: Record<string, Stored>;
}

const { cases } = manifest('rng') as { cases: Case[] };

const draw: Record<string, (args: Args, generator: Generator) => Tensor> = {
  rand: ({ size, dtype }, generator) => rand(size, { dtype, generator }),
  randn: ({ size, dtype }, generator) => randn(size, { dtype, generator }),
  randint: ({ low, high, size }, generator) => randint(low, high, size, { generator }),
  randperm: ({ n }, generator) => randperm(n, { generator }),
  uniform_: ({ size, a, b }, generator) => uniformInto(empty(size, 'float32'), a, b, generator),
  normal_: ({ size, mean, std }, generator) => normalInto(empty(size, 'float32'), mean, std, generator),
  bernoulli_: ({ size, p }, generator) => bernoulliInto(empty(size, 'float32'), p, generator),
};

/**
 * Every bit, with two exceptions: integers are int64 in PyTorch and int32 here, and normal float64 draws go through the
 * C library's log, sin and cos there and the JavaScript engine's here, which may differ in the last place of each.
 */
function same(kind: string, actual: Tensor, expected: Tensor): void {
  const e = expected.dtype === 'int64' ? cast(expected, 'int32') : expected;
  expect(actual.dtype).toBe(e.dtype);
  expect(actual.shape).toEqual(e.shape);
  if (kind !== 'randn' || e.dtype !== 'float64') {
    expect(actual.storage.array).toEqual(e.storage.array);
    return;
  }
  const [a, b] = [numbers(actual), numbers(e)];
  for (let i = 0; i < b.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(2e-15);
}

const byDraw = ['rand', 'randint', 'randperm', 'uniform_', 'bernoulli_', 'normal_', 'randn'];

describe.each(byDraw)('golden rng: %s', (kind) => {
  const mine = cases.filter((c) => c.kind === kind);
  it('has cases', () => expect(mine.length).toBeGreaterThanOrEqual(45));
  it.each(mine)(`gives PyTorch's values for seed $seed and $args`, ({ seed, args, tensors }) => {
    same(kind, draw[kind]!(args, new Generator().manualSeed(seed)), stored(tensors['value']!));
  });
});

describe('golden rng: sequence', () => {
  const mine = cases.filter((c) => c.kind === 'sequence');
  it('has cases', () => expect(mine.length).toBeGreaterThanOrEqual(5));
  it.each(mine)('carries the state from draw to draw for seed $seed', ({ seed, args, tensors }) => {
    const generator = new Generator().manualSeed(seed);
    const names = ['a', 'b', 'c', 'd'];
    args.draws.forEach((text, i) => {
      const [kind, size] = text.split(' ') as ['rand' | 'randn', string];
      const shape = size.split('x').map(Number);
      same('sequence', (kind === 'rand' ? rand : randn)(shape, { generator }), stored(tensors[names[i]!]!));
    });
  });
});

describe('golden rng: trunc_normal_', () => {
  const mine = cases.filter((c) => c.args.init === 'trunc_normal_');
  it('has cases on both sides of the rule', () => expect(mine.length).toBeGreaterThanOrEqual(10));
  it.each(mine)('rejects and redraws as PyTorch does for seed $seed and $args', ({ seed, args, tensors }) => {
    const { shape, mean, std, a, b } = args;
    const generator = new Generator().manualSeed(seed);
    same('init', truncNormalInto(empty(shape, 'float32'), mean, std, a, b, generator), stored(tensors['value']!));
  });
});
