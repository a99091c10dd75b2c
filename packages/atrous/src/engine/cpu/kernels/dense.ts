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
  type Local,
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
  zeros,
} from '../emit/language.js';

/** How many output channels and how many vectors of pixels a tile has, and how products are added. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
  /** One rounding per multiply-add (relaxed SIMD) instead of two. */
  readonly fused: boolean;
  /**
   * Whether sums leave through memory where they are neighbours. V8's re-vectoriser begins at neighbouring stores; from
   * there it makes one vector of eight numbers of every two of four.
   */
  readonly paired: boolean;
}

/**
 * How inputs are found: through the table of taps; the same, and gathered on the way, [tile][tap][vectors], for the panels that
 * follow; or where they have been gathered.
 */
export type Source = 'table' | 'gathering' | 'gathered';

type Vector = Expr<'v128'>;

/** Bytes of a row of the table of pixels: where a vector begins in the input, and where it goes. */
export const PIXEL_BYTES = 8;

export const index = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** `sum + a · b` */
export function multiplyAdd(fused: boolean, a: Vector, b: Vector, sum: Vector): Vector {
  return fused ? op('f32x4.relaxed_madd', a, b, sum) : op('f32x4.add', op('f32x4.mul', a, b), sum);
}

const PARAMS = [
  'weight', // packed [panel][taps][rows]
  'bias', // [panel][rows]
  'pixels', // the table of vectors: `PIXEL_BYTES` each
  'pixelsEnd', // a whole number of tiles further
  'taps', // byte offsets from a pixel, one per tap; of gathered inputs only their number counts
  'tapsEnd',
  'x', // what the first offsets of the table are added to
  'y', // what the second ones are added to
  'plane', // bytes from one output channel to the next
  'panels', // panels of `rows` output channels
  'weightStep', // bytes from panel to panel
  'xStep',
  'piece', // bytes of the table of taps whose products are summed before the sums are added up
  'partial', // sums that wait for the next piece or chunk of taps
  'partialStep', // bytes from tile to tile
  'resume', // whether what waits there is added, and not the bias
  'pause', // whether sums go there, not to `y`
  'gathered', // inputs, where they have been gathered or are to be
] as const;

type Params = { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> };

/** The variables of a tile. */
interface Sums {
  readonly tile: Tile;
  /** Where each vector of inputs begins; empty where they are gathered ones, which follow each other. */
  readonly from: readonly Local<'i32'>[];
  /** Where the next gathered ones are, or go. */
  readonly gathered: Local<'i32'>;
  readonly sums: readonly (readonly Local<'v128'>[])[];
}

/** Where a sum has got to: its next weights, its next tap, and the end of the piece. */
interface Cursor {
  readonly factor: Local<'i32'>;
  readonly tap: Local<'i32'>;
  readonly end: Local<'i32'>;
}

