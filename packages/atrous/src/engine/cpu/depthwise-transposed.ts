/**
 * @file Transposed depthwise convolution, and so the input gradient of depthwise layers: of stride 1 a convolution whose kernel
 * is taken backwards, of stride 2 along the rows a kernel of its own.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import { span } from '../../geometry/window.js';
import { product } from './conv-plan.js';
import {
  type DepthwiseJob,
  LEAST_WIDTH,
  MAX_TAPS,
  depthwiseJob,
  depthwiseWeights,
  depthwiseWork,
  isDepthwise,
  onPlanes,
  writeBias,
} from './depthwise.js';
import type { Engine } from './engine.js';
import type { Features } from './features.js';
import { HELD_WEIGHTS } from './kernels/depthwise-shape.js';
import { STRIDE, type SpreadShape, depthwiseSpreadKernel, spreadStrips } from './kernels/depthwise-spread.js';
import { splatBytes } from './kernels/depthwise.js';
import type { Values } from './kept.js';
import type { PackKey } from './packing.js';
import type { PlaneWork } from './planes.js';

/** Columns of outputs that a strip makes from four of inputs: fewer are left to the dense kernel. */
const LEAST_OUTPUTS = STRIDE * LEAST_WIDTH - 1;
/** Rows of outputs that a block of a strip has. */
const MOST_ROWS = 4;
/** Strips that are written out one by one: more would be too much code. */
const MOST_EDGES = 32;

/** A transposed depthwise layer of stride 2, ready to run. */
export interface SpreadJob extends PlaneWork {
  readonly kind: 'spread';
  readonly shape: SpreadShape;
  readonly name: string;
}

/** How a transposed layer runs on planes as they come; null where it is not depthwise, or too large to be written out. */
export function transposedDepthwise(
  g: ConvTransposeGeometry,
  features: Features,
  name: string,
): DepthwiseJob | SpreadJob | null {
  const { groups, inChannels, outChannels, windows } = g;
  if (groups < 2 || groups !== inChannels || groups !== outChannels) return null;
  if (windows.every(({ stride }) => stride === 1)) {
    const turned = { ...g, windows: windows.map(turnedWindow) };
    const reaches = turned.windows.every(({ padBefore }) => padBefore >= 0);
    return reaches && isDepthwise(turned, features) ? depthwiseJob(turned, features, name, true) : null;
  }
  return spreads(g, features) ? spreadJob(g, features, name) : null;
}

/** The window of stride 1 that reads backwards what a transposed layer's writes. */
function turnedWindow(window: ConvGeometry['windows'][number]): ConvGeometry['windows'][number] {
  const padBefore = span(window.kernel, window.dilation) - 1 - window.padBefore;
  return { ...window, padBefore, padAfter: padBefore };
}

function spreads(g: ConvTransposeGeometry, features: Features): boolean {
  const { input, output, windows } = g;
  const [along, down] = [windows.at(-1)!, windows.at(-2)];
  const taps = product(windows.map(({ kernel }) => kernel));
  const most = features.keepsOrder ? MAX_TAPS : HELD_WEIGHTS;
  if (windows.length > 2 || taps > most || along.stride !== STRIDE || (down?.stride ?? 1) > MOST_ROWS) return false;
  if (input.at(-1)! < LEAST_WIDTH || output.at(-1)! < LEAST_OUTPUTS) return false;
  return spreadStrips(spreadShape(g, features)).edges.length <= MOST_EDGES;
}

function spreadShape({ windows, input, output }: ConvTransposeGeometry, features: Features): SpreadShape {
  const [along, down] = [windows.at(-1)!, windows.at(-2)];
  return {
    height: input.at(-2) ?? 1,
    width: input.at(-1)!,
    outHeight: output.at(-2) ?? 1,
    outWidth: output.at(-1)!,
    kernel: [1, down?.kernel ?? 1, along.kernel],
    strideH: down?.stride ?? 1,
    dilationH: down?.dilation ?? 1,
    dilation: along.dilation,
    paddingH: down?.padBefore ?? 0,
    padding: along.padBefore,
    fused: features.relaxed,
  };
}

function spreadJob(g: ConvTransposeGeometry, features: Features, name: string): SpreadJob {
  const shape = spreadShape(g, features);
  return { kind: 'spread', ...depthwiseWork(g, splatBytes(shape)), shape, name };
}

/**
 * @param weight  [C, 1, …kernel]
 * @param bias    of every channel
 * @param key     what weights are remembered by
 */
export function runSpread(
  engine: Engine,
  job: SpreadJob,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null,
): Values {
  const { machine } = engine;
  const { shape, series } = job;
  const taps = product(shape.kernel);
  const kernel = machine.kernel(job.name, () => depthwiseSpreadKernel('depthwiseSpread', shape));
  return machine.borrow((take) => {
    const biasAt = take(4 * series);
    const weightAt = depthwiseWeights(engine, take, key, weight, { taps, turned: false });
    writeBias(machine, biasAt, bias, series);
    return onPlanes(machine, job, input, (x, y, first, count, splats) => {
      const channel = first % series;
      kernel(x, y, weightAt + 4 * channel * taps, biasAt + 4 * channel, count, splats);
    });
  });
}
