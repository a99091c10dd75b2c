/**
 * @file Winograd's transforms along one axis. F(outputs, taps) makes neighbouring outputs of a window of so many taps from
 * outputs + taps − 1 products, the least there can be:
 *
 *     y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]        g: taps, d: inputs, as many as products
 *
 * G evaluates the taps as a polynomial at so many points, ∞ among them, and Aᵀ takes their powers. The inputs' Bᵀ depends on
 * the points alone: however many of a tile's inputs are taps and how many outputs, one transform serves them. Points are
 * 0, ±1, ∞ for tiles of four inputs, whose sums lose fewer bits than direct ones, and 0, ±√½, ±√2, ∞ for tiles of six: the
 * textbook's 0, ±1, ±2, ∞ lose four times as many.
 */

import { type Expr, type Local, type Writer, loadSplat, op } from '../emit/language.js';

export type Vector = Expr<'v128'>;
export type VectorLocal = Local<'v128'>;

/** A tile along one axis. */
export interface TileAxis {
  readonly outputs: number;
  readonly taps: number;
  /** Inputs of a tile, and products. */
  readonly points: 4 | 6;
}

/** Tiles of four inputs: sums and halves only. */
export const F23: TileAxis = { outputs: 2, taps: 3, points: 4 };
export const F43: TileAxis = { outputs: 4, taps: 3, points: 6 };
export const F34: TileAxis = { outputs: 3, taps: 4, points: 6 };
export const F25: TileAxis = { outputs: 2, taps: 5, points: 6 };

const A = Math.SQRT1_2;
const B = Math.SQRT2;

/** Factors of the transforms, in the order of the table that they are loaded from. */
export const FACTORS: readonly number[] = [2.5, 0.5, A, B, 2, A / 2, 2 * B, -2 / 3, (-2 / 3) * A, 1 / 6, B / 6, -1];
const FACTOR_AT = {
  twoAndHalf: 0,
  half: 1,
  a: 2,
  b: 3,
  two: 4,
  halfA: 5,
  twoB: 6,
  minus: 7,
  minusA: 8,
  sixth: 9,
  sixthB: 10,
  minusOne: 11,
};

type Factor = keyof typeof FACTOR_AT;
type Times = (factor: Factor, value: Vector) => Vector;

/** Products with `FACTORS` that stand at an address. */
export const timesFrom =
  (factors: Local<'i32'>): Times =>
  (factor, value) =>
    op('f32x4.mul', loadSplat(factors, 4 * FACTOR_AT[factor]), value);

export const plus = (a: Vector, b: Vector): Vector => op('f32x4.add', a, b);
export const minus = (a: Vector, b: Vector): Vector => op('f32x4.sub', a, b);

/** A transform: as many values as it takes; `put` is called with each result in order. */
export interface Transform {
  readonly takes: number;
  readonly gives: number;
  readonly write: (
    w: Writer,
    times: Times,
    values: readonly VectorLocal[],
    put: (n: number, value: Vector) => void,
  ) => void;
}

/** Sum and difference of two values. */
function both(w: Writer, first: Vector, second: Vector, put: (sum: Vector, difference: Vector) => void): void {
  const u = w.let('u', first);
  const v = w.let('v', second);
  put(plus(u, v), minus(u, v));
}

/** Bᵀ: rows [1 0 −1 0], [0 1 1 0], [0 −1 1 0], [0 1 0 −1]. */
const INPUTS_4: Transform = {
  takes: 4,
  gives: 4,
  write: (_, __, [d0, d1, d2, d3], put) => {
    put(0, minus(d0!, d2!));
    put(1, plus(d1!, d2!));
    put(2, minus(d2!, d1!));
    put(3, minus(d1!, d3!));
  },
};

