/**
 * @file Depthwise convolution: one plane in, one plane out, read as it comes. Emitted for one layer, so that taps are
 * constant displacements.
 *
 * A strip of four columns is walked down row by row. Every row of inputs is loaded once and added to all rows of outputs
 * that read it, whose sums move on by one register from turn to turn; up to nine weights stay in registers. Rows of padding
 * are left out: the turns at the top and at the bottom that would read them are written by themselves. Columns of padding
 * are shuffled in where a strip touches an edge. Slices of the depth that lie in the padding are found in a table as zeros.
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
  op,
  program,
  shuffle,
} from '../emit/language.js';
import { type InputLocals, type RowPlace, type StripInputs, edgeInputs, insideInputs } from './depthwise-inputs.js';
import { type DepthwiseShape, type Turns, registersOf, rowsInFlight, stripsOf, turnsOf } from './depthwise-shape.js';
import { index, multiplyAdd } from './dense.js';

/** Bytes of an entry of the table, for each slice of inputs: what the address of the plane is and'ed with, and added. */
const SLICE_BYTES = 8;

/** A weight in all four lanes, which V8 loads with a displacement; for those of splatting loads it wants a register each. */
const SPLAT_BYTES = 16;

/** Bytes that weights take which registers do not hold: each in all four lanes, by fours. */
export const splatBytes = ({ kernel }: Pick<DepthwiseShape, 'kernel'>): number =>
  4 * SPLAT_BYTES * Math.ceil((kernel[0] * kernel[1] * kernel[2]) / 4);

const PARAMS = [
  'x', // the first plane of inputs
  'y', // and of outputs
  'weight',
  'bias',
  'table', // the slices of inputs that each slice of outputs reads: `SLICE_BYTES` each
  'tableEnd',
  'channels',
  'splats', // `splatBytes` for the weights, where registers do not hold them
] as const;

type Params = { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> };
type Vector = Local<'v128'>;

/** Up to so many neighbours each. */
function inGroups<T>(items: readonly T[], most: number): T[][] {
  return index(Math.ceil(items.length / most)).map((n) => items.slice(n * most, (n + 1) * most));
}

export function depthwiseKernel(name: string, shape: DepthwiseShape): Program {
  const { kernel, strideW, padding } = shape;
  const taps = kernel[0] * kernel[1] * kernel[2];
  const { held: holds, strips: most, apart } = registersOf(shape)!;
  const { edges, inside } = stripsOf(shape);
  const turns = Math.floor(inside.length / most);
  const write = (w: Writer, p: Params): void => {
    const held = holds ? index(taps).map((k) => w.local('v128', `weight${k}`)) : null;
    const strips = index(most).map((n) => stripLocals(w, shape, n, apart));
    const factor = w.local('v128', 'factor');
    const target = w.local('i32', 'target');

    w.loop(() => {
      if (held === null) splatWeights(w, p, taps, factor);
      else held.forEach((local, k) => w.set(local, loadSplat(p.weight, 4 * k)));
      for (const group of inGroups([...edges, ...inside.slice(turns * most)], most)) {
        w.set(target, p.y);
        const walked = group.map((first, n): Strip => ({ ...strips[n]!, ...edgeInputs(w, shape, strips[n]!, first) }));
        walkDown({ w, shape, p, held, factor }, walked, null, target);
      }
      if (turns > 0) {
        const walked = strips.map((strip, n): Strip => ({ ...strip, ...insideInputs(w, shape, strip, n) }));
        const column = w.let('column', i32(4 * (strideW * inside[0]! - padding)));
        const first = w.let('first', add(p.y, i32(4 * inside[0]!)));
        const left = w.let('left', i32(turns));
        w.loop(() => {
          w.set(target, first);
          walkDown({ w, shape, p, held, factor }, walked, column, target);
          w.advance(column, i32(16 * strideW * most));
          w.advance(first, i32(16 * most));
          w.advance(left, i32(-1));
          return left;
        });
      }
      w.advance(p.x, i32(4 * shape.inPlane));
      w.advance(p.y, i32(4 * shape.outPlane));
      w.advance(p.weight, i32(4 * taps));
      w.advance(p.bias, i32(4));
      w.advance(p.channels, i32(-1));
      return p.channels;
    });
  };
  return program(name, PARAMS, write, ['splats']);
}

/** Weights are taken by fours; the last ones may be none. */
export function splatWeights(w: Writer, p: Pick<Params, 'weight' | 'splats'>, taps: number, four: Vector): void {
  const weight = w.let('weight', p.weight);
  const to = w.let('to', p.splats);
  const left = w.let('left', i32(Math.ceil(taps / 4)));
  w.loop(() => {
    w.set(four, loadVector(weight));
    for (const lane of index(4)) w.store(to, shuffle(four, four, [lane, lane, lane, lane]), SPLAT_BYTES * lane);
    w.advance(weight, i32(16));
    w.advance(to, i32(4 * SPLAT_BYTES));
    w.advance(left, i32(-1));
    return left;
  });
}

/** The variables of a strip: its sums, newest row first, and the inputs that are at hand. */
interface StripLocals extends InputLocals {
  readonly sums: readonly Vector[];
  /** Sums of a row of inputs, where these are summed by themselves. */
  readonly rowSums: readonly Vector[] | null;
}

