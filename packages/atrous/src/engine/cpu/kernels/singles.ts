/**
 * @file Sums of single pixels: those that are left over where a run of outputs is not a whole number of vectors.
 *
 *     y[o] = bias[o] + Σ_k weight[k][o] · x[pixel + tap[k]]        o: neighbouring output channels, in the lanes
 *
 * A vector of pixels of which one is new costs as much as four new ones; here it costs a third: of 7×7 outputs 48 are
 * vectors, and the last one is summed with some panels of output channels at a time. Every sum adds the same products in the
 * same order as in the dense kernel, and has the same bits.
 */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadF32,
  loadI32,
  loadSplat,
  loadVector,
  not,
  op,
  program,
  zeros,
} from '../emit/language.js';
import { PIXEL_BYTES, index, multiplyAdd } from './dense.js';

/** Some panels whose sums fit into the registers. */
export interface Singles {
  /** Output channels of a panel. */
  readonly rows: number;
  readonly panels: number;
  readonly fused: boolean;
}

/** Sums that fit, beside a factor, an input and an unfused product. */
const MOST_SUMS = 12;
/** Old V8 loads all factors of a turn at once: each needs a register of its own. */
const MOST_HOISTED = 6;

/** Vectors of output channels in a panel. */
export const panelVectors = (rows: number): number => Math.ceil(rows / 4);

/** Panels that are summed at a time. */
export const panelsAtOnce = (rows: number, keepsOrder: boolean): number =>
  Math.floor((keepsOrder ? MOST_SUMS : MOST_HOISTED) / panelVectors(rows));

/** Bytes of the sums of a pixel. */
export const singleBytes = ({ rows, panels }: Singles): number => 16 * panels * panelVectors(rows);

const PARAMS = [
  'weight', // packed [panel][taps][rows]
  'bias', // [panel][rows]
  'pixels', // where a pixel begins in the input, and where it goes: `PIXEL_BYTES` each
  'pixelsEnd',
  'taps', // byte offsets from a pixel, one per tap
  'tapsEnd',
  'x', // what the first offsets of the table are added to
  'y', // what the second ones are added to
  'plane', // bytes from one output channel to the next
  'groups', // of `panels` panels
  'weightStep', // bytes from panel to panel
  'piece', // bytes of the table of taps whose products are summed before the sums are added up
  'partial', // sums that wait for the next piece or chunk of taps
  'partialStep', // bytes from pixel to pixel
  'resume', // whether what waits there is added, and not the bias
  'pause', // whether sums go there, not to `y`
] as const;

type Params = { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> };

/** For every group of panels, every pixel: the sums over all taps, in pieces as those of the dense kernel. */
export function singlesKernel(singles: Singles): Program {
  const { rows, panels } = singles;
  const vectors = panelVectors(rows);
  const write = (w: Writer, p: Params): void => {
    const sums = index(panels * vectors).map((n) => w.local('v128', `sum${n}`));
    const factorsAt = index(panels).map((n) => w.local('i32', `factors${n}`));
    const from = w.local('i32', 'from');
    const saved = w.let('saved', p.partial);
    w.loop(() => {
      const pixel = w.let('pixel', p.pixels);
      w.loop(() => {
        w.set(from, add(p.x, loadI32(pixel)));
        factorsAt.forEach((at, n) => w.set(at, n === 0 ? p.weight : add(factorsAt[n - 1]!, p.weightStep)));
        sums.forEach((sum, n) => w.set(sum, loadVector(p.bias, channelBytes(rows, n))));
        w.when(p.resume, () => sums.forEach((sum) => w.set(sum, zeros)));
        const held = w.let('held', p.resume);
        const tap = w.let('tap', p.taps);
        const end = w.let('end', p.taps);
        w.loop(() => {
          w.advance(end, p.piece);
          w.when(below(p.tapsEnd, end), () => w.set(end, p.tapsEnd));
          sumTaps(w, singles, { from, factorsAt, tap, end }, sums);
          w.when(held, () => sums.forEach((sum, n) => w.set(sum, op('f32x4.add', sum, loadVector(saved, 16 * n)))));
          sums.forEach((sum, n) => w.store(saved, sum, 16 * n));
          const more = w.let('more', below(end, p.tapsEnd));
          sums.forEach((sum) => w.set(sum, zeros));
          w.set(held, more);
          return more;
        });
        w.when(not(p.pause), () => storeSums(w, p, singles, add(p.y, loadI32(pixel, 4)), saved));
        w.advance(saved, p.partialStep);
        w.advance(pixel, i32(PIXEL_BYTES));
        return below(pixel, p.pixelsEnd);
      });
      w.advance(p.bias, i32(4 * rows * panels));
      for (let n = 0; n < panels; n++) w.advance(p.weight, p.weightStep);
      for (let n = 0; n < rows * panels; n++) w.advance(p.y, p.plane);
      w.advance(p.groups, i32(-1));
      return p.groups;
    });
  };
  return program(`singles${rows}x${panels}`, PARAMS, write, ['partial']);
}

/** Bytes from the first channel to that of the n-th vector, which begins anew with every panel. */
const channelBytes = (rows: number, n: number): number =>
  4 * rows * Math.floor(n / panelVectors(rows)) + 16 * (n % panelVectors(rows));

/** Where a sum has got to. */
interface Cursor {
  readonly from: Local<'i32'>;
  /** The next weights of each panel. */
  readonly factorsAt: readonly Local<'i32'>[];
  readonly tap: Local<'i32'>;
  readonly end: Local<'i32'>;
}

function sumTaps(
  w: Writer,
  { rows, fused }: Singles,
  { from, factorsAt, tap, end }: Cursor,
  sums: readonly Local<'v128'>[],
): void {
  const vectors = panelVectors(rows);
  const input = w.local('v128', 'input');
  const factor = w.local('v128', 'factor');
  w.loop(() => {
    w.set(input, loadSplat(add(from, loadI32(tap))));
    sums.forEach((sum, n) => {
      // Lanes beyond a panel's channels hold other weights, and their sums are left out.
      w.set(factor, loadVector(factorsAt[Math.floor(n / vectors)]!, 16 * (n % vectors)));
      w.set(sum, multiplyAdd(fused, factor, input, sum));
    });
    for (const at of factorsAt) w.advance(at, i32(4 * rows));
    w.advance(tap, i32(4));
    return below(tap, end);
  });
}

/** Sums go to planes of their own, one number each. */
function storeSums(w: Writer, p: Params, { rows, panels }: Singles, first: Expr<'i32'>, saved: Local<'i32'>): void {
  const target = w.let('target', first);
  for (const n of index(panels))
    for (const r of index(rows)) {
      w.store(target, loadF32(saved, 16 * panelVectors(rows) * n + 4 * r));
      w.advance(target, p.plane);
    }
}
