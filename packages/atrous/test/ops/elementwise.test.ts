import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastShapes } from '../../src/tensor/broadcast.js';
import { arange, full, ones, tensor, zeros } from '../../src/tensor/create.js';
import type { DType } from '../../src/tensor/dtype.js';
import { numbers } from '../../src/tensor/element.js';
import { numel, Tensor } from '../../src/tensor/tensor.js';
import { add, div, maximum, minimum, mul, pow, sub, where } from '../../src/ops/elementwise/index.js';
import '../../src/ops/methods.js';

const of = (dtype: DType, ...values: number[]): Tensor => tensor(values, { dtype });

interface Axis {
  readonly size: number;
  /** Whether each side has this size, or 1. */
  readonly a: boolean;
  readonly b: boolean;
}

const shapeOf = (axes: readonly Axis[], side: 'a' | 'b', dropped: number): number[] =>
  axes.map((axis) => (axis[side] ? axis.size : 1)).slice(dropped);

/** Two shapes that broadcast: one shape, twice with some axes made 1 or left out in front. */
const broadcastable = fc
  .array(fc.record({ size: fc.integer({ min: 0, max: 4 }), a: fc.boolean(), b: fc.boolean() }), { maxLength: 5 })
  .chain((axes) => fc.tuple(fc.constant(axes), fc.nat(axes.length), fc.nat(axes.length)))
  .map(([axes, droppedA, droppedB]) => [shapeOf(axes, 'a', droppedA), shapeOf(axes, 'b', droppedB)] as const);

/** The element of a dense array that a broadcast index reads. */
function readAt(t: Tensor, index: readonly number[]): number {
  let offset = 0;
  t.shape.forEach((size, d) => {
    const i = index[d + index.length - t.dim()]!;
    offset = offset * size + (size === 1 ? 0 : i);
  });
  return numbers(t)[offset]!;
}

function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

const counting = (shape: readonly number[], from = 0): Tensor =>
  new Tensor(
    Float32Array.from({ length: numel(shape) }, (_, i) => from + i),
    shape,
    'float32',
  );

describe('broadcasting', () => {
  it('reads the elements that brute force reads', () => {
    fc.assert(
      fc.property(broadcastable, ([shapeA, shapeB]) => {
        const [a, b] = [counting(shapeA), counting(shapeB, 1000)];
        const out = sub(a, b);
        const expected = indices(broadcastShapes(shapeA, shapeB)).map((at) => readAt(a, at) - readAt(b, at));
        expect([...out.data]).toEqual(expected);
      }),
    );
  });

  it('of three operands in where() reads what brute force reads', () => {
    fc.assert(
      fc.property(broadcastable, ([shapeA, shapeB]) => {
        const [a, b] = [counting(shapeA), counting(shapeB, 1000)];
        const condition = a.ge(2);
        const expected = indices(broadcastShapes(shapeA, shapeB)).map((at) =>
          readAt(condition, at) ? readAt(a, at) : readAt(b, at),
        );
        expect([...where(condition, a, b).data]).toEqual(expected);
      }),
    );
  });

  it('refuses sizes that differ and are not 1', () => {
    expect(() => zeros([3, 4]).add(zeros([3, 3]))).toThrow(
      'The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1\nShapes [3, 4] and [3, 3] are aligned at their last axis; sizes agree or are 1.',
    );
  });
});

describe('type promotion', () => {
  it('is decided by tensors with dimensions, then scalars, then plain numbers', () => {
    const scalar = tensor(2, { dtype: 'float64' });
    const cases: [Tensor, Tensor | number, DType][] = [
      [of('float32', 1), scalar, 'float32'],
      [of('int32', 1), scalar, 'float64'],
      [of('int32', 1), 2, 'int32'],
      [of('int32', 1), 2.5, 'float32'],
      [of('bool', 1), 2, 'int64'],
      [of('uint8', 1), of('int32', 1), 'int32'],
      [of('int64', 1), of('float32', 1), 'float32'],
      [of('float16', 1), of('bfloat16', 1), 'float32'],
      [of('float16', 1), of('int64', 1), 'float16'],
      [of('float32', 1), of('float64', 1), 'float64'],
      [tensor(1, { dtype: 'int32' }), 0.5, 'float32'],
    ];
    for (const [a, b, dtype] of cases) expect(add(a, b).dtype).toBe(dtype);
  });

  it('rounds plain numbers to the tensor’s dtype before computing', () => {
    expect(of('float32', 0.1).eq(0.1).tolist()).toEqual([true]);
    expect(of('float32', 1).add(0.1).item()).toBe(Math.fround(1 + Math.fround(0.1)));
    expect(() => of('int32', 1).add(2 ** 31)).toThrow('value cannot be converted to type int without overflow');
  });
});

