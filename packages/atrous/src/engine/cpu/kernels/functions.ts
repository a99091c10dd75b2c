/**
 * @file The exponential, the logarithm and the normal distribution of four numbers, in float32: reductions to a short interval and
 * a polynomial there. Errors are in units of the last place (ulp) of float32, for every number that it holds but subnormal results.
 */

import { type Expr, type Local, type Writer, i32, op, zeros } from '../emit/language.js';

export type Vector = Expr<'v128'>;
export type Operand = Local<'v128'>;

/** What a function is written with. */
export interface Context {
  readonly w: Writer;
  /** Constant n of the call, in all lanes. */
  readonly constant: (n: number) => Vector;
  /** One of `FIXED`, in all lanes. */
  readonly fixed: (value: number) => Vector;
  /** One of `BITS`, in all lanes. */
  readonly bits: (word: number) => Vector;
}

/** ln 2 in two parts; small whole multiples of the first are exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW: number = Math.LN2 - LN2_HIGH;
/** 1 / k! for k = 7 … 1: with |r| ≤ ln 2 / 2 the next term of (eʳ − 1) / r is below 2⁻²⁵. */
const SERIES: readonly number[] = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1];
/** Beyond it float32 holds nothing of eˣ. */
const LARGEST = 104;
/** From so many powers of two on nothing is left of the 1 in eˣ − 1. */
const MOST_EXPONENT = 25;

/**
 * (ln(1 + f) − f + f²/2) / f³ for √½ − 1 ≤ f ≤ √2 − 1, highest power first: the polynomial of the least largest error of the
 * logarithm, 6·10⁻⁹ of it.
 */
const LOGARITHM: readonly number[] = [
  -0.07859583649, 0.1288168055, -0.1312877989, 0.1418118877, -0.1662455129, 0.2000228635, -0.2500081048, 0.3333331672,
];
const TINIEST = 2 ** -126;
const UPSCALING = 2 ** 23;

/** `TAIL_SCALE` of t = 1 / (1 + scale·z), z ≥ 0. */
const TAIL_SCALE = 0.35;
/**
 * Φ(−z)·e^(z²/2) / t for 0 ≤ z ≤ `FARTHEST` in t, highest power first: the polynomial of the least largest relative error,
 * 3.2·10⁻⁸.
 */
const TAIL: readonly number[] = [
  -0.02916380271, 0.1440602668, -0.2559008857, 0.1593919378, -0.0232632595, 0.1055745962, 0.1198155413, 0.1398643313,
  0.1396212586,
];
/** Beyond it float32 holds nothing of Φ(−z). */
const FARTHEST = 15;

/** Numbers that functions read. */
export const FIXED: readonly number[] = [
  ...new Set([
    ...SERIES,
    ...LOGARITHM,
    ...TAIL,
    3,
    -3,
    6,
    1 / 3,
    2,
    LARGEST,
    -LARGEST,
    Math.LOG2E,
    -LN2_HIGH,
    -LN2_LOW,
    LN2_HIGH,
    LN2_LOW,
    -2,
    -1,
    MOST_EXPONENT,
    Math.SQRT2 - 1,
    TINIEST,
    UPSCALING,
    -23,
    Infinity,
    -Infinity,
    TAIL_SCALE,
    FARTHEST,
    20,
    -0.5,
    Math.sqrt(1 / (2 * Math.PI)),
    2 * Math.sqrt(2 / Math.PI),
    0.044715,
    3 * 0.044715,
    30,
    -30,
  ]),
];

/** What has to be added to n to get the exponent bits of 2ⁿ. */
const EXPONENT_BIAS = 127;
const SIGN = -(2 ** 31);
/** The bits of √½. */
const ROOT_HALF = 0x3f3504f3;
/** All but the last twelve bits of a number: squares of what is left are exact. */
const LEADING = -4096;
/** Words that functions read. */
export const BITS: readonly number[] = [EXPONENT_BIAS, SIGN, ROOT_HALF, LEADING];

