/** @file What the weight gradient of a depthwise layer is emitted for: which taps a pass over the planes takes, and its turns. */

import { evenly } from '../panels.js';
import { VECTOR_REGISTERS } from '../emit/registers.js';
import { index } from './dense.js';
import type { DepthwiseShape } from './depthwise-shape.js';

/** One layer. */
export interface GradientShape extends DepthwiseShape {
  /** Between the rows of a kernel. */
  readonly dilationH: number;
  /** Output channels of an input channel. */
  readonly multiplier: number;
  /** V8 that keeps loads where they were emitted: others load all inputs of a row at once. */
  readonly keepsOrder: boolean;
}

/** A row of taps, and which row of gradients its inputs meet. */
interface Meeting {
  /** Among the rows of the pass. */
  readonly row: number;
  /** Which of a turn's rows of inputs it reads. */
  readonly q: number;
  /** Turns since the row of gradients was the newest. */
  readonly age: number;
}

/** The taps whose sums are in registers at the same time. */
export interface GradientPass {
  /** The layer as these taps see it: paddings are those of the first one. */
  readonly shape: DepthwiseShape;
  readonly rows: readonly number[];
  readonly firstColumn: number;
  readonly columns: number;
  /** Taps of a row of the kernel. */
  readonly rowTaps: number;
  readonly meetings: readonly Meeting[];
  /** Rows of gradients that are kept. */
  readonly inFlight: number;
  /** Strips that are walked down at a time, each with sums of its own: few sums wait for each other. */
  readonly strips: number;
}

/** Sums from which on additions do not wait for each other: two in a cycle, of four cycles each, and a load between. */
const ENOUGH_SUMS = 9;

/** Rows of gradients that so many rows of the kernel meet, of every `step`-th row of inputs. */
const rowsMet = (rows: number, step: number): number => Math.floor((rows - 1) / step) + 1;

/** Whether the sums of so many rows and columns of taps fit into the registers, of so many strips. */
function fits(shape: GradientShape, rows: number, step: number, columns: number, strips: number): boolean {
  const { strideW, fused, keepsOrder } = shape;
  const inputs = strideW === 2 ? 3 : 1;
  // Old V8 has all inputs of a row at hand; at an edge zeros are moved into an input; an unfused product wants a register.
  const waiting = Math.max(keepsOrder ? inputs : inputs - 1 + columns, 2) + (fused ? 0 : 1);
  return strips * (rows * columns + rowsMet(rows, step)) + waiting <= VECTOR_REGISTERS;
}

/** The most of 1 … `count` that fit; at least one. */
const mostOf = (count: number, fit: (n: number) => boolean): number =>
  index(count)
    .map((n) => n + 1)
    .findLast(fit) ?? 1;

/** Rows of the kernel that are summed together, each group in ascending order. */
function rowGroups(shape: GradientShape): number[][] {
  const { kernel, strideH, dilationH } = shape;
  const [, kH, kW] = kernel;
  const rows = index(kH);
  if (dilationH > 1) return rows.map((row) => [row]);
  if (fits(shape, kH, strideH, kW, 1)) return [rows];
  // Rows of one phase of the stride meet the same inputs.
  return index(Math.min(strideH, kH)).flatMap((q) => {
    const phase = rows.filter((row) => row % strideH === q);
    const most = mostOf(phase.length, (n) => fits(shape, n, 1, kW, 1));
    let first = 0;
    return evenly(phase.length, most).map((count) => phase.slice(first, (first += count)));
  });
}

/** Which taps are summed together: as many rows that meet the same inputs as registers allow. */
export function gradientPasses(shape: GradientShape): GradientPass[] {
  const { kernel, dilationH, paddingH, padding, dilation } = shape;
  const kW = kernel[2];
  const columnParts = evenly(
    kW,
    mostOf(kW, (n) => fits(shape, 1, 1, n, 1)),
  );
  return rowGroups(shape).flatMap((rows) => {
    const meetings = meetingsOf(shape, rows);
    const inFlight = meetings.at(-1)!.age + 1;
    let firstColumn = 0;
    return columnParts.map((columns): GradientPass => {
      const sums = rows.length * columns;
      const strips = [4, 3, 2].find((n) => sums < ENOUGH_SUMS && n * (sums + inFlight) + 4 <= VECTOR_REGISTERS) ?? 1;
      const own: DepthwiseShape = {
        ...shape,
        kernel: [1, rows.length, columns],
        paddingH: paddingH - dilationH * rows[0]!,
        padding: padding - dilation * firstColumn,
      };
      const pass = { shape: own, rows, firstColumn, columns, rowTaps: kW, meetings, inFlight, strips };
      firstColumn += columns;
      return pass;
    });
  });
}

function meetingsOf({ strideH, dilationH }: GradientShape, rows: readonly number[]): Meeting[] {
  return rows.map((kh, row) => {
    const beyond = dilationH > 1 ? 0 : kh - rows[0]!;
    return { row, q: beyond % strideH, age: Math.floor(beyond / strideH) };
  });
}

/** Turns of the walk down a strip that do the same. A turn brings one row of gradients, and reads as many rows of inputs as the stride steps over. */
export interface GradientTurns {
  readonly count: number;
  readonly firstTurn: number;
  /** The input row that the first turn's row 0 would be. */
  readonly firstRow: number;
  /** Which of a turn's rows of inputs are there and wanted. */
  readonly rows: readonly number[];
  /** Ages of the gradients that are there. */
  readonly gradients: readonly number[];
  /** Whether it brings a row of gradients. */
  readonly brings: boolean;
}

/** The walk down a strip: turn by turn, those that do the same together; none that adds nothing and brings nothing. */
export function gradientTurns({ shape, meetings, inFlight }: GradientPass): GradientTurns[] {
  const { height, outHeight, strideH, paddingH } = shape;
  const wanted = [...new Set(meetings.map(({ q }) => q))].toSorted((a, b) => a - b);
  const turns: { -readonly [K in keyof GradientTurns]: GradientTurns[K] }[] = [];
  for (let turn = 0; turn < outHeight + inFlight - 1; turn++) {
    const firstRow = turn * strideH - paddingH;
    const rows = wanted.filter((q) => firstRow + q >= 0 && firstRow + q < height);
    const gradients = index(inFlight).filter((age) => turn >= age && turn - age < outHeight);
    const brings = turn < outHeight;
    const last = turns.at(-1);
    const same = (a: GradientTurns): boolean =>
      a.brings === brings && String(a.rows) === String(rows) && String(a.gradients) === String(gradients);
    if (last !== undefined && same(last)) last.count++;
    else turns.push({ count: 1, firstTurn: turn, firstRow, rows, gradients, brings });
  }
  return turns;
}
