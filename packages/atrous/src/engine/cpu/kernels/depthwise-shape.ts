/** @file What a depthwise kernel is emitted for: a layer's sizes, its strips, its turns, and how it uses the registers. */

import { VECTOR_REGISTERS } from '../emit/registers.js';
import { index } from './dense.js';

/** One layer; rows are outermost but for the depth. */
export interface DepthwiseShape {
  /** Inputs and outputs of a column and of a row; rows have at least four. */
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** D, H, W */
  readonly kernel: readonly [number, number, number];
  /** Of the rows; along them 1 or 2. */
  readonly strideH: number;
  readonly strideW: number;
  /** Along the rows. */
  readonly dilation: number;
  /** Rows above the first one, and columns before it. */
  readonly paddingH: number;
  readonly padding: number;
  /** Numbers of a plane. */
  readonly inPlane: number;
  readonly outPlane: number;
  readonly fused: boolean;
}

/** Weights that fit into registers beside the sums. */
export const HELD_WEIGHTS = 9;

/** Rows of outputs that a row of inputs can belong to. */
export const rowsInFlight = ({ kernel: [, kH], strideH }: DepthwiseShape): number => Math.ceil(kH / strideH);

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

/** Turns of the walk down a strip that do the same. A turn reads as many rows of inputs as the stride steps over. */
export interface Turns {
  readonly count: number;
  /** Which of a turn's rows lie in the image and are read. */
  readonly rows: readonly number[];
  /** The input row that the first turn's row 0 would be. */
  readonly firstRow: number;
  /** Whether a turn finishes a row of outputs. */
  readonly finishes: boolean;
}

/** The walk down a strip: turn by turn, those that do the same together; without those above the image, which add nothing. */
export function turnsOf(shape: DepthwiseShape): Turns[] {
  const { height, outHeight, kernel, strideH, paddingH } = shape;
  const late = rowsInFlight(shape) - 1;
  const turns: { -readonly [K in keyof Turns]: Turns[K] }[] = [];
  for (let turn = 0; turn < outHeight + late; turn++) {
    const firstRow = turn * strideH - paddingH;
    const finishes = turn >= late;
    const rows = index(Math.min(strideH, kernel[1])).filter((q) => firstRow + q >= 0 && firstRow + q < height);
    const last = turns.at(-1);
    if (last?.finishes === finishes && String(last.rows) === String(rows)) last.count++;
    else if (last !== undefined || finishes || rows.length > 0) turns.push({ count: 1, rows, firstRow, finishes });
  }
  return turns;
}

/** How a layer shares the registers out. */
export interface DepthwiseRegisters {
  /** Whether the weights stay in registers; else each is loaded for every vector of inputs. */
  readonly held: boolean;
  /** Strips that are walked down at a time: a weight is then loaded for all of them, and sums wait for each other less. */
  readonly strips: number;
  /**
   * Whether the products of a row are summed by themselves before they are added to the sums of the rows above: short sums
   * keep few products waiting. Of stride 2, where the processor looks ahead a few turns only, they save a third of the time.
   */
  readonly apart: boolean;
}

/** Null where not even the sums of one strip fit. */
export function registersOf(shape: DepthwiseShape): DepthwiseRegisters | null {
  const { kernel, strideW, strideH, fused } = shape;
  const taps = kernel.reduce((all, size) => all * size, 1);
  const sums = rowsInFlight(shape);
  // Of stride 2 two loaded vectors wait for the next tap. Beside all: a factor or an input, and an unfused product.
  const alive = (held: boolean, strips: number): number =>
    held ? strips * (sums + 2 * (strideW - 1)) + taps + 2 : strips * (sums + 2 * strideW - 1) + 2;
  // Sums of a row: of all rows of outputs that read it, but for the newest, which begins with it; with the first slice of a volume.
  const beside = strideH === 1 ? sums - 1 : Math.max(sums - 1, Math.ceil((kernel[1] - 1) / strideH));
  const apartSums = kernel[0] > 1 ? sums : beside;
  const aliveApart = (held: boolean, strips: number): number =>
    strips * (sums + apartSums + 2) + (held ? taps : 0) + (fused ? 1 : 2);
  for (const held of taps <= HELD_WEIGHTS ? [true, false] : [false])
    for (const strips of [4, 2, 1])
      if (alive(held, strips) <= VECTOR_REGISTERS)
        return { held, strips, apart: strideW === 2 && aliveApart(held, strips) <= VECTOR_REGISTERS };
  return null;
}
