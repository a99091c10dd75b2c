/** @file Operations in place: what they do to the history, and what they refuse. */

import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import { noGrad } from '../../src/autograd/index.js';
import { grad } from '../../src/ops/backward.js';
import { ones, tensor, zeros } from '../../src/tensor/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { type Differentiable, gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';

const leaf = (...values: number[]): Tensor => tensor(values, { dtype: 'float64' }).requiresGrad_();

describe('history of operations in place', () => {
  const all: [string, Differentiable][] = [
    ['add_', (a, b) => a.square().add_(b, { alpha: 2 })],
    ['sub_', (a, b) => a.square().sub_(b, { alpha: 2 })],
    ['mul_', (a, b) => a.square().mul_(b)],
    ['div_', (a, b) => a.square().div_(b)],
    ['clamp_', (a, b) => a.square().clamp_({ max: 2 }).mul(b)],
    ['copy_', (a, b) => a.mul(2).copy_(b)],
    ['two in a row', (a, b) => a.square().mul_(b).add_(a)],
    ['one on a tensor without history', (a, b) => zeros([2, 3], { dtype: 'float64' }).add_(a).mul_(b)],
  ];
  test.each(all)('%s has the slopes that differences show', (_, f) => {
    gradcheck(f, [positiveLeaf([2, 3]), positiveLeaf([3], 4)]);
  });

  test('what is overwritten passes no gradient on', () => {
    const writes: ((y: Tensor) => Tensor)[] = [
      (y) => y.fill_(3),
      (y) => y.zero_(),
      (y) => y.uniform_(),
      (y) => y.normal_(),
      (y) => y.bernoulli_(),
    ];
    for (const write of writes) {
      const x = leaf(1, 2);
      write(x.mul(2)).sum().backward();
      expect(x.grad!.tolist()).toEqual([0, 0]);
    }
  });

  test('a result keeps the dtype of its tensor, and its gradients theirs', () => {
    const x = ones([2]).requiresGrad_();
    const y = leaf(2, 3);
    const product = x.mul(1).mul_(y);
    product.sum().backward();
    expect([product.dtype, x.grad!.dtype, y.grad!.dtype]).toEqual(['float32', 'float32', 'float64']);
    expect(x.grad!.tolist()).toEqual([2, 3]);
  });

  test('retainGrad goes with the tensor', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    y.retainGrad();
    y.mul_(3);
    y.mul(5).sum().backward();
    expect(y.grad!.tolist()).toEqual([5, 5]);
    expect(x.grad!.tolist()).toEqual([30, 30]);
  });

  test('nothing is recorded inside noGrad', () => {
    const w = leaf(1, 2);
    noGrad(() => w.sub_(leaf(0.5, 0.5)));
    expect(w.tolist()).toEqual([0.5, 1.5]);
    expect(w.isLeaf).toBe(true);
  });
});

describe('what operations in place refuse', () => {
  test('a leaf that requires grad', () => {
    const message = /^a leaf Variable that requires grad is being used in an in-place operation\./;
    const writes: ((x: Tensor) => unknown)[] = [
      (x) => x.add_(1),
      (x) => x.clamp_({ min: 0 }),
      (x) => x.fill_(1),
      (x) => x.copy_(ones([2])),
      (x) => x.uniform_(),
    ];
    for (const write of writes) {
      const x = leaf(1, 2);
      expect(() => write(x)).toThrow(message);
      expect(x.tolist()).toEqual([1, 2]);
      expect(x.version).toBe(0);
    }
  });

  test('a tensor that was saved is missed by backward', () => {
    const x = leaf(1, 2);
    const y = x.exp();
    y.add_(1);
    expect(() => y.sum().backward()).toThrow(
      'one of the variables needed for gradient computation has been modified by an inplace operation: [torch.DoubleTensor [2]], which is output 0 of Add, is at version 1; expected version 0 instead.',
    );
  });

  test('a view, whose base could not be told', () => {
    const y = leaf(1, 2).mul(2);
    expect(() => y.view([2, 1]).mul_(2)).toThrow(/^an in-place operation on a view is not recorded here/);
    const base = zeros([2], { dtype: 'float64' });
    expect(() => base.view([2, 1]).mul_(leaf(2))).toThrow(/^an in-place operation on a view is not recorded here/);
  });

  test('the view of a tensor that was changed, whose values its history does not know', () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    const view = y.view([2, 1]);
    y.mul_(3);
    expect(() => view.sum()).toThrow(
      /^a view of a tensor that was changed in place is not followed here\nMake the view after the change/,
    );
    expect(grad(y.view([2, 1]).sum(), x)[0]!.tolist()).toEqual([6, 6]);
  });
});

test('a leaf keeps its values when a draw in place is refused', () => {
  const x = leafOf([3]);
  const before = x.tolist();
  expect(() => x.normal_()).toThrow();
  expect(x.tolist()).toEqual(before);
});
