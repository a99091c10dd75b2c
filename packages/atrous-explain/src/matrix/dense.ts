/** @file Small matrices written out. */

import { QuestionError } from '../explain/error.js';
import { type SparseMatrix, columnLabel, expectLength, rowLabel, unflat } from './matrix.js';
import { phrase } from '../explain/words/phrase.js';

/** More cells than this fit no page. */
export const MOST_CELLS = 4096;

function checkSmall({ rows, columns }: SparseMatrix): void {
  if (rows * columns > MOST_CELLS)
    throw new QuestionError(
      phrase('questionLargeMatrix', { rows, columns }),
      { rows, columns, most: MOST_CELLS },
      phrase('questionBlocks'),
    );
}

/** Every element, zeros included, for weights of one's own. @throws QuestionError beyond 4096 elements */
export function denseMatrix(matrix: SparseMatrix, weight: ArrayLike<number>): number[][] {
  checkSmall(matrix);
  expectLength(
    'weight',
    weight,
    matrix.weightShape.reduce((a, b) => a * b, 1),
  );
  const dense = Array.from({ length: matrix.rows }, () => Array.from({ length: matrix.columns }, () => 0));
  for (let n = 0; n < matrix.row.length; n++) dense[matrix.row[n]!]![matrix.column[n]!]! += weight[matrix.weight[n]!]!;
  return dense;
}

/** The weight's index without axes of one element in front: `w12` of a single channel, `w0,1,1,2` of several. */
function shortWeight({ weightShape }: SparseMatrix, place: number): string {
  const index = unflat(place, weightShape);
  const first = weightShape.findIndex((size) => size > 1);
  const kept = first < 0 ? index.slice(-1) : index.slice(Math.min(first, index.length - 1));
  const wide = weightShape.some((size) => size > 10);
  const channels = weightShape[0]! > 1 || weightShape[1]! > 1;
  return `w${kept.join(channels || wide ? ',' : '')}`;
}

/** What stands in each cell: names of weights, or their values. */
function cells(matrix: SparseMatrix, weight: ArrayLike<number> | undefined): string[][] {
  if (weight !== undefined)
    return denseMatrix(matrix, weight).map((row) => row.map((value) => (value === 0 ? '·' : String(value))));
  checkSmall(matrix);
  const named = Array.from({ length: matrix.rows }, () => Array.from({ length: matrix.columns }, () => ''));
  for (let n = 0; n < matrix.row.length; n++) {
    const row = named[matrix.row[n]!]!;
    const before = row[matrix.column[n]!]!;
    row[matrix.column[n]!] = `${before && `${before}+`}${shortWeight(matrix, matrix.weight[n]!)}`;
  }
  return named.map((row) => row.map((text) => text || '·'));
}

/**
 * The matrix with the names of its columns in the first line and of its rows in the first column; `·` stands for 0.
 *
 * @param weight  values instead of names, flat
 * @throws QuestionError beyond 4096 elements
 */
export function matrixTable(matrix: SparseMatrix, weight?: ArrayLike<number>): string[][] {
  const head = Array.from({ length: matrix.columns }, (_, column) => columnLabel(matrix, column));
  return [['', ...head], ...cells(matrix, weight).map((row, r) => [rowLabel(matrix, r), ...row])];
}

export interface FormatMatrixOptions {
  /** Values instead of names, flat. */
  readonly weight?: ArrayLike<number> | undefined;
  /** Names of rows and columns around it. Default true. */
  readonly labels?: boolean | undefined;
}

/**
 * The matrix as text, a line per row; `·` stands for 0.
 *
 *              x[0,0] x[0,1] x[0,2]
 *     y[0,0]       w0     w1      ·
 *     y[0,1]        ·     w0     w1
 *
 * @throws QuestionError beyond 4096 elements
 */
export function formatMatrix(matrix: SparseMatrix, options: FormatMatrixOptions = {}): string {
  const { weight, labels = true } = options;
  return aligned(labels ? matrixTable(matrix, weight) : cells(matrix, weight));
}

/** Columns to the right, as wide as their longest cell. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padStart(widths[column]!))
        .join(' ')
        .trimEnd(),
    )
    .join('\n');
}
