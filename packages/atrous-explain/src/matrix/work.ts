/** @file "Flatten, multiply, reshape" worked through with numbers. */

import type { LayerSpec, Shape } from 'atrous/spec';
import { type Token, formula } from '../explain/tokens.js';
import { type Lang, phrase, say } from '../explain/words/phrase.js';
import { denseMatrix, formatMatrix } from './dense.js';
import { type SparseMatrix, convolutionMatrix, expectLength, multiply, rowLabel } from './matrix.js';

export interface WorkValues {
  /** The input without its batch, flat; default 1, 2, 3, … */
  readonly x?: ArrayLike<number> | undefined;
  /** The weight, flat; default 1, 2, 3, … */
  readonly weight?: ArrayLike<number> | undefined;
}

/** One element of the product. */
export interface WorkRow {
  readonly label: string;
  /** `1·1 + 2·2 + 4·3 = 17`, zeros left out. */
  readonly tokens: readonly Token[];
  readonly value: number;
}

export interface Work {
  readonly matrix: SparseMatrix;
  readonly weight: readonly number[];
  /** The input as one column. */
  readonly flattened: readonly number[];
  readonly dense: readonly (readonly number[])[];
  readonly rows: readonly WorkRow[];
  /** The product in the output's shape, row-major. */
  readonly outputShape: readonly number[];
  readonly output: readonly number[];
}

const ramp = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** The products of one row, in the order of the columns. */
function rowTokens(matrix: SparseMatrix, row: number, weight: ArrayLike<number>, x: ArrayLike<number>): Token[] {
  const entries = Array.from(matrix.row, (r, n) => (r === row ? n : -1)).filter((n) => n >= 0);
  if (entries.length === 0) return formula(0);
  return entries.flatMap((n, i) => [
    ...formula(...(i === 0 ? [] : [' + '])),
    ...formula(weight[matrix.weight[n]!]!, '·', x[matrix.column[n]!]!),
  ]);
}

/**
 * A convolution without bias as a matrix product, with every number. Small layers only.
 *
 * @throws QuestionError beyond 4096 elements of the matrix, for another layer or a wrong number of values
 */
export function workThrough(spec: LayerSpec, shape: Shape, values: WorkValues = {}): Work {
  const matrix = convolutionMatrix(spec, shape);
  const weights = matrix.weightShape.reduce((a, b) => a * b, 1);
  const { x = ramp(matrix.columns), weight = ramp(weights) } = values;
  expectLength('x', x, matrix.columns);
  const dense = denseMatrix(matrix, weight);
  const output = multiply(matrix, weight, x);
  return {
    matrix,
    weight: Array.from(weight),
    flattened: Array.from(x),
    dense,
    rows: Array.from(output, (value, row) => ({
      label: rowLabel(matrix, row),
      tokens: rowTokens(matrix, row, weight, x),
      value,
    })),
    outputShape: matrix.outputShape,
    output: Array.from(output),
  };
}

const plain = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.kind === 'op') return token.spaced ? ` ${token.op} ` : token.op;
      return token.kind === 'text' ? token.text : token.value < 0 ? `(${token.value})` : String(token.value);
    })
    .join('')
    .replaceAll('-', '−');

/** The last axis of a flat list, a line each. */
function lines(values: readonly number[], width: number): string[] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width).join(' '));
}

/** The three steps as text. */
export function renderWork(work: Work, lang: Lang = 'en'): string {
  const { matrix, weight, flattened, rows, output, outputShape } = work;
  const sizes = { rows: matrix.rows, columns: matrix.columns };
  return [
    say(phrase('workFlatten', { shape: matrix.inputShape.join('×'), columns: matrix.columns }), lang),
    `  ${flattened.join(' ')}`,
    say(phrase('workMultiply', sizes), lang),
    ...formatMatrix(matrix, { weight, labels: false })
      .split('\n')
      .map((line) => `  ${line}`),
    ...rows.map(({ label, tokens, value }) => `  ${label} = ${plain(tokens)} = ${value}`),
    say(phrase('workReshape', { shape: outputShape.join('×'), rows: matrix.rows }), lang),
    ...lines(output, outputShape.at(-1)!).map((line) => `  ${line}`),
  ].join('\n');
}
