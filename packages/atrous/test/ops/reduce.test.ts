import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange, ones, tensor, zeros } from '../../src/tensor/create.js';
import { numbers } from '../../src/tensor/element.js';
import { numel, Tensor } from '../../src/tensor/tensor.js';
import { max, mean, sum } from '../../src/ops/reduce/index.js';
import '../../src/ops/methods.js';

/** A tensor of small integers, and some of its dimensions. */
const reducible = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.tuple(
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: numel(shape), maxLength: numel(shape) })
      .map((values) => new Tensor(Float32Array.from(values), shape, 'float32')),
    fc.subarray(
      shape.map((_, d) => d),
      { minLength: 1 },
    ),
  ),
);

/** The elements of each group that agree in every index but those of `dims`, in order. */
function groups(t: Tensor, dims: readonly number[]): number[][] {
  const found = new Map<string, number[]>();
  numbers(t).forEach((value: number, flat: number) => {
    const index: number[] = [];
    for (let d = t.dim() - 1, rest = flat; d >= 0; rest = Math.floor(rest / t.shape[d]!), d--)
      index.unshift(rest % t.shape[d]!);
    const key = index.filter((_, d) => !dims.includes(d)).join();
    found.set(key, [...(found.get(key) ?? []), value]);
  });
  return [...found.values()];
}

describe('a reduction', () => {
  it('takes the elements that brute force takes, over any dimensions', () => {
    fc.assert(
      fc.property(reducible, ([t, dims]) => {
        const rows = groups(t, dims);
        expect([...t.sum(dims).data]).toEqual(rows.map((row) => row.reduce((a, b) => a + b, 0)));
        expect([...t.amax(dims).data]).toEqual(rows.map((row) => Math.max(...row)));
        expect([...t.amin(dims).data]).toEqual(rows.map((row) => Math.min(...row)));
        if (dims.length === 1)
          expect([...t.argmax(dims[0]).data]).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
      }),
    );
  });

  it('drops its dimensions, or keeps them with size 1', () => {
    const t = zeros([2, 3, 4]);
    expect(t.sum().shape).toEqual([]);
    expect(t.sum(-1).shape).toEqual([2, 3]);
    expect(t.sum([0, 2]).shape).toEqual([3]);
    expect(t.sum([]).shape).toEqual([]);
    expect(t.mean([0, 2], { keepdim: true }).shape).toEqual([1, 3, 1]);
    expect(t.amax(1, { keepdim: true }).shape).toEqual([2, 1, 4]);
    expect(t.argmax(null, { keepdim: true }).shape).toEqual([1, 1, 1]);
    expect(t.max(1, { keepdim: true }).indices.shape).toEqual([2, 1, 4]);
    expect(tensor(3).sum(0).item()).toBe(3);
  });

  it('refuses dimensions that do not exist, twice the same, and unknown options', () => {
    expect(() => zeros([3, 4]).sum(2)).toThrow(
      'Dimension out of range (expected to be in range of [-2, 1], but got 2)',
    );
    expect(() => zeros([3, 4]).sum([0, -2])).toThrow('dim 0 appears multiple times in the list of dims');
    expect(() => zeros([3]).mean(0, { keepDim: true } as object)).toThrow(
      "mean() got an unexpected keyword argument 'keepDim'\nDid you mean `keepdim`?",
    );
  });
});

describe('sums', () => {
  it('accumulate in double precision', () => {
    expect(
      ones([2 ** 24 + 1], { dtype: 'float32' })
        .mul(0.1)
        .sum()
        .item(),
    ).toBe(Math.fround(Math.fround(0.1) * (2 ** 24 + 1)));
  });

  it('of integers and bool are int64', () => {
    const t = tensor([true, false, true]).sum();
    expect([t.dtype, t.item()]).toEqual(['int64', 2]);
    expect(
      tensor([2 ** 31 - 1, 1], { dtype: 'int32' })
        .sum()
        .item(),
    ).toBe(2 ** 31);
    expect(tensor([3, 4], { dtype: 'uint8' }).prod().tolist()).toBe(12);
    expect(tensor([3, 4], { dtype: 'uint8' }).sum(null, { dtype: 'float32' }).dtype).toBe('float32');
  });

  it('of nothing are 0, products 1, means NaN', () => {
    expect([zeros([0]).sum().item(), zeros([0]).prod().item(), zeros([0]).mean().item()]).toEqual([0, 1, Number.NaN]);
    expect(zeros([0, 2]).sum(0).tolist()).toEqual([0, 0]);
    expect(zeros([0, 2]).sum(1).shape).toEqual([0]);
  });

  it('mean refuses integers unless told a float dtype', () => {
    const t = tensor([1, 2], { dtype: 'int32' });
    expect(() => mean(t)).toThrow(
      'mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Int',
    );
    expect(mean(t, null, { dtype: 'float64' }).item()).toBe(1.5);
  });
});

