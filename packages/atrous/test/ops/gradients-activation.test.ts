/** @file Gradients of activations and softmax: against differences, and by hand at the kinks. */

import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import * as F from '../../src/ops/activation/index.js';
import { logSoftmax, softmax, softmin } from '../../src/ops/softmax/index.js';
import { grad } from '../../src/ops/backward.js';
import { tensor } from '../../src/tensor/create.js';
import { manualSeed } from '../../src/tensor/random/index.js';
import { type Differentiable, gradcheck, leafOf } from '../gradcheck.js';

const double = { dtype: 'float64' } as const;

/** The gradient of Σ f at the given values. */
function slopes(f: Differentiable, ...values: number[]): unknown {
  const x = tensor(values, double).requiresGrad_();
  return grad(f(x).sum(), x)[0]!.tolist();
}

type InPlace = (x: Parameters<Differentiable>[0], options: { inplace: boolean }) => ReturnType<Differentiable>;

const withInPlace: [string, InPlace][] = [
  ['relu', F.relu],
  ['relu6', F.relu6],
  ['hardtanh', (x, o) => F.hardtanh(x, { minVal: -0.5, maxVal: 1.2, ...o })],
  ['leakyRelu', (x, o) => F.leakyRelu(x, { negativeSlope: 0.2, ...o })],
  ['elu', (x, o) => F.elu(x, { alpha: 1.5, ...o })],
  ['selu', F.selu],
  ['celu', (x, o) => F.celu(x, { alpha: 0.7, ...o })],
  ['silu', F.silu],
  ['mish', F.mish],
  ['hardsigmoid', F.hardsigmoid],
  ['hardswish', F.hardswish],
  ['threshold', (x, o) => F.threshold(x, 0.3, 7, o)],
];

const others: [string, Differentiable][] = [
  ['gelu', (x) => F.gelu(x)],
  ['gelu by tanh', (x) => F.gelu(x, { approximate: 'tanh' })],
  ['sigmoid', (x) => F.sigmoid(x)],
  ['tanh', (x) => F.tanh(x)],
  ['softplus', (x) => F.softplus(x)],
  ['softplus with a linear part', (x) => F.softplus(x, { beta: 2, threshold: 1 })],
  ['softsign', (x) => F.softsign(x)],
  ['logsigmoid', (x) => F.logsigmoid(x)],
  ['hardshrink', (x) => F.hardshrink(x, { lambd: 0.6 })],
  ['softshrink', (x) => F.softshrink(x, { lambd: 0.6 })],
  ['tanhshrink', (x) => F.tanhshrink(x)],
];