describe('arithmetic', () => {
  it('add and sub take alpha', () => {
    expect(
      tensor([1, 2])
        .add(tensor([10, 20]), { alpha: 0.5 })
        .tolist(),
    ).toEqual([6, 12]);
    expect(sub(tensor([1, 2]), 10, { alpha: 2 }).tolist()).toEqual([-19, -18]);
    expect(() => of('int32', 1).add(1, { alpha: 0.5 })).toThrow(
      'For integral input tensors, argument alpha must not be a floating point number.',
    );
  });

  it('of bools: add is or, mul is and, sub is refused', () => {
    const [a, b] = [tensor([true, true, false]), tensor([true, false, false])];
    expect(add(a, b).tolist()).toEqual([true, true, false]);
    expect(mul(a, b).tolist()).toEqual([true, false, false]);
    expect(() => sub(a, b)).toThrow(
      'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.',
    );
  });

  it('int32 products wrap around exactly', () => {
    expect(of('int32', 2147483647).mul(2147483647).item()).toBe(1);
    expect(of('int32', 2147483647).add(1).item()).toBe(-2147483648);
    expect(() => of('int64', 2 ** 52).mul(4)).toThrow(
      "an int64 result of 18014398509481984 is beyond 2**53 and cannot be computed exactly\nConvert to float64 first: x.to('float64').",
    );
  });

  it('integers divide to float32, or as integers with a rounding mode', () => {
    const t = of('int32', 7, -7);
    expect([div(t, 2).dtype, div(t, 2).tolist()]).toEqual(['float32', [3.5, -3.5]]);
    expect(div(t, 2, { roundingMode: 'floor' }).tolist()).toEqual([3, -4]);
    expect(div(t, 2, { roundingMode: 'trunc' }).tolist()).toEqual([3, -3]);
    expect(() => div(t, 0, { roundingMode: 'floor' })).toThrow('ZeroDivisionError');
    expect(() => div(t, 2, { roundingMode: 'up' as 'floor' })).toThrow(
      "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'",
    );
  });

  it('float floor division is exact where the quotient rounds up', () => {
    expect(of('float64', 1).div(0.1, { roundingMode: 'floor' }).item()).toBe(9);
    expect(tensor([1, -1, 0]).div(0, { roundingMode: 'floor' }).tolist()).toEqual([Infinity, -Infinity, Number.NaN]);
  });

  it('pow follows C where JavaScript differs', () => {
    expect(
      tensor([1, -1, 2])
        .pow(tensor([Number.NaN, Infinity, 3]))
        .tolist(),
    ).toEqual([1, 1, 8]);
    expect(Number.isNaN(tensor([-Infinity]).pow(0.5).item())).toBe(true);
    expect(pow(2, tensor([1, 2, 3])).tolist()).toEqual([2, 4, 8]);
    expect(() => of('int32', 2).pow(-1)).toThrow(
      "Integers to negative integer powers are not allowed.\nConvert to a float first: x.to('float32').",
    );
  });

  it('maximum and minimum keep NaN', () => {
    expect(maximum(tensor([1, Number.NaN]), tensor([2, 2])).tolist()).toEqual([2, Number.NaN]);
    expect(minimum(tensor([1, 5]), tensor([Number.NaN, 2])).tolist()).toEqual([Number.NaN, 2]);
  });

  it('16-bit floats compute in float32 and round once', () => {
    const sum = of('float16', 1, 2048).add(of('float16', 2 ** -11, 1));
    expect([sum.dtype, sum.tolist()]).toEqual(['float16', [1, 2048]]);
  });
});

describe('functions of one element', () => {
  it('round ties to even and keep the sign of zero', () => {
    expect(tensor([0.5, 1.5, 2.5, -0.5, -1.5, 0.4]).round().tolist()).toEqual([0, 2, 2, -0, -2, 0]);
  });

  it('have the values of mathematics', () => {
    const t = tensor([4, 0.25]);
    expect(t.sqrt().tolist()).toEqual([2, 0.5]);
    expect(t.rsqrt().tolist()).toEqual([0.5, 2]);
    expect(t.reciprocal().tolist()).toEqual([0.25, 4]);
    expect(t.square().tolist()).toEqual([16, 0.0625]);
    expect(t.neg().abs().tolist()).toEqual([4, 0.25]);
    expect([t.floor().tolist(), t.ceil().tolist(), t.neg().trunc().tolist()]).toEqual([
      [4, 0],
      [4, 1],
      [-4, -0],
    ]);
    expect(tensor([0]).exp().item()).toBe(1);
    expect(tensor([Math.E]).log().item()).toBeCloseTo(1, 6);
    expect([tensor([0]).sin().item(), tensor([0]).cos().item()]).toEqual([0, 1]);
  });

  it('make float32 of integers where fractions arise', () => {
    expect([of('int32', 4).sqrt().dtype, of('bool', 1).exp().dtype, of('float64', 1).log().dtype]).toEqual([
      'float32',
      'float32',
      'float64',
    ]);
  });

  it('sign is 0 for NaN, neg refuses bool', () => {
    expect(tensor([-3, 0, 2, Number.NaN]).sign().tolist()).toEqual([-1, 0, 1, 0]);
    expect(() => tensor([true]).neg()).toThrow(
      'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.\nUse `logicalNot()`.',
    );
  });

  it('tell NaN, infinities and zeros', () => {
    const t = tensor([Number.NaN, -Infinity, 0, 1]);
    expect(t.isnan().tolist()).toEqual([true, false, false, false]);
    expect(t.isinf().tolist()).toEqual([false, true, false, false]);
    expect(t.isfinite().tolist()).toEqual([false, false, true, true]);
    expect(t.logicalNot().tolist()).toEqual([false, false, true, false]);
  });
});

