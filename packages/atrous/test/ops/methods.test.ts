import { describe, expect, expectTypeOf, it } from 'vitest';
import { allclose, equal } from '../../src/ops/compare.js';
import { arange, tensor, zeros } from '../../src/tensor/create.js';
import { Tensor } from '../../src/tensor/tensor.js';
import '../../src/ops/methods.js';

describe('methods', () => {
  it('stand on the prototype, hidden from loops over properties', () => {
    const t = zeros([1]);
    expect(Object.keys(t)).not.toContain('add');
    expect(Object.keys(Tensor.prototype)).toEqual([]);
    expect('cat' in t || 'stack' in t).toBe(false);
  });

  it('keep the type of a subclass in place', () => {
    class Special extends Tensor {}
    const t = new Special(new Float32Array(1), [1], 'float32');
    expectTypeOf(t.zero_()).toEqualTypeOf<Special>();
    expect(t.zero_()).toBe(t);
  });

  it('item() and tolist() give plain values', () => {
    expect([tensor([[2.5]]).item(), tensor(true).item(), tensor(3n).item()]).toEqual([2.5, 1, 3]);
    expect([tensor(true).tolist(), tensor([[3n]]).tolist(), zeros([2, 0]).tolist()]).toEqual([true, [[3]], [[], []]]);
    expect(() => zeros([2]).item()).toThrow(
      'a Tensor with 2 elements cannot be converted to Scalar\nUse tolist() for all of them.',
    );
  });

  it('chain', () => {
    expect(arange(6).reshape([2, 3]).permute([1, 0]).mul(2).sum(0).tolist()).toEqual([6, 24]);
    expect(arange(3).contiguous().shape).toEqual([3]);
  });
});

describe('allclose and equal', () => {
  it('allclose allows atol + rtol·|other|', () => {
    expect(allclose(tensor([100]), tensor([100.0009]))).toBe(true);
    expect(allclose(tensor([100]), tensor([100.01]))).toBe(false);
    expect(tensor([0]).allclose(tensor([0.01]), { atol: 0.1 })).toBe(true);
    expect(allclose(tensor([Infinity]), tensor([Infinity]))).toBe(true);
    expect(allclose(tensor([1]), tensor([Infinity]))).toBe(false);
    expect(allclose(tensor([Number.NaN]), tensor([Number.NaN]))).toBe(false);
    expect(allclose(tensor([Number.NaN]), tensor([Number.NaN]), { equalNan: true })).toBe(true);
    expect(allclose(zeros([2, 2]), tensor(0))).toBe(true);
    expect(() => allclose(zeros([1]), zeros([1], { dtype: 'float64' }))).toThrow(
      "Float did not match Double\nConvert one of them: other.to('float32').",
    );
  });

  it('equal wants shape and elements the same', () => {
    expect(equal(tensor([1, 2]), tensor([1, 2]))).toBe(true);
    expect(equal(tensor([1, 2]), tensor([[1, 2]]))).toBe(false);
    expect(equal(tensor([Number.NaN]), tensor([Number.NaN]))).toBe(false);
    expect(equal(tensor([2n ** 60n]), tensor([2n ** 60n + 1n]))).toBe(false);
  });
});
