/**
 * @file Sixteen normal values at a time from sixteen uniform ones, as PyTorch makes them on a CPU with AVX2.
 *
 * Box and Muller's transform; float32 evaluates log, sin and cos by polynomials whose every step is rounded to float32,
 * so the values differ in their last bits from the exact ones and have to be computed the same way.
 */

import type { FloatArray } from '../dtype.js';
import { fma32, fma64 } from './fma.js';

const f = Math.fround;

/** Values of one block. */
export const BLOCK = 16;

const LOG_COEFFICIENTS = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f);
const HALF_ROOT = f(Math.SQRT1_2);
/** ln 2 in two parts: the second has few bits, so that a multiple of it is exact. */
const LN2_LOW = f(-2.1219444e-4);
const LN2_HIGH = f(0.693359375);

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/**
 * ln u for a normal float32 u in (0, 1], in float32: u = m·2ᵉ with m near 1, then a polynomial in m − 1.
 */
function log32(u: number): number {
  single[0] = u;
  let exponent = (word[0]! >>> 23) - 126;
  word[0] = (word[0]! & 0x7fffff) | 0x3f000000;
  let m = single[0];
  if (m < HALF_ROOT) {
    exponent -= 1;
    m = f(f(m - 1) + m);
  } else {
    m = f(m - 1);
  }
  const z = f(m * m);
  let y = LOG_COEFFICIENTS[0]!;
  for (let i = 1; i < LOG_COEFFICIENTS.length; i++) y = fma32(y, m, LOG_COEFFICIENTS[i]!);
  y = f(y * m);
  y = fma32(y, z, f(exponent * LN2_LOW));
  y = f(y - z / 2);
  return fma32(exponent, LN2_HIGH, f(m + y));
}

const FOUR_OVER_PI = f(1.27323954473516);
/** −π/4 in three parts (Cody and Waite). */
const QUARTER_PI = [-0.78515625, -2.4187564849853515625e-4, -3.774894977445941e-8].map(f);
const COS_COEFFICIENTS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f);
const SIN_COEFFICIENTS = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f);

/** Horner's rule of three coefficients in z, times z. */
function cubic([a, b, c]: readonly number[], z: number): number {
  return f(fma32(fma32(a!, z, b!), z, c!) * z);
}

/** sin and cos of a float32 angle ≥ 0, in float32: the angle is brought into [−π/4, π/4], then a polynomial each. */
function sinCos32(angle: number): [sin: number, cos: number] {
  const octant = (Math.trunc(f(angle * FOUR_OVER_PI)) + 1) & ~1;
  let t = angle;
  for (const part of QUARTER_PI) t = fma32(octant, part, t);
  const z = f(t * t);
  const even = f(fma32(cubic(COS_COEFFICIENTS, z), z, -z / 2) + 1);
  const odd = fma32(cubic(SIN_COEFFICIENTS, z), t, t);
  const [sin, cos] = (octant & 2) === 0 ? [odd, even] : [even, odd];
  return [(octant & 4) === 0 ? sin : -sin, ((octant - 2) & 4) === 0 ? -cos : cos];
}

const TWO_PI_32 = f(2 * Math.PI);

function block32(x: FloatArray, start: number, mean: number, std: number): void {
  for (let j = start; j < start + BLOCK / 2; j++) {
    const radius = f(Math.sqrt(f(-2 * log32(f(1 - x[j]!)))));
    const [sin, cos] = sinCos32(f(TWO_PI_32 * x[j + BLOCK / 2]!));
    x[j] = fma32(f(radius * cos), std, mean);
    x[j + BLOCK / 2] = fma32(f(radius * sin), std, mean);
  }
}

function block64(x: FloatArray, start: number, mean: number, std: number): void {
  for (let j = start; j < start + BLOCK / 2; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - x[j]!));
    const angle = 2 * Math.PI * x[j + BLOCK / 2]!;
    x[j] = fma64(radius * Math.cos(angle), std, mean);
    x[j + BLOCK / 2] = fma64(radius * Math.sin(angle), std, mean);
  }
}

/**
 * Turns the uniform values x[start … start + 15] into N(mean, std²), in place:
 *
 *     r = √(−2·ln(1 − x[j])),  θ = 2π·x[j + 8];   x[j] = r·cos θ,  x[j + 8] = r·sin θ   for j < 8
 *
 * In a `Float32Array`, `mean` and `std` are float32 values.
 */
export function normalBlock(x: FloatArray, start: number, mean: number, std: number): void {
  if (x instanceof Float32Array) block32(x, start, mean, std);
  else block64(x, start, mean, std);
}