describe('comparison', () => {
  it('gives bool tensors, false for NaN except ne', () => {
    const [a, b] = [tensor([1, 2, Number.NaN]), tensor([2, 2, Number.NaN])];
    expect(a.eq(b).tolist()).toEqual([false, true, false]);
    expect(a.ne(b).tolist()).toEqual([true, false, true]);
    expect(a.lt(b).tolist()).toEqual([true, false, false]);
    expect(a.le(b).tolist()).toEqual([true, true, false]);
    expect(a.gt(1).tolist()).toEqual([false, true, false]);
    expect(a.ge(2).tolist()).toEqual([false, true, false]);
    expect(a.eq(b).dtype).toBe('bool');
  });

  it('logic looks at zero or not', () => {
    const [a, b] = [tensor([0, 1, 2]), tensor([0, 0, 5])];
    expect(a.logicalAnd(b).tolist()).toEqual([false, false, true]);
    expect(a.logicalOr(b).tolist()).toEqual([false, true, true]);
  });

  it('where() wants a condition of bools', () => {
    expect(
      tensor([1, 2])
        .where(tensor([true, false]), 0)
        .tolist(),
    ).toEqual([1, 0]);
    expect(() => where(tensor([1]), 1, 2)).toThrow(
      'where expected condition to be a boolean tensor, but got a tensor with dtype Float',
    );
  });
});

describe('clamp', () => {
  it('limits on either side, keeps NaN, and lets max win', () => {
    const t = tensor([-2, 0.5, 9, Number.NaN]);
    expect(t.clamp({ min: 0 }).tolist()).toEqual([0, 0.5, 9, Number.NaN]);
    expect(t.clamp({ min: 0, max: 6 }).tolist()).toEqual([0, 0.5, 6, Number.NaN]);
    expect(t.clamp({ min: 3, max: 1 }).tolist()).toEqual([1, 1, 1, Number.NaN]);
    expect(of('int32', 1, 5).clamp({ max: 2.5 }).tolist()).toEqual([1, 2.5]);
    expect(() => t.clamp({})).toThrow("torch.clamp: At least one of 'min' or 'max' must not be None");
  });
});

describe('writing in place', () => {
  it('changes the array, raises the version once and returns the tensor', () => {
    const t = tensor([1, 2, 3]);
    const array = t.data;
    expect(
      t
        .add_(1)
        .sub_(tensor([1]))
        .mul_(4)
        .div_(2),
    ).toBe(t);
    expect([t.tolist(), t.version, t.data === array]).toEqual([[2, 4, 6], 4, true]);
    expect(t.clamp_({ max: 5 }).tolist()).toEqual([2, 4, 5]);
    expect(t.fill_(7).tolist()).toEqual([7, 7, 7]);
    expect(t.zero_().tolist()).toEqual([0, 0, 0]);
    expect(t.copy_(of('int32', 5)).tolist()).toEqual([5, 5, 5]);
    expect(t.version).toBe(8);
  });

  it('clamp_ names the type that it keeps as C++ does, and takes plain numbers', () => {
    expect(() => of('int64', 1).clamp_({ min: 0.5 })).toThrow("can't be cast to the desired output type long int");
    expect(() => of('uint8', 1).clamp_({ max: 0.5 })).toThrow("can't be cast to the desired output type unsigned char");
    expect(() => of('float32', 1).clamp({ min: of('float32', 2) as unknown as number })).toThrow(
      'clamp(): a limit must be Number, not Tensor\nLimits of each element: `maximum`, `minimum`.',
    );
  });

  it('shows through every tensor that shares the storage', () => {
    const t = arange(4);
    t.reshape([2, 2]).mul_(t.view([2, 2]));
    expect([t.tolist(), t.version]).toEqual([[0, 1, 4, 9], 1]);
  });

  it('keeps shape and dtype, or refuses', () => {
    expect(() => zeros([3]).add_(zeros([2, 3]))).toThrow(
      "output with shape [3] doesn't match the broadcast shape [2, 3]",
    );
    expect(() => of('int32', 1).add_(0.5)).toThrow("result type Float can't be cast to the desired output type Int");
    expect(() => of('int32', 1).div_(2)).toThrow("result type Float can't be cast to the desired output type Int");
    expect(of('uint8', 250).add_(of('int32', 10)).item()).toBe(4);
    expect(of('bool', 0).fill_(3).tolist()).toEqual([true]);
  });

  it('of int64, as a batch counter', () => {
    expect(tensor(0, { dtype: 'int64' }).add_(1).data).toEqual(BigInt64Array.of(1n));
  });

  it('does not change the operand', () => {
    const [a, b] = [ones([2, 2]), full([2], 3)];
    a.add_(b);
    expect(b.tolist()).toEqual([3, 3]);
  });
});
