/**
 * @file The transforms of tiles of Winograd's algorithm, four tiles to a vector. A tile of outputs is
 *
 *     Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A        g: weights, d: inputs
 *
 * Each transform is one of `winograd-transforms.ts` down the columns, into a scratch, and then one along the rows.
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
  shuffle,
} from '../emit/language.js';
import { PIXEL_BYTES, index } from './dense.js';
import {
  GRADIENT_TRANSFORM,
  type TileAxis,
  type Transform,
  type Vector,
  type VectorLocal,
  inputTransform,
  outputTransform,
  plus,
  timesFrom,
  weightTransform,
} from './winograd-transforms.js';

/** Bytes of the scratch of a transform: its 36 vectors. */
export const TRANSFORM_BYTES: number = 36 * 16;

/** A tile: down the rows, and across the columns. */
export type WinogradTile = readonly [down: TileAxis, across: TileAxis];

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

/** Neighbouring tiles of an `output` lie side by side; of an `apart` one column of each lies beside the same column of the next. */
export type Kind = 'input' | 'output' | 'apart' | 'weight' | 'gradient';

const TRANSFORMS: Readonly<Record<Kind, (axis: TileAxis) => Transform>> = {
  input: inputTransform,
  output: outputTransform,
  apart: outputTransform,
  weight: weightTransform,
  gradient: () => GRADIENT_TRANSFORM,
};

/** The transforms of a kind of value, and the name of the kernel that runs them. */
export function transformsOf(
  kind: Kind,
  [rows, columns]: WinogradTile,
): [name: string, down: Transform, along: Transform] {
  const [down, along] = [TRANSFORMS[kind](rows), TRANSFORMS[kind](columns)];
  return [`winograd ${kind} ${down.takes}x${along.takes} to ${down.gives}x${along.gives}`, down, along];
}

export function winogradKernel(kind: Kind, tile: WinogradTile): Program {
  const [name, down, along] = transformsOf(kind, tile);
  const body = (w: Writer, p: { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> }): void => {
    const times = timesFrom(p.factors);
    const values = index(Math.max(down.takes, along.takes)).map((n) => w.local('v128', `value${n}`));
    const results = index(along.gives).map((n) => w.local('v128', `result${n}`));
    const pixel = w.local('i32', 'pixel');
    const from = w.local('i32', 'from');
    const to = w.local('i32', 'to');
    const tap = w.local('i32', 'tap');
    const column = w.local('i32', 'column');
    const end = w.let('end', add(p.taps, i32(4 * down.takes * along.takes)));

    /** One column of values, transformed, as a column of the scratch. */
    const writeDown = (): void => {
      const inputs = values.slice(0, down.takes);
      inputs.forEach((value, n) => w.set(value, loadVector(add(from, loadI32(tap, 4 * n)))));
      down.write(w, times, inputs, (n, value) => w.store(column, value, 16 * along.takes * n));
    };

    /** One row of the scratch, transformed, to where it belongs. */
    const writeAlong = (): void => {
      const row = values.slice(0, along.takes);
      row.forEach((value, n) => w.set(value, loadVector(column, 16 * n)));
      if (kind === 'output' || kind === 'apart') {
        along.write(w, times, row, (n, value) => w.set(results[n]!, plus(value, loadSplat(p.bias))));
        if (kind === 'output') storeTiles(w, to, results);
        else storeColumns(w, to, p.columnStep, results);
        return w.advance(to, p.pitch);
      }
      return along.write(w, times, row, (_, value) => {
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
          writeDown();
          w.advance(column, i32(16));
          w.advance(tap, i32(4 * down.takes));
          return below(tap, end);
        });
        w.set(column, p.scratch);
        w.set(tap, i32(down.gives));
        w.loop(() => {
          writeAlong();
          w.advance(column, i32(16 * along.takes));
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
  return program(name, PARAMS, body, ['scratch']);
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
export function storeTiles(w: Writer, to: Local<'i32'>, columns: readonly VectorLocal[]): void {
  neighbours(w, columns).forEach((vector, n) => w.store(to, vector, 16 * n));
}

/** The numbers of so many columns of four tiles, tile by tile. */
function neighbours(w: Writer, columns: readonly VectorLocal[]): Vector[] {
  const [c0, c1, c2, c3] = columns as [VectorLocal, VectorLocal, VectorLocal, VectorLocal];
  if (columns.length === 2) return [shuffle(c0, c1, [0, 4, 1, 5]), shuffle(c0, c1, [2, 6, 3, 7])];
  if (columns.length === 3) {
    const pair = (a: Vector, i: number, b: Vector, j: number): Vector => shuffle(a, b, [i, 4 + j, i, 4 + j]);
    return [
      shuffle(pair(c0, 0, c1, 0), pair(c2, 0, c0, 1), [0, 1, 4, 5]),
      shuffle(pair(c1, 1, c2, 1), pair(c0, 2, c1, 2), [0, 1, 4, 5]),
      shuffle(pair(c2, 2, c0, 3), pair(c1, 3, c2, 3), [0, 1, 4, 5]),
    ];
  }
  const halves = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ].map((lanes) => [w.let('first', shuffle(c0, c1, lanes)), w.let('second', shuffle(c2, c3, lanes))] as const);
  return halves.flatMap(([first, second]) => [
    shuffle(first, second, [0, 1, 4, 5]),
    shuffle(first, second, [2, 3, 6, 7]),
  ]);
}
