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
