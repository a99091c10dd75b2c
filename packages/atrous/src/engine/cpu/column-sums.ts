/** @file Sums over the rows of matrices, column by column, in double precision. */

import { theEngine } from './engine.js';
import { SCALE_BYTES, columnProductsKernel, columnSumsKernel } from './kernels/column-sums.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { LEAST_NUMBERS } from './runs.js';

/** Columns from which on vectors of four are worth it. */
export const LEAST_COLUMNS = 4;
/** Columns that threads share: a line of the cache. */
const CHUNK = 16;
/** What a number costs, in operations of the dense kernel: it waits for memory. */
const OPERATIONS = 8;

const machineFor = (x: Values, columns: number): Machine | null =>
  columns < LEAST_COLUMNS || x.length < LEAST_NUMBERS ? null : (theEngine()?.machine ?? null);

/** Runs `work` on all columns, shared among threads where that pays: the first of some, and how many. */
function eachColumns(
  machine: Machine,
  columns: number,
  numbers: number,
  work: (first: number, count: number) => void,
): void {
  const chunks = Math.max(1, Math.floor(columns / CHUNK));
  const start = (chunk: number): number => (chunk === chunks ? columns : CHUNK * chunk);
  machine.forRanges({ pieces: chunks, operations: OPERATIONS * numbers }, (from, to) =>
    work(start(from), start(to) - start(from)),
  );
}

/**
 * The sum of every column, divided.
 *
 * @param x  [outer, rows, columns]
 * @returns [outer, columns], or undefined where the engine cannot
 */
export function columnSums(
  x: Values,
  outer: number,
  rows: number,
  columns: number,
  divisor: number,
): Values | undefined {
  const machine = machineFor(x, columns);
  if (machine === null) return undefined;
  const kernel = machine.kernel('columnSums', columnSumsKernel);
  return machine.borrow((take) => {
    const y = take(4 * outer * columns);
    const [xAt, divisorAt] = [machine.bring(x, take), take(8)];
    new Float64Array(machine.floats.buffer, divisorAt, 1)[0] = divisor;
    const [step, matrix] = [4 * columns, 4 * rows * columns];
    const call = (first: number, count: number, from: number, bytes: number): void =>
      kernel(xAt + matrix * first + from, y + step * first + from, divisorAt, count, rows, step, bytes, matrix, step);
    if (outer > columns / CHUNK)
      machine.forRanges({ pieces: outer, operations: OPERATIONS * x.length }, (from, to) =>
        call(from, to - from, 0, step),
      );
    else eachColumns(machine, columns, x.length, (from, count) => call(0, outer, 4 * from, 4 * count));
    return machine.result(y, outer * columns);
  });
}

/** Sums of every column. */
export interface ColumnProducts {
  readonly products: Float32Array;
  readonly sums: Float32Array;
}

/**
 * Σ g·(x − centre)·scale and Σ g of every column; centre and scale are those of the row.
 *
 * @param g  [rows, columns]
 * @param x  as `g`
 * @returns undefined where the engine cannot
 */
export function columnProducts(
  g: Values,
  x: Values,
  columns: number,
  centre: ArrayLike<number>,
  scale: ArrayLike<number>,
): ColumnProducts | undefined {
  const machine = machineFor(x, columns);
  if (machine === null) return undefined;
  const kernel = machine.kernel('columnProducts', columnProductsKernel);
  const rows = centre.length;
  return machine.borrow((take) => {
    const [products, sums] = [take(4 * columns), take(4 * columns)];
    const [gAt, xAt, scales] = [machine.bring(g, take), machine.bring(x, take), take(SCALE_BYTES * rows)];
    const table = new Float64Array(machine.floats.buffer, scales, 2 * rows);
    for (let row = 0; row < rows; row++) {
      table[2 * row] = centre[row]!;
      table[2 * row + 1] = scale[row]!;
    }
    eachColumns(machine, columns, 2 * x.length, (first, count) => {
      const from = 4 * first;
      kernel(gAt + from, xAt + from, scales, products + from, sums + from, rows, 4 * columns, 4 * count);
    });
    return { products: machine.read(products, columns), sums: machine.read(sums, columns) };
  });
}
