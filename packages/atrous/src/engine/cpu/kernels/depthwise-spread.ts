/**
 * @file Transposed depthwise convolution of stride 2 along the rows, and so the input gradient of a depthwise layer: one plane in,
 * one plane out, read as it comes. Outputs are phases of the stride, each with taps of its own (the sub-pixel convolution of
 * `phases.ts`): a strip of four columns of inputs makes eight columns of outputs in as many rows as the stride has.
 *
 * Every input is loaded once for all phases that read it, up to nine weights stay in registers, and the even and odd columns
 * are put between each other on their way out.
 */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  i32,
  loadSplat,
  loadVector,
  program,
  shuffle,
} from '../emit/language.js';
import { neighbours } from './depthwise-inputs.js';
import { splatWeights } from './depthwise.js';
import { HELD_WEIGHTS } from './depthwise-shape.js';
import { index, multiplyAdd } from './dense.js';

/** One layer. */
export interface SpreadShape {
  readonly height: number;
  /** Numbers of a row: of inputs at least four, of outputs seven. */
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** D, which is 1, H, W */
  readonly kernel: readonly [1, number, number];
  /** Of the rows; along them it is `STRIDE`. */
  readonly strideH: number;
  readonly dilationH: number;
  readonly dilation: number;
  readonly paddingH: number;
  readonly padding: number;
  readonly fused: boolean;
}

/** Along the rows. */
export const STRIDE = 2;
/** Strips that are walked down at a time where every weight is loaded for them. */
const STRIPS = 2;

const PARAMS = [
  'x', // the first plane of inputs
  'y', // and of outputs
  'weight',
  'bias',
  'channels',
  'splats', // `splatBytes` for the weights, where registers do not hold them
] as const;

type Params = { readonly [K in (typeof PARAMS)[number]]: Local<'i32'> };
type Vector = Local<'v128'>;

/** A tap that joins an input to an output of a block: how many rows and columns of inputs further, and the phases. */
interface Joint {
  readonly tap: number;
  readonly down: number;
  readonly along: number;
  readonly phaseH: number;
  readonly phaseW: number;
}

/** Which tap of an axis reaches which phase, from how many inputs further. */
function reaches(
  kernel: number,
  stride: number,
  dilation: number,
  padding: number,
): { readonly tap: number; readonly phase: number; readonly beyond: number }[] {
  return index(kernel).map((tap) => {
    const phase = (((dilation * tap - padding) % stride) + stride) % stride;
    return { tap, phase, beyond: (phase + padding - dilation * tap) / stride };
  });
}

function jointsOf({ kernel, strideH, dilationH, dilation, paddingH, padding }: SpreadShape): Joint[] {
  const [, kH, kW] = kernel;
  const across = reaches(kW, STRIDE, dilation, padding);
  return reaches(kH, strideH, dilationH, paddingH).flatMap(({ tap: h, phase: phaseH, beyond: down }) =>
    across.map(({ tap, phase, beyond }) => ({ tap: h * kW + tap, down, along: beyond, phaseH, phaseW: phase })),
  );
}

/** The strips by their first column of inputs: those near the edges one by one, the others from one to the next. */
export function spreadStrips(shape: SpreadShape): {
  readonly edges: readonly number[];
  readonly inside: readonly number[];
} {
  const columns = Math.ceil(shape.outWidth / STRIDE);
  const all = [...new Set(index(Math.ceil(columns / 4)).map((n) => Math.min(4 * n, columns - 4)))];
  const along = jointsOf(shape).map((joint) => joint.along);
  const isInside = (first: number): boolean =>
    first % 4 === 0 &&
    first + Math.min(...along) >= 0 &&
    first + 3 + Math.max(...along) < shape.width &&
    STRIDE * first + 8 <= shape.outWidth;
  return { edges: all.filter((first) => !isInside(first)), inside: all.filter(isInside) };
}

/** Turns of the walk down a strip that do the same; a turn makes the rows of outputs of one block. */
interface Turns {
  readonly count: number;
  readonly first: number;
  /** Which rows of inputs are there. */
  readonly downs: readonly number[];
  /** Rows of outputs. */
  readonly rows: number;
}

function turnsOf(shape: SpreadShape, joints: readonly Joint[]): Turns[] {
  const { height, outHeight, strideH } = shape;
  const wanted = [...new Set(joints.map(({ down }) => down))];
  const turns: { -readonly [K in keyof Turns]: Turns[K] }[] = [];
  for (let turn = 0; turn * strideH < outHeight; turn++) {
    const downs = wanted.filter((down) => turn + down >= 0 && turn + down < height);
    const rows = Math.min(strideH, outHeight - turn * strideH);
    const last = turns.at(-1);
    if (last?.rows === rows && String(last.downs) === String(downs)) last.count++;
    else turns.push({ count: 1, first: turn, downs, rows });
  }
  return turns;
}

/** A strip: its sums [phase of the rows][phase of the columns]. */
interface Strip {
  readonly sums: readonly (readonly Vector[])[];
  readonly input: Vector;
}

/** What every part of a kernel is written with. */
interface Writing {
  readonly w: Writer;
  readonly shape: SpreadShape;
  readonly p: Params;
  readonly joints: readonly Joint[];
  /** The weights, where registers hold them; `factor` is the one at hand elsewhere. */
  readonly held: readonly Vector[] | null;
  readonly factor: Vector;
}

/** How one of the strips of a walk comes to its inputs, `along` columns further in the row at `at`, and where its outputs begin. */
interface Reading {
  readonly strip: Strip;
  readonly load: (at: Expr<'i32'>, offset: number, along: number) => Expr<'v128'>;
  /** Columns of outputs: of the first four, of the last four, and of all from the strip's own first one. */
  readonly fours: readonly [number, number];
  readonly output: number;
}

