/**
 * @file The one-dimensional transforms of Winograd's F(4, 3) and F(2, 3), four tiles to a vector. A tile of outputs is
 *
 *     y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]        g: 3 weights, d: 6 or 4 inputs
 *
 * with the matrices of `winograd-transforms.ts`. A tile's inputs lie a dilation apart, and so many tiles
 * lie between each other: from a dilation of 3 on, four of them are neighbours in memory, in the input as in the output.
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
import { index } from './dense.js';
import { storeTiles } from './winograd.js';
import {
  type TileAxis,
  type Transform,
  inputTransform,
  outputTransform,
  timesFrom,
  weightTransform,
} from './winograd-transforms.js';

type Vector = Expr<'v128'>;
type Address = Local<'i32'>;

/** How many of four tiles are neighbours in memory: as many as the dilation, if they are not all. */
export type Neighbours = 1 | 2 | 4;

export type LineKind = 'input' | 'output' | 'weight';

const PARAMS = [
  'places', // byte offsets of vectors of tiles: in `x` of inputs and weights, in `y` of outputs
  'placesEnd',
  'x',
  'y',
  'factors', // `FACTORS`
  'planes',
  'xStep', // bytes from plane to plane
  'yStep',
  'step', // bytes between the inputs of a tile; of outputs, between its points
  'pitch', // bytes between the points of a tile; of outputs, between these
  'bias', // of each plane of outputs
] as const;

const TRANSFORMS: Readonly<Record<LineKind, (tile: TileAxis) => Transform>> = {
  input: inputTransform,
  output: outputTransform,
  weight: weightTransform,
};

export const lineKernelName = (kind: LineKind, { outputs }: TileAxis, neighbours: Neighbours): string =>
  `line${outputs}${kind}${neighbours}`;

/** Of every plane, every vector of tiles; what is transformed lies in a row, vector by vector. */
export function lineKernel(kind: LineKind, tile: TileAxis, neighbours: Neighbours): Program {
  const { takes, write } = TRANSFORMS[kind](tile);
  return program(lineKernelName(kind, tile, neighbours), PARAMS, (w, p) => {
    const times = timesFrom(p.factors);
    const values = index(takes).map((n) => w.local('v128', `value${n}`));
    const results = index(tile.outputs).map((n) => w.local('v128', `result${n}`));
    const [place, from, to, row] = ['place', 'from', 'to', 'row'].map((name) => w.local('i32', name)) as [
      Address,
      Address,
      Address,
      Address,
    ];
    w.loop(() => {
      w.set(place, p.places);
      w.set(row, kind === 'output' ? p.x : p.y);
      w.loop(() => {
        w.set(from, kind === 'output' ? row : add(p.x, loadI32(place)));
        w.set(to, kind === 'output' ? add(p.y, loadI32(place)) : row);
        if (kind === 'input' && neighbours !== 4) loadSorted(w, from, tile.outputs, neighbours, values);
        else
          for (const value of values) {
            w.set(value, loadVector(from));
            w.advance(from, p.step);
          }
        if (kind === 'output') {
          write(w, times, values, (n, value) => w.set(results[n]!, op('f32x4.add', value, loadSplat(p.bias))));
          storeLine(w, to, p.pitch, neighbours, results);
        } else
          write(w, times, values, (_, value) => {
            w.store(to, value);
            w.advance(to, p.pitch);
          });
        w.advance(row, i32(16));
        w.advance(place, i32(4));
        return below(place, p.placesEnd);
      });
      w.advance(p.x, p.xStep);
      w.advance(p.y, p.yStep);
      w.advance(p.bias, i32(4));
      w.advance(p.planes, i32(-1));
      return p.planes;
    });
  });
}

/** The inputs of four tiles that are not neighbours: input `n` of each into `values[n]`. */
function loadSorted(
  w: Writer,
  from: Address,
  outputs: number,
  neighbours: 1 | 2,
  values: readonly Local<'v128'>[],
): void {
  const at = (n: number): Vector => loadVector(from, 4 * n);
  // Pairs of neighbours, two tiles further the next pair.
  if (neighbours === 2)
    return values.forEach((value, n) => w.set(value, shuffle(at(2 * n), at(2 * (n + outputs)), [0, 1, 4, 5])));
  if (outputs === 2)
    return values.forEach((value, n) => {
      const lanes = n % 2 === 0 ? [0, 2, 4, 6] : [1, 3, 5, 7];
      w.set(value, shuffle(at(n - (n % 2)), at(n - (n % 2) + 4), lanes));
    });
  // A transposition of four vectors; the last two inputs of a tile are the first two of the next one.
  const half = w.local('v128', 'half');
  const other = w.local('v128', 'other');
  const [d0, d1, d2, d3, d4, d5] = values;
  const pairs = (n: number, lanes: readonly number[], first: Local<'v128'>, second: Local<'v128'>): void => {
    w.set(half, shuffle(at(n), at(n + 4), lanes));
    w.set(other, shuffle(at(n + 8), at(n + 12), lanes));
    w.set(first, shuffle(half, other, [0, 1, 4, 5]));
    w.set(second, shuffle(half, other, [2, 3, 6, 7]));
  };
  pairs(0, [0, 4, 1, 5], d0!, d1!);
  pairs(0, [2, 6, 3, 7], d2!, d3!);
  pairs(4, [0, 4, 1, 5], d4!, d5!);
}

/** Output `n` of four tiles from `results[n]`. */
function storeLine(
  w: Writer,
  to: Address,
  pitch: Address,
  neighbours: Neighbours,
  results: readonly Local<'v128'>[],
): void {
  if (neighbours === 1) return storeTiles(w, to, results);
  if (neighbours === 4)
    return results.forEach((result) => {
      w.store(to, result);
      w.advance(to, pitch);
    });
  for (let n = 0; n < results.length; n += 2) {
    const [even, odd] = [results[n]!, results[n + 1]!];
    w.store(to, shuffle(even, odd, [0, 1, 4, 5]), 8 * n);
    w.store(to, shuffle(even, odd, [2, 3, 6, 7]), 8 * (n + results.length));
  }
}
