/**
 * @file What convolution and transposed convolution share: every output plane is a sum over input channels and taps.
 *
 *     y[n, o] = bias[o] + Σ_c Σ_t weight(o, c, t) · x[n, c] moved by tap t        c over the channels of o's group
 *
 * Sums are kept in doubles and rounded once, when a plane is stored.
 */

import type { TypedArray } from '../../tensor/dtype.js';
import { type DirectedRun, LANES, type Lanes, multiplyAdd, multiplyAdd4 } from './multiply-add.js';

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
  readonly weightInStep: number;
  readonly runs: readonly DirectedRun[];
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
  const { batch, groups, inChannels, outChannels, inPlane, outPlane } = planes;
  const weights = doubles(weight);
  const lane = (): Float64Array => new Float64Array(outPlane);
  const lanes: Lanes = [lane(), lane(), lane(), lane()];
  const groupSize = inChannels * inPlane;
  for (let n = 0; n < batch; n++)
    for (let g = 0; g < groups; g++) {
      const start = (n * groups + g) * groupSize;
      const share = doubles(x, start, start + groupSize);
      for (let o = 0; o < outChannels;) {
        const count = o + LANES <= outChannels ? LANES : 1;
        const channel = g * outChannels + o;
        for (let l = 0; l < count; l++) lanes[l]!.fill(bias === null ? 0 : bias[channel + l]!);
        addChannels(lanes, count, share, weights, g * planes.weightGroupStep + o * planes.weightOutStep, planes);
        for (let l = 0; l < count; l++) out.set(lanes[l]!, (n * groups * outChannels + channel + l) * outPlane);
        o += count;
      }
    }
}

/** Adds all channels of a group to the sums of `count` output channels; `first` is where their weights begin. */
function addChannels(
  lanes: Lanes,
  count: number,
  x: Float64Array,
  weights: Float64Array,
  first: number,
  { inChannels, inPlane, weightInStep, weightOutStep, runs }: Planes,
): void {
  for (let c = 0; c < inChannels; c++) {
    const at = first + c * weightInStep;
    for (const run of runs)
      if (count === LANES) multiplyAdd4(lanes, x, c * inPlane, run, weights, at + run.tap, weightOutStep);
      else multiplyAdd(lanes[0], x, c * inPlane, run, weights[at + run.tap]!);
  }
}
