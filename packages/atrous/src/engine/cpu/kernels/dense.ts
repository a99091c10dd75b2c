/**
 * @file The one dense kernel: a tile of output channels × pixels, summed over a list of taps.
 *
 *     y[o][v] = bias[o] + Σ_k weight[k][o] · x[pixel[v] + tap[k]]        v: four neighbouring pixels
 *
 * Where the pixels of a tile begin and where a tap lies from there stand in two small tables, so that one kernel does
 * every stride, dilation, group, rank and matrix product; per layer only the tables differ. Reading a tap's offset
 * costs nothing that can be measured (98 % of the peak on a 7×7 layer), and every layer runs code that V8 has already
 * optimised for the layers before.
 */

import {
  type Expr,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadI32,
  loadSplat,
  loadVector,
  not,
  op,
  program,
} from '../emit/language.js';

/** How many output channels and how many vectors of pixels a tile has, and how products are added. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
  /** One rounding per multiply-add (relaxed SIMD) instead of two. */
  readonly fused: boolean;
}

type Address = Expr<'i32'>;
type Vector = Expr<'v128'>;

/** Bytes of a row of the table of pixels: where a vector begins in the input, and where it goes. */
export const PIXEL_BYTES = 8;

export const index = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** `sum + a · b` */
function multiplyAdd(fused: boolean, a: Vector, b: Vector, sum: Vector): Vector {
  return fused ? op('f32x4.relaxed_madd', a, b, sum) : op('f32x4.add', op('f32x4.mul', a, b), sum);
}

const PARAMS = [
  'weight', // packed [panel][taps][rows]
  'bias', // [panel][rows]
  'pixels', // the table of vectors: `PIXEL_BYTES` each
  'pixelsEnd', // a whole number of tiles further
  'taps', // byte offsets from a pixel, one per tap
  'tapsEnd',
  'x', // what the first offsets of the table are added to
  'y', // what the second ones are added to
  'plane', // bytes from one output channel to the next
  'panels', // panels of `rows` output channels
  'weightStep', // bytes from panel to panel
  'xStep',
  'partial', // sums that wait for the next chunk of taps
  'resume', // whether sums begin there, not at the bias
  'pause', // whether sums go there, not to `y`
] as const;

/** For every panel, every tile of pixels: the sums over all taps. Tiles of one panel are written in ascending order. */
export function denseKernel(tile: Tile): Program {
  const { rows, vectors } = tile;
  return program(`dense${rows}x${4 * vectors}`, PARAMS, (w, p) => {
    const from = index(vectors).map((v) => w.local('i32', `from${v}`));
    const sums = index(rows).map((r) => index(vectors).map((v) => w.local('v128', `sum${r}_${v}`)));
    const pixel = w.local('i32', 'pixel');
    const saved = w.local('i32', 'saved');
    const target = w.local('i32', 'target');
    const eachSum = (visit: (sum: (typeof sums)[0][0], n: number) => void): void => sums.flat().forEach(visit);
    w.loop(() => {
      w.set(pixel, p.pixels);
      w.set(saved, p.partial);
      w.loop(() => {
        from.forEach((address, v) => w.set(address, add(p.x, loadI32(pixel, v * PIXEL_BYTES))));
        sums.forEach((row, r) => row.forEach((sum) => w.set(sum, loadSplat(p.bias, 4 * r))));
        w.when(p.resume, () => eachSum((sum, n) => w.set(sum, loadVector(saved, 16 * n))));

        sumTaps(w, tile, p, from, sums);

        w.when(p.pause, () => eachSum((sum, n) => w.store(saved, sum, 16 * n)));
        w.when(not(p.pause), () => {
          for (const v of index(vectors)) {
            w.set(target, add(p.y, loadI32(pixel, v * PIXEL_BYTES + 4)));
            sums.forEach((row, r) => {
              w.store(target, row[v]!);
              if (r + 1 < rows) w.advance(target, p.plane);
            });
          }
        });
        w.advance(saved, i32(16 * rows * vectors));
        w.advance(pixel, i32(PIXEL_BYTES * vectors));
        return below(pixel, p.pixelsEnd);
      });
      w.advance(p.weight, p.weightStep);
      w.advance(p.bias, i32(4 * rows));
      w.advance(p.x, p.xStep);
      for (let r = 0; r < rows; r++) w.advance(p.y, p.plane);
      w.advance(p.panels, i32(-1));
      return p.panels;
    });
  });
}

/** The inner loop, one tap per turn: old V8 hoists all loads of a longer body to its top and spills. */
function sumTaps(
  w: Writer,
  { rows, vectors, fused }: Tile,
  p: { readonly weight: Address; readonly taps: Address; readonly tapsEnd: Address },
  from: readonly Address[],
  sums: ReadonlyArray<ReadonlyArray<ReturnType<Writer['local']>>>,
): void {
  const factorAt = w.let('factorAt', p.weight);
  const tap = w.let('tap', p.taps);
  const offset = w.local('i32', 'offset');
  const factor = w.local('v128', 'factor');
  const input = index(vectors).map((v) => w.local('v128', `input${v}`));
  const addTo = (r: number, v: number): void => {
    const sum = sums[r]![v]! as Vector & (typeof input)[0];
    w.set(sum, multiplyAdd(fused, factor, input[v]!, sum));
  };
  w.loop(() => {
    w.set(offset, loadI32(tap));
    if (rows > 1) for (const v of index(vectors)) w.set(input[v]!, loadVector(add(from[v]!, offset)));
    for (const r of index(rows)) {
      w.set(factor, loadSplat(factorAt, 4 * r));
      for (const v of index(vectors)) {
        // A single row needs every input once: many vectors then fit, loaded as they are wanted.
        if (rows === 1) w.set(input[v]!, loadVector(add(from[v]!, offset)));
        addTo(r, v);
      }
    }
    w.advance(factorAt, i32(4 * rows));
    w.advance(tap, i32(4));
    return below(tap, p.tapsEnd);
  });
}
