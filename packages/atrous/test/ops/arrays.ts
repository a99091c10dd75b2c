/** @file Small tensors for the tests of products. */

import { expect } from 'vitest';
import { DTYPES, type DType } from '../../src/tensor/dtype.js';
import { Tensor } from '../../src/tensor/tensor.js';

export function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}

export function f32(data: ArrayLike<number>, shape: readonly number[]): Tensor {
  return new Tensor(Float32Array.from(data), shape, 'float32');
}

export function f64(data: ArrayLike<number>, shape: readonly number[]): Tensor {
  return new Tensor(Float64Array.from(data), shape, 'float64');
}

/** 1, 2, 3, … row-major. */
export function count(shape: readonly number[], dtype: DType = 'float32'): Tensor {
  const array = DTYPES[dtype].create(product(shape)) as Float32Array;
  for (let i = 0; i < array.length; i++) array[i] = i + 1;
  return new Tensor(array, shape, dtype);
}

export function values(t: Tensor): Float64Array {
  return Float64Array.from(t.data as Float32Array);
}

/** Values in [−1, 1) from a small generator, the same for the same seed. */
export function noise(shape: readonly number[], seed: number): Tensor {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
  return f64(Float64Array.from({ length: product(shape) }, next), shape);
}

/** Equal up to the rounding of some hundred sums of doubles below 1; written so that NaN fails. */
export function expectNear(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const [a, e] = [values(actual), values(expected)];
  const wrong = a.findIndex((value, i) => !(Math.abs(value - e[i]!) <= 1e-12));
  expect(wrong, `element ${wrong}: ${a[wrong]}, expected ${e[wrong]}`).toBe(-1);
}

/** Σ a·b over all elements. */
export function dot(a: Tensor, b: Tensor): number {
  const other = values(b);
  return values(a).reduce((sum, value, i) => sum + value * other[i]!, 0);
}
