import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arange,
  eye,
  fromTypedArray,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from '../../src/tensor/create.js';
import { rand, randint, randn, randperm } from '../../src/tensor/random/index.js';
import { fromBFloat16, fromFloat16, toBFloat16, toFloat16 } from '../../src/tensor/half.js';
import '../../src/ops/methods.js';

describe('tensor()', () => {
  it('takes shape and dtype from nested arrays', () => {
    const t = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([t.shape, t.dtype, [...t.data]]).toEqual([[2, 3], 'float32', [1, 2, 3, 4, 5, 6]]);
    expect([tensor(5).shape, tensor([]).shape, tensor([[], []]).shape]).toEqual([[], [0], [2, 0]]);
  });

  it('makes bool of booleans, int64 of BigInts and float32 of a mixture', () => {
    expect(tensor([true, false]).dtype).toBe('bool');
    expect(tensor([2n ** 60n]).data).toEqual(BigInt64Array.of(2n ** 60n));
    const mixed = tensor([true, 2, 3n]);
    expect([mixed.dtype, mixed.tolist()]).toEqual(['float32', [1, 2, 3]]);
    expect(tensor([1.7, -1.7], { dtype: 'int32' }).tolist()).toEqual([1, -1]);
  });

  it('copies a typed array and keeps its type', () => {
    const array = Int32Array.of(1, 2);
    const t = tensor(array);
    array[0] = 9;
    expect([t.dtype, t.tolist()]).toEqual(['int32', [1, 2]]);
    expect(tensor(Float64Array.of(0.1), { dtype: 'float32' }).item()).toBe(Math.fround(0.1));
    expect(tensor(Uint16Array.of(0x3c00), { dtype: 'float16' }).item()).toBe(1);
    expect(() => tensor(Uint16Array.of(1))).toThrow('a Uint16Array holds float16 or bfloat16: say which with `dtype`');
  });

  it('refuses uneven nesting with PyTorch’s text', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow('expected sequence of length 2 at dim 1 (got 1)');
    expect(() => tensor([[1], 2])).toThrow(
      'not a sequence\n2 stands where the elements before it are arrays: nest all of them equally deep.',
    );
    expect(() => tensor([1, [2]])).toThrow('must be real number, not list');
    expect(() => tensor(['x'] as unknown as number[])).toThrow('must be real number, not str');
  });

  it('refuses an unknown dtype and an unknown option', () => {
    expect(() => tensor([1], { dtype: 'float' as 'float32' })).toThrow(
      "tensor(): argument 'dtype' must be torch.dtype, not str\ndtype is one of float32, float64, int32, int64, uint8, bool, float16, bfloat16, but got float.",
    );
    expect(() => zeros([1], { dtpye: 'int32' } as object)).toThrow(
      "zeros() got an unexpected keyword argument 'dtpye'\nDid you mean `dtype`?",
    );
  });
});

