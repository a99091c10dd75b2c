/**
 * @file The weight gradient of a depthwise convolution: a plane of inputs and one of gradients become a sum for each tap.
 *
 *     sums[r, u] += Σ_o gradY[o] · x[stride·o + (r, u) − padding]        four neighbouring columns o to a vector
 *
 * Planes are read as they come, in strips of four columns of outputs that are walked down row by row, as the forward kernel
 * does. What it keeps in registers as sums are here the rows of gradients that a row of inputs meets, and what it keeps as
 * weights are the sums of all taps. Where these are too many the taps are taken in several passes over the planes.
 */

import {
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadI32,
  loadVector,
  op,
  program,
  shuffle,
  zeros,
} from '../emit/language.js';
import {
  type GradientPass,
  type GradientShape,
  type GradientTurns,
  gradientPasses,
  gradientTurns,
} from './depthwise-gradient-shape.js';
import { type InputLocals, type RowPlace, edgeInputs, insideInputs } from './depthwise-inputs.js';
import { stripsOf } from './depthwise-shape.js';
import { index, multiplyAdd } from './dense.js';

/** Bytes of the four sums of a tap, one of every fourth column. */
export const TAP_BYTES = 16;
/** Bytes of an entry of the table: where a plane of inputs and the plane of gradients begin that it meets. */
export const PAIR_BYTES = 8;

/** Rows of a strip that are summed before the sums are added to those in memory: short sums lose fewer bits. */
const PIECE_ROWS = 128;

const PARAMS = [
  'x', // the first channel of the inputs
  'y', // and of the gradients
  'sums', // `TAP_BYTES` for each tap of a channel, which are added to
  'table', // planes that meet: `PAIR_BYTES` each
  'tableEnd',
  'channels',
] as const;

type Params = { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> };
type Vector = Local<'v128'>;

/** The variables of a strip: its sums [row][tap], the gradients that its inputs meet, newest row first, and inputs at hand. */
interface Strip extends InputLocals {
  readonly sums: readonly (readonly Vector[])[];
  readonly gradients: readonly Vector[];
}

/** What every part of a pass is written with. */
interface Writing {
  readonly w: Writer;
  readonly p: Params;
  readonly pass: GradientPass;
  readonly strips: readonly Strip[];
  /** The planes at hand. */
  readonly x: Local<'i32'>;
  readonly y: Local<'i32'>;
  /** Rows since sums were last added to memory. */
  readonly summed: Local<'i32'>;
}

/** How one of the strips of a walk comes to its numbers. */
interface Reading {
  readonly strip: Strip;
  readonly load: (row: RowPlace, tap: number) => Vector;
  readonly gradient: (row: RowPlace) => ReturnType<typeof loadVector>;
}

export function depthwiseGradientKernel(name: string, shape: GradientShape): Program {
  const { inPlane, outPlane, kernel, multiplier } = shape;
  return program(name, PARAMS, (w, p) => {
    const passes = gradientPasses(shape);
    const [x, y, entry] = ['planeX', 'planeY', 'entry'].map((local) => w.local('i32', local)) as [
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
    ];
    const summed = w.local('i32', 'summed');
    const most = Math.max(...passes.map(({ strips }) => strips));
    const variables = index(most).map((n) => stripLocals(w, passes, n));
    w.loop(() => {
      for (const pass of passes) {
        const strips = variables.slice(0, pass.strips).map(({ sums, gradients, ...inputs }) => ({
          ...inputs,
          sums: pass.rows.map((_, r) => sums.slice(r * pass.columns, (r + 1) * pass.columns)),
          gradients: gradients.slice(0, pass.inFlight),
        }));
        const writing: Writing = { w, p, pass, strips, x, y, summed };
        clear(writing);
        w.set(entry, p.table);
        w.loop(() => {
          w.set(x, add(p.x, loadI32(entry)));
          w.set(y, add(p.y, loadI32(entry, 4)));
          walkPlanes(writing);
          w.advance(entry, i32(PAIR_BYTES));
          return below(entry, p.tableEnd);
        });
        flush(writing);
      }
      w.advance(p.x, i32(4 * inPlane));
      w.advance(p.y, i32(4 * outPlane * multiplier));
      w.advance(p.sums, i32(TAP_BYTES * kernel[0] * kernel[1] * kernel[2] * multiplier));
      w.advance(p.channels, i32(-1));
      return p.channels;
    });
  });
}

/** Variables that do for all passes; the sums in a row. */
function stripLocals(
  w: Writer,
  passes: readonly GradientPass[],
  n: number,
): InputLocals & { readonly sums: readonly Vector[]; readonly gradients: readonly Vector[] } {
  const local = (name: string): Vector => w.local('v128', `${name}${n}`);
  const own = passes.filter(({ strips }) => strips > n);
  const mostOf = (count: (pass: GradientPass) => number): number[] => index(Math.max(...own.map(count)));
  return {
    sums: mostOf(({ rows, columns }) => rows.length * columns).map((k) => local(`sum${k}_`)),
    gradients: mostOf(({ inFlight }) => inFlight).map((m) => local(`gradient${m}_`)),
    low: local('low'),
    high: local('high'),
    input: local('input'),
  };
}