/** For every panel, every tile of pixels: the sums over all taps. Tiles of one panel are written in ascending order. */
export function denseKernel(tile: Tile, source: Source): Program {
  const { rows, vectors, paired } = tile;
  const write = (w: Writer, p: Params): void => {
    const from = index(source === 'gathered' ? 0 : vectors).map((v) => w.local('i32', `from${v}`));
    const sums = index(rows).map((r) => index(vectors).map((v) => w.local('v128', `sum${r}_${v}`)));
    const pixel = w.local('i32', 'pixel');
    const gathered = w.local('i32', 'next');
    const saved = w.let('saved', p.partial);
    const eachSum = (visit: (sum: Local<'v128'>, n: number) => void): void => sums.flat().forEach(visit);
    w.loop(() => {
      w.set(pixel, p.pixels);
      w.set(gathered, p.gathered);
      w.loop(() => {
        from.forEach((address, v) => w.set(address, add(p.x, loadI32(pixel, v * PIXEL_BYTES))));
        sums.forEach((row, r) => row.forEach((sum) => w.set(sum, loadSplat(p.bias, 4 * r))));
        w.when(p.resume, () => eachSum((sum) => w.set(sum, zeros)));
        const held = w.let('held', p.resume);
        const cursor = { factor: w.let('factorAt', p.weight), tap: w.let('tap', p.taps), end: w.let('end', p.taps) };
        w.loop(() => {
          w.advance(cursor.end, p.piece);
          w.when(below(p.tapsEnd, cursor.end), () => w.set(cursor.end, p.tapsEnd));
          sumTaps(w, source, cursor, { tile, from, gathered, sums });
          // Pieces are summed by themselves before they are added up: shorter sums lose fewer bits.
          w.when(held, () => eachSum((sum, n) => w.set(sum, op('f32x4.add', sum, loadVector(saved, 16 * n)))));
          const more = w.let('more', below(cursor.end, p.tapsEnd));
          const save = (): void => eachSum((sum, n) => w.store(saved, sum, 16 * n));
          if (paired) save();
          else w.when(op('i32.or', more, p.pause), save);
          w.when(more, () => eachSum((sum) => w.set(sum, zeros)));
          w.set(held, more);
          return more;
        });
        const result = (r: number, v: number): Expr<'v128'> =>
          paired ? loadVector(saved, 16 * (r * vectors + v)) : sums[r]![v]!;
        w.when(not(p.pause), () => storeSums(w, p, pixel, tile, result));
        w.advance(saved, p.partialStep);
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
  };
  return program(`dense${rows}x${4 * vectors}${source}`, PARAMS, write, ['partial', 'gathered']);
}

/** The inner loop, one tap per turn: old V8 hoists all loads of a longer body to its top and spills. */
function sumTaps(w: Writer, source: Source, cursor: Cursor, { tile, from, gathered, sums }: Sums): void {
  const { rows, vectors, fused } = tile;
  const { factor: factorAt, tap, end } = cursor;
  const offset = w.local('i32', 'offset');
  const factor = w.local('v128', 'factor');
  const input = index(vectors).map((v) => w.local('v128', `input${v}`));
  const loadInput = (v: number): void => {
    w.set(input[v]!, source === 'gathered' ? loadVector(gathered, 16 * v) : loadVector(add(from[v]!, offset)));
  };
  w.loop(() => {
    if (source !== 'gathered') w.set(offset, loadI32(tap));
    if (rows > 1) index(vectors).forEach(loadInput);
    if (source === 'gathering') input.forEach((vector, v) => w.store(gathered, vector, 16 * v));
    sums.forEach((row, r) => {
      w.set(factor, loadSplat(factorAt, 4 * r));
      row.forEach((sum, v) => {
        // A single row needs every input once: many vectors then fit, loaded as they are wanted.
        if (rows === 1) loadInput(v);
        w.set(sum, multiplyAdd(fused, factor, input[v]!, sum));
      });
    });
    if (source !== 'table') w.advance(gathered, i32(16 * vectors));
    w.advance(factorAt, i32(4 * rows));
    w.advance(tap, i32(4));
    return below(tap, end);
  });
}

function storeSums(
  w: Writer,
  p: Params,
  pixel: Local<'i32'>,
  { rows, vectors }: Tile,
  result: (row: number, vector: number) => Vector,
): void {
  const target = w.local('i32', 'target');
  for (const v of index(vectors)) {
    w.set(target, add(p.y, loadI32(pixel, v * PIXEL_BYTES + 4)));
    for (const r of index(rows)) {
      if (r > 0) w.advance(target, p.plane);
      w.store(target, result(r, v));
    }
  }
}

const GATHER_PARAMS = ['pixels', 'pixelsEnd', 'taps', 'tapsEnd', 'x', 'to'] as const;

/** Gathers the inputs of tiles, [tile][tap][vectors], so that the panels of a block read them in a row. */
export function gatherKernel(vectors: number): Program {
  const write = (w: Writer, p: { readonly [K in (typeof GATHER_PARAMS)[number]]: Local<'i32'> }): void => {
    const from = index(vectors).map((v) => w.local('i32', `from${v}`));
    const tap = w.local('i32', 'tap');
    const offset = w.local('i32', 'offset');
    w.loop(() => {
      from.forEach((address, v) => w.set(address, add(p.x, loadI32(p.pixels, v * PIXEL_BYTES))));
      w.set(tap, p.taps);
      w.loop(() => {
        w.set(offset, loadI32(tap));
        from.forEach((address, v) => w.store(p.to, loadVector(add(address, offset)), 16 * v));
        w.advance(p.to, i32(16 * vectors));
        w.advance(tap, i32(4));
        return below(tap, p.tapsEnd);
      });
      w.advance(p.pixels, i32(PIXEL_BYTES * vectors));
      return below(p.pixels, p.pixelsEnd);
    });
  };
  return program(`gather${4 * vectors}`, GATHER_PARAMS, write, ['to']);
}
