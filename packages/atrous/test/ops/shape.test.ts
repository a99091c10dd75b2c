import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange, ones, tensor, zeros } from '../../src/tensor/create.js';
import { numel, Tensor } from '../../src/tensor/tensor.js';
import { cat, permute, stack } from '../../src/ops/shape/index.js';
import '../../src/ops/methods.js';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const shaped = shapes.map(
  (shape) =>
    new Tensor(
      Int32Array.from({ length: numel(shape) }, (_, i) => i),
      shape,
      'int32',
    ),
);
const grid = arange(12).reshape([3, 4]);

describe('views', () => {
  it('share storage', () => {
    const t = arange(6);
    const views = [t.reshape([2, 3]), t.view([3, -1]), t.unsqueeze(0), t.unsqueeze(-1).squeeze()];
    for (const view of views) expect(view.data).toBe(t.data);
    expect(views.map((view) => view.shape)).toEqual([[2, 3], [3, 2], [1, 6], [6]]);
    views[0]!.add_(1);
    expect([t.tolist(), views[3]!.version]).toEqual([[1, 2, 3, 4, 5, 6], 1]);
  });

  it('reshape infers one size, and refuses what does not fit', () => {
    expect(zeros([0, 4]).reshape([-1, 2]).shape).toEqual([0, 2]);
    expect(tensor(5).reshape([-1]).shape).toEqual([1]);
    expect(() => grid.reshape([2, 5])).toThrow("shape '[2, 5]' is invalid for input of size 12");
    expect(() => grid.reshape([-1, 5])).toThrow("shape '[-1, 5]' is invalid for input of size 12");
    expect(() => grid.reshape([-1, -1])).toThrow('only one dimension can be inferred');
    expect(() => grid.view([-2, 6])).toThrow('invalid shape dimension -2 at index 0 of shape [-2, 6]');
    expect(() => zeros([0, 4]).reshape([0, -1])).toThrow(
      'cannot reshape tensor of 0 elements into shape [0, -1] because the unspecified dimension size -1 can be any value and is ambiguous',
    );
  });

  it('sizes and dimensions are arrays', () => {
    const loose = grid as unknown as Record<string, (...args: number[]) => unknown>;
    expect(() => loose['reshape']!(2, 6)).toThrow(
      "reshape(): argument 'shape' (position 1) must be tuple of ints, not int\nSizes and dimensions are arrays here, as in `[2, 3]`.",
    );
    for (const name of ['permute', 'expand', 'repeat', 'view'])
      expect(() => loose[name]!(1, 0)).toThrow('must be tuple of ints, not int');
  });

  it('squeeze drops all axes of size 1, or the named ones', () => {
    const t = zeros([1, 3, 1]);
    expect([t.squeeze().shape, t.squeeze(0).shape, t.squeeze(1).shape, t.squeeze([0, -1]).shape]).toEqual([
      [3],
      [3, 1],
      [1, 3, 1],
      [3],
    ]);
    expect(() => grid.squeeze(3)).toThrow('Dimension out of range (expected to be in range of [-2, 1], but got 3)');
    expect(() => grid.unsqueeze(4)).toThrow('Dimension out of range (expected to be in range of [-3, 2], but got 4)');
  });
});

describe('permute', () => {
  it('undoes itself with the inverse order', () => {
    const permuted = shaped.chain((t) =>
      fc.tuple(
        fc.constant(t),
        fc.shuffledSubarray(
          t.shape.map((_, d) => d),
          { minLength: t.dim() },
        ),
      ),
    );
    fc.assert(
      fc.property(permuted, ([t, order]) => {
        const inverse = order.map((_, d) => order.indexOf(d));
        const there = permute(t, order);
        expect(there.shape).toEqual(order.map((d) => t.shape[d]));
        expect(permute(there, inverse).equal(t)).toBe(true);
      }),
    );
  });

  it('moves axis dims[i] to i', () => {
    const t = arange(24).reshape([2, 3, 4]).permute([2, 0, -2]);
    expect([t.shape, t.select(0, 1).tolist()]).toEqual([
      [4, 2, 3],
      [
        [1, 5, 9],
        [13, 17, 21],
      ],
    ]);
    expect(grid.t().tolist()).toEqual(grid.transpose(0, -1).tolist());
    expect(arange(3).t().tolist()).toEqual([0, 1, 2]);
  });

  it('copies', () => {
    const t = grid.permute([0, 1]);
    t.zero_();
    expect(grid.sum().item()).toBe(66);
  });

  it('refuses what is no permutation', () => {
    expect(() => zeros([3, 4, 5]).permute([0, 2])).toThrow(
      'permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 3 is not equal to len(dims) = 2',
    );
    expect(() => zeros([3, 4, 5]).permute([0, 0, 1])).toThrow('permute(): duplicate dims are not allowed.');
    expect(() => grid.transpose(0, 3)).toThrow(
      'Dimension out of range (expected to be in range of [-2, 1], but got 3)',
    );
    expect(() => zeros([1, 1, 1]).t()).toThrow(
      't() expects a tensor with <= 2 dimensions, but self is 3D\nUse transpose(dim0, dim1) or permute(dims).',
    );
  });
});

