/** @file Depthwise convolution: every channel a group with one output channel. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { type ConvPlan, product } from './conv-plan.js';
import type { Features } from './features.js';
import { type DepthwiseShape, HELD_WEIGHTS, depthwiseKernel } from './kernels/depthwise.js';
import { tapOffset } from './layout.js';
import type { Machine } from './machine.js';
import { type PlaneWork, mapPlanes, planeLayout } from './planes.js';

/** Taps up to which a kernel is written out tap by tap; more would be too much code for one loop. */
const MAX_TAPS = 49;

/** A depthwise layer, ready to run. */
export interface DepthwiseJob extends PlaneWork {
  readonly kind: 'depthwise';
  readonly shape: DepthwiseShape;
  readonly name: string;
}

/** Whether a layer is depthwise and small enough to be written out. */
export function isDepthwise({ groups, inChannels, outChannels, windows }: ConvGeometry, features: Features): boolean {
  const taps = product(windows.map(({ kernel }) => kernel));
  // Old V8 loads a whole tile's inputs at once: with many taps they spill, and the table of taps is quicker.
  const most = features.keepsOrder ? MAX_TAPS : HELD_WEIGHTS;
  return groups > 1 && groups === inChannels && groups === outChannels && taps <= most;
}

export function depthwiseJob(g: ConvGeometry, plan: ConvPlan, features: Features, name: string): DepthwiseJob {
  const inPlane = product(g.input);
  const outPlane = product(g.output);
  const layout = planeLayout(plan.layout, g.input, inPlane);
  const [D, H, W] = layout.axes;
  const offsets = plan.parts[0]!.taps.map(([d, h, w]) => 4 * tapOffset(layout, d, h, w));
  const held = offsets.length <= HELD_WEIGHTS;
  // Sums beside nine weights and an input, or beside one weight and an input.
  const sums = held ? (features.keepsOrder ? 4 : 3) : 8;
  const vectors = held || W.count < 8 ? 1 : 2;
  const shape: DepthwiseShape = {
    counts: [D.count, H.count, W.count],
    rowPitch: 4 * W.cells,
    planePitch: 4 * W.cells * H.cells,
    channelPitch: 4 * layout.channel,
    outputPitch: 4 * outPlane,
    taps: offsets,
    fused: features.relaxed,
    rows: Math.min(H.count, sums / vectors),
    vectors,
  };
  return { kind: 'depthwise', layout, input: g.input, inPlane, outPlane, padding: 0, series: g.groups, shape, name };
}

/** @param bias  of every channel */
export function runDepthwise(
  machine: Machine,
  job: DepthwiseJob,
  input: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
): Float32Array<ArrayBuffer> {
  const { shape, series } = job;
  const taps = shape.taps.length;
  const kernel = machine.kernel(job.name, () => depthwiseKernel('depthwise', shape));
  return machine.borrow((take) => {
    const weightAt = take(4 * weight.length);
    const biasAt = take(4 * series);
    machine.write(weightAt, weight);
    machine.write(biasAt, bias ?? new Float32Array(series));
    return mapPlanes(machine, job, input, (x, y, first, count) => {
      const channel = first % series;
      kernel(x, y, weightAt + 4 * channel * taps, biasAt + 4 * channel, count);
    });
  });
}
