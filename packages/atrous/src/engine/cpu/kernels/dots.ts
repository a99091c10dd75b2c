/**
 * @file Sums of products along rows of two matrices, both of which lie in the order of the sum:
 *
 *     m[r][c] += Σ_k u[r][k] · v[c][k]
 *
 * Four neighbouring k stand in a vector: every sum is four, which are added up before they go to memory.
 */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadVector,
  op,
  program,
  shuffle,
  zeros,
} from '../emit/language.js';
import { index, multiplyAdd } from './dense.js';

/** Columns of a tile. */
export const DOT_COLUMNS = 2;

/** Vectors that the sums of a tile of so many rows take: of two rows and both columns each, row by row. */
export const dotVectors = (rows: number): number => Math.ceil(rows / 2);

const PARAMS = [
  'u', // [rows][uStep]
  'v', // [2·pairs][vStep]
  'm', // `dotVectors` for every pair of columns
  'bytes', // of a row that are summed, a multiple of sixteen
  'uStep',
  'vStep',
  'pairs', // of columns
] as const;

/** The sums of so many rows; those of a call are added up before they are added to what is there. */
export function dotsKernel(rows: number, fused: boolean): Program {
  return program(`dots${rows}`, PARAMS, (w, p) => {
    const us = index(rows).map((r) => w.local('i32', `u${r}`));
    const vs = index(DOT_COLUMNS).map((c) => w.local('i32', `v${c}`));
    const sums = index(rows).map((r) => index(DOT_COLUMNS).map((c) => w.local('v128', `sum${r}_${c}`)));
    const columns = index(DOT_COLUMNS).map((c) => w.local('v128', `column${c}`));
    const row = w.local('v128', 'row');
    const k = w.local('i32', 'k');
    us.forEach((u, r) => w.set(u, r === 0 ? p.u : add(us[r - 1]!, p.uStep)));
    w.loop(() => {
      vs.forEach((v, c) => w.set(v, c === 0 ? p.v : add(vs[c - 1]!, p.vStep)));
      for (const sum of sums.flat()) w.set(sum, zeros);
      w.set(k, i32(0));
      w.loop(() => {
        columns.forEach((column, c) => w.set(column, loadVector(add(vs[c]!, k))));
        sums.forEach((own, r) => {
          w.set(row, loadVector(add(us[r]!, k)));
          own.forEach((sum, c) => w.set(sum, multiplyAdd(fused, row, columns[c]!, sum)));
        });
        w.advance(k, i32(16));
        return below(k, p.bytes);
      });
      for (const i of index(dotVectors(rows))) {
        const four = [...sums[2 * i]!, ...(sums[2 * i + 1] ?? [])];
        w.store(p.m, plus(folded(w, four), loadVector(p.m, 16 * i)), 16 * i);
      }
      for (let c = 0; c < DOT_COLUMNS; c++) w.advance(p.v, p.vStep);
      w.advance(p.m, i32(16 * dotVectors(rows)));
      w.advance(p.pairs, i32(-1));
      return p.pairs;
    });
  });
}

const plus = (a: Expr<'v128'>, b: Expr<'v128'>): Expr<'v128'> => op('f32x4.add', a, b);

/** Of each of four vectors the sum of its lanes, or of two, with zeros behind. */
function folded(w: Writer, [a, b, c, d]: readonly Local<'v128'>[]): Expr<'v128'> {
  // [x0+x2, y0+y2, x1+x3, y1+y3]
  const halves = (x: Local<'v128'>, y: Local<'v128'>, name: string): Local<'v128'> =>
    w.let(name, plus(shuffle(x, y, [0, 4, 1, 5]), shuffle(x, y, [2, 6, 3, 7])));
  const first = halves(a!, b!, 'first');
  const second = c === undefined ? zeros : halves(c, d!, 'second');
  return plus(shuffle(first, second, [0, 1, 4, 5]), shuffle(first, second, [2, 3, 6, 7]));
}

const FOLD_PARAMS = ['from', 'to', 'vectors'] as const;

/** Adds up the four lanes of every vector: four vectors become one. */
export function foldKernel(): Program {
  return program('fold', FOLD_PARAMS, (w, p) => {
    w.loop(() => {
      w.store(
        p.to,
        folded(
          w,
          index(4).map((n) => w.let(`v${n}`, loadVector(p.from, 16 * n))),
        ),
      );
      w.advance(p.from, i32(64));
      w.advance(p.to, i32(16));
      w.advance(p.vectors, i32(-1));
      return p.vectors;
    });
  });
}
