/**
 * @file A convolution as a matrix: `flatten(y) = M · flatten(x)`, with rows for outputs and columns for inputs.
 *
 * Entry `(r, c)` is the weight that joins input `c` with output `r`; all others are 0. The matrix of the transposed
 * convolution with the same numbers is its transpose.
 *
 * @see Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", section 4.1
 */

import type { LayerSpec, Shape } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { type TapsLayer, tapsLayer } from '../taps/layer.js';
import { eachPair, outputTaps } from '../taps/taps.js';
import { phrase } from '../explain/words/phrase.js';

/** The places that are not always 0, row by row; a place that several taps reach (copied padding) stands there once per tap. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Entry `n` is weight `weight[n]` (flat) at row `row[n]`, column `column[n]`. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly weight: Int32Array;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly weightShape: readonly number[];
  /** Whether rows and columns have changed places, so that rows stand for inputs. */
  readonly turned: boolean;
}

/** More entries would fill memory; `matrixBlocks` describes larger ones. */
export const MOST_ENTRIES = 4_000_000;

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** A convolution or a transposed one. @throws QuestionError for other layers */
export function matrixLayer(spec: LayerSpec, shape: Shape): TapsLayer {
  const layer = tapsLayer(spec, shape);
  if (layer.kind !== 'pool') return layer;
  throw new QuestionError(
    phrase('questionNoMatrix', { op: layer.op }),
    { op: layer.op },
    phrase('questionConvolutions'),
  );
}

const flat = (index: readonly number[], sizes: readonly number[]): number =>
  index.reduce((sum, i, d) => sum * sizes[d]! + i, 0);

/** The index at a flat place, row-major. */
export function unflat(place: number, sizes: readonly number[]): number[] {
  const index: number[] = [];
  let rest = place;
  for (let d = sizes.length - 1; d >= 0; d--) {
    index.unshift(rest % sizes[d]!);
    rest = Math.floor(rest / sizes[d]!);
  }
  return index;
}

/**
 * The matrix of a convolution or a transposed convolution for one input shape. The bias is added to the product.
 *
 * @throws QuestionError for another layer, or for more than 4 million entries; what PyTorch throws for the input
 */
export function convolutionMatrix(spec: LayerSpec, shape: Shape): SparseMatrix {
  const layer = matrixLayer(spec, shape);
  const inputShape = [layer.inChannels, ...layer.input];
  const outputShape = [layer.outChannels, ...layer.output];
  const rows = product(outputShape);
  const most = rows * product(layer.weight.slice(2)) * (layer.inChannels / layer.groups);
  if (most > MOST_ENTRIES)
    throw new QuestionError(
      phrase('questionManyEntries', { entries: most }),
      { entries: most, most: MOST_ENTRIES },
      phrase('questionBlocks'),
    );
  const entries: [row: number, column: number, weight: number][] = [];
  for (let row = 0; row < rows; row++)
    for (const { input, weight } of eachPair(outputTaps(layer, unflat(row, outputShape))))
      entries.push([row, flat(input, inputShape), flat(weight, layer.weight)]);
  entries.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return {
    rows,
    columns: product(inputShape),
    row: Int32Array.from(entries, ([row]) => row),
    column: Int32Array.from(entries, ([, column]) => column),
    weight: Int32Array.from(entries, ([, , weight]) => weight),
    inputShape,
    outputShape,
    weightShape: layer.weight,
    turned: false,
  };
}

/** Rows and columns exchanged: the matrix of the transposed convolution, or back. */
export function transposed(matrix: SparseMatrix): SparseMatrix {
  const order = Array.from(matrix.row, (_, n) => n).sort(
    (a, b) =>
      matrix.column[a]! - matrix.column[b]! || matrix.row[a]! - matrix.row[b]! || matrix.weight[a]! - matrix.weight[b]!,
  );
  const pick = (list: Int32Array): Int32Array => Int32Array.from(order, (n) => list[n]!);
  return {
    ...matrix,
    rows: matrix.columns,
    columns: matrix.rows,
    row: pick(matrix.column),
    column: pick(matrix.row),
    weight: pick(matrix.weight),
    turned: !matrix.turned,
  };
}

/** `M · x` for weights and values of one's own, both flat and row-major. @throws QuestionError for a wrong number of values */
export function multiply(matrix: SparseMatrix, weight: ArrayLike<number>, x: ArrayLike<number>): Float64Array {
  expectLength('x', x, matrix.columns);
  expectLength('weight', weight, product(matrix.weightShape));
  const y = new Float64Array(matrix.rows);
  for (let n = 0; n < matrix.row.length; n++) y[matrix.row[n]!]! += weight[matrix.weight[n]!]! * x[matrix.column[n]!]!;
  return y;
}

export function expectLength(name: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new QuestionError(phrase('questionCount', { name, given: values.length, wanted: length }), {
      [name]: values.length,
      length,
    });
}

const label = (letter: string, place: number, sizes: readonly number[]): string =>
  `${letter}[${unflat(place, sizes).join(',')}]`;

/** `y[0,1,2]`, or `x[…]` of a turned matrix. */
export function rowLabel(matrix: SparseMatrix, row: number): string {
  return matrix.turned ? label('x', row, matrix.inputShape) : label('y', row, matrix.outputShape);
}

/** `x[0,3,4]`, or `y[…]` of a turned matrix. */
export function columnLabel(matrix: SparseMatrix, column: number): string {
  return matrix.turned ? label('y', column, matrix.outputShape) : label('x', column, matrix.inputShape);
}

/** `w[0,0,1,2]` of entry `n`. */
export function entryLabel(matrix: SparseMatrix, entry: number): string {
  return label('w', matrix.weight[entry]!, matrix.weightShape);
}
