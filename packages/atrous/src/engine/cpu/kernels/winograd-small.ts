/**
 * @file The transforms of inputs and outputs of F(2×2, 3×3) without a scratch: what they need at a time fits into the
 * registers. The operations, and so the bits, are those of `winograd.ts`, which also knows dilated rows.
 */

import {
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadI32,
  loadSplat,
  loadVector,
  program,
  zeros,
} from '../emit/language.js';
import { PIXEL_BYTES, index } from './dense.js';
import { storeTiles } from './winograd.js';
import { type Vector, minus, plus } from './winograd-transforms.js';

type Address = Local<'i32'>;

/** Every vector of tiles of every plane: `body` finds where they begin in `from`, and where they go in `to`. */
function eachTile(
  w: Writer,
  p: { readonly [K in 'pixels' | 'pixelsEnd' | 'x' | 'y' | 'planes' | 'xStep' | 'yStep']: Address },
  body: (from: Address, to: Address) => void,
  nextPlane: () => void = () => {},
): void {
  const [pixel, from, to] = ['pixel', 'from', 'to'].map((name) => w.local('i32', name)) as [Address, Address, Address];
  w.loop(() => {
    w.set(pixel, p.pixels);
    w.loop(() => {
      w.set(from, add(p.x, loadI32(pixel)));
      w.set(to, add(p.y, loadI32(pixel, 4)));
      body(from, to);
      w.advance(pixel, i32(PIXEL_BYTES));
      return below(pixel, p.pixelsEnd);
    });
    w.advance(p.x, p.xStep);
    w.advance(p.y, p.yStep);
    nextPlane();
    w.advance(p.planes, i32(-1));
    return p.planes;
  });
}

const INPUT_PARAMS = [
  'pixels', // the table of vectors, as the dense kernel's
  'pixelsEnd',
  'x',
  'y',
  'planes',
  'xStep', // bytes from plane to plane
  'yStep',
  'pitch', // bytes between the results of a tile
  'row', // bytes from row to row
  'odd', // bytes from the even columns of a row to its odd ones
] as const;

/** Bᵀ d B of four neighbouring tiles, whose even columns lie side by side, and their odd ones. */
export function smallInputKernel(): Program {
  return program('winograd2inputs', INPUT_PARAMS, (w, p) => {
    const rows = index(4).map((i) => w.local('i32', `row${i}`));
    const odds = index(4).map((i) => w.local('i32', `odd${i}`));
    const element = (i: number, j: number): Vector => loadVector(j % 2 === 0 ? rows[i]! : odds[i]!, 4 * (j >> 1));
    const first = index(4).map((j) => w.local('v128', `first${j}`));
    const second = index(4).map((j) => w.local('v128', `second${j}`));
    const [a, b] = [w.local('v128', 'a'), w.local('v128', 'b')];
    eachTile(w, p, (from, to) => {
      rows.forEach((row, i) => {
        w.set(row, i === 0 ? from : add(rows[i - 1]!, p.row));
        w.set(odds[i]!, add(row, p.odd));
      });
      const put = (value: Vector): void => {
        w.store(to, value);
        w.advance(to, p.pitch);
      };
      const along = ([d0, d1, d2, d3]: readonly Local<'v128'>[]): void => {
        put(minus(d0!, d2!));
        put(plus(d1!, d2!));
        put(minus(d2!, d1!));
        put(minus(d1!, d3!));
      };
      for (const j of index(4)) w.set(first[j]!, minus(element(0, j), element(2, j)));
      along(first);
      for (const j of index(4)) {
        w.set(a, element(1, j));
        w.set(b, element(2, j));
        w.set(first[j]!, plus(a, b));
        w.set(second[j]!, minus(b, a));
      }
      along(first);
      along(second);
      for (const j of index(4)) w.set(first[j]!, minus(element(1, j), element(3, j)));
      along(first);
    });
  });
}

/** A dY Aᵀ of four neighbouring tiles of gradients, laid out like inputs. */
export function smallGradientKernel(): Program {
  return program('winograd2gradients', INPUT_PARAMS, (w, p) => {
    const lower = w.local('i32', 'lower');
    const odds = index(2).map((i) => w.local('i32', `odd${i}`));
    const upper = index(2).map((j) => w.local('v128', `upper${j}`));
    const below = index(2).map((j) => w.local('v128', `below${j}`));
    const line = index(2).map((j) => w.local('v128', `line${j}`)) as [Local<'v128'>, Local<'v128'>];
    eachTile(w, p, (from, to) => {
      w.set(lower, add(from, p.row));
      w.set(odds[0]!, add(from, p.odd));
      w.set(odds[1]!, add(lower, p.odd));
      [from, odds[0]!].forEach((at, j) => w.set(upper[j]!, loadVector(at)));
      [lower, odds[1]!].forEach((at, j) => w.set(below[j]!, loadVector(at)));
      const put = (value: Vector): void => {
        w.store(to, value);
        w.advance(to, p.pitch);
      };
      /** A row of points, of what `of` makes of the upper and the lower gradient of both columns. */
      const along = (of: (above: Vector, below: Vector) => Vector): void => {
        line.forEach((value, j) => w.set(value, of(upper[j]!, below[j]!)));
        const [even, odd] = line;
        put(even);
        put(plus(even, odd));
        put(minus(even, odd));
        put(minus(zeros, odd));
      };
      along((first) => first);
      along(plus);
      along(minus);
      along((_, second) => minus(zeros, second));
    });
  });
}

const OUTPUT_PARAMS = [
  'pixels',
  'pixelsEnd',
  'x',
  'y',
  'planes',
  'xStep',
  'yStep',
  'pitch', // bytes between the points of a tile
  'row', // bytes between the rows of an output
  'bias', // of each plane
] as const;

/** Aᵀ m A of four neighbouring tiles, and the bias. */
export function smallOutputKernel(): Program {
  return program('winograd2outputs', OUTPUT_PARAMS, (w, p) => {
    const points = index(4).map((i) => w.local('i32', `point${i}`));
    const m = index(4).map((i) => w.local('v128', `m${i}`));
    const halves = index(2).map((n) => index(4).map((j) => w.local('v128', `half${n}_${j}`)));
    const [u, v] = [w.local('v128', 'sum'), w.local('v128', 'difference')];
    const results = index(2).map((n) => w.local('v128', `result${n}`));
    /** Rows [1 1 1 0], [0 1 −1 −1]. */
    const outputs = ([m0, m1, m2, m3]: readonly Local<'v128'>[]): [Vector, Vector] => {
      w.set(u, plus(m1!, m2!));
      w.set(v, minus(m1!, m2!));
      return [plus(m0!, u), minus(v, m3!)];
    };
    eachTile(
      w,
      p,
      (from, to) => {
        points.forEach((point, i) => {
          w.set(point, i === 0 ? from : points[i - 1]!);
          if (i > 0) for (let j = 0; j < 4; j++) w.advance(point, p.pitch);
        });
        for (const j of index(4)) {
          m.forEach((value, i) => {
            w.set(value, loadVector(points[i]!));
            w.advance(points[i]!, p.pitch);
          });
          outputs(m).forEach((value, n) => w.set(halves[n]![j]!, value));
        }
        for (const half of halves) {
          outputs(half).forEach((value, n) => w.set(results[n]!, plus(value, loadSplat(p.bias))));
          storeTiles(w, to, results);
          w.advance(to, p.row);
        }
      },
      () => w.advance(p.bias, i32(4)),
    );
  });
}