/** Bᵀ: rows [1 0 −5⁄2 0 1 0], [0 ∓2a −2 ±a 1 0], [0 ∓b⁄2 −½ ±b 1 0], [0 1 0 −5⁄2 0 1], where a = √½ and b = √2. */
const INPUTS_6: Transform = {
  takes: 6,
  gives: 6,
  write: (w, times, [d0, d1, d2, d3, d4, d5], put) => {
    put(0, plus(minus(d0!, times('twoAndHalf', d2!)), d4!));
    both(w, minus(d4!, plus(d2!, d2!)), times('a', minus(d3!, plus(d1!, d1!))), (sum, difference) => {
      put(1, sum);
      put(2, difference);
    });
    both(w, minus(d4!, times('half', d2!)), times('b', minus(d3!, times('half', d1!))), (sum, difference) => {
      put(3, sum);
      put(4, difference);
    });
    put(5, plus(minus(d1!, times('twoAndHalf', d3!)), d5!));
  },
};

/** Bᵀ: the inputs of a tile. */
export const inputTransform = ({ points }: TileAxis): Transform => (points === 4 ? INPUTS_4 : INPUTS_6);

/** Every second value, from the first or the second on. */
const alternate = (values: readonly Vector[], first: 0 | 1): Vector[] => values.filter((_, n) => n % 2 === first);

/** G: the taps' polynomial at every point, divided by what Bᵀ multiplies too much. */
export function weightTransform({ taps, points }: TileAxis): Transform {
  const write: Transform['write'] = (w, times, values, put) => {
    const [even, odd] = [alternate(values, 0), alternate(values, 1)];
    /** Values at a point and its negative: what is even in it, and what is odd, each with its factor. */
    const pair = (n: number, factors: readonly [Factor, Factor], square?: Factor): void => {
      const sum = (terms: readonly Vector[]): Vector =>
        terms.reduceRight((all, term) => plus(term, square === undefined ? all : times(square, all)));
      both(w, times(factors[0], sum(even)), times(factors[1], sum(odd)), (value, negative) => {
        put(n, value);
        put(n + 1, negative);
      });
    };
    put(0, values[0]!);
    if (points === 4) pair(1, ['half', 'half']);
    else {
      pair(1, ['minus', 'minusA'], 'half');
      pair(3, ['sixth', 'sixthB'], 'two');
    }
    put(points - 1, values[taps - 1]!);
  };
  return { takes: taps, gives: points, write };
}

/** The powers from 1 on of √½ and √2. */
const POWERS: readonly (readonly [Factor, Factor])[] = [
  ['a', 'b'],
  ['half', 'two'],
  ['halfA', 'twoB'],
];

/** Aᵀ: rows are the powers of the points from 0 on, the last with ∞. */
export function outputTransform({ outputs, points }: TileAxis): Transform {
  const write: Transform['write'] = (w, times, m, put) => {
    const last = m[points - 1]!;
    const [p, q] = [w.let('p', plus(m[1]!, m[2]!)), w.let('q', minus(m[1]!, m[2]!))];
    if (points === 4) {
      put(0, plus(m[0]!, p));
      return put(1, minus(q, last));
    }
    const [r, s] = [w.let('r', plus(m[3]!, m[4]!)), w.let('s', minus(m[3]!, m[4]!))];
    put(0, plus(plus(m[0]!, p), r));
    POWERS.slice(0, outputs - 1).forEach(([a, b], n) => {
      const power = n + 1;
      const value = power % 2 === 0 ? plus(times(a, p), times(b, r)) : plus(times(a, q), times(b, s));
      put(power, power === outputs - 1 ? plus(value, last) : value);
    });
  };
  return { takes: points, gives: outputs, write };
}

/** The gradient of the outputs of F(2, 3). A: rows [1 0], [1 1], [1 −1], [0 −1]. */
export const GRADIENT_TRANSFORM: Transform = {
  takes: 2,
  gives: 4,
  write: (_, times, [g0, g1], put) => {
    put(0, g0!);
    put(1, plus(g0!, g1!));
    put(2, minus(g0!, g1!));
    put(3, times('minusOne', g1!));
  },
};

/** The gradient of the taps of F(2, 3). Gᵀ: rows [1 ½ ½ 0], [0 ½ −½ 0], [0 ½ ½ 1]. */
export const TAPS_TRANSFORM: Transform = {
  takes: 4,
  gives: 3,
  write: (w, times, [m0, m1, m2, m3], put) =>
    both(w, times('half', m1!), times('half', m2!), (sum, difference) => {
      const middle = w.let('middle', sum);
      put(0, plus(m0!, middle));
      put(1, difference);
      put(2, plus(middle, m3!));
    }),
};