describe('var and std', () => {
  const t = tensor([1, 2, 3, 4]);
  it('divide by n − 1, or by n − correction', () => {
    expect(t.double().var().item()).toBe(5 / 3);
    expect(t.var(0, { correction: 0 }).item()).toBe(1.25);
    expect(t.std(0, { correction: 0 }).item()).toBe(Math.fround(Math.sqrt(1.25)));
    expect(tensor([1]).var().item()).toBe(Number.NaN);
  });

  it('keep their digits far from zero', () => {
    expect(
      t
        .add(2 ** 20)
        .var(0, { correction: 0 })
        .item(),
    ).toBe(1.25);
  });

  it('refuse integers', () => {
    expect(() => t.int().std()).toThrow('std and var only support floating point and complex dtypes');
  });
});

describe('norm', () => {
  const t = tensor([
    [3, -4],
    [0, 0],
  ]);
  it('has every order', () => {
    expect(t.norm().item()).toBe(5);
    expect(t.norm('fro', { dim: 1 }).tolist()).toEqual([5, 0]);
    expect(t.norm(1).item()).toBe(7);
    expect(t.norm(0).item()).toBe(2);
    expect(t.norm(Infinity).item()).toBe(4);
    expect(t.norm(-Infinity, { dim: 0, keepdim: true }).tolist()).toEqual([[0, 0]]);
    expect(t.double().norm(3).item()).toBeCloseTo(91 ** (1 / 3), 12);
    expect(() => t.norm('nuc' as 'fro')).toThrow('unsupported norm order: nuc');
  });
});

describe('max and min', () => {
  it('are a named tuple along a dimension', () => {
    const result = tensor([
      [1, 5],
      [7, 2],
    ]).max(1);
    const { values, indices } = result;
    const [first, second] = result;
    const [a, b]: Tensor[] = [result[0], result[1]];
    expect(values.tolist()).toEqual([5, 7]);
    expect(indices.tolist()).toEqual([1, 0]);
    expect([first, second, a, b]).toEqual([values, indices, values, indices]);
    expect([...zeros([2, 3]).min(0)].map((t) => t.dtype)).toEqual(['float32', 'int32']);
  });

  it('along a dimension give values and int32 indices, the first of equal ones', () => {
    const t = tensor([
      [1, 5, 5],
      [7, 2, 7],
    ]);
    const { values, indices } = max(t, 1);
    expect([values.tolist(), indices.tolist(), indices.dtype]).toEqual([[5, 7], [1, 0], 'int32']);
    expect(t.min(0).indices.tolist()).toEqual([0, 1, 0]);
    expect([t.max().item(), t.min().item(), t.argmax().item(), t.argmin().item()]).toEqual([7, 1, 3, 0]);
  });

  it('let the first NaN win', () => {
    const t = tensor([1, Number.NaN, 3, Number.NaN]);
    expect([t.max().item(), t.argmax().item(), t.argmin().item()]).toEqual([Number.NaN, 1, 1]);
  });

  it('keep int64 exactly', () => {
    expect(tensor([5n, -3n]).amin().data).toEqual(BigInt64Array.of(-3n));
  });

  it('refuse to choose among nothing', () => {
    expect(() => zeros([0, 3]).max(0)).toThrow('max(): Expected reduction dim 0 to have non-zero size.');
    expect(() => zeros([0, 3]).argmax()).toThrow(
      'argmax(): Expected reduction dim to be specified for input.numel() == 0.',
    );
    expect(() => zeros([0]).max()).toThrow(
      "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
    );
    expect(() => zeros([0, 3]).amin([0])).toThrow('amin(): Expected reduction dim 0 to have non-zero size.');
    expect(zeros([0, 3]).max(1).values.shape).toEqual([0]);
  });
});

describe('all and any', () => {
  it('look for a zero, or for anything else', () => {
    const t = arange(4).reshape([2, 2]);
    expect([t.all().tolist(), t.any().tolist()]).toEqual([false, true]);
    expect(t.all(1).tolist()).toEqual([false, true]);
    expect(t.gt(9).any(0, { keepdim: true }).tolist()).toEqual([[false, false]]);
    expect([zeros([0]).all().tolist(), zeros([0]).any().tolist()]).toEqual([true, false]);
    expect(t.to('uint8').all().dtype).toBe('uint8');
    expect(tensor([Number.NaN]).all().tolist()).toBe(true);
    expect(sum(t.gt(0)).item()).toBe(3);
  });
});
