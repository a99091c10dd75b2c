/**
 * @file The roundings of an update: in float32 as PyTorch's vector code rounds, in float64 as JavaScript does.
 *
 * PyTorch's `x.add(y, alpha)` and `addcmul` end in one fused multiply-add, so two roundings would miss its bits. In float64
 * the difference is far below every tolerance and not worth emulating.
 */

import type { FloatArray } from '../tensor/dtype.js';
import { fma32 } from '../tensor/random/fma.js';

export interface Arithmetic {
  /** To the array's precision. */
  readonly round: (x: number) => number;
  /** a·b + c. */
  readonly fma: (a: number, b: number, c: number) => number;
}

const SINGLE: Arithmetic = { round: Math.fround, fma: fma32 };
const DOUBLE: Arithmetic = { round: (x) => x, fma: (a, b, c) => a * b + c };

/** How elements of an array are computed. */
export function arithmeticOf(array: FloatArray): Arithmetic {
  return array instanceof Float32Array ? SINGLE : DOUBLE;
}

/** `a.lerp(b, weight)`: a + weight·(b − a), counted from the nearer end. */
export function lerp(a: number, b: number, weight: number, { round, fma }: Arithmetic): number {
  const distance = round(b - a);
  return weight < 0.5 ? fma(weight, distance, a) : fma(round(weight - 1), distance, b);
}

/** `a.addcmul(b, b, value)`: a + value·b². */
export function addSquare(a: number, b: number, value: number, { round, fma }: Arithmetic): number {
  return fma(round(value * b), b, a);
}

/** `a.addcdiv(b, c, value)`: a + value·b / c. */
export function addQuotient(a: number, b: number, c: number, value: number, { round }: Arithmetic): number {
  return round(a + round(round(value * b) / c));
}
