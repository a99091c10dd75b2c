/** @file Functions of each element, or of two: activations, their slopes times a gradient, sums and products. */

import type { ElementwiseKernel, PairKernel, SlopeKernel, UnaryKernel } from '../../../ops/engine.js';
import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadSplat,
  loadVector,
  op,
  program,
  zeros,
} from '../emit/language.js';
import { index } from './dense.js';

type Vector = Expr<'v128'>;
type Operand = Local<'v128'>;

/** What a function is written with. */
interface Context {
  readonly w: Writer;
  /** Constant n of the call, in all lanes. */
  readonly constant: (n: number) => Vector;
  /** One of `FIXED`, in all lanes. */
  readonly fixed: (value: number) => Vector;
  /** The whole number 127, in all lanes. */
  readonly bias: () => Vector;
}

/** Constants that a call has at most. */
export const MAX_CONSTANTS = 2;
/** What has to be added to n to get the exponent bits of 2ⁿ. */
export const EXPONENT_BIAS = 127;

/** ln 2 in two parts; small whole multiples of the first are exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW: number = Math.LN2 - LN2_HIGH;
/** 1 / k! for k = 7 … 0: with |r| ≤ ln 2 / 2 the next term of eʳ is below 2⁻²⁴. */
const SERIES: readonly number[] = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];
/** Beyond it float32 holds nothing of eˣ. */
const LARGEST = 104;

/** Numbers that functions read. They stand in memory behind the constants of the call, and behind them the bias. */
export const FIXED: readonly number[] = [
  ...new Set([...SERIES, 3, -3, 6, 1 / 3, LARGEST, -LARGEST, Math.LOG2E, -LN2_HIGH, -LN2_LOW]),
];

const plus = (a: Vector, b: Vector): Vector => op('f32x4.add', a, b);
const minus = (a: Vector, b: Vector): Vector => op('f32x4.sub', a, b);
const times = (a: Vector, b: Vector): Vector => op('f32x4.mul', a, b);
const over = (a: Vector, b: Vector): Vector => op('f32x4.div', a, b);
/** `value` where the condition does not hold, else 0: there nothing passes, not even an infinity. */
const unless = (condition: Vector, value: Vector): Vector => op('v128.andnot', value, condition);
/** NaN on the left passes. */
const atLeast = (a: Vector, b: Vector): Vector => op('f32x4.pmax', a, b);
const atMost = (a: Vector, b: Vector): Vector => op('f32x4.pmin', a, b);

/** e⁻ˣ to about an ulp, as 2ⁿ·eʳ with |r| ≤ ln 2 / 2. */
function expOfMinus({ w, fixed, bias }: Context, x: Vector): Operand {
  const powerOfTwo = (n: Vector): Vector =>
    op('i32x4.shl', op('i32x4.add', op('i32x4.trunc_sat_f32x4_s', n), bias()), i32(23));
  const r = w.let('r', atLeast(atMost(minus(zeros, x), fixed(LARGEST)), fixed(-LARGEST)));
  const n = w.let('n', op('f32x4.nearest', times(r, fixed(Math.LOG2E))));
  w.set(r, plus(plus(r, times(n, fixed(-LN2_HIGH))), times(n, fixed(-LN2_LOW))));
  const sum = w.let('sum', fixed(SERIES[0]!));
  for (const term of SERIES.slice(1)) w.set(sum, plus(times(sum, r), fixed(term)));
  // In two factors, since no float is 2ⁿ for n above 127 or, but for subnormal ones, below −126.
  const half = w.let('half', op('f32x4.nearest', times(n, fixed(1 / 2))));
  w.set(n, minus(n, half));
  w.set(sum, times(sum, powerOfTwo(half)));
  w.set(sum, times(sum, powerOfTwo(n)));
  return sum;
}

const onePlus = ({ fixed }: Context, v: Vector): Vector => plus(fixed(1), v);

/** Max(0, min(6, x + 3)). */
const ramp = ({ fixed }: Context, x: Vector): Vector => atMost(atLeast(plus(x, fixed(3)), zeros), fixed(6));

