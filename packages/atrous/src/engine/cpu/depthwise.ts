/** @file Depthwise convolution: every channel a group with one output channel. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { asVolume, product } from './conv-plan.js';
import type { Engine } from './engine.js';
import type { Features } from './features.js';
import { depthwiseKernel, splatBytes } from './kernels/depthwise.js';
import { type DepthwiseShape, HELD_WEIGHTS, registersOf } from './kernels/depthwise-shape.js';
import { layoutOf, windowAxis } from './layout.js';
import type { Values } from './kept.js';
import type { PackKey } from './packing.js';
import { type PlaneWork, mapPlanes, mapPlanesInPlace, planeLayout } from './planes.js';
import type { Machine } from './machine.js';

/** Taps up to which a kernel is written out tap by tap; more would be too much code for one loop. */
export const MAX_TAPS = 49;

/** Numbers of a vector: rows of fewer outputs, or inputs, are left to the dense kernel. */
export const LEAST_WIDTH = 4;

/** A depthwise layer, ready to run. */
export interface DepthwiseJob extends PlaneWork {
  readonly kind: 'depthwise';
  readonly shape: DepthwiseShape;
  /** Whether the taps of the weights are taken backwards: a transposed layer of stride 1. */
  readonly turned: boolean;
  /** The table of slices, without the address of the slice of zeros, and the entries where that belongs. */
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

export function shapeOf({ windows, input, output }: ConvGeometry, features: Features): DepthwiseShape {
  const along = windows.at(-1)!;
  const down = windows.at(-2);
  return {
    height: input.at(-2) ?? 1,
    width: input.at(-1)!,
    outHeight: output.at(-2) ?? 1,
    outWidth: output.at(-1)!,
    kernel: asVolume(windows.map(({ kernel }) => kernel)),
    strideH: down?.stride ?? 1,
    strideW: along.stride,
    dilation: along.dilation,
    paddingH: down?.padBefore ?? 0,
    padding: along.padBefore,
    inPlane: product(input),
    outPlane: product(output),
    fused: features.relaxed,
  };
}

/** Work on the planes of a layer as they come. */
export function depthwiseWork({ input, output, windows, groups }: ConvGeometry, scratch: number): PlaneWork {
  const asItIs = input.map((size) =>
    windowAxis({ kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 }, size, false),
  );
  const inPlane = product(input);
  return {
    layout: planeLayout(layoutOf(asItIs), input, inPlane),
    input,
    inPlane,
    outPlane: product(output),
    padding: 0,
    perOutput: 2 * product(windows.map(({ kernel }) => kernel)),
    series: groups,
    scratch,
  };
}

export function depthwiseJob(g: ConvGeometry, features: Features, name: string, turned: boolean = false): DepthwiseJob {
  const shape = shapeOf(g, features);
  const work = depthwiseWork(g, registersOf(shape)!.held ? 0 : splatBytes(shape));
  const entries = tableOf(g, shape);
  const zeros = entries.flatMap((entry, n) => (entry === null ? [n] : []));
  const table = Int32Array.from(entries, (entry) => entry ?? 0);
  return { kind: 'depthwise', ...work, shape, turned, table, zeros, name };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The slices of inputs that each slice of outputs reads, as the kernel finds them; null for the address of one of zeros. */
function tableOf(g: ConvGeometry, { height, width, kernel }: DepthwiseShape): (number | null)[] {
  const { stride, dilation, padBefore } = g.windows.at(-3) ?? { stride: 1, dilation: 1, padBefore: 0 };
  const [inD] = asVolume(g.input);
  return range(asVolume(g.output)[0]).flatMap((out) =>
    range(kernel[0]).flatMap((tap) => {
      const slice = out * stride + tap * dilation - padBefore;
      return slice >= 0 && slice < inD ? [-1, 4 * height * width * slice] : [0, null];
    }),
  );
}

/**
 * The address of the weights of all channels; of a transposed layer of stride 1 their taps run backwards.
 *
 * @param key  what they are remembered by
 */
export function depthwiseWeights(
  { machine, packs }: Engine,
  take: (bytes: number) => number,
  key: PackKey | null,
  weight: Values,
  { taps, turned }: { readonly taps: number; readonly turned: boolean },
): number {
  const pack = (to: number): void => {
    if (!turned) return machine.write(to, weight);
    machine.borrow((takeRaw) => {
      const channel = { count: weight.length / taps, to: 4 * taps, from: 4 * taps };
      machine.copy(to + 4 * (taps - 1), machine.bring(weight, takeRaw), channel, { count: taps, to: -4, from: 4 });
    });
  };
  return packs.packedOr(take, key, turned ? 'depthwise turned' : 'depthwise', 4 * weight.length, pack);
}

/** Writes the bias of every channel, or zeros. */
export function writeBias(machine: Machine, to: number, bias: Values | null, channels: number): void {
  if (bias === null) machine.floats.fill(0, to / 4, to / 4 + channels);
  else machine.write(to, bias);
}

/**
 * @param bias  of every channel
 * @param key   what weights are remembered by
 */
export function runDepthwise(
  engine: Engine,
  job: DepthwiseJob,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null,
): Values {
  const { machine } = engine;
  const { shape, series, table, turned } = job;
  const taps = product(shape.kernel);
  const kernel = machine.kernel(job.name, () => depthwiseKernel('depthwise', shape));
  return machine.borrow((take) => {
    const slice = job.zeros.length > 0 ? shape.height * shape.width : 0;
    const [biasAt, tableAt, zeros] = [take(4 * series), take(4 * table.length), take(4 * slice)];
    const weightAt = depthwiseWeights(engine, take, key, weight, { taps, turned });
    writeBias(machine, biasAt, bias, series);
    if (slice > 0) machine.fill(zeros, machine.constant(0), slice);
    for (const entry of job.zeros) table[entry] = zeros;
    machine.writeInts(tableAt, table);
    const tableEnd = tableAt + 4 * table.length;
    return onPlanes(machine, job, input, (x, y, first, count, splats) => {
      const channel = first % series;
      kernel(x, y, weightAt + 4 * channel * taps, biasAt + 4 * channel, tableAt, tableEnd, count, splats);
    });
  });
}

/** Planes where they are, if the result stays in wasm memory; else in pieces that pass through the caches. */
export const onPlanes: typeof mapPlanesInPlace = (machine, ...work) =>
  machine.keeping ? mapPlanesInPlace(machine, ...work) : mapPlanes(machine, ...work);
