/** @file Sums over the rows of a matrix, column by column, in double precision. */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadSplat64,
  loadVector,
  op,
  program,
  shuffle,
  zeros,
} from '../emit/language.js';
import { index } from './dense.js';

type Vector = Expr<'v128'>;
type Operand = Local<'v128'>;

/** The lower, then the upper two of four numbers, as doubles. */
const halves = (v: Operand): readonly [Vector, Vector] => [
  op('f64x2.promote_low_f32x4', v),
  op('f64x2.promote_low_f32x4', shuffle(v, v, [2, 3, 2, 3])),
];

/** Four doubles, rounded. */
const rounded = (low: Vector, high: Vector): Vector =>
  shuffle(op('f32x4.demote_f64x2_zero', low), op('f32x4.demote_f64x2_zero', high), [0, 1, 4, 5]);

/** Runs `body` at every so many vectors of a row of at least sixteen bytes; the last ones overlap those before. */
function eachStretch(
  w: Writer,
  bytes: Local<'i32'>,
  most: number,
  body: (at: Local<'i32'>, vectors: number) => void,
): void {
  const at = w.let('at', i32(0));
  const fits = (vectors: number): Expr<'i32'> => below(add(at, i32(16 * vectors - 1)), bytes);
  for (const vectors of [most, 1])
    w.when(fits(vectors), () =>
      w.loop(() => {
        body(at, vectors);
        w.advance(at, i32(16 * vectors));
        return fits(vectors);
      }),
    );
  w.when(below(at, bytes), () => {
    w.set(at, add(bytes, i32(-16)));
    body(at, 1);
  });
}

const PARAMS = [
  'x', // [outer][rows], `step` from row to row
  'y', // [outer]
  'divisor', // a double
  'outer',
  'rows', // at least one
  'step',
  'bytes', // of a row, at least sixteen
  'xStep', // from one matrix to the next
  'yStep',
] as const;

/** Vectors of a row that are added up at a time: their sums stay in registers. */
const VECTORS = 4;

/** The sum of every column, divided, as float32. */
export function columnSumsKernel(): Program {
  return program('columnSums', PARAMS, (w, p) => {
    const sums = index(2 * VECTORS).map((n) => w.local('v128', `sum${n}`));
    const value = w.local('v128', 'value');
    const divisor = w.let('divisor', loadSplat64(p.divisor));
    const [from, left] = [w.local('i32', 'from'), w.local('i32', 'left')];
    w.loop(() => {
      eachStretch(w, p.bytes, VECTORS, (at, vectors) => {
        for (const n of index(2 * vectors)) w.set(sums[n]!, zeros);
        w.set(from, add(p.x, at));
        w.set(left, p.rows);
        w.loop(() => {
          for (const v of index(vectors)) {
            w.set(value, loadVector(from, 16 * v));
            halves(value).forEach((half, n) => w.set(sums[2 * v + n]!, op('f64x2.add', sums[2 * v + n]!, half)));
          }
          w.advance(from, p.step);
          w.advance(left, i32(-1));
          return left;
        });
        for (const v of index(vectors)) {
          const [low, high] = [0, 1].map((n) => op('f64x2.div', sums[2 * v + n]!, divisor)) as [Vector, Vector];
          w.store(add(p.y, at), rounded(low, high), 16 * v);
        }
      });
      w.advance(p.x, p.xStep);
      w.advance(p.y, p.yStep);
      w.advance(p.outer, i32(-1));
      return p.outer;
    });
  });
}

const PRODUCT_PARAMS = [
  'g', // [rows], `step` from row to row
  'x', // as `g`
  'scales', // for each row its centre c and its scale, doubles
  'products', // written: Σ g·(x − c)·scale
  'sums', // written: Σ g
  'rows', // at least one
  'step',
  'bytes', // of a row, at least sixteen
] as const;

/** Bytes of the centre and the scale of a row. */
export const SCALE_BYTES = 16;
/** Vectors whose two kinds of sums stay in registers. */
const PRODUCT_VECTORS = 2;

/** Σ g and Σ g·(x − c)·scale of every column, with numbers of their own for every row, as float32. */
export function columnProductsKernel(): Program {
  return program('columnProducts', PRODUCT_PARAMS, (w, p) => {
    const sums = index(4 * PRODUCT_VECTORS).map((n) => w.local('v128', `sum${n}`));
    const [value, gradient, centre, scale] = ['value', 'gradient', 'centre', 'scale'].map((name) =>
      w.local('v128', name),
    ) as [Operand, Operand, Operand, Operand];
    const product = w.local('v128', 'product');
    const [offset, own, left] = ['offset', 'own', 'left'].map((name) => w.local('i32', name)) as [
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
    ];
    eachStretch(w, p.bytes, PRODUCT_VECTORS, (at, vectors) => {
      for (const n of index(4 * vectors)) w.set(sums[n]!, zeros);
      w.set(offset, at);
      w.set(own, p.scales);
      w.set(left, p.rows);
      w.loop(() => {
        w.set(centre, loadSplat64(own));
        w.set(scale, loadSplat64(own, 8));
        for (const v of index(vectors)) {
          w.set(value, loadVector(add(p.x, offset), 16 * v));
          w.set(gradient, loadVector(add(p.g, offset), 16 * v));
          const [xs, gs] = [halves(value), halves(gradient)];
          for (const n of [0, 1] as const) {
            const [sum, weighed] = [sums[4 * v + n]!, sums[4 * v + 2 + n]!];
            w.set(product, gs[n]);
            w.set(sum, op('f64x2.add', sum, product));
            const scaled = op('f64x2.mul', op('f64x2.sub', xs[n], centre), scale);
            w.set(weighed, op('f64x2.add', weighed, op('f64x2.mul', product, scaled)));
          }
        }
        w.advance(offset, p.step);
        w.advance(own, i32(SCALE_BYTES));
        w.advance(left, i32(-1));
        return left;
      });
      for (const v of index(vectors)) {
        w.store(add(p.sums, at), rounded(sums[4 * v]!, sums[4 * v + 1]!), 16 * v);
        w.store(add(p.products, at), rounded(sums[4 * v + 2]!, sums[4 * v + 3]!), 16 * v);
      }
    });
  });
}