function stripLocals(w: Writer, shape: DepthwiseShape, n: number, apart: boolean): StripLocals {
  const local = (name: string): Vector => w.local('v128', `${name}${n}`);
  const inFlight = index(rowsInFlight(shape));
  const sums = inFlight.map((m) => local(`sum${m}_`));
  const rowSums = apart ? inFlight.map((m) => local(`row${m}_`)) : null;
  return { sums, rowSums, low: local('low'), high: local('high'), input: local('input') };
}

/** A strip, and how it comes to its inputs. */
interface Strip extends StripLocals, StripInputs {}

/** What every part of a kernel is written with. */
interface Writing {
  readonly w: Writer;
  readonly shape: DepthwiseShape;
  readonly p: Params;
  /** The weights, where registers hold them; `factor` is the one at hand elsewhere. */
  readonly held: readonly Vector[] | null;
  readonly factor: Vector;
}

/** Some strips, slice by slice of the outputs and row by row; `column` is added to where rows begin, `to` is where the first output goes. */
function walkDown(writing: Writing, strips: readonly Strip[], column: Local<'i32'> | null, to: Local<'i32'>): void {
  const { w, shape, p } = writing;
  const { kernel, width, outWidth, strideH } = shape;
  const entry = w.let('entry', p.table);
  const slices = index(kernel[0]).map((d) => w.local('i32', `slice${d}`));
  const rows = index(kernel[0]).map((d) => w.local('i32', `row${d}`));
  const left = w.local('i32', 'left');
  const begin = (sum: Vector): void => w.set(sum, loadSplat(p.bias));

  const turn = ({ rows: read, finishes }: Turns, rowAt: (d: number, q: number) => RowPlace): void => {
    for (const d of index(kernel[0]))
      for (const q of read) addRow(writing, strips, rowAt(d, q), d, q, d === 0 && q === read[0]);
    if (finishes) {
      for (const { sums, output } of strips) w.store(to, sums.at(-1)!, output);
      w.advance(to, i32(4 * outWidth));
    }
    for (const { sums } of strips) {
      for (let m = sums.length - 1; m > 0; m--) w.set(sums[m]!, sums[m - 1]!);
      begin(sums[0]!);
    }
  };

  w.loop(() => {
    slices.forEach((slice, d) => {
      const at = SLICE_BYTES * d;
      w.set(slice, add(op('i32.and', p.x, loadI32(entry, at)), loadI32(entry, at + 4)));
      if (column !== null) w.advance(slice, column);
    });
    for (const { sums } of strips) sums.forEach(begin);
    for (const run of turnsOf(shape)) {
      const { count, firstRow } = run;
      if (count === 1) {
        turn(run, (d, q) => ({ at: slices[d]!, offset: 4 * width * (firstRow + q) }));
        continue;
      }
      const first = run.rows[0] ?? 0;
      rows.forEach((row, d) => w.set(row, add(slices[d]!, i32(4 * width * (firstRow + first)))));
      w.set(left, i32(count));
      w.loop(() => {
        turn(run, (d, q) => ({ at: rows[d]!, offset: 4 * width * (q - first) }));
        for (const row of rows) w.advance(row, i32(4 * width * strideH));
        w.advance(left, i32(-1));
        return left;
      });
    }
    w.advance(entry, i32(SLICE_BYTES * kernel[0]));
    return below(entry, p.tableEnd);
  });
}

/**
 * The products of a row, for the sums of all rows of outputs that read it.
 *
 * @param begins  whether the newest sum has nothing in it yet but the bias
 */
function addRow(
  { w, shape, p, held, factor }: Writing,
  strips: readonly Strip[],
  row: RowPlace,
  d: number,
  q: number,
  begins: boolean,
): void {
  const { kernel, strideH, fused } = shape;
  const [, kH, kW] = kernel;
  const among = index(rowsInFlight(shape)).filter((m) => strideH * m + q < kH);
  const rowSum = (strip: Strip, m: number): Vector | null => (begins && m === 0 ? null : (strip.rowSums?.[m] ?? null));
  const addTo = (strip: Strip, m: number, u: number, weight: Vector, input: Vector): void => {
    const own = rowSum(strip, m);
    const sum = own ?? strip.sums[m]!;
    const first = own !== null && u === 0;
    w.set(sum, first ? op('f32x4.mul', weight, input) : multiplyAdd(fused, weight, input, sum));
  };
  for (const u of index(kW)) {
    const weightOf = (m: number): number => (d * kH + strideH * m + q) * kW + u;
    if (held !== null)
      for (const strip of strips) {
        const input = strip.load(row, u);
        for (const m of among) addTo(strip, m, u, held[weightOf(m)]!, input);
      }
    else {
      const inputs = strips.map(({ load }) => load(row, u));
      for (const m of among) {
        w.set(factor, loadVector(p.splats, SPLAT_BYTES * weightOf(m)));
        strips.forEach((strip, n) => addTo(strip, m, u, factor, inputs[n]!));
      }
    }
  }
  for (const strip of strips)
    for (const m of among) {
      const own = rowSum(strip, m);
      if (own !== null) w.set(strip.sums[m]!, op('f32x4.add', strip.sums[m]!, own));
    }
}