describe('flip', () => {
  it('reverses axes, and twice is nothing', () => {
    expect(grid.slice(0, 0, 2).flip([0, 1]).tolist()).toEqual([
      [7, 6, 5, 4],
      [3, 2, 1, 0],
    ]);
    fc.assert(
      fc.property(
        shaped.chain((t) => fc.tuple(fc.constant(t), fc.subarray(t.shape.map((_, d) => d)))),
        ([t, dims]) => {
          expect(t.flip(dims).flip(dims).equal(t)).toBe(true);
        },
      ),
    );
    expect(() => grid.flip([0, 0])).toThrow('dim 0 appears multiple times in the list of dims');
  });
});

describe('expand and repeat', () => {
  it('expand repeats axes of size 1', () => {
    expect(
      tensor([[1], [2]])
        .expand([2, 3])
        .tolist(),
    ).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(tensor([1, 2]).expand([2, -1]).shape).toEqual([2, 2]);
    expect(() => grid.expand([3, 5])).toThrow(
      'The expanded size of the tensor (5) must match the existing size (4) at non-singleton dimension 1.  Target sizes: [3, 5].  Tensor sizes: [3, 4]',
    );
    expect(() => grid.expand([4])).toThrow(
      'expand(torch.FloatTensor{[3, 4]}, size=[4]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)',
    );
    expect(() => grid.expand([-1, 3, 4])).toThrow(
      "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
    );
  });

  it('repeat lays copies side by side, as cat does', () => {
    expect(tensor([1, 2]).repeat([2, 2]).tolist()).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    expect(grid.repeat([2, 3]).equal(cat([cat([grid, grid, grid], 1), cat([grid, grid, grid], 1)]))).toBe(true);
    expect(grid.repeat([0, 1]).shape).toEqual([0, 4]);
    expect(() => grid.repeat([2])).toThrow(
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
    );
  });
});

describe('parts', () => {
  it('select takes one slice and its axis away', () => {
    expect([grid.select(0, -1).tolist(), grid.select(1, 1).tolist()]).toEqual([
      [8, 9, 10, 11],
      [1, 5, 9],
    ]);
    expect(() => grid.select(0, 3)).toThrow('select(): index 3 out of range for tensor of size [3, 4] at dimension 0');
    expect(() => tensor(1).select(0, 0)).toThrow('select() cannot be applied to a 0-dim tensor.');
  });

  it('narrow takes a range, and says where it ends', () => {
    expect(grid.narrow(1, -3, 2).select(0, 0).tolist()).toEqual([1, 2]);
    expect(grid.narrow(0, 3, 0).shape).toEqual([0, 4]);
    expect(() => grid.narrow(1, 2, 3)).toThrow(
      'start (2) + length (3) exceeds dimension size (4).\nAt most 2 elements follow.',
    );
    expect(() => grid.narrow(0, 4, 0)).toThrow('start out of range (expected to be in range of [-3, 3], but got 4)');
    expect(() => grid.narrow(0, 0, -1)).toThrow('narrow(): length must be non-negative.');
  });

  it('slice cuts off what lies outside, like Python', () => {
    const t = arange(5);
    expect([t.slice(0, 1, -1).tolist(), t.slice(0, -9, 9, 2).tolist(), t.slice(0, 4, 2).tolist()]).toEqual([
      [1, 2, 3],
      [0, 2, 4],
      [],
    ]);
    expect(t.slice(0, null, 2).tolist()).toEqual([0, 1]);
    expect(() => t.slice(0, 0, 5, -1)).toThrow('slice step must be positive\nUse flip(dims) to reverse an axis.');
  });

  it('slices agree with arrays for all positions and steps', () => {
    const position = fc.option(fc.integer({ min: -8, max: 8 }));
    fc.assert(
      fc.property(fc.nat(6), position, position, fc.integer({ min: 1, max: 3 }), (n, start, end, step) => {
        const expected = [...Array(n).keys()].slice(start ?? 0, end ?? n).filter((_, i) => i % step === 0);
        expect([...arange(n).slice(0, start, end, step).data]).toEqual(expected);
      }),
    );
  });

  it('chunk and split cut an axis, and cat puts it back', () => {
    fc.assert(
      fc.property(
        shaped.filter((t) => t.dim() > 0).chain((t) => fc.tuple(fc.constant(t), fc.nat(t.dim() - 1))),
        fc.integer({ min: 1, max: 5 }),
        ([t, dim], n) => {
          expect(cat(t.chunk(n, dim), dim).equal(t)).toBe(true);
          expect(cat(t.split(n, dim), dim).equal(t)).toBe(true);
        },
      ),
    );
    expect(
      arange(7)
        .chunk(3)
        .map((part) => part.numel()),
    ).toEqual([3, 3, 1]);
    expect(
      arange(7)
        .split(4)
        .map((part) => part.numel()),
    ).toEqual([4, 3]);
    expect(
      arange(7)
        .split([1, 0, 6])
        .map((part) => part.numel()),
    ).toEqual([1, 0, 6]);
    expect(zeros([0]).split(0)).toHaveLength(1);
  });

  it('chunk and split refuse impossible sizes', () => {
    expect(() => grid.chunk(0)).toThrow('chunk expects `chunks` to be greater than 0, got: 0');
    expect(() => grid.split([1, 1])).toThrow(
      "split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 0), but got split_sizes=[1, 1]",
    );
    expect(() => grid.split([-1, 4])).toThrow(
      'split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=[-1, 4]',
    );
    expect(() => grid.split(-1)).toThrow('split expects split_size be non-negative, but got split_size=-1');
    expect(() => grid.split(0)).toThrow('split_size can only be 0 if dimension size is 0, but got dimension size of 3');
  });
});

