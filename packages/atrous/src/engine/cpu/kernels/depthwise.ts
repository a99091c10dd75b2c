/**
 * @file Depthwise convolution: one plane in, one plane out, read as it comes. Emitted for one layer, so that taps are
 * constant displacements.
 *
 * A strip of four columns is walked down row by row. Every row of inputs is loaded once and added to all rows of outputs
 * that read it, whose sums move on by one register from turn to turn; up to nine weights stay in registers. Rows of padding
 * are found in a table as a row of zeros, columns of padding are shuffled in where a strip touches an edge.
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
  zeros,
} from '../emit/language.js';
import { VECTOR_REGISTERS } from '../emit/registers.js';
import { index, multiplyAdd } from './dense.js';

/** One layer; rows are outermost but for the depth. */
export interface DepthwiseShape {
  /** Inputs and outputs of a row; at least four. */
  readonly width: number;
  readonly outWidth: number;
  /** D, H, W */
  readonly kernel: readonly [number, number, number];
  /** Of the rows; along them 1 or 2. */
  readonly strideH: number;
  readonly strideW: number;
  /** Along the rows. */
  readonly dilation: number;
  readonly padding: number;
  /** Numbers of a plane. */
  readonly inPlane: number;
  readonly outPlane: number;
  readonly fused: boolean;
}

/** Weights that fit into registers beside the sums. */
export const HELD_WEIGHTS = 9;

/** Bytes of an entry of the table, for each row that a turn reads: what the address of the plane is and'ed with, and added. */
const ROW_BYTES = 8;

/** Rows of outputs that a row of inputs can belong to. */
export const rowsInFlight = ({ kernel: [, kH], strideH }: DepthwiseShape): number => Math.ceil(kH / strideH);

/** Bytes of the table for a turn: its rows of inputs, and where its finished row of outputs goes. */
export const turnBytes = ({ kernel: [kD], strideH }: DepthwiseShape): number => ROW_BYTES * kD * strideH + 4;

const PARAMS = ['x', 'y', 'weight', 'bias', 'table', 'tableEnd', 'channels'] as const;

type Pointer = Local<'i32'>;
type Vector = Local<'v128'>;

/** The strips of a row by their first outputs: those within the padding's reach one by one, the others from one to the next. */
export function stripsOf(shape: DepthwiseShape): {
  readonly edges: readonly number[];
  readonly inside: readonly number[];
} {
  const { width, outWidth, strideW, dilation, padding, kernel } = shape;
  const all = [...new Set(index(Math.ceil(outWidth / 4)).map((n) => Math.min(4 * n, outWidth - 4)))];
  const reach = dilation * (kernel[2] - 1) - padding;
  const isInside = (first: number): boolean =>
    first % 4 === 0 && strideW * first >= padding && strideW * (first + 3) + reach < width;
  return { edges: all.filter((first) => !isInside(first)), inside: all.filter(isInside) };
}

/** How a layer shares the registers out. */
export interface DepthwiseRegisters {
  /** Whether the weights stay in registers; else each is loaded for every vector of inputs. */
  readonly held: boolean;
  /** Strips that are walked down at a time: a weight is then loaded for all of them, and sums wait for each other less. */
  readonly strips: number;
}

/** Null where not even the sums of one strip fit. */
export function registersOf(shape: DepthwiseShape): DepthwiseRegisters | null {
  const taps = shape.kernel.reduce((all, size) => all * size, 1);
  const sums = rowsInFlight(shape);
  // Of stride 2 two loaded vectors wait for the next tap. Beside all: a factor or an input, and an unfused product.
  const alive = (held: boolean, strips: number): number =>
    held ? strips * (sums + 2 * (shape.strideW - 1)) + taps + 2 : strips * (sums + 2 * shape.strideW - 1) + 2;
  for (const held of taps <= HELD_WEIGHTS ? [true, false] : [false])
    for (const strips of [4, 2, 1]) if (alive(held, strips) <= VECTOR_REGISTERS) return { held, strips };
  return null;
}

/** Up to so many neighbours each. */
function inGroups<T>(items: readonly T[], most: number): T[][] {
  return index(Math.ceil(items.length / most)).map((n) => items.slice(n * most, (n + 1) * most));
}

