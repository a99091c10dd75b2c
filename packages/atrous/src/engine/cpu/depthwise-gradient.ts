/** @file The weight gradient of a depthwise convolution, plane by plane, of inputs and gradients as they come. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { asVolume, product } from './conv-plan.js';
import { LEAST_WIDTH, MAX_TAPS, shapeOf } from './depthwise.js';
import type { Engine } from './engine.js';
import type { Features } from './features.js';
import { TAP_BYTES, depthwiseGradientKernel } from './kernels/depthwise-gradient.js';
import { type GradientShape, gradientPasses } from './kernels/depthwise-gradient-shape.js';
import { stripsOf } from './kernels/depthwise-shape.js';
import { foldKernel } from './kernels/dots.js';
import { type Values, isKept } from './kept.js';
import type { Machine } from './machine.js';

/** Bytes of images that are brought in at a time. */
const PASS_BYTES = 32 << 20;

/** Strips that are written out one by one, of all passes: more would be too much code. */
const MOST_EDGES = 64;

/** Everything that follows from the sizes alone. */
export interface DepthwiseGradient {
  readonly geometry: ConvGeometry;
  readonly shape: GradientShape;
  readonly name: string;
  /** Images of a pass. */
  readonly images: number;
  /** For each slice of the kernel: the planes of inputs and gradients that meet, of all images of a pass. */
  readonly tables: readonly Int32Array[];
}

/** The job of a layer's weight gradient; null where the layer is not depthwise, or too large to be written out. */
export function depthwiseGradient({ machine, jobs }: Engine, g: ConvGeometry): DepthwiseGradient | null {
  if (!isDepthwise(g, machine.features)) return null;
  const windows = g.windows.flatMap((w) => [w.kernel, w.stride, w.padBefore, w.dilation]);
  const key = ['depthwise gradient', g.batch, g.groups, g.outChannels, ...g.input, ...g.output, ...windows].join(' ');
  return jobs.get(key, () => newJob(g, machine.features, key));
}

function isDepthwise(g: ConvGeometry, features: Features): boolean {
  const { groups, inChannels, outChannels, windows, input, output } = g;
  const taps = product(windows.slice(-2).map(({ kernel }) => kernel));
  if (groups < 2 || groups !== inChannels || outChannels % groups > 0 || taps > MAX_TAPS) return false;
  if (Math.min(input.at(-1)!, output.at(-1)!) < LEAST_WIDTH || windows.at(-1)!.stride > 2) return false;
  const passes = gradientPasses(gradientShape(g, features));
  return passes.reduce((sum, pass) => sum + stripsOf(pass.shape).edges.length, 0) <= MOST_EDGES;
}

const gradientShape = (g: ConvGeometry, features: Features): GradientShape => ({
  ...shapeOf(g, features),
  dilationH: g.windows.at(-2)?.dilation ?? 1,
  multiplier: g.outChannels / g.groups,
  keepsOrder: features.keepsOrder,
});

function newJob(g: ConvGeometry, features: Features, key: string): DepthwiseGradient {
  const { batch, inChannels, outChannels } = g;
  const shape = gradientShape(g, features);
  const [inImage, outImage] = [inChannels * shape.inPlane, outChannels * shape.outPlane];
  const images = Math.max(1, Math.min(batch, Math.floor(PASS_BYTES / (4 * (inImage + outImage)))));
  const tables = range(shape.kernel[0]).map((d) => {
    const pairs = slicesOf(g, shape, d);
    return Int32Array.from(
      range(images).flatMap((i) => pairs.flatMap(([x, y]) => [4 * (i * inImage + x), 4 * (i * outImage + y)])),
    );
  });
  return { geometry: g, shape, name: `${key} images`, images, tables };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Where a slice of the inputs begins and the slice of gradients that it meets at slice `d` of the kernel. */
function slicesOf(
  g: ConvGeometry,
  { height, width, outHeight, outWidth }: GradientShape,
  d: number,
): [number, number][] {
  const { stride, dilation, padBefore } = g.windows.at(-3) ?? { stride: 1, dilation: 1, padBefore: 0 };
  const [inD] = asVolume(g.input);
  return range(asVolume(g.output)[0]).flatMap((out): [number, number][] => {
    const slice = out * stride + dilation * d - padBefore;
    return slice >= 0 && slice < inD ? [[slice * height * width, out * outHeight * outWidth]] : [];
  });
}

/**
 * The gradient of the weight.
 *
 * @param x      [N, C, …input]
 * @param gradY  [N, outChannels, …output]
 * @returns [outChannels, 1, …kernel]
 */
export function runDepthwiseGradient(machine: Machine, job: DepthwiseGradient, x: Values, gradY: Values): Values {
  const { geometry: g, shape } = job;
  const size = g.outChannels * product(shape.kernel);
  const fours = Math.ceil(size / 4);
  return machine.borrow((take) => {
    const [sums, out] = [take(4 * TAP_BYTES * fours), take(4 * size)];
    machine.fill(sums, machine.constant(0), TAP_BYTES * fours);
    const inImage = g.inChannels * shape.inPlane;
    const outImage = g.outChannels * shape.outPlane;
    const [staged, stagedGradients] = [
      isKept(x) ? 0 : take(4 * job.images * inImage),
      isKept(gradY) ? 0 : take(4 * job.images * outImage),
    ];
    const tables = take(4 * Math.max(...job.tables.map(({ length }) => length)));
    const bring = (values: Values, image: number, first: number, images: number, to: number): number => {
      if (isKept(values)) return values.address + 4 * first * image;
      machine.write(to, values, first * image, images * image);
      return to;
    };
    for (let first = 0; first < g.batch; first += job.images) {
      const images = Math.min(job.images, g.batch - first);
      const xAt = bring(x, inImage, first, images, staged);
      const yAt = bring(gradY, outImage, first, images, stagedGradients);
      addImages(machine, job, { x: xAt, y: yAt, sums, tables }, images);
    }
    machine.kernel('fold', foldKernel)(sums, out, fours);
    return machine.result(out, size);
  });
}

/** Adds what so many images give to the sums. */
function addImages(
  machine: Machine,
  { geometry: g, shape, name, tables, images: most }: DepthwiseGradient,
  at: { readonly x: number; readonly y: number; readonly sums: number; readonly tables: number },
  images: number,
): void {
  const { inPlane, outPlane, multiplier } = shape;
  const [kD, kH, kW] = shape.kernel;
  const kernel = machine.kernel(name, () => depthwiseGradientKernel('depthwiseGradient', shape));
  tables.forEach((table, d) => {
    const used = table.subarray(0, (table.length / most) * images);
    // A slice of the kernel that meets nothing but padding.
    if (used.length === 0) return;
    machine.writeInts(at.tables, used);
    const operations = 2 * kH * kW * outPlane * g.outChannels * images;
    machine.forRanges({ pieces: g.groups, operations }, (from, to) => {
      for (let m = 0; m < multiplier; m++) {
        const channel = from * multiplier + m;
        const sums = at.sums + TAP_BYTES * kH * kW * (channel * kD + d);
        const [x, y] = [at.x + 4 * from * inPlane, at.y + 4 * channel * outPlane];
        kernel(x, y, sums, at.tables, at.tables + 4 * used.length, to - from);
      }
    });
  });
}
