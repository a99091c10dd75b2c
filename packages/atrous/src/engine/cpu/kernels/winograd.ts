/**
 * @file The three transforms of Winograd's F(4×4, 3×3), four tiles to a vector. A tile of 4×4 outputs is
 *
 *     Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A        g: 3×3 weights, d: 6×6 inputs
 *
 * with the interpolation points 0, ±√½, ±√2, ∞: the textbook's 0, ±1, ±2, ∞ lose four times as many bits. Each
 * transform is a one-dimensional one down the columns, into a scratch, and then along the rows.
 */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadI32,
  loadSplat,
  loadVector,
  op,
  program,
  shuffle,
} from '../emit/language.js';
import { PIXEL_BYTES, index } from './dense.js';

type Vector = Expr<'v128'>;
type VectorLocal = Local<'v128'>;

const A = Math.SQRT1_2;
const B = Math.SQRT2;

/** Factors of the transforms, in the order of the table that they are loaded from. */
export const FACTORS: readonly number[] = [2.5, 0.5, A, B, 2, A / 2, 2 * B, -2 / 3, (-2 / 3) * A, 1 / 6, B / 6];
const AT = { twoAndHalf: 0, half: 1, a: 2, b: 3, two: 4, halfA: 5, twoB: 6, minus: 7, minusA: 8, sixth: 9, sixthB: 10 };

/** Bytes of the scratch of a transform: its 36 vectors. */
export const TRANSFORM_BYTES: number = 36 * 16;

const plus = (a: Vector, b: Vector): Vector => op('f32x4.add', a, b);
const minus = (a: Vector, b: Vector): Vector => op('f32x4.sub', a, b);

/** A one-dimensional transform: as many inputs as it takes; `put` is called with each result in order. */
interface Transform {
  readonly takes: number;
  readonly gives: number;
  readonly write: (
    w: Writer,
    times: (factor: keyof typeof AT, value: Vector) => Vector,
    inputs: readonly VectorLocal[],
    put: (n: number, value: Vector) => void,
  ) => void;
}

/** Sum and difference of two values. */
function both(w: Writer, first: Vector, second: Vector, put: (sum: Vector, difference: Vector) => void): void {
  const u = w.let('u', first);
  const v = w.let('v', second);
  put(plus(u, v), minus(u, v));
}