describe('cat and stack', () => {
  it('join along an axis, old or new', () => {
    const [a, b] = [
      tensor([[1], [2]]),
      tensor([
        [3, 4],
        [5, 6],
      ]),
    ];
    expect(cat([a, b], 1).tolist()).toEqual([
      [1, 3, 4],
      [2, 5, 6],
    ]);
    expect(cat([b, b], -2).shape).toEqual([4, 2]);
    expect(stack([tensor([1, 2]), tensor([3, 4])], -1).tolist()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(stack([tensor(1), tensor(2)]).tolist()).toEqual([1, 2]);
  });

  it('promote dtypes, and pass over tensors of shape [0]', () => {
    const joined = cat([ones([1], { dtype: 'int32' }), zeros([0]), tensor([2], { dtype: 'float64' })]);
    expect([joined.dtype, joined.tolist()]).toEqual(['float64', [1, 2]]);
    expect(cat([zeros([0]), grid], 1).shape).toEqual([3, 4]);
    expect(cat([tensor([1n]), tensor([2n])]).data).toEqual(BigInt64Array.of(1n, 2n));
  });

  it('refuse shapes that do not fit', () => {
    expect(() => cat([zeros([2, 3]), zeros([2, 4])])).toThrow(
      'Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor number 1 in the list.',
    );
    expect(() => cat([zeros([2, 3]), zeros([2, 3])], 2)).toThrow(
      'Dimension out of range (expected to be in range of [-2, 1], but got 2)',
    );
    expect(() => cat([zeros([2, 3]), zeros([2, 3, 1])])).toThrow(
      'Tensors must have same number of dimensions: got 2 and 3',
    );
    expect(() => cat([])).toThrow('torch.cat(): expected a non-empty list of Tensors');
    expect(() => cat([tensor(1)])).toThrow('zero-dimensional tensor (at position 0) cannot be concatenated');
    expect(() => stack([zeros([2, 3]), zeros([3, 3])])).toThrow(
      'stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3, 3] at entry 1',
    );
    expect(() => stack([zeros([2, 3])], 4)).toThrow(
      'Dimension out of range (expected to be in range of [-3, 2], but got 4)',
    );
    expect(() => stack([])).toThrow('stack expects a non-empty TensorList');
  });
});

const index = (values: number[] | number[][], dtype: 'int32' | 'int64' = 'int32'): Tensor => tensor(values, { dtype });

describe('gather and indexSelect', () => {
  it('take elements and slices by index', () => {
    expect(grid.gather(1, index([[3], [0], [1]])).tolist()).toEqual([[3], [4], [9]]);
    expect(grid.gather(0, index([[2, 0, 1]], 'int64')).tolist()).toEqual([[8, 1, 6]]);
    expect(grid.indexSelect(1, index([3, 3, 0])).tolist()).toEqual([
      [3, 3, 0],
      [7, 7, 4],
      [11, 11, 8],
    ]);
    expect(
      tensor(7)
        .gather(0, index([0, 0]))
        .tolist(),
    ).toEqual([7, 7]);
  });

  it('gather by argmax gives max', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 12, maxLength: 12 }), fc.constantFrom(0, 1), (values, dim) => {
        const t = tensor(values).reshape([3, 4]);
        const { values: best } = t.max(dim, { keepdim: true });
        expect(t.gather(dim, t.argmax(dim, { keepdim: true })).equal(best)).toBe(true);
      }),
    );
  });

  it('refuse other dtypes and indices outside', () => {
    const t = zeros([2, 3]);
    expect(() => t.gather(1, zeros([2, 4]))).toThrow(
      "gather(): Expected dtype int32/int64 for index\nConvert the index, which is float32: index.to('int32').",
    );
    expect(() => t.gather(1, index([[0], [3]]))).toThrow('index 3 is out of bounds for dimension 1 with size 3');
    expect(() => t.gather(1, index([0]))).toThrow(
      'Index tensor must have the same number of dimensions as input tensor',
    );
    expect(() => t.gather(1, index([[0], [0], [0]]))).toThrow(
      'Size does not match at dimension 0 expected index [3, 1] to be no larger than self [2, 3] apart from dimension 1',
    );
    expect(() => t.indexSelect(0, index([2]))).toThrow(
      'index out of range in self\nIndex 2 is outside [0, 1], the indices of dimension 0.',
    );
    expect(() => t.indexSelect(0, index([[0]]))).toThrow('index_select(): Index is supposed to be a vector');
  });
});