/** Functions of one element x, with their constants. */
const UNARY: Readonly<Record<UnaryKernel, (c: Context, x: Operand) => Vector>> = {
  relu: (_, x) => atLeast(x, zeros),
  /** Limits: low, high. */
  limited: ({ constant }, x) => atMost(atLeast(x, constant(0)), constant(1)),
  /** Constant: the slope below 0. */
  leakyRelu: ({ constant }, x) => op('v128.bitselect', x, times(x, constant(0)), op('f32x4.gt', x, zeros)),
  hardsigmoid: (c, x) => over(ramp(c, x), c.fixed(6)),
  hardswish: (c, x) => over(times(x, ramp(c, x)), c.fixed(6)),
  sigmoid: (c, x) => over(c.fixed(1), onePlus(c, expOfMinus(c, x))),
  silu: (c, x) => over(x, onePlus(c, expOfMinus(c, x))),
  /** Constant: the second operand. */
  sumWith: ({ constant }, x) => plus(x, constant(0)),
  differenceWith: ({ constant }, x) => minus(x, constant(0)),
  productWith: ({ constant }, x) => times(x, constant(0)),
  quotientWith: ({ constant }, x) => over(x, constant(0)),
};

/** Functions of two elements; of slopes the first is the gradient, the second what was saved. */
const BINARY: Readonly<Record<PairKernel | SlopeKernel, (c: Context, a: Operand, b: Operand) => Vector>> = {
  sum: (_, a, b) => plus(a, b),
  difference: (_, a, b) => minus(a, b),
  product: (_, a, b) => times(a, b),
  quotient: (_, a, b) => over(a, b),
  reluSlope: (_, g, y) => unless(op('f32x4.le', y, zeros), g),
  /** Limits: low, high. */
  limitedSlope: ({ constant }, g, x) =>
    unless(op('v128.or', op('f32x4.le', x, constant(0)), op('f32x4.ge', x, constant(1))), g),
  /** Constant: the slope below 0. */
  leakyReluSlope: ({ constant }, g, x) => op('v128.bitselect', g, times(g, constant(0)), op('f32x4.gt', x, zeros)),
  hardsigmoidSlope: ({ fixed }, g, x) =>
    op('v128.and', op('v128.and', over(g, fixed(6)), op('f32x4.gt', x, fixed(-3))), op('f32x4.lt', x, fixed(3))),
  hardswishSlope: ({ fixed }, g, x) => {
    const inside = times(g, plus(times(x, fixed(1 / 3)), fixed(1 / 2)));
    return unless(op('f32x4.le', x, fixed(-3)), op('v128.bitselect', inside, g, op('f32x4.lt', x, fixed(3))));
  },
  /** g·y·(1 − y), of the output y. */
  sigmoidSlope: ({ fixed }, g, y) => times(times(g, y), minus(fixed(1), y)),
  siluSlope: (c, g, x) => {
    const s = c.w.let('s', over(c.fixed(1), onePlus(c, expOfMinus(c, x))));
    return times(times(g, s), onePlus(c, times(x, minus(c.fixed(1), s))));
  },
};

const isUnary = (name: ElementwiseKernel): name is UnaryKernel => Object.hasOwn(UNARY, name);

/** Numbers of a turn: arrays are followed by room for a whole one. */
export const TURN_NUMBERS = 8;

const PARAMS = [
  'a',
  'b', // of one operand: anything
  'y',
  'constants', // those of the call, `MAX_CONSTANTS`, then `FIXED`, then the bias
  'bytes',
] as const;

/** `y = f(a)` or `y = f(a, b)`, `TURN_NUMBERS` at a time. */
export function elementwiseKernel(name: ElementwiseKernel): Program {
  return program(name, PARAMS, (w, p) => {
    const at = (n: number): Vector => loadSplat(p.constants, 4 * n);
    const context: Context = {
      w,
      constant: at,
      fixed: (value) => at(MAX_CONSTANTS + FIXED.indexOf(value)),
      bias: () => at(MAX_CONSTANTS + FIXED.length),
    };
    const [a, b] = [w.local('v128', 'first'), w.local('v128', 'second')];
    const end = w.let('end', add(p.a, p.bytes));
    w.loop(() => {
      for (const v of index(TURN_NUMBERS / 4)) {
        w.set(a, loadVector(p.a, 16 * v));
        if (!isUnary(name)) w.set(b, loadVector(p.b, 16 * v));
        w.store(p.y, isUnary(name) ? UNARY[name](context, a) : BINARY[name](context, a, b), 16 * v);
      }
      for (const array of [p.a, p.b, p.y]) w.advance(array, i32(4 * TURN_NUMBERS));
      return below(p.a, end);
    });
  });
}