/** Bᵀ: rows [1 0 −5⁄2 0 1 0], [0 ∓2a −2 ±a 1 0], [0 ∓b⁄2 −½ ±b 1 0], [0 1 0 −5⁄2 0 1]. */
const INPUT: Transform = {
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

/** Aᵀ: rows are the powers 0 to 3 of the points, the last with ∞. */
const OUTPUT: Transform = {
  takes: 6,
  gives: 4,
  write: (w, times, [m0, m1, m2, m3, m4, m5], put) => {
    const p = w.let('p', plus(m1!, m2!));
    const q = w.let('q', minus(m1!, m2!));
    const r = w.let('r', plus(m3!, m4!));
    const s = w.let('s', minus(m3!, m4!));
    put(0, plus(plus(m0!, p), r));
    put(1, plus(times('a', q), times('b', s)));
    put(2, plus(times('half', p), times('two', r)));
    put(3, plus(plus(times('halfA', q), times('twoB', s)), m5!));
  },
};

/** G: the weights' polynomial at every point, divided by what Bᵀ multiplies too much. */
const WEIGHT: Transform = {
  takes: 3,
  gives: 6,
  write: (w, times, [g0, g1, g2], put) => {
    put(0, g0!);
    both(w, times('minus', plus(g0!, times('half', g2!))), times('minusA', g1!), (sum, difference) => {
      put(1, sum);
      put(2, difference);
    });
    both(w, times('sixth', plus(g0!, times('two', g2!))), times('sixthB', g1!), (sum, difference) => {
      put(3, sum);
      put(4, difference);
    });
    put(5, g2!);
  },
};

const PARAMS = [
  'pixels', // the table of vectors, as the dense kernel's
  'pixelsEnd',
  'taps', // byte offsets of the inputs of a tile, column by column
  'x',
  'y',
  'factors', // `FACTORS`
  'scratch', // room for 36 vectors
  'planes',
  'xStep', // bytes from plane to plane
  'yStep',
  'pitch', // bytes between the results of a tile; between the rows of an output
  'bias', // of each plane of outputs
] as const;

type Kind = 'input' | 'output' | 'weight';
const TRANSFORMS: Readonly<Record<Kind, Transform>> = { input: INPUT, output: OUTPUT, weight: WEIGHT };

export function winogradKernel(kind: Kind): Program {
  const { takes, gives, write } = TRANSFORMS[kind];
  const body = (w: Writer, p: { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> }): void => {
    const times = (factor: keyof typeof AT, value: Vector): Vector =>
      op('f32x4.mul', loadSplat(p.factors, 4 * AT[factor]), value);
    const values = index(takes).map((n) => w.local('v128', `value${n}`));
    const results = index(4).map((n) => w.local('v128', `result${n}`));
    const pixel = w.local('i32', 'pixel');
    const from = w.local('i32', 'from');
    const to = w.local('i32', 'to');
    const tap = w.local('i32', 'tap');
    const column = w.local('i32', 'column');
    const end = w.let('end', add(p.taps, i32(4 * takes * takes)));

    /** One column of inputs, transformed, as a column of the scratch. */
    const down = (): void => {
      values.forEach((value, n) => {
        w.set(value, loadVector(add(from, loadI32(tap, 4 * n))));
      });
      write(w, times, values, (n, value) => w.store(column, value, 16 * takes * n));
    };

    /** One row of the scratch, transformed, to where it belongs. */
    const along = (): void => {
      values.forEach((value, n) => w.set(value, loadVector(column, 16 * n)));
      if (kind === 'output') {
        write(w, times, values, (n, value) => w.set(results[n]!, plus(value, loadSplat(p.bias))));
        storeTiles(w, to, results);
        return w.advance(to, p.pitch);
      }
      return write(w, times, values, (_, value) => {
        w.store(to, value);
        w.advance(to, p.pitch);
      });
    };

    w.loop(() => {
      w.set(pixel, p.pixels);
      w.loop(() => {
        w.set(from, add(p.x, loadI32(pixel)));
        w.set(to, add(p.y, loadI32(pixel, 4)));
        w.set(tap, p.taps);
        w.set(column, p.scratch);
        w.loop(() => {
          down();
          w.advance(column, i32(16));
          w.advance(tap, i32(4 * takes));
          return below(tap, end);
        });
        w.set(column, p.scratch);
        w.set(tap, i32(gives));
        w.loop(() => {
          along();
          w.advance(column, i32(16 * takes));
          w.advance(tap, i32(-1));
          return tap;
        });
        w.advance(pixel, i32(PIXEL_BYTES));
        return below(pixel, p.pixelsEnd);
      });
      w.advance(p.x, p.xStep);
      w.advance(p.y, p.yStep);
      w.advance(p.bias, i32(4));
      w.advance(p.planes, i32(-1));
      return p.planes;
    });
  };
  return program(`winograd${kind}`, PARAMS, body, ['scratch']);
}

/** One row of four tiles: columns 0 to 3 of each, tile by tile, are sixteen neighbours. */
function storeTiles(w: Writer, to: Local<'i32'>, [c0, c1, c2, c3]: readonly VectorLocal[]): void {
  const low = w.let('low', shuffle(c0!, c1!, [0, 4, 1, 5]));
  const low2 = w.let('low2', shuffle(c2!, c3!, [0, 4, 1, 5]));
  w.store(to, shuffle(low, low2, [0, 1, 4, 5]));
  w.store(to, shuffle(low, low2, [2, 3, 6, 7]), 16);
  const high = w.let('high', shuffle(c0!, c1!, [2, 6, 3, 7]));
  const high2 = w.let('high2', shuffle(c2!, c3!, [2, 6, 3, 7]));
  w.store(to, shuffle(high, high2, [0, 1, 4, 5]), 32);
  w.store(to, shuffle(high, high2, [2, 3, 6, 7]), 48);
}
