/** @file The inner loops of convolution and transposed convolution: sum[j] += Σ weight · x[i] over a region's box. */

import type { Region } from './regions.js';

/** One term for one output channel: the values of `x` from `start` on, times one weight. */
function addTerm(sum: Float64Array, x: Float64Array, start: number, weight: number, region: Region): void {
  const { depth, rows, cols, read, write } = region;
  const readStep = read.colStep;
  const writeStep = write.colStep;
  for (let d = 0; d < depth; d++) {
    for (let r = 0; r < rows; r++) {
      let i = start + d * read.depthStep + r * read.rowStep;
      let j = region.start + d * write.depthStep + r * write.rowStep;
      for (let c = 0; c < cols; c++) {
        sum[j]! += weight * x[i]!;
        i += readStep;
        j += writeStep;
      }
    }
  }
}

/**
 * All terms for one output channel, four at a time. They are added in their order, so that the bits are those of one
 * after the other.
 *
 * @param first  where the output channel's weights begin
 */
export function addTerms(
  sum: Float64Array,
  x: Float64Array,
  weights: Float64Array,
  first: number,
  region: Region,
): void {
  const { depth, rows, cols, read, write, starts, weightAt } = region;
  const readStep = read.colStep;
  const writeStep = write.colStep;
  let k = 0;
  for (; k + 4 <= starts.length; k += 4) {
    const start = starts[k]!;
    const [to1, to2, to3] = [starts[k + 1]! - start, starts[k + 2]! - start, starts[k + 3]! - start];
    const a0 = weights[first + weightAt[k]!]!;
    const a1 = weights[first + weightAt[k + 1]!]!;
    const a2 = weights[first + weightAt[k + 2]!]!;
    const a3 = weights[first + weightAt[k + 3]!]!;
    for (let d = 0; d < depth; d++) {
      for (let r = 0; r < rows; r++) {
        let i = start + d * read.depthStep + r * read.rowStep;
        let j = region.start + d * write.depthStep + r * write.rowStep;
        for (let c = 0; c < cols; c++) {
          sum[j] = sum[j]! + a0 * x[i]! + a1 * x[i + to1]! + a2 * x[i + to2]! + a3 * x[i + to3]!;
          i += readStep;
          j += writeStep;
        }
      }
    }
  }
  for (; k < starts.length; k++) addTerm(sum, x, starts[k]!, weights[first + weightAt[k]!]!, region);
}

/** The same for two output channels: every value of `x` is loaded once for both. */
export function addTermsToTwo(
  sumA: Float64Array,
  sumB: Float64Array,
  x: Float64Array,
  weights: Float64Array,
  firstA: number,
  firstB: number,
  region: Region,
): void {
  const { depth, rows, cols, read, write, starts, weightAt } = region;
  const readStep = read.colStep;
  const writeStep = write.colStep;
  let k = 0;
  for (; k + 4 <= starts.length; k += 4) {
    const start = starts[k]!;
    const [to1, to2, to3] = [starts[k + 1]! - start, starts[k + 2]! - start, starts[k + 3]! - start];
    const [at0, at1, at2, at3] = [weightAt[k]!, weightAt[k + 1]!, weightAt[k + 2]!, weightAt[k + 3]!];
    const a0 = weights[firstA + at0]!;
    const a1 = weights[firstA + at1]!;
    const a2 = weights[firstA + at2]!;
    const a3 = weights[firstA + at3]!;
    const b0 = weights[firstB + at0]!;
    const b1 = weights[firstB + at1]!;
    const b2 = weights[firstB + at2]!;
    const b3 = weights[firstB + at3]!;
    for (let d = 0; d < depth; d++) {
      for (let r = 0; r < rows; r++) {
        let i = start + d * read.depthStep + r * read.rowStep;
        let j = region.start + d * write.depthStep + r * write.rowStep;
        for (let c = 0; c < cols; c++) {
          const x0 = x[i]!;
          const x1 = x[i + to1]!;
          const x2 = x[i + to2]!;
          const x3 = x[i + to3]!;
          sumA[j] = sumA[j]! + a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
          sumB[j] = sumB[j]! + b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
          i += readStep;
          j += writeStep;
        }
      }
    }
  }
  for (; k < starts.length; k++) {
    addTerm(sumA, x, starts[k]!, weights[firstA + weightAt[k]!]!, region);
    addTerm(sumB, x, starts[k]!, weights[firstB + weightAt[k]!]!, region);
  }
}