export function depthwiseSpreadKernel(name: string, shape: SpreadShape): Program {
  const { kernel, height, width, outHeight, outWidth, strideH } = shape;
  const joints = jointsOf(shape);
  const { edges, inside } = spreadStrips(shape);
  const taps = kernel[1] * kernel[2];
  const holds = taps <= HELD_WEIGHTS && strideH <= STRIDE;
  return program(
    name,
    PARAMS,
    (w, p) => {
      const most = !holds && strideH <= STRIDE ? STRIPS : 1;
      const held = holds ? index(taps).map((k) => w.local('v128', `weight${k}`)) : null;
      const strips = index(most).map((n) => ({
        sums: index(strideH).map((a) => index(STRIDE).map((b) => w.local('v128', `sum${n}_${a}${b}`))),
        input: w.local('v128', `input${n}`),
      }));
      const writing: Writing = { w, shape, p, joints, held, factor: w.local('v128', 'factor') };
      const turns = Math.floor(inside.length / most);
      w.loop(() => {
        if (held === null) splatWeights(w, p, taps, writing.factor);
        else held.forEach((local, k) => w.set(local, loadSplat(p.weight, 4 * k)));
        for (const first of [...edges, ...inside.slice(turns * most)])
          walkDown(writing, [atEdge(shape, strips[0]!, first)], p.x, p.y);
        if (turns > 0) {
          const least = Math.min(...joints.map(({ along }) => along));
          const readings = strips.map((strip, n): Reading => ({
            strip,
            load: (at, offset, along) => loadVector(at, offset + 4 * (along - least) + 16 * n),
            fours: [0, 4],
            output: 8 * n,
          }));
          const column = w.let('column', add(p.x, i32(4 * (inside[0]! + least))));
          const target = w.let('target', add(p.y, i32(4 * STRIDE * inside[0]!)));
          const left = w.let('left', i32(turns));
          w.loop(() => {
            walkDown(writing, readings, column, target);
            w.advance(column, i32(16 * most));
            w.advance(target, i32(16 * STRIDE * most));
            w.advance(left, i32(-1));
            return left;
          });
        }
        w.advance(p.x, i32(4 * height * width));
        w.advance(p.y, i32(4 * outHeight * outWidth));
        w.advance(p.weight, i32(4 * taps));
        w.advance(p.bias, i32(4));
        w.advance(p.channels, i32(-1));
        return p.channels;
      });
    },
    ['splats'],
  );
}

/** A strip some of whose inputs may be missing: zeros stand for them. */
function atEdge({ width, outWidth }: SpreadShape, strip: Strip, first: number): Reading {
  const output = STRIDE * first;
  return {
    strip,
    load: (at, offset, along) => neighbours(first + along, width, (column) => loadVector(at, offset + 4 * column)),
    // Of an odd number of columns the last one is the even one of its pair.
    fours: [0, Math.min(output + 4, outWidth - 4) - output],
    output,
  };
}

/** Some strips from their first row to their last; `x` and `y` are where their rows begin. */
function walkDown(writing: Writing, readings: readonly Reading[], x: Local<'i32'>, y: Local<'i32'>): void {
  const { w, shape, joints } = writing;
  const { width, outWidth, strideH } = shape;
  for (const run of turnsOf(shape, joints)) {
    const { count, first, downs } = run;
    const top = Math.min(...downs);
    const block = 4 * outWidth * strideH;
    if (count === 1) {
      makeBlock(writing, readings, run, (down) => [x, 4 * width * (first + down)], y, block * first);
      continue;
    }
    const row = w.let('row', add(x, i32(downs.length > 0 ? 4 * width * (first + top) : 0)));
    const to = w.let('to', add(y, i32(block * first)));
    const left = w.let('rowsLeft', i32(count));
    w.loop(() => {
      makeBlock(writing, readings, run, (down) => [row, 4 * width * (down - top)], to, 0);
      w.advance(row, i32(4 * width));
      w.advance(to, i32(block));
      w.advance(left, i32(-1));
      return left;
    });
  }
}

/** The rows of outputs of one block. */
function makeBlock(
  { w, shape, p, joints, held, factor }: Writing,
  readings: readonly Reading[],
  { downs, rows }: Turns,
  rowAt: (down: number) => [at: Expr<'i32'>, offset: number],
  to: Local<'i32'>,
  offset: number,
): void {
  const made = joints.filter(({ phaseH, down }) => phaseH < rows && downs.includes(down));
  for (const { strip } of readings) for (const sum of strip.sums.slice(0, rows).flat()) w.set(sum, loadSplat(p.bias));
  for (const down of downs)
    for (const along of new Set(made.map((joint) => joint.along))) {
      const met = made.filter((joint) => joint.down === down && joint.along === along);
      if (met.length === 0) continue;
      for (const { strip, load } of readings) w.set(strip.input, load(...rowAt(down), along));
      for (const { tap, phaseH, phaseW } of met) {
        if (held === null) w.set(factor, loadVector(p.splats, 16 * tap));
        for (const { strip } of readings) {
          const sum = strip.sums[phaseH]![phaseW]!;
          w.set(sum, multiplyAdd(shape.fused, held?.[tap] ?? factor, strip.input, sum));
        }
      }
    }
  for (const { strip, fours, output } of readings)
    strip.sums.slice(0, rows).forEach(([even, odd], a) => {
      for (const first of fours) {
        const lanes = index(4).map((n) => ((first + n) % 2 === 0 ? (first + n) / 2 : 4 + (first + n - 1) / 2));
        w.store(to, shuffle(even!, odd!, lanes), offset + 4 * (shape.outWidth * a + output + first));
      }
    });
}
