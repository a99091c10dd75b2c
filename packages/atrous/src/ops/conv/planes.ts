/**
 * @file What convolution and transposed convolution share: every output plane is a sum over input channels and taps.
 *
 *     y[n, o] = bias[o] + Σ_c Σ_t weight(o, c, t) · x[n, c] moved by tap t        c over the channels of o's group
 *
 * Sums are kept in doubles and rounded once, when a plane is stored.
 */

import type { TypedArray } from '../../tensor/dtype.js';
import { addTerms, addTermsToTwo } from './multiply-add.js';
import type { Region } from './regions.js';

/** Arrays whose elements are JavaScript numbers with their own value. */
export type NumberArray = Exclude<TypedArray, BigInt64Array | Uint16Array>;

/** The sizes of such a sum. Steps are in elements of the weight. */
export interface Planes {
  readonly batch: number;
  readonly groups: number;
  /** Channels of one group. */
  readonly inChannels: number;
  readonly outChannels: number;
  /** Elements of one channel's plane. */
  readonly inPlane: number;
  readonly outPlane: number;
  readonly weightGroupStep: number;
  readonly weightOutStep: number;
  readonly regions: readonly Region[];
}

/** Elements from `start` to `end` as doubles, so that the inner loops see one type of array only. */
export function doubles(array: NumberArray, start = 0, end: number = array.length): Float64Array {
  const part = array.subarray(start, end);
  return part instanceof Float64Array ? part : new Float64Array(part);
}

/**
 * Fills `out`, [N, groups · outChannels, outPlane].
 *
 * @param x     [N, groups · inChannels, inPlane]
 * @param bias  [groups · outChannels]
 */
export function sumPlanes(
  out: NumberArray,
  x: NumberArray,
  weight: NumberArray,
  bias: NumberArray | null,
  planes: Planes,
): void {
  const { batch, groups, inChannels, outChannels, inPlane, outPlane, regions } = planes;
  const weights = doubles(weight);
  const sums = [new Float64Array(outPlane), new Float64Array(outPlane)] as const;
  const groupSize = inChannels * inPlane;
  for (let n = 0; n < batch; n++)
    for (let g = 0; g < groups; g++) {
      const start = (n * groups + g) * groupSize;
      const share = doubles(x, start, start + groupSize);
      for (let o = 0; o < outChannels; o += 2) {
        const count = Math.min(2, outChannels - o);
        const channel = g * outChannels + o;
        const first = g * planes.weightGroupStep + o * planes.weightOutStep;
        for (let l = 0; l < count; l++) sums[l]!.fill(bias === null ? 0 : bias[channel + l]!);
        for (const region of regions)
          if (count === 1) addTerms(sums[0], share, weights, first, region);
          else addTermsToTwo(...sums, share, weights, first, first + planes.weightOutStep, region);
        for (let l = 0; l < count; l++) out.set(sums[l]!, (n * groups * outChannels + channel + l) * outPlane);
      }
    }
}
