/** @file Gradients of reductions, shapes, picking, joining and matrix products. */

import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import { grad } from '../../src/ops/backward.js';
import { cat, stack } from '../../src/ops/shape/index.js';
import { ones, tensor, zeros } from '../../src/tensor/create.js';
import { type Differentiable, gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';

/** The gradient of Σ f at the given values. */
function slopes(f: Differentiable, ...values: number[]): unknown {
  const x = tensor(values, { dtype: 'float64' }).requiresGrad_();
  return grad(f(x).sum(), x)[0]!.tolist();
}

const index = (values: number[] | number[][]): ReturnType<typeof tensor> => tensor(values, { dtype: 'int32' });

describe('reductions', () => {
  const all: [string, Differentiable][] = [
    ['sum', (x) => x.sum()],
    ['sum over dims', (x) => x.sum([0, 2])],
    ['sum keepdim', (x) => x.sum(1, { keepdim: true })],
    ['mean', (x) => x.mean()],
    ['mean over a dim', (x) => x.mean(-1)],
    ['prod', (x) => x.prod()],
    ['prod over the first dim', (x) => x.prod(0)],
    ['prod over the middle dim', (x) => x.prod(1, { keepdim: true })],
    ['var', (x) => x.var()],
    ['var over dims, biased', (x) => x.var([0, 2], { correction: 0 })],
    ['std', (x) => x.std()],
    ['std over a dim', (x) => x.std(1, { keepdim: true })],
    ['norm', (x) => x.norm()],
    ['1-norm', (x) => x.norm(1, { dim: 0 })],
    ['3-norm', (x) => x.norm(3, { dim: [1, 2], keepdim: true })],
    ['1.5-norm', (x) => x.norm(1.5)],
    ['0.5-norm', (x) => x.norm(0.5, { dim: 1 })],
    ['largest magnitude', (x) => x.norm(Infinity, { dim: 2 })],
    ['smallest magnitude', (x) => x.norm(-Infinity)],
    ['amax', (x) => x.amax([0, 2])],
    ['amin', (x) => x.amin()],
    ['max', (x) => x.max()],
    ['max over a dim', (x) => x.max(1).values],
    ['min over a dim', (x) => x.min(0, { keepdim: true }).values],
  ];
  test.each(all)('%s spreads its gradient over the elements', (_, f) => {
    gradcheck(f, [leafOf([2, 3, 2])]);
  });

  test('a scalar reduces to itself', () => {
    for (const f of [(x) => x.sum(), (x) => x.mean(0), (x) => x.prod(), (x) => x.max(0).values] as Differentiable[])
      gradcheck(f, [leafOf([])]);
  });

  test('the product of zeros has the products of all others as its gradient', () => {
    expect(slopes((x) => x.prod(), 2, 0, 3)).toEqual([0, 6, 0]);
    expect(slopes((x) => x.prod(), 2, 0, 0)).toEqual([0, 0, 0]);
    expect(slopes((x) => x.prod(), 5)).toEqual([1]);
    const x = tensor([2, 0, 0], { dtype: 'float64' }).requiresGrad_();
    gradcheck((t) => t.prod(), [x]);
  });

  test('equal extremes share the gradient, but along a dimension the first one takes it', () => {
    expect(slopes((x) => x.amax(), 1, 3, 3)).toEqual([0, 0.5, 0.5]);
    expect(slopes((x) => x.max(), 1, 3, 3)).toEqual([0, 0.5, 0.5]);
    expect(slopes((x) => x.min(), 1, 1, 3)).toEqual([0.5, 0.5, 0]);
    expect(slopes((x) => x.max(0).values, 1, 3, 3)).toEqual([0, 1, 0]);
    expect(slopes((x) => x.max(), 1, Number.NaN, Number.NaN)).toEqual([0, 0.5, 0.5]);
  });

  test('a norm of 0 and a deviation of 0 have gradient 0', () => {
    for (const p of [0.5, 1, 1.5, 2, 3, Infinity]) expect(String(slopes((x) => x.norm(p), 0, 0))).toBe('0,0');
    expect(slopes((x) => x.norm(0), 1, 0)).toEqual([0, 0]);
    expect(slopes((x) => x.std(), 4, 4)).toEqual([0, 0]);
  });
});

describe('shapes', () => {
  const all: [string, Differentiable][] = [
    ['reshape', (x) => x.reshape([4, -1])],
    ['view', (x) => x.view([12])],
    ['squeeze', (x) => x.unsqueeze(1).squeeze()],
    ['squeeze of a dim', (x) => x.unsqueeze(0).squeeze(0)],
    ['flatten', (x) => x.flatten({ startDim: 1 })],
    ['unflatten', (x) => x.unflatten(0, [1, 2])],
    ['permute', (x) => x.permute([2, 0, 1])],
    ['transpose', (x) => x.transpose(0, -1)],
    ['t', (x) => x.reshape([4, 3]).t()],
    ['expand', (x) => x.unsqueeze(1).expand([5, 2, 4, 3, 2])],
    ['repeat', (x) => x.repeat([2, 1, 3, 2])],
    ['repeat by ones', (x) => x.repeat([1, 1, 1])],
    ['select', (x) => x.select(1, -1)],
    ['narrow', (x) => x.narrow(1, 1, 2)],
    ['slice', (x) => x.slice(1, 0, 3, 2)],
    ['an empty slice', (x) => x.slice(1, 3).sum()],
    ['flip', (x) => x.flip([0, 2])],
    ['indexSelect', (x) => x.indexSelect(1, index([2, 0, 2]))],
    [
      'gather',
      (x) =>
        x.reshape([4, 3]).gather(
          1,
          index([
            [0, 0],
            [2, 1],
            [1, 1],
          ]),
        ),
    ],
    ['chunk', (x) => x.chunk(2, 1)[0]!],
    ['split', (x) => x.split([1, 2], 1)[1]!],
  ];
  test.each(all)('%s takes its gradient back to where the elements came from', (_, f) => {
    gradcheck((x) => f(x).square(), [leafOf([2, 3, 2])]);
  });

  test('scalars can be reshaped, repeated and picked from', () => {
    gradcheck(
      (x) =>
        x
          .reshape([1])
          .add(x.repeat([]))
          .add(x.expand([3])),
      [leafOf([])],
    );
    gradcheck((x) => x.gather(0, tensor(0, { dtype: 'int32' })), [leafOf([])]);
  });

  test('cat and stack cut the gradient up', () => {
    gradcheck((a, b) => cat([a, b, a], 1).square(), [leafOf([2, 3]), leafOf([2, 1], 4)]);
    gradcheck((a, b) => stack([a, b], -1).square(), [leafOf([2, 3]), leafOf([2, 3], 4)]);
  });

  test('cat gives an empty gradient to a tensor of nothing, which joins with everything', () => {
    const nothing = zeros([0], { dtype: 'float64' }).requiresGrad_();
    const x = ones([2, 2]).requiresGrad_();
    cat([nothing, x, nothing], 1).sum().backward();
    expect([nothing.grad!.shape, nothing.grad!.dtype, x.grad!.tolist()]).toEqual([
      [0],
      'float64',
      [
        [1, 1],
        [1, 1],
      ],
    ]);
    const alone = zeros([0]).requiresGrad_();
    cat([alone]).sum().backward();
    expect(alone.grad!.shape).toEqual([0]);
  });

  test('cat converts the gradient of each part back', () => {
    const a = tensor([1, 2]).requiresGrad_();
    const b = tensor([1], { dtype: 'float64' }).requiresGrad_();
    cat([a, tensor([]), b])
      .sum()
      .backward();
    expect([a.grad!.dtype, b.grad!.dtype]).toEqual(['float32', 'float64']);
  });
});

describe('matrix products', () => {
  const shapes: [string, number[], number[]][] = [
    ['vectors', [3], [3]],
    ['a matrix and a vector', [2, 3], [3]],
    ['a vector and a matrix', [3], [3, 2]],
    ['matrices', [2, 3], [3, 4]],
    ['batches', [2, 2, 3], [2, 3, 2]],
    ['a batch and a matrix', [2, 2, 3], [3, 2]],
    ['a batch and a vector', [2, 2, 3], [3]],
    ['a vector and a batch', [3], [2, 3, 2]],
    ['batches that broadcast', [2, 1, 2, 3], [3, 3, 2]],
  ];
  test.each(shapes)('of %s', (_, a, b) => {
    gradcheck((x, y) => x.matmul(y), [leafOf(a), leafOf(b, 3)]);
    gradcheck((x, y) => x.matmul(y), [positiveLeaf(a).detach(), leafOf(b, 3)]);
  });
});