describe('activations', () => {
  test.each(others)('%s has the slope that differences show', (_, f) => {
    gradcheck((x) => f(x.mul(2)), [leafOf([7])], { tolerance: 1e-5 });
  });

  test.each(withInPlace)('%s has it too, in place or not', (_, f) => {
    for (const inplace of [false, true]) gradcheck((x) => f(x.mul(2), { inplace }), [leafOf([7])], { tolerance: 1e-5 });
  });

  const kinks: [string, Differentiable, number[], number[]][] = [
    ['relu', (x) => F.relu(x), [-1, 0, 1, Number.NaN], [0, 0, 1, 1]],
    ['relu6', (x) => F.relu6(x), [0, 3, 6], [0, 1, 0]],
    ['hardtanh', (x) => F.hardtanh(x), [-1, 0, 1], [0, 1, 0]],
    ['leakyRelu', (x) => F.leakyRelu(x, { negativeSlope: 0.25 }), [0, 1], [0.25, 1]],
    ['elu', (x) => F.elu(x, { alpha: 3 }), [0, 800], [3, 1]],
    ['celu', (x) => F.celu(x, { alpha: 3 }), [0, 1], [1, 1]],
    ['hardsigmoid', (x) => F.hardsigmoid(x), [-3, 0, 3], [0, 1 / 6, 0]],
    ['hardswish', (x) => F.hardswish(x), [-3, 0, 3, 4], [0, 0.5, 1, 1]],
    ['threshold', (x) => F.threshold(x, 1, 5), [1, 2], [0, 1]],
    ['hardshrink', (x) => F.hardshrink(x), [-0.5, 0.5, 0.6], [0, 0, 1]],
    ['softshrink', (x) => F.softshrink(x), [-0.5, 0.5, 0.6], [0, 0, 1]],
  ];
  test.each(kinks)('%s has the slope of PyTorch at its kinks', (_, f, at, expected) => {
    expect(slopes(f, ...at)).toEqual(expected);
  });

  const all: [string, Differentiable][] = [
    ...withInPlace.map(([name, f]): [string, Differentiable] => [name, (x) => f(x, { inplace: false })]),
    ...others,
  ];
  test.each(all)('%s has one slope, recorded or not, also at the ends', (_, f) => {
    const at = [Number.NaN, -Infinity, -745, -40, -3, -1, -0, 0, 1e-9, 0.3, 2.5, 6, 30, 745, Infinity];
    const x = tensor(at, double).requiresGrad_();
    const given = tensor(
      at.map((_, i) => 1 + i / 8),
      double,
    );
    const slope = (createGraph: boolean): Float64Array =>
      grad(f(x), x, { gradOutputs: given, createGraph })[0]!.storage.array as Float64Array;
    const [looped, recorded] = [slope(false), slope(true)];
    for (const [i, value] of recorded.entries())
      expect(looped[i], `at ${at[i]}`).toSatisfy(
        (other: number) => Object.is(other, value) || Math.abs(other - value) <= 1e-12,
      );
  });

  test.each(all)('%s of float32 is that of float64, rounded', (_, f) => {
    const at = [Number.NaN, -Infinity, -100, -3, -0.5, -0, 0, 1e-9, 0.25, 2.5, 6, 30, Infinity];
    const exact = f(tensor(at, double)).storage.array as Float64Array;
    expect(f(tensor(at)).storage.array).toEqual(Float32Array.from(exact));
  });

  test('the slope of selu at 0 is that of its negative side', () => {
    expect((slopes((x) => F.selu(x), 0) as number[])[0]).toBeCloseTo(1.7580993, 6);
  });

  test('the second derivative of elu stays finite where the exponential overflows', () => {
    const x = tensor([900], double).requiresGrad_();
    const [first] = grad(F.elu(x).sum(), x, { createGraph: true });
    expect(grad(first!.sum(), x)[0]!.tolist()).toEqual([0]);
  });

  test('prelu gives its slopes gradients, summed over what they served', () => {
    gradcheck((x, w) => F.prelu(x, w), [leafOf([2, 3, 2]), leafOf([3], 2)]);
    gradcheck((x, w) => F.prelu(x, w), [leafOf([2, 3]), leafOf([1], 2)]);
    gradcheck((x, w) => F.prelu(x, w), [leafOf([4]), leafOf([], 2)]);
    expect(slopes((x) => F.prelu(x, tensor([0.25], double)), 0, 1)).toEqual([0.25, 1]);
  });

  test('rrelu passes the slope that it drew, or the mean of its bounds', () => {
    for (const inplace of [false, true]) {
      const seeded: Differentiable = (x) => {
        manualSeed(3);
        return F.rrelu(x.mul(2), { training: true, inplace });
      };
      gradcheck(seeded, [leafOf([6])]);
      gradcheck((x) => F.rrelu(x.mul(2), { inplace }), [leafOf([6])]);
    }
  });

  test('glu gives both halves gradients', () => {
    gradcheck((x) => F.glu(x), [leafOf([2, 4])]);
    gradcheck((x) => F.glu(x, { dim: 0 }), [leafOf([4, 3])]);
  });
});

describe('softmax', () => {
  test.each([
    ['softmax', softmax],
    ['logSoftmax', logSoftmax],
    ['softmin', softmin],
  ] as const)('%s couples the elements of a row', (_, f) => {
    gradcheck((x) => f(x, { dim: 1 }), [leafOf([2, 3, 2])]);
    gradcheck((x) => f(x, { dim: -1 }), [leafOf([4])]);
    gradcheck((x) => f(x), [leafOf([])]);
  });

  test('a conversion on the way in is converted back', () => {
    const x = tensor([1, 2]).requiresGrad_();
    softmax(x, { dim: 0, dtype: 'float64' }).square().sum().backward();
    expect(x.grad!.dtype).toBe('float32');
  });
});