export const plus = (a: Vector, b: Vector): Vector => op('f32x4.add', a, b);
export const minus = (a: Vector, b: Vector): Vector => op('f32x4.sub', a, b);
export const times = (a: Vector, b: Vector): Vector => op('f32x4.mul', a, b);
export const over = (a: Vector, b: Vector): Vector => op('f32x4.div', a, b);
export const negative = (a: Vector): Vector => op('f32x4.neg', a);
export const size = (a: Vector): Vector => op('f32x4.abs', a);
export const choose = (condition: Vector, a: Vector, b: Vector): Vector => op('v128.bitselect', a, b, condition);
/** `value` where the condition holds, else 0. */
export const where = (condition: Vector, value: Vector): Vector => op('v128.and', value, condition);
/** `value` where the condition does not hold, else 0: there nothing passes, not even an infinity. */
export const unless = (condition: Vector, value: Vector): Vector => op('v128.andnot', value, condition);
/** NaN on the left passes. */
export const atLeast = (a: Vector, b: Vector): Vector => op('f32x4.pmax', a, b);
export const atMost = (a: Vector, b: Vector): Vector => op('f32x4.pmin', a, b);
export const onePlus = ({ fixed }: Context, v: Vector): Vector => plus(fixed(1), v);

/** `value`, of which the sign bit is 0, with the sign of `from`. */
export const withSign = ({ bits }: Context, value: Vector, from: Vector): Vector =>
  op('v128.or', value, where(bits(SIGN), from));

/** The polynomial with these coefficients, highest power first. */
function polynomial({ w, fixed }: Context, coefficients: readonly number[], x: Operand): Operand {
  const sum = w.let('sum', fixed(coefficients[0]!));
  for (const term of coefficients.slice(1)) w.set(sum, plus(times(sum, x), fixed(term)));
  return sum;
}

/** eˣ as 2ⁿ·(1 + part) with |x − n·ln 2| ≤ ln 2 / 2, and 2ⁿ in two factors: no float is 2ⁿ for n above 127 or, but for subnormal ones, below −126. */
interface Split {
  readonly part: Operand;
  readonly exponent: Operand;
  readonly factors: readonly [Operand, Operand];
}

function split(c: Context, x: Vector): Split {
  const { w, fixed, bits } = c;
  const powerOfTwo = (n: Vector): Vector =>
    op('i32x4.shl', op('i32x4.add', op('i32x4.trunc_sat_f32x4_s', n), bits(EXPONENT_BIAS)), i32(23));
  const r = w.let('r', atLeast(atMost(x, fixed(LARGEST)), fixed(-LARGEST)));
  const exponent = w.let('n', op('f32x4.nearest', times(r, fixed(Math.LOG2E))));
  w.set(r, plus(plus(r, times(exponent, fixed(-LN2_HIGH))), times(exponent, fixed(-LN2_LOW))));
  const part = polynomial(c, SERIES, r);
  w.set(part, times(part, r));
  const half = w.let('half', op('f32x4.nearest', times(exponent, fixed(1 / 2))));
  const other = w.let('other', powerOfTwo(minus(exponent, half)));
  w.set(half, powerOfTwo(half));
  return { part, exponent, factors: [half, other] };
}

/** eˣ to 1.1 ulp. */
export function exponential(c: Context, x: Vector): Operand {
  const { part, factors } = split(c, x);
  c.w.set(part, times(times(onePlus(c, part), factors[0]), factors[1]));
  return part;
}

/** eˣ − 1 to 2 ulp; −0 stays. */
export function exponentialLess1(c: Context, x: Operand): Operand {
  const { w, fixed } = c;
  const { part, exponent, factors } = split(c, x);
  const large = op('f32x4.gt', exponent, fixed(MOST_EXPONENT));
  const whole = w.let('whole', times(times(onePlus(c, part), factors[0]), factors[1]));
  const power = w.let('power', times(factors[0], factors[1]));
  w.set(part, plus(times(part, power), minus(power, fixed(1))));
  w.set(part, choose(large, whole, part));
  w.set(part, choose(op('f32x4.eq', x, zeros), x, part));
  return part;
}

