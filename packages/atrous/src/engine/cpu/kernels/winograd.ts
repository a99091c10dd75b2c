/**
 * @file The transforms of Winograd's F(4×4, 3×3) and F(2×2, 3×3), four tiles to a vector. A tile of outputs is
 *
 *     Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A        g: 3×3 weights, d: 6×6 or 4×4 inputs
 *
 * with the interpolation points 0, ±1, ∞ for tiles of 2×2, which lose fewer bits than the direct sum, and 0, ±√½, ±√2, ∞ for
 * tiles of 4×4: the textbook's 0, ±1, ±2, ∞ lose four times as many. Each transform is a one-dimensional one down the
 * columns, into a scratch, and then along the rows.
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
export const FACTORS: readonly number[] = [2.5, 0.5, A, B, 2, A / 2, 2 * B, -2 / 3, (-2 / 3) * A, 1 / 6, B / 6, -1];
const AT = {
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

/** Of F(2×2). Bᵀ: rows [1 0 −1 0], [0 1 1 0], [0 −1 1 0], [0 1 0 −1]. */
const INPUT_2: Transform = {
  takes: 4,
  gives: 4,
  write: (_, __, [d0, d1, d2, d3], put) => {
    put(0, minus(d0!, d2!));
    put(1, plus(d1!, d2!));
    put(2, minus(d2!, d1!));
    put(3, minus(d1!, d3!));
  },
};

/** Of F(2×2). Aᵀ: rows [1 1 1 0], [0 1 −1 −1]. */
const OUTPUT_2: Transform = {
  takes: 4,
  gives: 2,
  write: (w, _, [m0, m1, m2, m3], put) =>
    both(w, m1!, m2!, (sum, difference) => {
      put(0, plus(m0!, sum));
      put(1, minus(difference, m3!));
    }),
};

/** Of F(2×2). G: rows [1 0 0], [½ ±½ ½], [0 0 1]. */
const WEIGHT_2: Transform = {
  takes: 3,
  gives: 4,
  write: (w, times, [g0, g1, g2], put) => {
    put(0, g0!);
    both(w, times('half', plus(g0!, g2!)), times('half', g1!), (sum, difference) => {
      put(1, sum);
      put(2, difference);
    });
    put(3, g2!);
  },
};

/** Of F(2×2), the gradient of its result. A: rows [1 0], [1 1], [1 −1], [0 −1]. */
const GRADIENT_2: Transform = {
  takes: 2,
  gives: 4,
  write: (_, times, [g0, g1], put) => {
    put(0, g0!);
    put(1, plus(g0!, g1!));
    put(2, minus(g0!, g1!));
    put(3, times('minusOne', g1!));
  },
};

/** Of F(2×2), the gradient of its weights. Gᵀ: rows [1 ½ ½ 0], [0 ½ −½ 0], [0 ½ ½ 1]. */
const TAPS_2: Transform = {
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
  'columnStep', // bytes between the columns of an output, where tiles lie between each other
] as const;

/** Outputs of a tile along an axis. */
export type TileSize = 2 | 4;

/** Neighbouring tiles of an `output` lie side by side; of an `apart` one column of each lies beside the same column of the next. */
export type Kind = 'input' | 'output' | 'apart' | 'weight' | 'gradient' | 'taps';
const TRANSFORMS: Readonly<Record<TileSize, Readonly<Partial<Record<Kind, Transform>>>>> = {
  2: { input: INPUT_2, output: OUTPUT_2, apart: OUTPUT_2, weight: WEIGHT_2, gradient: GRADIENT_2, taps: TAPS_2 },
  4: { input: INPUT, output: OUTPUT, apart: OUTPUT, weight: WEIGHT },
};

export function winogradKernel(kind: Kind, tile: TileSize): Program {
  const { takes, gives, write } = TRANSFORMS[tile][kind]!;
  const body = (w: Writer, p: { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> }): void => {
    const times = (factor: keyof typeof AT, value: Vector): Vector =>
      op('f32x4.mul', loadSplat(p.factors, 4 * AT[factor]), value);
    const values = index(takes).map((n) => w.local('v128', `value${n}`));
    const results = index(tile).map((n) => w.local('v128', `result${n}`));
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
      if (kind === 'output' || kind === 'apart') {
        write(w, times, values, (n, value) => w.set(results[n]!, plus(value, loadSplat(p.bias))));
        if (kind === 'output') storeTiles(w, to, results);
        else storeColumns(w, to, p.columnStep, results);
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
  return program(`winograd${tile}${kind}`, PARAMS, body, ['scratch']);
}

/** One row of four tiles: what is in the same column of each are neighbours. */
function storeColumns(w: Writer, to: Local<'i32'>, step: Local<'i32'>, columns: readonly VectorLocal[]): void {
  const target = w.let('target', to);
  for (const column of columns) {
    w.store(target, column);
    w.advance(target, step);
  }
}

/** One row of four tiles: the columns of each, tile by tile, are neighbours. */
export function storeTiles(w: Writer, to: Local<'i32'>, [c0, c1, c2, c3]: readonly VectorLocal[]): void {
  if (c2 === undefined) {
    w.store(to, shuffle(c0!, c1!, [0, 4, 1, 5]));
    return w.store(to, shuffle(c0!, c1!, [2, 6, 3, 7]), 16);
  }
  const low = w.let('low', shuffle(c0!, c1!, [0, 4, 1, 5]));
  const low2 = w.let('low2', shuffle(c2, c3!, [0, 4, 1, 5]));
  w.store(to, shuffle(low, low2, [0, 1, 4, 5]));
  w.store(to, shuffle(low, low2, [2, 3, 6, 7]), 16);
  const high = w.let('high', shuffle(c0!, c1!, [2, 6, 3, 7]));
  const high2 = w.let('high2', shuffle(c2, c3!, [2, 6, 3, 7]));
  w.store(to, shuffle(high, high2, [0, 1, 4, 5]), 32);
  w.store(to, shuffle(high, high2, [2, 3, 6, 7]), 48);
}
