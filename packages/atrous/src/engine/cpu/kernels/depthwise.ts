/**
 * @file Depthwise convolution: one plane in, one plane out. Emitted for one layer, so that every tap is a constant
 * displacement from a single pointer.
 *
 * A tile is a few rows × a few vectors of outputs. Up to nine weights stay in registers, and every input is loaded once
 * for all outputs of the tile that read it; of larger kernels every weight is loaded once for all outputs of the tile.
 */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadSplat,
  loadVector,
  program,
} from '../emit/language.js';
import { index, multiplyAdd } from './dense.js';

/** One layer; offsets and pitches in bytes. */
export interface DepthwiseShape {
  /** Outputs per axis D, H, W. */
  readonly counts: readonly [number, number, number];
  /** From row to row and from plane to plane of the input's layout. */
  readonly rowPitch: number;
  readonly planePitch: number;
  /** From channel to channel of the input's layout. */
  readonly channelPitch: number;
  /** From channel to channel of the output. */
  readonly outputPitch: number;
  /** Where the taps lie from an output's cell, as weights are ordered. */
  readonly taps: readonly number[];
  readonly fused: boolean;
  /** Rows and vectors of a tile. */
  readonly rows: number;
  readonly vectors: number;
}

/** Weights that fit into registers beside the sums. */
export const HELD_WEIGHTS = 9;

const PARAMS = ['x', 'y', 'weight', 'bias', 'channels'] as const;

type Pointer = Local<'i32'>;
type Vector = Local<'v128'>;

/** One loop over outputs: bytes from one to the next in the input and in the output, outputs per turn, the last turn's. */
interface Walk {
  readonly input: number;
  readonly output: number;
  readonly step: number;
  readonly last: number;
}

/** `write` at outputs 0, `step`, 2·`step`, …; the last turn is moved back to `last`, so that nothing lies beyond it. */
function walk(
  w: Writer,
  x: Expr<'i32'>,
  y: Expr<'i32'>,
  { input, output, step, last }: Walk,
  write: (x: Pointer, y: Pointer) => void,
): void {
  const from = w.let('from', x);
  const to = w.let('to', y);
  const lastFrom = w.let('lastFrom', add(from, i32(last * input)));
  const lastTo = w.let('lastTo', add(to, i32(last * output)));
  const more = w.local('i32', 'more');
  w.loop(() => {
    write(from, to);
    w.set(more, below(from, lastFrom));
    w.advance(from, i32(step * input));
    w.advance(to, i32(step * output));
    w.when(below(lastFrom, from), () => {
      w.set(from, lastFrom);
      w.set(to, lastTo);
    });
    return more;
  });
}

export function depthwiseKernel(name: string, shape: DepthwiseShape): Program {
  const { counts, rows, vectors, taps } = shape;
  const [outD, outH, outW] = counts;
  const row = 4 * outW;
  const plane = row * outH;
  const planes: Walk = { input: shape.planePitch, output: plane, step: 1, last: outD - 1 };
  const down: Walk = { input: shape.rowPitch, output: row, step: rows, last: outH - rows };
  const across: Walk = { input: 4, output: 4, step: 4 * vectors, last: Math.max(0, outW - 4 * vectors) };
  return program(name, PARAMS, (w, p) => {
    const weights = taps.length <= HELD_WEIGHTS ? taps.map((_, k) => w.local('v128', `weight${k}`)) : null;
    const sums = index(rows * vectors).map((n) => w.local('v128', `sum${n}`));
    w.loop(() => {
      weights?.forEach((weight, k) => w.set(weight, loadSplat(p.weight, 4 * k)));
      walk(w, p.x, p.y, planes, (planeX, planeY) =>
        walk(w, planeX, planeY, down, (rowX, rowY) =>
          walk(w, rowX, rowY, across, (x, y) => {
            for (const sum of sums) w.set(sum, loadSplat(p.bias));
            if (weights === null) sumByWeight(w, shape, x, p.weight, sums);
            else sumByInput(w, shape, x, weights, sums);
            sums.forEach((sum, n) => w.store(y, sum, row * Math.floor(n / vectors) + 16 * (n % vectors)));
          }),
        ),
      );
      w.advance(p.x, i32(shape.channelPitch));
      w.advance(p.y, i32(shape.outputPitch));
      w.advance(p.weight, i32(4 * taps.length));
      w.advance(p.bias, i32(4));
      w.advance(p.channels, i32(-1));
      return p.channels;
    });
  });
}

/** Where sum `n` of a tile finds tap 0 of offset 0. */
function offsetOf({ rowPitch, vectors }: DepthwiseShape, n: number): number {
  return rowPitch * Math.floor(n / vectors) + 16 * (n % vectors);
}

/** Every input that the tile reads, and all products that it takes part in. */
function sumByInput(
  w: Writer,
  shape: DepthwiseShape,
  x: Pointer,
  weights: readonly Vector[],
  sums: readonly Vector[],
): void {
  const readers = new Map<number, (readonly [weight: Vector, sum: Vector])[]>();
  for (const [n, sum] of sums.entries())
    for (const [k, tap] of shape.taps.entries()) {
      const offset = tap + offsetOf(shape, n);
      readers.set(offset, [...(readers.get(offset) ?? []), [weights[k]!, sum]]);
    }
  const input = w.local('v128', 'input');
  for (const [offset, products] of readers) {
    w.set(input, loadVector(x, offset));
    for (const [weight, sum] of products) w.set(sum, multiplyAdd(shape.fused, weight, input, sum));
  }
}

function sumByWeight(w: Writer, shape: DepthwiseShape, x: Pointer, weight: Pointer, sums: readonly Vector[]): void {
  const factor = w.local('v128', 'factor');
  const input = w.local('v128', 'input');
  for (const [k, tap] of shape.taps.entries()) {
    w.set(factor, loadSplat(weight, 4 * k));
    for (const [n, sum] of sums.entries()) {
      w.set(input, loadVector(x, tap + offsetOf(shape, n)));
      w.set(sum, multiplyAdd(shape.fused, factor, input, sum));
    }
  }
}
