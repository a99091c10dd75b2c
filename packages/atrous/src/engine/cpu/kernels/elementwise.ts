/**
 * @file Functions of each element, or of two: activations, their slopes times a gradient, sums and products. Where the reference
 * computes in double precision and rounds once, these round at every step, and are as far from it as is said.
 */

import {
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
import {
  BITS,
  type Context,
  FIXED,
  type Operand,
  type Vector,
  atLeast,
  atMost,
  choose,
  exponential,
  exponentialLess1,
  hyperbolicTangent,
  logarithm,
  logarithmOf1Plus,
  minus,
  negative,
  normal,
  onePlus,
  over,
  plus,
  size,
  times,
  unless,
  where,
  withSign,
} from './functions.js';

/** Constants that a call has at most. */
export const MAX_CONSTANTS = 3;

/** Max(0, min(6, x + 3)). */
const ramp = ({ fixed }: Context, x: Vector): Vector => atMost(atLeast(plus(x, fixed(3)), zeros), fixed(6));

/** 1 / (1 + e⁻ˣ). */
const logistic = (c: Context, x: Vector): Vector => over(c.fixed(1), onePlus(c, exponential(c, negative(x))));

/** The same, s, and 1 − s with as many digits. */
function logisticAndRest(c: Context, x: Vector): readonly [s: Operand, rest: Operand] {
  const { w, fixed } = c;
  const power = exponential(c, negative(x));
  const s = w.let('s', over(fixed(1), onePlus(c, power)));
  const isSmall = op('f32x4.lt', power, fixed(1));
  w.set(power, choose(isSmall, times(s, power), minus(fixed(1), s)));
  return [s, power];
}

/** ln(1 + e^−|x|). */
const softTail = (c: Context, x: Vector): Operand => logarithmOf1Plus(c, exponential(c, negative(size(x))));

const isAbove = (a: Vector, b: Vector): Vector => op('f32x4.gt', a, b);
const isAtMost = (a: Vector, b: Vector): Vector => op('f32x4.le', a, b);

/** n = eˣ·(eˣ + 2) of x up to 20: tanh(ln(1 + eˣ)) is n / (n + 2). */
function mishPower(c: Context, x: Operand): { readonly power: Operand; readonly n: Operand } {
  const power = exponential(c, atMost(x, c.fixed(20)));
  return { power, n: c.w.let('whole', times(power, plus(power, c.fixed(2)))) };
}

/** 2u of GELU's approximation ½x·(1 + tanh u), u = √(2/π)·(x + 0.044715·x³), and its slope. */
function geluInner({ w, fixed }: Context, x: Operand): { readonly twice: Vector; readonly slope: Vector } {
  const bounded = w.let('bounded', atLeast(atMost(x, fixed(30)), fixed(-30)));
  const squared = w.let('squared', times(bounded, bounded));
  const scale = fixed(2 * Math.sqrt(2 / Math.PI));
  return {
    twice: times(times(scale, bounded), plus(fixed(1), times(squared, fixed(0.044715)))),
    slope: times(scale, plus(fixed(1), times(squared, fixed(3 * 0.044715)))),
  };
}

/** The base of a power that is not whole: of −0 and −∞ it is that of 0 and ∞. */
function powerBase({ fixed }: Context, x: Operand): Vector {
  const isEdge = op('v128.or', op('f32x4.eq', x, zeros), op('f32x4.eq', x, fixed(-Infinity)));
  return choose(isEdge, size(x), x);
}

const fourthRoot = (c: Context, x: Operand): Vector => op('f32x4.sqrt', op('f32x4.sqrt', powerBase(c, x)));

/** x^¾ as √x·√√x. */
function threeQuarters(c: Context, x: Operand): Vector {
  const root = c.w.let('root', op('f32x4.sqrt', powerBase(c, x)));
  return times(root, op('f32x4.sqrt', root));
}

type Unary = (c: Context, x: Operand) => Vector;
type Binary = (c: Context, a: Operand, b: Operand) => Vector;

const limited: Unary = ({ constant }, x) => atMost(atLeast(x, constant(0)), constant(1));
const isShrunk = ({ constant }: Context, x: Vector): Vector =>
  op('v128.and', op('f32x4.ge', x, negative(constant(0))), isAtMost(x, constant(0)));

/** Functions of one element x, with their constants. */
const UNARY: Readonly<Record<string, Unary>> = {
  Relu: (_, x) => atLeast(x, zeros),
  /** Limits: low, high. */
  Hardtanh: limited,
  Clamp: limited,
  /** Constant: the slope below 0. */
  LeakyRelu: ({ constant }, x) => choose(isAbove(x, zeros), x, times(x, constant(0))),
  Hardsigmoid: (c, x) => over(ramp(c, x), c.fixed(6)),
  Hardswish: (c, x) => times(x, over(ramp(c, x), c.fixed(6))),
  Sigmoid: logistic,
  Silu: (c, x) => over(x, onePlus(c, exponential(c, negative(x)))),
  Tanh: hyperbolicTangent,
  Gelu: (c, x) => times(x, normal(c, x).distribution),
  GeluTanh: (c, x) => over(x, onePlus(c, exponential(c, negative(geluInner(c, x).twice)))),
  /** Constants: alpha, scale, and the scale of x. */
  Elu: (c, x) => {
    const below = exponentialLess1(c, c.w.let('scaled', times(x, c.constant(2))));
    return times(choose(isAbove(x, zeros), x, times(below, c.constant(0))), c.constant(1));
  },
  /** Constants: beta, threshold. */
  Softplus: (c, x) => {
    const scaled = c.w.let('scaled', times(x, c.constant(0)));
    const sum = over(plus(softTail(c, scaled), atLeast(scaled, zeros)), c.constant(0));
    return choose(isAbove(scaled, c.constant(1)), x, sum);
  },
  LogSigmoid: (c, x) => minus(atMost(x, zeros), softTail(c, x)),
  Mish: (c, x) => {
    const { n } = mishPower(c, x);
    return times(x, over(n, plus(n, c.fixed(2))));
  },
  Softsign: (c, x) => over(x, onePlus(c, size(x))),
  /** Constants: threshold, value. */
  Threshold: ({ constant }, x) => choose(isAtMost(x, constant(0)), constant(1), x),
  /** Constant: the limit on both sides. */
  Hardshrink: (c, x) => unless(isShrunk(c, x), x),
  Softshrink: (c, x) => unless(isShrunk(c, x), minus(x, withSign(c, c.constant(0), x))),
  Exp: exponential,
  Log: logarithm,
  Sqrt: (_, x) => op('f32x4.sqrt', x),
  Rsqrt: ({ fixed }, x) => over(fixed(1), op('f32x4.sqrt', x)),
  Reciprocal: ({ fixed }, x) => over(fixed(1), x),
  Square: (_, x) => times(x, x),
  Cube: (_, x) => times(times(x, x), x),
  InverseRoot: (c, x) => over(c.fixed(1), op('f32x4.sqrt', powerBase(c, x))),
  FourthRoot: fourthRoot,
  InverseFourthRoot: (c, x) => over(c.fixed(1), fourthRoot(c, x)),
  ThreeQuarters: threeQuarters,
  InverseThreeQuarters: (c, x) => over(c.fixed(1), threeQuarters(c, x)),
  Neg: (_, x) => negative(x),
  Abs: (_, x) => size(x),
  /** Constant: the second operand. */
  sumWith: ({ constant }, x) => plus(x, constant(0)),
  differenceWith: ({ constant }, x) => minus(x, constant(0)),
  productWith: ({ constant }, x) => times(x, constant(0)),
  quotientWith: ({ constant }, x) => over(x, constant(0)),
  maximumWith: ({ constant }, x) => op('f32x4.max', x, constant(0)),
  minimumWith: ({ constant }, x) => op('f32x4.min', x, constant(0)),
};

const limitedSlope: Binary = ({ constant }, g, x) =>
  unless(op('v128.or', isAtMost(x, constant(0)), op('f32x4.ge', x, constant(1))), g);
const shrinkSlope: Binary = (c, g, x) => unless(isShrunk(c, x), g);

/** Functions of two elements; of slopes the first is the gradient, the second what was saved. */
const BINARY: Readonly<Record<string, Binary>> = {
  sum: (_, a, b) => plus(a, b),
  difference: (_, a, b) => minus(a, b),
  product: (_, a, b) => times(a, b),
  quotient: (_, a, b) => over(a, b),
  maximum: (_, a, b) => op('f32x4.max', a, b),
  minimum: (_, a, b) => op('f32x4.min', a, b),
  /** Of the output. */
  ReluBackward: (_, g, y) => unless(isAtMost(y, zeros), g),
  HardtanhBackward: limitedSlope,
  /** The limits count as inside. */
  ClampBackward: ({ constant }, g, x) =>
    where(op('v128.and', op('f32x4.ge', x, constant(0)), isAtMost(x, constant(1))), g),
  LeakyReluBackward: ({ constant }, g, x) => choose(isAbove(x, zeros), g, times(g, constant(0))),
  HardsigmoidBackward: ({ fixed }, g, x) =>
    where(op('v128.and', isAbove(x, fixed(-3)), op('f32x4.lt', x, fixed(3))), over(g, fixed(6))),
  HardswishBackward: ({ fixed }, g, x) => {
    const inside = times(g, plus(times(x, fixed(1 / 3)), fixed(1 / 2)));
    return unless(isAtMost(x, fixed(-3)), choose(op('f32x4.lt', x, fixed(3)), inside, g));
  },
  /** g·y·(1 − y), of the output y. */
  SigmoidBackward: ({ fixed }, g, y) => times(times(g, y), minus(fixed(1), y)),
  SiluBackward: (c, g, x) => {
    const [s, rest] = logisticAndRest(c, x);
    return times(times(g, s), onePlus(c, times(x, rest)));
  },
  /** g·(1 − y)·(1 + y), of the output y. */
  TanhBackward: (c, g, y) => times(g, times(minus(c.fixed(1), y), onePlus(c, y))),
  /** g·(Φ(x) + x·φ(x)). */
  GeluBackward: (c, g, x) => {
    const { distribution, exponent } = normal(c, x);
    return times(g, plus(distribution, times(x, times(exponent, c.fixed(Math.sqrt(1 / (2 * Math.PI)))))));
  },
  /** g·(s + x·s·(1 − s)·2u′) with s = 1 / (1 + e^−2u). */
  GeluTanhBackward: (c, g, x) => {
    const { twice, slope } = geluInner(c, x);
    const [s, rest] = logisticAndRest(c, twice);
    return times(g, plus(s, times(x, times(times(s, rest), slope))));
  },
  EluBackward: (c, g, x) => {
    const below = times(exponential(c, times(x, c.constant(2))), times(c.constant(0), c.constant(2)));
    return times(g, times(choose(isAbove(x, zeros), c.fixed(1), below), c.constant(1)));
  },
  SoftplusBackward: (c, g, x) => {
    const scaled = c.w.let('scaled', times(x, c.constant(0)));
    return choose(isAbove(scaled, c.constant(1)), g, times(g, logistic(c, scaled)));
  },
  LogSigmoidBackward: (c, g, x) => over(g, onePlus(c, exponential(c, x))),
  /** g·(t + x·σ·(1 − t²)) with t = n / (n + 2); σ = e / (1 + e). */
  MishBackward: (c, g, x) => {
    const { power, n } = mishPower(c, x);
    const past = isAbove(x, c.fixed(20));
    const left = c.w.let('left', over(c.fixed(2), plus(n, c.fixed(2))));
    c.w.set(n, times(n, times(left, c.fixed(1 / 2))));
    const rest = unless(past, times(left, onePlus(c, n)));
    return times(g, plus(n, times(times(x, over(power, onePlus(c, power))), rest)));
  },
  ThresholdBackward: ({ constant }, g, x) => unless(isAtMost(x, constant(0)), g),
  HardshrinkBackward: shrinkSlope,
  SoftshrinkBackward: shrinkSlope,
  AbsBackward: (_, g, x) => where(op('f32x4.gt', size(x), zeros), choose(isAbove(x, zeros), g, negative(g))),
};

/** Powers that are made of other operations. */
const POWERS: Readonly<Record<string, string>> = {
  '-1': 'Reciprocal',
  '-0.75': 'InverseThreeQuarters',
  '-0.5': 'InverseRoot',
  '-0.25': 'InverseFourthRoot',
  '0.25': 'FourthRoot',
  '0.75': 'ThreeQuarters',
  '0.5': 'Sqrt',
  '1': 'productWith',
  '2': 'Square',
  '3': 'Cube',
};

/** The function of that name and its constants; null for one that is not here. */
export function elementwiseFunction(
  name: string,
  constants: readonly number[],
): { readonly name: string; readonly constants: readonly number[] } | null {
  if (name === 'powerWith') {
    const power = POWERS[constants[0]!];
    // What multiplies, multiplies by the exponent 1.
    return power === undefined ? null : { name: power, constants };
  }
  const isKnown = Object.hasOwn(UNARY, name) || Object.hasOwn(BINARY, name);
  return isKnown && !constants.some(Number.isNaN) ? { name, constants } : null;
}

/** All functions that there are. */
export const FUNCTIONS: readonly string[] = [...Object.keys(UNARY), ...Object.keys(BINARY)];

/** Numbers of a turn: arrays are followed by room for a whole one. */
export const TURN_NUMBERS = 8;

/** Bytes of what a kernel reads besides the arrays: the constants of the call, `MAX_CONSTANTS`, then `FIXED`, then `BITS`. */
export const TABLE_BYTES: number = 4 * (MAX_CONSTANTS + FIXED.length + BITS.length);

const PARAMS = [
  'a',
  'b', // of one operand: anything
  'y',
  'table', // `TABLE_BYTES`
  'bytes',
] as const;

/** What functions are written with, on a table of `TABLE_BYTES`. */
export function functionContext(w: Writer, table: Local<'i32'>): Context {
  const at = (n: number): Vector => loadSplat(table, 4 * n);
  return {
    w,
    constant: at,
    fixed: (value) => at(MAX_CONSTANTS + FIXED.indexOf(value)),
    bits: (word) => at(MAX_CONSTANTS + FIXED.length + BITS.indexOf(word)),
  };
}

/** `y = f(a)` or `y = f(a, b)`, `TURN_NUMBERS` at a time. */
export function elementwiseKernel(name: string): Program {
  const unary = Object.hasOwn(UNARY, name) ? UNARY[name]! : null;
  return program(name, PARAMS, (w, p) => {
    const context = functionContext(w, p.table);
    const [a, b] = [w.local('v128', 'first'), w.local('v128', 'second')];
    const end = w.let('end', add(p.a, p.bytes));
    w.loop(() => {
      for (const v of index(TURN_NUMBERS / 4)) {
        w.set(a, loadVector(p.a, 16 * v));
        if (unary === null) w.set(b, loadVector(p.b, 16 * v));
        w.store(p.y, unary === null ? BINARY[name]!(context, a, b) : unary(context, a), 16 * v);
      }
      for (const array of [p.a, p.b, p.y]) w.advance(array, i32(4 * TURN_NUMBERS));
      return below(p.a, end);
    });
  });
}