export function depthwiseKernel(name: string, shape: DepthwiseShape): Program {
  const { kernel, strideW, padding } = shape;
  const taps = kernel[0] * kernel[1] * kernel[2];
  const { held: holds, strips: most } = registersOf(shape)!;
  const { edges, inside } = stripsOf(shape);
  const turns = Math.floor(inside.length / most);
  return program(name, PARAMS, (w, p) => {
    const held = holds ? index(taps).map((k) => w.local('v128', `weight${k}`)) : null;
    const strips = index(most).map((n) => stripLocals(w, shape, n));
    const target = w.local('i32', 'target');

    w.loop(() => {
      held?.forEach((local, k) => w.set(local, loadSplat(p.weight, 4 * k)));
      for (const group of inGroups([...edges, ...inside.slice(turns * most)], most)) {
        w.set(target, p.y);
        const walked = group.map((first, n): Strip => ({ ...strips[n]!, ...edgeInputs(w, shape, strips[n]!, first) }));
        walkDown(w, shape, { ...p, y: target }, walked, held);
      }
      if (turns > 0) {
        const column = w.let('column', i32(4 * (strideW * inside[0]! - padding)));
        const left = w.let('left', i32(turns));
        w.set(target, add(p.y, i32(4 * inside[0]!)));
        w.loop(() => {
          const walked = strips.map((strip, n): Strip => ({ ...strip, ...insideInputs(w, shape, strip, column, n) }));
          walkDown(w, shape, { ...p, y: target }, walked, held);
          w.advance(column, i32(16 * strideW * most));
          w.advance(target, i32(16 * most));
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
  });
}

/** The variables of a strip: its sums, newest row first, what it has loaded, and the input that is at hand. */
interface StripLocals {
  readonly sums: readonly Vector[];
  readonly low: Vector;
  readonly high: Vector;
  readonly input: Vector;
}

function stripLocals(w: Writer, shape: DepthwiseShape, n: number): StripLocals {
  const local = (name: string): Vector => w.local('v128', `${name}${n}`);
  const sums = index(rowsInFlight(shape)).map((m) => local(`sum${m}_`));
  return { sums, low: local('low'), high: local('high'), input: local('input') };
}

/** A strip, where it goes in its row of outputs, and how it comes to its inputs by a tap along the row. */
interface Strip extends StripLocals {
  readonly output: number;
  readonly load: (row: Pointer, tap: number) => void;
}

/** Some strips, row by row. */
function walkDown(
  w: Writer,
  shape: DepthwiseShape,
  p: { readonly [K in 'x' | 'y' | 'weight' | 'bias' | 'table' | 'tableEnd']: Pointer },
  strips: readonly Strip[],
  held: readonly Vector[] | null,
): void {
  const { kernel, strideH, fused } = shape;
  const [kD, kH, kW] = kernel;
  const turn = w.let('turn', p.table);
  const row = w.local('i32', 'row');
  const to = w.local('i32', 'to');
  const factor = w.local('v128', 'factor');
  const begin = (): void => strips.forEach(({ sums }) => w.set(sums[0]!, loadSplat(p.bias)));

  /** Tap u of a row, to the sums of all rows of outputs that read it. */
  const addTap = (d: number, q: number, u: number): void => {
    const among = index(rowsInFlight(shape)).filter((m) => strideH * m + q < kH);
    const weightOf = (m: number): number => (d * kH + strideH * m + q) * kW + u;
    const addTo = (sum: Vector, weight: Vector, input: Vector): void =>
      w.set(sum, multiplyAdd(fused, weight, input, sum));
    if (held !== null)
      for (const { sums, input, load } of strips) {
        load(row, u);
        for (const m of among) addTo(sums[m]!, held[weightOf(m)]!, input);
      }
    else {
      for (const { load } of strips) load(row, u);
      for (const m of among) {
        w.set(factor, loadSplat(p.weight, 4 * weightOf(m)));
        for (const { sums, input } of strips) addTo(sums[m]!, factor, input);
      }
    }
  };

  // Sums that begin above the first row are stored as well, where the first row's follow.
  begin();
  w.loop(() => {
    for (const d of index(kD))
      for (const q of index(Math.min(strideH, kH))) {
        const entry = ROW_BYTES * (d * strideH + q);
        w.set(row, add(op('i32.and', p.x, loadI32(turn, entry)), loadI32(turn, entry + 4)));
        for (const u of index(kW)) addTap(d, q, u);
      }
    w.set(to, add(p.y, loadI32(turn, ROW_BYTES * kD * strideH)));
    for (const { sums, output } of strips) {
      w.store(to, sums.at(-1)!, output);
      for (let m = sums.length - 1; m > 0; m--) w.set(sums[m]!, sums[m - 1]!);
    }
    begin();
    w.advance(turn, i32(turnBytes(shape)));
    return below(turn, p.tableEnd);
  });
}

type Loading = Pick<Strip, 'load' | 'output'>;

/** Inputs that are all there; `column` is the byte of the first strip's first one in its row. */
function insideInputs(
  w: Writer,
  { strideW, dilation }: DepthwiseShape,
  { low, high, input }: StripLocals,
  column: Pointer,
  n: number,
): Loading {
  return {
    output: 16 * n,
    load: (row, tap) => {
      // Of stride 2 neighbouring taps are the even and the odd lanes of the same loads.
      const odd = strideW === 2 && dilation === 1 ? tap % 2 : 0;
      const start = 16 * strideW * n + 4 * (dilation * tap - odd);
      const at = add(row, column);
      if (strideW === 1) return w.set(input, loadVector(at, start));
      if (odd === 0) {
        w.set(low, loadVector(at, start));
        w.set(high, loadVector(at, start + 16));
      }
      return w.set(input, shuffle(low, high, [odd, odd + 2, odd + 4, odd + 6]));
    },
  };
}

/** Inputs of which some may lie in the padding, of the strip whose first output is `first`. */
function edgeInputs(
  w: Writer,
  { width, strideW, dilation, padding }: DepthwiseShape,
  { low, high, input }: StripLocals,
  first: number,
): Loading {
  return {
    output: 4 * first,
    load: (row, tap) => {
      const odd = strideW === 2 && dilation === 1 ? tap % 2 : 0;
      const columns = index(4).map((lane) => strideW * (first + lane) + dilation * tap - padding);
      const isThere = columns.map((column) => column >= 0 && column < width);
      // Two vectors of the row that hold all of them.
      const start = Math.max(0, Math.min(columns[0]! - odd, width - 4 * strideW));
      const next = Math.min(start + 4, width - 4);
      if (strideW === 1) w.set(low, loadVector(row, 4 * start));
      else if (odd === 0) {
        w.set(low, loadVector(row, 4 * start));
        w.set(high, loadVector(row, 4 * next));
      }
      const lanes = columns.map((column, lane) =>
        !isThere[lane] ? 0 : column < start + 4 ? column - start : 4 + column - next,
      );
      const moved = lanes.every((from, lane) => from === lane);
      w.set(input, moved ? low : shuffle(low, strideW === 1 ? low : high, lanes));
      if (isThere.includes(false))
        w.set(
          input,
          shuffle(
            input,
            zeros,
            isThere.map((there, lane) => (there ? lane : 4)),
          ),
        );
    },
  };
}
