/** @file The gradient of a convolution's weight in plain loops: every element is a sum of products over one tap's boxes. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { numel } from '../../tensor/tensor.js';
import { type NumberArray, doubles } from './planes.js';
import { type Region, tapRegions } from './regions.js';

/** Output channels that are worked on at a time. */
const LANES = 4;

/** The two sides of one group of one sample, in doubles. */
interface Sides {
  /** [inChannels, inPlane]: the side that the windows slide over. */
  readonly x: Float64Array;
  /** [outChannels, outPlane]: the side with one position per window. */
  readonly y: Float64Array;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly inPlane: number;
  readonly outPlane: number;
}

/**
 * The weight's gradient, with both operands read where they lie, in doubles, rounded once:
 *
 *     out[c, j, t] = Σ_n Σ_o y[n, c, o] · x[n, G·(C/g) + j, o·stride − padBefore + dilation·t]
 *
 * where `G = ⌊c / (outChannels/g)⌋`; what a tap reads of the padding is zero. An empty batch gives zeros.
 *
 * @param out  [outChannels, C/g, …kernel], written
 * @param x    [N, C, …input]
 * @param y    [N, outChannels, …output]
 */
export function weightGradientReference(
  out: NumberArray,
  x: NumberArray,
  y: NumberArray,
  geometry: ConvGeometry,
): void {
  const { batch, groups, input, output, windows } = geometry;
  const inChannels = geometry.inChannels / groups;
  const outChannels = geometry.outChannels / groups;
  const [inPlane, outPlane] = [numel(input), numel(output)];
  const [xShare, yShare] = [inChannels * inPlane, outChannels * outPlane];
  const runs = tapRegions(input, output, windows);
  const taps = numel(windows.map((window) => window.kernel));
  const sums = new Float64Array(outChannels * inChannels * taps);
  for (let g = 0; g < groups; g++) {
    sums.fill(0);
    for (let n = 0; n < batch; n++) {
      const share = n * groups + g;
      const sides = {
        x: doubles(x, share * xShare, (share + 1) * xShare),
        y: doubles(y, share * yShare, (share + 1) * yShare),
        inChannels,
        outChannels,
        inPlane,
        outPlane,
      };
      addSample(sums, sides, runs, taps);
    }
    out.set(sums, g * sums.length);
  }
}

/** Adds one sample's products; `sums` is [outChannels, inChannels, taps]. */
function addSample(sums: Float64Array, sides: Sides, runs: readonly Region[], taps: number): void {
  const { inChannels, outChannels } = sides;
  const step = inChannels * taps;
  for (let o = 0; o < outChannels;) {
    const four = o + LANES <= outChannels;
    for (let c = 0; c < inChannels; c++)
      for (const run of runs) {
        const at = o * step + c * taps + run.weightAt[0]!;
        if (four) addProducts4(sums, at, step, sides, c, o, run);
        else sums[at]! += products(sides, c, o, run);
      }
    o += four ? LANES : 1;
  }
}

/** Σ x·y over the box of one tap, of input channel `c` and output channel `o`. Two sums, since one waits for itself. */
function products({ x, y, inPlane, outPlane }: Sides, c: number, o: number, run: Region): number {
  const { depth, rows, cols, read, write, starts } = run;
  const [xStep, yStep] = [read.colStep, write.colStep];
  let [even, odd] = [0, 0];
  for (let d = 0; d < depth; d++)
    for (let r = 0; r < rows; r++) {
      let i = c * inPlane + starts[0]! + d * read.depthStep + r * read.rowStep;
      let j = o * outPlane + run.start + d * write.depthStep + r * write.rowStep;
      let n = cols;
      for (; n >= 2; n -= 2) {
        even += x[i]! * y[j]!;
        odd += x[i + xStep]! * y[j + yStep]!;
        i += 2 * xStep;
        j += 2 * yStep;
      }
      if (n === 1) even += x[i]! * y[j]!;
    }
  return even + odd;
}

/** The same for the output channels `o` to `o + 3`: every value of `x` is loaded once for four products. */
function addProducts4(
  sums: Float64Array,
  at: number,
  step: number,
  { x, y, inPlane, outPlane }: Sides,
  c: number,
  o: number,
  run: Region,
): void {
  const { depth, rows, cols, read, write, starts } = run;
  const [xStep, yStep] = [read.colStep, write.colStep];
  const [y1, y2, y3] = [outPlane, 2 * outPlane, 3 * outPlane];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let d = 0; d < depth; d++)
    for (let r = 0; r < rows; r++) {
      let i = c * inPlane + starts[0]! + d * read.depthStep + r * read.rowStep;
      let j = o * outPlane + run.start + d * write.depthStep + r * write.rowStep;
      for (let n = 0; n < cols; n++) {
        const value = x[i]!;
        s0 += value * y[j]!;
        s1 += value * y[j + y1]!;
        s2 += value * y[j + y2]!;
        s3 += value * y[j + y3]!;
        i += xStep;
        j += yStep;
      }
    }
  sums[at]! += s0;
  sums[at + step]! += s1;
  sums[at + 2 * step]! += s2;
  sums[at + 3 * step]! += s3;
}
