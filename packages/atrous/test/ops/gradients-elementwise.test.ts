/** @file Gradients of elementwise operations: against differences, and by hand where there is a kink. */

import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import * as ops from '../../src/ops/elementwise/index.js';
import { grad } from '../../src/ops/backward.js';
import { ones, tensor } from '../../src/tensor/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { type Differentiable, gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';

/** The gradient of Σ f at the given values. */
function slopes(f: Differentiable, ...values: number[]): unknown {
  const x = tensor(values, { dtype: 'float64' }).requiresGrad_();
  return grad(f(x).sum(), x)[0]!.tolist();
}

describe('functions of one tensor', () => {
  const { neg, abs, square, exp, sin, cos, sign, floor, ceil, trunc, round } = ops;
  test.each(Object.entries({ neg, abs, square, exp, sin, cos, sign, floor, ceil, trunc, round }))(
    '%s has the slope that differences show',
    (_, f) => {
      gradcheck(f, [leafOf([2, 3])]);
    },
  );

  const { log, sqrt, rsqrt, reciprocal } = ops;
  test.each(Object.entries({ log, sqrt, rsqrt, reciprocal }))('%s has the slope that differences show', (_, f) => {
    gradcheck(f, [positiveLeaf([2, 3])]);
  });

  test('abs is flat at 0, and clamp passes at both limits', () => {
    expect(slopes((x) => x.abs(), -2, 0, 3)).toEqual([-1, 0, 1]);
    expect(slopes((x) => x.clamp({ min: -1, max: 1 }), -2, -1, 0, 1, 2, Number.NaN)).toEqual([0, 1, 1, 1, 0, 0]);
  });

  test('clamp has the slope that differences show', () => {
    gradcheck((x) => ops.clamp(x, { min: -0.5, max: 1.1 }), [leafOf([7])]);
    gradcheck((x) => ops.clamp(x, { min: -0.5 }), [leafOf([7])]);
  });
});

describe('functions of two tensors', () => {
  const pairs: [string, Differentiable][] = [
    ['add', (a, b) => ops.add(a, b)],
    ['add with alpha', (a, b) => ops.add(a, b, { alpha: 3 })],
    ['sub with alpha', (a, b) => ops.sub(a, b, { alpha: 2 })],
    ['mul', (a, b) => ops.mul(a, b)],
    ['div', (a, b) => ops.div(a, b)],
    ['div rounded', (a, b) => ops.div(a, b, { roundingMode: 'floor' })],
    ['pow', (a, b) => ops.pow(a, b)],
    ['maximum', (a, b) => ops.maximum(a, b)],
    ['minimum', (a, b) => ops.minimum(a, b)],
    ['where', (a, b) => ops.where(ops.gt(a.detach(), 1.2), a, b)],
  ];
  test.each(pairs)('%s sums over what was broadcast', (_, f) => {
    gradcheck(f, [positiveLeaf([2, 3]), positiveLeaf([3], 5)]);
    gradcheck(f, [positiveLeaf([2, 1, 3]), positiveLeaf([4, 1], 5)]);
    gradcheck(f, [positiveLeaf([]), positiveLeaf([2], 5)]);
    gradcheck(f, [positiveLeaf([2, 3]), positiveLeaf([2, 3], 5).detach()]);
  });

  test('plain numbers take part without a gradient of their own', () => {
    gradcheck((x) => x.add(2).mul(3).sub(1).div(4).pow(3), [leafOf([4])]);
    gradcheck((x) => ops.pow(2, x), [leafOf([4])]);
    gradcheck((x) => ops.where(ops.gt(x.detach(), 0), x, 2), [leafOf([4])]);
  });

  test('maximum and minimum give each of two equal ones half', () => {
    expect(slopes((x) => ops.maximum(x, tensor([1, 1, 1], { dtype: 'float64' })), 0, 1, 2)).toEqual([0, 0.5, 1]);
    expect(slopes((x) => ops.minimum(x, tensor([1, 1, 1], { dtype: 'float64' })), 0, 1, 2)).toEqual([1, 0.5, 0]);
  });

  test('powers at 0 have finite slopes', () => {
    expect(slopes((x) => x.pow(0), 0, 2)).toEqual([0, 0]);
    expect(slopes((x) => x.pow(tensor([0, 2], { dtype: 'float64' })), 0, 0)).toEqual([0, 0]);
    expect(slopes((x) => ops.pow(tensor([0, 0], { dtype: 'float64' }), x), 0, 2)).toEqual([0, 0]);
    expect(slopes((x) => ops.pow(0, x), 0, 2)).toEqual([0, 0]);
  });

  test('each operand gets its gradient in its own dtype', () => {
    const x: Tensor = ones([2], { dtype: 'float64' }).requiresGrad_();
    const y: Tensor = ones([2]).requiresGrad_();
    x.mul(y).mul(3).sum().backward();
    expect([x.grad!.dtype, y.grad!.dtype]).toEqual(['float64', 'float32']);
    expect(y.grad!.tolist()).toEqual([3, 3]);
  });

  test('a product saves only what somebody asks about', () => {
    const w = ones([2]).requiresGrad_();
    const x = ones([2]);
    const y = w.mul(x).sum();
    w.detach().fill_(5);
    y.backward();
    expect(w.grad!.tolist()).toEqual([1, 1]);
  });
});

test('converting to another float type converts the gradient back', () => {
  const x = ones([2]).requiresGrad_();
  x.double().mul(2).sum().backward();
  expect(x.grad!.dtype).toBe('float32');
  expect(x.grad!.tolist()).toEqual([2, 2]);
});

test('a clone passes its gradient on and has an array of its own', () => {
  const x = leafOf([3]);
  const y = x.clone();
  expect(y.data).not.toBe(x.data);
  gradcheck((t) => t.clone().mul(2), [x]);
});
