/** @file The definition of a linear layer, which every faster version is tested against. */

import type { NumberArray } from '../conv/planes.js';

/** The sizes of a product of matrices. */
export interface LinearSizes {
  readonly rows: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/**
 * `y[r, o] = bias[o] + Σ_k x[r, k] · weight[o, k]`, summed in doubles and rounded once.
 *
 * @param out     [rows, outFeatures], written
 * @param x       [rows, inFeatures]
 * @param weight  [outFeatures, inFeatures]
 * @param bias    [outFeatures], or one value for all
 */
export function linearReference(
  out: NumberArray,
  x: NumberArray,
  weight: NumberArray,
  bias: NumberArray | null,
  { rows, inFeatures, outFeatures }: LinearSizes,
): void {
  const biasStep = bias?.length === 1 ? 0 : 1;
  const row = new Float64Array(inFeatures);
  for (let r = 0; r < rows; r++) {
    row.set(x.subarray(r * inFeatures, (r + 1) * inFeatures));
    for (let o = 0; o < outFeatures; o++) out[r * outFeatures + o] = bias === null ? 0 : bias[o * biasStep]!;
    addProducts(out, r * outFeatures, row, weight, outFeatures);
  }
}

/** Adds `weight · row` to one row of `out`: four outputs at a time, since a single sum waits for its own additions. */
function addProducts(
  out: NumberArray,
  start: number,
  row: Float64Array,
  weight: NumberArray,
  outFeatures: number,
): void {
  const K = row.length;
  let o = 0;
  for (; o + 4 <= outFeatures; o += 4) {
    const w0 = o * K;
    const [w1, w2, w3] = [w0 + K, w0 + 2 * K, w0 + 3 * K];
    let [s0, s1, s2, s3] = [out[start + o]!, out[start + o + 1]!, out[start + o + 2]!, out[start + o + 3]!];
    for (let k = 0; k < K; k++) {
      const value = row[k]!;
      s0 += value * weight[w0 + k]!;
      s1 += value * weight[w1 + k]!;
      s2 += value * weight[w2 + k]!;
      s3 += value * weight[w3 + k]!;
    }
    out[start + o] = s0;
    out[start + o + 1] = s1;
    out[start + o + 2] = s2;
    out[start + o + 3] = s3;
  }
  for (; o < outFeatures; o++) {
    let sum = out[start + o]!;
    for (let k = 0; k < K; k++) sum += row[k]! * weight[o * K + k]!;
    out[start + o] = sum;
  }
}

/**
 * `out[r, k] = Σ_o y[r, o] · weight[o, k]`: the gradient of the input.
 *
 * @param out     [rows, inFeatures], written
 * @param y       [rows, outFeatures]
 * @param weight  [outFeatures, inFeatures]
 */
export function inputGradientReference(
  out: NumberArray,
  y: NumberArray,
  weight: NumberArray,
  { rows, inFeatures, outFeatures }: LinearSizes,
): void {
  const matrix = { values: weight, rows: outFeatures, cols: inFeatures };
  const sums = new Float64Array(inFeatures);
  for (let r = 0; r < rows; r++) {
    combineRows(sums, y, r * outFeatures, 1, matrix);
    out.set(sums, r * inFeatures);
  }
}

/**
 * `out[o, k] = Σ_r y[r, o] · x[r, k]`: the gradient of the weight.
 *
 * @param out  [outFeatures, inFeatures], written
 * @param x    [rows, inFeatures]
 * @param y    [rows, outFeatures]
 */
export function weightGradientReference(
  out: NumberArray,
  x: NumberArray,
  y: NumberArray,
  { rows, inFeatures, outFeatures }: LinearSizes,
): void {
  const matrix = { values: x, rows, cols: inFeatures };
  const sums = new Float64Array(inFeatures);
  for (let o = 0; o < outFeatures; o++) {
    combineRows(sums, y, o, outFeatures, matrix);
    out.set(sums, o * inFeatures);
  }
}

/** A matrix, row-major. */
interface Matrix {
  readonly values: NumberArray;
  readonly rows: number;
  readonly cols: number;
}

/** `sums = Σ_b factors[start + b·step] · matrix[b]`: four rows at a time, so that every sum is loaded and stored once for four products. */
function combineRows(
  sums: Float64Array,
  factors: NumberArray,
  start: number,
  step: number,
  { values, rows, cols }: Matrix,
): void {
  sums.fill(0);
  let at = start;
  let b = 0;
  for (; b + 4 <= rows; b += 4, at += 4 * step) {
    const [f0, f1, f2, f3] = [factors[at]!, factors[at + step]!, factors[at + 2 * step]!, factors[at + 3 * step]!];
    const r0 = b * cols;
    const [r1, r2, r3] = [r0 + cols, r0 + 2 * cols, r0 + 3 * cols];
    for (let k = 0; k < cols; k++)
      sums[k]! += f0 * values[r0 + k]! + f1 * values[r1 + k]! + f2 * values[r2 + k]! + f3 * values[r3 + k]!;
  }
  for (; b < rows; b++, at += step) {
    const factor = factors[at]!;
    for (let k = 0; k < cols; k++) sums[k]! += factor * values[b * cols + k]!;
  }
}