function clear({ w, strips, summed }: Writing): void {
  for (const sum of strips.flatMap(({ sums }) => sums.flat())) w.set(sum, zeros);
  w.set(summed, i32(0));
}

/** Adds the sums of all strips to those in memory, and begins anew. */
function flush(writing: Writing): void {
  const { w, p, pass, strips } = writing;
  pass.rows.forEach((row, r) => {
    for (const u of index(pass.columns)) {
      const at = TAP_BYTES * (row * pass.rowTaps + pass.firstColumn + u);
      const [first, ...others] = strips.map(({ sums }) => sums[r]![u]!) as [Vector, ...Vector[]];
      for (const other of others) w.set(first, op('f32x4.add', first, other));
      w.store(p.sums, op('f32x4.add', first, loadVector(p.sums, at)), at);
    }
  });
  clear(writing);
}

/** All strips of two planes that meet: those at the edges one by one, the others several at a time. */
function walkPlanes(writing: Writing): void {
  const { w, pass, strips, x, y } = writing;
  const { shape } = pass;
  const { edges, inside } = stripsOf(shape);
  const turns = Math.floor(inside.length / strips.length);
  const own = strips[0]!;
  for (const first of [...edges, ...inside.slice(turns * strips.length)]) {
    const { load } = edgeInputs(w, shape, own, first);
    const mask = alreadySummed(first);
    const gradient: Reading['gradient'] = ({ at, offset }) => {
      const four = loadVector(at, offset + 4 * first);
      return mask === 0
        ? four
        : shuffle(
            four,
            zeros,
            index(4).map((lane) => (lane < mask ? 4 : lane)),
          );
    };
    walkDown(writing, [{ strip: own, load, gradient }], x, y);
  }
  if (turns === 0) return;
  const readings = strips.map((strip, n): Reading => {
    const { load } = insideInputs(w, shape, strip, n);
    return { strip, load, gradient: ({ at, offset }) => loadVector(at, offset + 16 * n) };
  });
  const column = w.let('column', add(x, i32(4 * (shape.strideW * inside[0]! - shape.padding))));
  const target = w.let('target', add(y, i32(4 * inside[0]!)));
  const left = w.let('left', i32(turns));
  w.loop(() => {
    walkDown(writing, readings, column, target);
    w.advance(column, i32(16 * shape.strideW * strips.length));
    w.advance(target, i32(16 * strips.length));
    w.advance(left, i32(-1));
    return left;
  });
}

/** Of the last strip of a row, which reaches back over the one before: how many of its columns that one has. */
const alreadySummed = (first: number): number => (4 - (first % 4)) % 4;

/** Some strips from their first row to their last; `x` and `y` are where their first rows begin. */
function walkDown(writing: Writing, readings: readonly Reading[], x: Local<'i32'>, y: Local<'i32'>): void {
  const { w, pass, summed } = writing;
  const { width, outWidth, outHeight, strideH } = pass.shape;
  for (const run of gradientTurns(pass)) {
    const { count, firstRow, firstTurn, rows } = run;
    if (count === 1) {
      const rowAt = (q: number): RowPlace => ({ at: x, offset: 4 * width * (firstRow + q) });
      turn(writing, readings, run, rowAt, { at: y, offset: 4 * outWidth * firstTurn });
      continue;
    }
    const first = rows[0] ?? 0;
    const row = w.let('row', add(x, i32(4 * width * (firstRow + first))));
    const gradient = w.let('gradientRow', add(y, i32(4 * outWidth * firstTurn)));
    const left = w.let('rowsLeft', i32(count));
    w.loop(() => {
      turn(writing, readings, run, (q) => ({ at: row, offset: 4 * width * (q - first) }), { at: gradient, offset: 0 });
      w.advance(row, i32(4 * width * strideH));
      w.advance(gradient, i32(4 * outWidth));
      w.advance(left, i32(-1));
      return left;
    });
  }
  w.advance(summed, i32(outHeight));
  w.when(below(i32(PIECE_ROWS - 1), summed), () => flush(writing));
}

/** One row of gradients more, and the rows of inputs that it is the first to meet. */
function turn(
  { w, pass }: Writing,
  readings: readonly Reading[],
  { rows, gradients, brings }: GradientTurns,
  rowAt: (q: number) => RowPlace,
  gradientRow: RowPlace,
): void {
  const { fused } = pass.shape;
  for (const { strip, load, gradient } of readings) {
    if (brings) w.set(strip.gradients[0]!, gradient(gradientRow));
    for (const q of rows) {
      const meets = pass.meetings.filter((meeting) => meeting.q === q && gradients.includes(meeting.age));
      if (meets.length === 0) continue;
      for (const u of index(pass.columns)) {
        const input = load(rowAt(q), u);
        for (const { row, age } of meets) {
          const sum = strip.sums[row]![u]!;
          w.set(sum, multiplyAdd(fused, strip.gradients[age]!, input, sum));
        }
      }
    }
    for (let age = pass.inFlight - 1; age > 0; age--) w.set(strip.gradients[age]!, strip.gradients[age - 1]!);
  }
}