describe('fromTypedArray()', () => {
  it('shares memory with the array', () => {
    const array = new Float32Array(6);
    const t = fromTypedArray(array, [2, 3]);
    array[5] = 7;
    expect(t.tolist()).toEqual([
      [0, 0, 0],
      [0, 0, 7],
    ]);
    t.fill_(2);
    expect([...array]).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('takes clamped bytes, as a canvas gives them', () => {
    const pixels = Uint8ClampedArray.of(1, 300);
    const t = fromTypedArray(pixels);
    pixels[0] = 9;
    expect([t.dtype, t.tolist()]).toEqual(['uint8', [9, 255]]);
  });

  it('refuses an array that cannot hold the dtype, and sizes that do not fit', () => {
    expect(() => fromTypedArray(new Float32Array(2), [2], { dtype: 'int32' })).toThrow(
      "an array of Float32Array does not hold int32 elements\nWrap it in its own type, then convert: fromTypedArray(array, shape).to('int32').",
    );
    expect(() => fromTypedArray(new Float32Array(3), [2])).toThrow("shape '[2]' is invalid for input of size 3");
    expect(fromTypedArray(Uint8Array.of(1, 0), [2], { dtype: 'bool' }).tolist()).toEqual([true, false]);
  });
});

describe('filled tensors', () => {
  it('have the value everywhere', () => {
    expect([zeros([2]).tolist(), ones([2]).tolist(), full([2], 0.5).tolist()]).toEqual([
      [0, 0],
      [1, 1],
      [0.5, 0.5],
    ]);
    expect([full([1], true).dtype, full([1], 3n).dtype, full([1], 3).dtype]).toEqual(['bool', 'int64', 'float32']);
    expect(ones([1], { dtype: 'bfloat16' }).item()).toBe(1);
  });

  it('made like another take its shape and dtype', () => {
    const like = zeros([2, 1], { dtype: 'int32' });
    for (const t of [zerosLike(like), onesLike(like), fullLike(like, 3)])
      expect([t.shape, t.dtype]).toEqual([[2, 1], 'int32']);
    expect(onesLike(like, { dtype: 'float64' }).dtype).toBe('float64');
  });

  it('refuse negative sizes, and sizes that are no array', () => {
    expect(() => zeros(2 as unknown as number[])).toThrow(
      "zeros(): argument 'size' (position 1) must be tuple of ints, not int\nSizes and dimensions are arrays here, as in `[2, 3]`.",
    );
    expect(() => zeros([2, -1])).toThrow('zeros: Dimension size must be non-negative.');
    expect(() => ones([2, -1])).toThrow('Trying to create tensor with negative dimension -1: [2, -1]');
    expect(() => zeros([1.5])).toThrow(
      "zeros(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos 0",
    );
  });
});

describe('arange, linspace, eye', () => {
  it('arange counts ⌈(end − start) / step⌉ values', () => {
    expect(arange(3).tolist()).toEqual([0, 1, 2]);
    expect(arange(1, 2, 0.4, { dtype: 'float64' }).tolist()).toEqual([1, 1.4, 1.8]);
    expect(arange(5, 0, -2, { dtype: 'int32' }).tolist()).toEqual([5, 3, 1]);
    expect(arange(2, 2).shape).toEqual([0]);
    expect(arange(2, 4, { dtype: 'int64' }).data).toEqual(BigInt64Array.of(2n, 3n));
  });

  it('arange refuses a step of zero or away from the end', () => {
    expect(() => arange(0, 1, 0)).toThrow('step must be nonzero');
    expect(() => arange(0, 1, -1)).toThrow('upper bound and lower bound inconsistent with step sign');
    expect(() => arange(0, Infinity)).toThrow('unsupported range: 0 -> inf');
  });

  it('linspace hits both ends', () => {
    expect(linspace(0, 1, 5).tolist()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([linspace(3, 9, 1).tolist(), linspace(3, 9, 0).shape]).toEqual([[3], [0]]);
    expect(linspace(-0.1, 0.1, 7, { dtype: 'float64' }).tolist()).toHaveLength(7);
    expect((linspace(-0.1, 0.1, 7, { dtype: 'float64' }).tolist() as number[]).at(-1)).toBe(0.1);
    expect(() => linspace(0, 1, -1)).toThrow('number of steps must be non-negative');
  });

  it('eye takes counts', () => {
    const loose = eye as unknown as (...args: unknown[]) => unknown;
    expect(() => eye(-1)).toThrow('n must be greater or equal to 0, got -1');
    expect(() => eye(2, -1)).toThrow('m must be greater or equal to 0, got -1');
    expect(() => eye(2.5)).toThrow("eye(): argument 'n' (position 1) must be int, not float");
    expect(() => loose('x')).toThrow("eye(): argument 'n' (position 1) must be int, not str");
    expect(() => loose({})).toThrow("eye(): argument 'n' (position 1) must be int, not dict");
  });

  it('eye has ones on its diagonal', () => {
    expect(eye(2, 3, { dtype: 'int64' }).tolist()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(eye(2, { dtype: 'bool' }).tolist()).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

describe('dataAs', () => {
  it('is the live array, with its type', () => {
    const t = tensor([1, 2]);
    const array: Float32Array = t.dataAs('float32');
    expect(array).toBe(t.data);
    expect(tensor([true]).dataAs('bool')).toBeInstanceOf(Uint8Array);
  });

  it('refuses the array of another type', () => {
    expect(() => tensor([1]).dataAs('float64')).toThrow(
      "expected scalar type Double but found Float\nConvert it first, x.to('float64'), or ask for 'float32'.",
    );
    expect(() => tensor([1]).dataAs('double' as 'float64')).toThrow("argument 'dtype' must be torch.dtype, not str");
  });
});

describe('conversion', () => {
  it('to the same dtype returns the tensor itself, to another a copy', () => {
    const t = tensor([1.5, -2.5, 0]);
    expect(t.to('float32')).toBe(t);
    expect(t.int().tolist()).toEqual([1, -2, 0]);
    expect(t.bool().tolist()).toEqual([true, true, false]);
    expect(t.double().dtype).toBe('float64');
    expect(() => t.to('float' as 'float32')).toThrow("to(): argument 'dtype' must be torch.dtype, not str");
    expect(tensor([true]).to('uint8').fill_(5).tolist()).toEqual([5]);
  });

  it('keeps the storage of bool and uint8 apart', () => {
    const mask = tensor([true, false]);
    mask.to('uint8').fill_(7);
    expect(mask.tolist()).toEqual([true, false]);
  });

  it('from int64 keeps the low bits of integers and rounds to floats', () => {
    const t = tensor([2n ** 40n + 5n, -1n]);
    expect([t.int().tolist(), t.to('uint8').tolist(), t.bool().tolist()]).toEqual([
      [5, -1],
      [5, 255],
      [true, true],
    ]);
    expect(
      tensor([2n ** 62n])
        .double()
        .item(),
    ).toBe(2 ** 62);
    expect(() => tensor([2n ** 60n]).item()).toThrow(
      'int64 value 1152921504606846976 is beyond 2**53 and cannot be computed with exactly\nRead it from `data`, which is a BigInt64Array.',
    );
  });

  it('clone has storage of its own', () => {
    const t = tensor([1, 2]);
    t.clone().zero_();
    expect(t.tolist()).toEqual([1, 2]);
  });
});

describe('16-bit floats', () => {
  it('go there and back for every bit pattern', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      if (!Number.isNaN(fromFloat16(bits))) expect(toFloat16(fromFloat16(bits))).toBe(bits);
      if (!Number.isNaN(fromBFloat16(bits))) expect(toBFloat16(fromBFloat16(bits))).toBe(bits);
    }
    expect([
      Number.isNaN(fromFloat16(toFloat16(Number.NaN))),
      Number.isNaN(fromBFloat16(toBFloat16(Number.NaN))),
    ]).toEqual([true, true]);
  });

  it('round to the nearest neighbour, ties to even', () => {
    expect(fromFloat16(toFloat16(1 + 2 ** -11))).toBe(1);
    expect(fromFloat16(toFloat16(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect([fromFloat16(toFloat16(65519)), fromFloat16(toFloat16(65520))]).toEqual([65504, Infinity]);
    expect(fromFloat16(toFloat16(2 ** -25))).toBe(0);
    expect(fromFloat16(toFloat16(2 ** -25 * 1.5))).toBe(2 ** -24);
    expect(fromBFloat16(toBFloat16(1 + 2 ** -8))).toBe(1);
    expect(fromBFloat16(toBFloat16(1 + 3 * 2 ** -8))).toBe(1 + 2 ** -6);
    expect(fromBFloat16(toBFloat16(3.4e38))).toBe(Infinity);
  });

  it('are never farther from a value than their neighbours', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -60000, max: 60000 }), (x) => {
        const bits = toFloat16(x);
        const off = Math.abs(fromFloat16(bits) - x);
        for (const other of [bits ^ 1, bits ^ 3]) expect(off).toBeLessThanOrEqual(Math.abs(fromFloat16(other) - x));
      }),
    );
  });
});

describe('requiresGrad', () => {
  it('is an option of everything that makes floats', () => {
    const options = { requiresGrad: true };
    const made = [
      tensor([1], options),
      tensor(Float32Array.of(1), options),
      fromTypedArray(Float32Array.of(1), [1], options),
      zeros([1], options),
      ones([1], options),
      full([1], 2, options),
      zerosLike(ones([1]), options),
      onesLike(ones([1]), options),
      fullLike(ones([1]), 2, options),
      arange(3, options),
      linspace(0, 1, 3, options),
      eye(2, options),
      rand([1], options),
      randn([1], options),
    ];
    expect(made.map((t) => t.requiresGrad && t.isLeaf)).toEqual(made.map(() => true));
    expect(zeros([1]).requiresGrad).toBe(false);
  });

  it('is refused for integers, which have no gradient', () => {
    const message = 'only Tensors of floating point dtype can require gradients';
    expect(() => zeros([1], { dtype: 'int32', requiresGrad: true })).toThrow(message);
    expect(() => randperm(3, { requiresGrad: true })).toThrow(message);
    expect(() => randint(3, [1], { requiresGrad: true })).toThrow(message);
  });
});