/** tanh x to 3 ulp, as −m / (2 + m) with m = e^(−2|x|) − 1. */
export function hyperbolicTangent(c: Context, x: Operand): Operand {
  const { w, fixed } = c;
  const m = exponentialLess1(c, w.let('twice', times(size(x), fixed(-2))));
  w.set(m, withSign(c, size(over(m, plus(fixed(2), m))), x));
  return m;
}

/** ln(1 + f) − f for √½ − 1 ≤ f ≤ √2 − 1. */
function logarithmRest(c: Context, f: Operand): Operand {
  const { w, fixed } = c;
  const squared = w.let('squared', times(f, f));
  const rest = polynomial(c, LOGARITHM, f);
  w.set(rest, minus(times(times(f, squared), rest), times(squared, fixed(1 / 2))));
  return rest;
}

/** ln(1 + y) to 1.5 ulp for 0 ≤ y ≤ 1. */
export function logarithmOf1Plus(c: Context, y: Operand): Operand {
  const { w, fixed } = c;
  const large = w.let('large', op('f32x4.gt', y, fixed(Math.SQRT2 - 1)));
  const f = w.let('f', choose(large, times(minus(y, fixed(1)), fixed(1 / 2)), y));
  const rest = logarithmRest(c, f);
  const low = plus(rest, where(large, fixed(LN2_LOW)));
  w.set(rest, plus(plus(f, low), where(large, fixed(LN2_HIGH))));
  return rest;
}

/** ln x to 1.5 ulp: x = 2ᵏ·(1 + f). */
export function logarithm(c: Context, x: Operand): Operand {
  const { w, fixed, bits } = c;
  const tiny = w.let('tiny', op('f32x4.lt', x, fixed(TINIEST)));
  const f = w.let('f', choose(tiny, times(x, fixed(UPSCALING)), x));
  const k = w.let('k', op('i32x4.shr_s', op('i32x4.sub', f, bits(ROOT_HALF)), i32(23)));
  w.set(f, minus(op('i32x4.sub', f, op('i32x4.shl', k, i32(23))), fixed(1)));
  w.set(k, plus(op('f32x4.convert_i32x4_s', k), where(tiny, fixed(-23))));
  const rest = logarithmRest(c, f);
  w.set(rest, plus(plus(f, plus(rest, times(k, fixed(LN2_LOW)))), times(k, fixed(LN2_HIGH))));
  w.set(rest, choose(op('f32x4.eq', x, zeros), fixed(-Infinity), rest));
  w.set(rest, choose(op('f32x4.eq', x, fixed(Infinity)), x, rest));
  // All bits 1 are a NaN.
  w.set(rest, op('v128.or', rest, op('v128.or', op('f32x4.lt', x, zeros), op('f32x4.ne', x, x))));
  return rest;
}

/** Φ(x), the normal distribution, to 5 ulp, and the exponential of its density, e^(−x²/2). */
export function normal(c: Context, x: Operand): { readonly distribution: Operand; readonly exponent: Operand } {
  const { w, fixed, bits } = c;
  const z = w.let('z', atMost(size(x), fixed(FARTHEST)));
  // What x² is rounded by would be an error of the exponential many times as large.
  const high = w.let('high', where(bits(LEADING), z));
  const low = w.let('low', times(minus(z, high), plus(z, high)));
  const exponent = exponential(c, times(times(high, high), fixed(-0.5)));
  w.set(low, times(low, fixed(-0.5)));
  w.set(exponent, times(exponent, onePlus(c, times(low, polynomial(c, SERIES.slice(3), low)))));
  const t = w.let('t', over(fixed(1), onePlus(c, times(z, fixed(TAIL_SCALE)))));
  const tail = polynomial(c, TAIL, t);
  w.set(tail, times(times(tail, t), exponent));
  w.set(tail, choose(op('f32x4.gt', x, zeros), minus(fixed(1), tail), tail));
  return { distribution: tail, exponent };
}
