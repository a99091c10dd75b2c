/** @file Depthwise convolution: every channel a group with one output channel. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { asVolume, product } from './conv-plan.js';
import type { Features } from './features.js';
import { type DepthwiseShape, HELD_WEIGHTS, depthwiseKernel, registersOf, rowsInFlight } from './kernels/depthwise.js';
import { layoutOf, windowAxis } from './layout.js';
import type { Machine } from './machine.js';
import { type PlaneWork, mapPlanes, planeLayout } from './planes.js';

/** Taps up to which a kernel is written out tap by tap; more would be too much code for one loop. */
const MAX_TAPS = 49;

/** Numbers of a vector: rows of fewer outputs, or inputs, are left to the dense kernel. */
const LEAST_WIDTH = 4;

/** A depthwise layer, ready to run. */
export interface DepthwiseJob extends PlaneWork {
  readonly kind: 'depthwise';
  readonly shape: DepthwiseShape;
  /** The table of turns, without the address of the row of zeros, and the entries where that belongs. */
  readonly table: Int32Array;
  readonly zeros: readonly number[];
  readonly name: string;
}

/** Whether a layer is depthwise and small enough to be written out. */
export function isDepthwise(g: ConvGeometry, features: Features): boolean {
  const { groups, inChannels, outChannels, windows } = g;
  const taps = product(windows.map(({ kernel }) => kernel));
  // Old V8 loads all weights of a turn at once: many of them spill, and the table of taps is quicker.
  const most = features.keepsOrder ? MAX_TAPS : HELD_WEIGHTS;
  const depthwise = groups > 1 && groups === inChannels && groups === outChannels && taps <= most;
  const [along, down] = [windows.at(-1)!, windows.at(-2)];
  const narrow = Math.min(g.input.at(-1)!, g.output.at(-1)!) < LEAST_WIDTH;
  const fits = depthwise && !narrow && along.stride <= 2 && (down?.dilation ?? 1) === 1;
  return fits && registersOf(shapeOf(g, features)) !== null;
}

function shapeOf({ windows, input, output }: ConvGeometry, features: Features): DepthwiseShape {
  const along = windows.at(-1)!;
  return {
    width: input.at(-1)!,
    outWidth: output.at(-1)!,
    kernel: asVolume(windows.map(({ kernel }) => kernel)),
    strideH: windows.at(-2)?.stride ?? 1,
    strideW: along.stride,
    dilation: along.dilation,
    padding: along.padBefore,
    inPlane: product(input),
    outPlane: product(output),
    fused: features.relaxed,
  };
}

export function depthwiseJob(g: ConvGeometry, features: Features, name: string): DepthwiseJob {
  const shape = shapeOf(g, features);
  const { inPlane, outPlane } = shape;
  const asItIs = g.input.map((size) =>
    windowAxis({ kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 }, size, false),
  );
  const layout = planeLayout(layoutOf(asItIs), g.input, inPlane);
  const work = {
    layout,
    input: g.input,
    inPlane,
    outPlane,
    padding: 0,
    perOutput: 2 * product(shape.kernel),
    series: g.groups,
  };
  const entries = tableOf(g, shape);
  const zeros = entries.flatMap((entry, n) => (entry === null ? [n] : []));
  return { kind: 'depthwise', ...work, shape, table: Int32Array.from(entries, (entry) => entry ?? 0), zeros, name };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/**
 * The turns of the walk down a plane as the kernel reads them, null for the address of a row of zeros. Row `o` of the
 * outputs is finished `rowsInFlight − 1` turns after it was begun.
 */
function tableOf(g: ConvGeometry, shape: DepthwiseShape): (number | null)[] {
  const { kernel, strideH, width, outWidth } = shape;
  const [inD, inH] = asVolume(g.input);
  const [outD, outH] = asVolume(g.output);
  const [deep, down] = [g.windows.at(-3), g.windows.at(-2)];
  const late = rowsInFlight(shape) - 1;
  const row = (d: number, h: number): (number | null)[] =>
    d >= 0 && d < inD && h >= 0 && h < inH ? [-1, 4 * width * (d * inH + h)] : [0, null];
  return range(outD).flatMap((od) =>
    range(outH + late).flatMap((turn) => [
      ...range(kernel[0]).flatMap((kd) => {
        const d = od * (deep?.stride ?? 1) + kd * (deep?.dilation ?? 1) - (deep?.padBefore ?? 0);
        return range(strideH).flatMap((q) => row(d, turn * strideH + q - (down?.padBefore ?? 0)));
      }),
      4 * outWidth * (od * outH + Math.max(0, turn - late)),
    ]),
  );
}

/** @param bias  of every channel */
export function runDepthwise(
  machine: Machine,
  job: DepthwiseJob,
  input: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
): Float32Array<ArrayBuffer> {
  const { shape, series, table } = job;
  const taps = product(shape.kernel);
  const kernel = machine.kernel(job.name, () => depthwiseKernel('depthwise', shape));
  return machine.borrow((take) => {
    const [weightAt, biasAt, zeros] = [take(4 * weight.length), take(4 * series), take(4 * shape.width)];
    const tableAt = take(4 * table.length);
    machine.write(weightAt, weight);
    machine.write(biasAt, bias ?? new Float32Array(series));
    machine.fill(zeros, machine.constant(0), shape.width);
    for (const entry of job.zeros) table[entry] = zeros;
    machine.writeInts(tableAt, table);
    return mapPlanes(machine, job, input, (x, y, first, count) => {
      const channel = first % series;
      kernel(x, y, weightAt + 4 * channel * taps, biasAt + 4 * channel, tableAt, tableAt + 4 * table.length, count);
    });
  });
}
