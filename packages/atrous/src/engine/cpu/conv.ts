/** @file Convolution and transposed convolution of float32 by the dense kernel. */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import { type ConvPlan, asVolume, convPlan, product, transposePlan } from './conv-plan.js';
import { type Blocks, blocksOf, runBlocks } from './blocks.js';
import { type DepthwiseJob, depthwiseJob, isDepthwise, runDepthwise } from './depthwise.js';
import { type SpreadJob, runSpread, transposedDepthwise } from './depthwise-transposed.js';
import { resultArray } from './copies.js';
import { type Engine, theEngine } from './engine.js';
import { joinPhases } from './join.js';
import { bringPlanes, copyIn, isPlain, pixelTable, runLength, tapTable, vectorsOf } from './layout.js';
import { type Values, isKept } from './kept.js';
import { type LinearSizes, linear } from './linear.js';
import type { Machine } from './machine.js';
import { type PackKey, packWeights } from './packing.js';
import { runWinograd } from './winograd.js';
import { type PhasedLayer, convPhases, transposedPhases } from './phases.js';
import { type WinogradJob, winogradJob } from './winograd-job.js';
import { type LineLayer, convLine, transposedLine } from './line.js';
import { runLine } from './winograd-line.js';
import { type LineJob, lineJob } from './winograd-line-job.js';
import { lineTile } from './winograd-line-tile.js';
import { singlesOf } from './singles.js';
import { winogradTile } from './winograd-tile.js';
import { type Schedule, SPARE_PIXELS, runDense, schedule } from './sums.js';

/** Bytes of images that are worked on at a time. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** A plan with everything that follows from the sizes alone. */
export interface DenseJob extends ConvPlan {
  readonly kind: 'dense';
  readonly geometry: ConvGeometry;
  /** Whether the kernel reads the input as it comes. */
  readonly plain: boolean;
  /** Whether the kernel writes the output as it goes. */
  readonly direct: boolean;
  readonly inPlane: number;
  readonly outPlane: number;
  /** Numbers from one output channel of a part to the next. */
  readonly partPlane: number;
  /** Images that are worked on at a time. */
  readonly images: number;
  readonly pixels: Int32Array;
  /** Rows of `pixels` of one image. */
  readonly vectors: number;
  /** Pixels that are summed one by one, and how many there are of one image. */
  readonly singlePixels: Int32Array;
  readonly singles: number;
  /** Per part: its table of taps. */
  readonly taps: readonly Int32Array[];
  /** Per part: the pieces that it runs in. */
  readonly schedules: readonly Schedule[];
  /** How inputs that are not in wasm memory pass through it; null for all at once. */
  readonly blocks: Blocks | null;
  /** What the packed weights depend on besides the weights. */
  readonly form: string;
}

/** What packed weights of a layer depend on besides the weights. */
function formOf(kind: 'conv' | 'transpose', { groups, windows }: ConvGeometry): string {
  return [kind, groups, ...windows.flatMap((w) => [w.kernel, w.stride, w.padBefore, w.dilation])].join(' ');
}

/** What a layer's job depends on. */
function keyOf(form: string, { batch, inChannels, outChannels, input, output }: ConvGeometry): string {
  return [form, batch, inChannels, outChannels, ...input, ...output].join(' ');
}

function denseJob(machine: Machine, geometry: ConvGeometry, plan: ConvPlan, form: string): DenseJob {
  const { batch, inChannels, outChannels, groups, input, output } = geometry;
  const inPlane = product(input);
  const outPlane = product(output);
  // Channels that lie a multiple of 512 bytes apart share too few cache sets: they are copied with gaps.
  const plain = isPlain(plan.layout, input) && (inPlane % 128 !== 0 || inChannels === 1);
  const layout = plain ? { ...plan.layout, channel: inPlane } : plan.layout;
  const partOutputs = product(layout.axes.map(({ count }) => count));
  const run = runLength(layout);
  // A run of fewer than four outputs is written as four.
  const partPlane = partOutputs + (run < 4 ? 4 : 0);
  const xImage = 4 * inChannels * layout.channel;
  const yImage = 4 * outChannels * partPlane;
  machine.limit(xImage + plan.parts.length * yImage);
  const images = Math.max(1, Math.min(batch, Math.floor(BATCH_BYTES / (xImage + plan.parts.length * yImage))));
  const runs = partOutputs / run;
  const single = singlesOf(machine, outChannels / groups, run, images * runs);
  const places = vectorsOf(run - single.length);
  const vectors = runs * places.length;
  const taps = plan.parts.map((part) => tapTable(layout, inChannels / groups, part.taps));
  const footprint = 4 * (inChannels / groups) * product(layout.axes.map(({ starts }) => starts.length));
  const singles = runs * single.length;
  const sizes = { channels: outChannels / groups, vectors: images * vectors, singles: images * singles, footprint };
  return {
    kind: 'dense',
    ...plan,
    layout,
    geometry,
    plain,
    direct: plan.parts.length === 1 && partPlane === outPlane,
    inPlane,
    outPlane,
    partPlane,
    images,
    pixels: pixelTable(layout, images, xImage, yImage, places, SPARE_PIXELS),
    vectors,
    singlePixels: pixelTable(layout, images, xImage, yImage, single, 0),
    singles,
    taps,
    schedules: taps.map(({ length }) => schedule(machine, { ...sizes, tapCount: Math.max(1, length) })),
    blocks: plan.parts.length === 1 ? blocksOf(geometry) : null,
    form,
  };
}

/** Addresses that a batch is worked on at. */
interface Places {
  readonly input: number;
  readonly x: number;
  readonly y: number;
  readonly out: number;
  readonly weight: number;
  readonly bias: number;
  readonly pixels: number;
  readonly singles: number;
  readonly taps: number;
}

function runDenseJob(
  engine: Engine,
  job: DenseJob,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null,
): Values {
  const { machine } = engine;
  const { geometry: g, inPlane, outPlane, images } = job;
  const inImage = g.inChannels * inPlane;
  const outImage = g.outChannels * outPlane;
  const { blocks } = job;
  if (blocks !== null && !isKept(input))
    return machine.borrow((take) => {
      const [weightAt, biasAt] = [packedWeight(engine, job, weight, key, take), take(4 * g.outChannels)];
      writeBias(machine, g, bias, biasAt);
      return runBlocks(machine, g, blocks, job.schedules[0]!, input, weightAt, biasAt);
    });
  return machine.borrow((take) => {
    const staged = isKept(input) ? 0 : take(4 * images * inImage);
    const y = take(4 * images * g.outChannels * job.partPlane * job.parts.length);
    const laidOut = job.plain ? 0 : take(4 * images * g.inChannels * job.layout.channel);
    const places = {
      y,
      out: job.direct ? y : take(4 * images * outImage),
      weight: packedWeight(engine, job, weight, key, take),
      bias: take(4 * g.outChannels),
      pixels: take(4 * job.pixels.length),
      singles: take(4 * job.singlePixels.length),
      taps: take(4 * Math.max(...job.taps.map(({ length }) => length))),
    };
    machine.writeInts(places.pixels, job.pixels);
    machine.writeInts(places.singles, job.singlePixels);
    writeBias(machine, g, bias, places.bias);
    let out: Float32Array<ArrayBuffer> | undefined;
    for (let first = 0; first < g.batch; first += images) {
      const count = Math.min(images, g.batch - first);
      const from = isKept(input) ? input.address + 4 * first * inImage : staged;
      const bring = bringPlanes(machine, input, inPlane, first * g.inChannels, staged);
      runImages(engine, job, { ...places, input: from, x: job.plain ? from : laidOut }, count, bring);
      if (count === g.batch) return machine.result(places.out, count * outImage);
      out ??= resultArray(g.batch * outImage);
      machine.readInto(out, first * outImage, places.out, count * outImage);
    }
    return out ?? new Float32Array(0);
  });
}

function writeBias(machine: Machine, { outChannels }: ConvGeometry, bias: Values | null, to: number): void {
  if (bias === null) machine.fill(to, machine.constant(0), outChannels);
  else machine.write(to, bias);
}

/** The weights of all parts, one part after the other. */
function packedWeight(
  { machine, packs }: Engine,
  job: DenseJob,
  weight: Values,
  key: PackKey | null,
  take: (bytes: number) => number,
): number {
  const { groups, inChannels, outChannels } = job.geometry;
  const sizes = { groups, channels: outChannels / groups, inChannels: inChannels / groups };
  const bytes = 4 * weight.length;
  const [, kH, kW] = job.kernel;
  const pack = (address: number): void =>
    machine.borrow((takeRaw) => {
      const raw = takeRaw(bytes);
      machine.write(raw, weight);
      let to = address;
      for (const { taps } of job.parts) {
        const flat = taps.map(([d, h, w]) => (d * kH + h) * kW + w);
        packWeights(machine, sizes, job.weight, flat, raw, to);
        to += 4 * outChannels * sizes.inChannels * taps.length;
      }
    });
  return packs.packedOr(take, key, job.form, bytes, pack);
}

/** All parts of some images: laid out, summed, and interleaved. */
function runImages(
  { machine }: Engine,
  job: DenseJob,
  places: Places,
  images: number,
  bring: ((first: number, end: number) => void) | undefined,
): void {
  const { geometry: g, layout, partPlane } = job;
  const planes = images * g.inChannels;
  if (job.plain) bring?.(0, planes);
  else copyIn(machine, layout, g.input, planes, places.x, places.input, 0, bring);
  const partBytes = 4 * images * g.outChannels * partPlane;
  let { weight, y } = places;
  job.parts.forEach((_, p) => {
    const taps = job.taps[p]!;
    if (taps.length === 0) fillWithBias(machine, g, places.bias, y, images, partPlane);
    else {
      machine.writeInts(places.taps, taps);
      runDense(
        machine,
        {
          groups: g.groups,
          channels: g.outChannels / g.groups,
          weight,
          bias: places.bias,
          pixels: places.pixels,
          vectors: images * job.vectors,
          ...(job.singles > 0 && { singles: { at: places.singles, count: images * job.singles } }),
          taps: places.taps,
          tapCount: taps.length,
          x: places.x,
          xGroup: 4 * (g.inChannels / g.groups) * layout.channel,
          y,
          yGroup: 4 * (g.outChannels / g.groups) * partPlane,
          plane: 4 * partPlane,
          ascending: runLength(layout) < 4,
        },
        job.schedules[p]!,
      );
    }
    weight += 4 * g.outChannels * taps.length;
    y += partBytes;
  });
  if (!job.direct) interleave(machine, job, images, places.y, places.out);
}

/** What a phase without taps holds: no input reaches it. */
function fillWithBias(
  machine: Machine,
  { outChannels }: ConvGeometry,
  bias: number,
  y: number,
  images: number,
  plane: number,
): void {
  machine.copy(
    y,
    bias,
    { count: images, to: 4 * plane * outChannels, from: 0 },
    { count: outChannels, to: 4 * plane, from: 4 },
    { count: plane, to: 4, from: 0 },
  );
}

/** Puts the outputs of all parts between each other. */
function interleave(machine: Machine, job: DenseJob, images: number, y: number, out: number): void {
  const { geometry: g, strides, layout, partPlane, parts } = job;
  const [, H, W] = layout.axes;
  const partBytes = 4 * images * g.outChannels * partPlane;
  joinPhases(machine, out, {
    output: asVolume(g.output),
    strides,
    planes: images * g.outChannels,
    plane: 4 * partPlane,
    slice: 4 * H.count * W.count,
    row: 4 * W.count,
    at: (...first) => y + partBytes * parts.findIndex(({ residues }) => residues.every((r, axis) => r === first[axis])),
  });
}

export type ConvJob = DenseJob | DepthwiseJob | WinogradJob | LineJob;

/** How a layer runs by Winograd, in two dimensions or along one axis; null where direct sums are better. */
function winogradOf(
  machine: Machine,
  plane: PhasedLayer | null,
  line: LineLayer | null,
  trained: boolean,
): WinogradJob | LineJob | null {
  const planeTile = plane && winogradTile(plane, trained);
  if (planeTile !== null) return winogradJob(machine, plane!, planeTile);
  const tile = line && lineTile(line, trained);
  return tile && lineJob(machine, line, tile);
}

/** How a convolution runs; `trained` as in `conv`. */
export function convJob({ machine, jobs, strict }: Engine, geometry: ConvGeometry, trained: boolean): ConvJob {
  const form = formOf('conv', geometry);
  const key = keyOf(form, geometry);
  return jobs.get<ConvJob>(`${key} ${trained}`, () => {
    const quick = strict ? null : winogradOf(machine, convPhases(geometry), convLine(geometry), trained);
    if (quick !== null) return quick;
    const plan = convPlan(geometry);
    if (isDepthwise(geometry, machine.features)) return depthwiseJob(geometry, machine.features, key);
    return denseJob(machine, geometry, plan, form);
  });
}

/** How a transposed convolution runs. */
export function convTransposeJob(
  { machine, jobs, strict }: Engine,
  geometry: ConvTransposeGeometry,
  trained: boolean,
): ConvJob | SpreadJob {
  const form = formOf('transpose', geometry);
  const key = keyOf(form, geometry);
  return jobs.get<ConvJob | SpreadJob>(`${key} ${trained}`, () => {
    const quick = strict ? null : winogradOf(machine, transposedPhases(geometry), transposedLine(geometry), trained);
    const single = quick ?? transposedDepthwise(geometry, machine.features, `depthwise ${key}`);
    return single ?? denseJob(machine, geometry, transposePlan(geometry), form);
  });
}

/**
 * The engine, where there is something to compute.
 *
 * @throws NotSupportedError if no memory can hold an image and its output
 */
export function engineFor({ batch, inChannels, outChannels, input, output }: ConvGeometry): Engine | null {
  const empty = [batch, inChannels, outChannels, ...input, ...output].some((size) => size < 1);
  const engine = empty ? null : theEngine();
  engine?.machine.limit(4 * (inChannels * product(input) + outChannels * product(output)));
  return engine;
}

/** A kernel that covers its whole input once is a linear layer of all of it: a row per image. */
export function asLinear({
  batch,
  inChannels,
  outChannels,
  groups,
  input,
  output,
  windows,
}: ConvGeometry): LinearSizes | null {
  const whole = windows.every(({ kernel, padBefore }, axis) => padBefore === 0 && kernel === input[axis]);
  if (!whole || groups > 1 || product(output) > 1) return null;
  return { rows: batch, inFeatures: inChannels * product(input), outFeatures: outChannels };
}

/**
 * Convolution of float32.
 *
 * @param input   [N, C, …input]
 * @param weight  [outChannels, C/g, …kernel]
 * @param bias    [outChannels], or null
 * @param key     what packed weights are remembered by; without one they are packed for this call
 * @param trained  whether it is part of a training, where roundings add up and weights change from step to step
 * @returns [N, outChannels, …output], or undefined where the engine cannot: the reference then does it
 */
export function conv(
  geometry: ConvGeometry,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null = null,
  trained: boolean = false,
): Values | undefined {
  const engine = engineFor(geometry);
  if (engine === null) return undefined;
  const sizes = asLinear(geometry);
  if (sizes !== null) return linear(sizes, input, weight, bias, key);
  const job = engine.jobs.again(key, geometry, trained ? 'trained' : 'run', () => convJob(engine, geometry, trained));
  return engine.machine.awake(operationsOf(geometry, product(geometry.output)), () => {
    if (job.kind === 'depthwise') return runDepthwise(engine, job, input, weight, bias, key);
    if (job.kind === 'winograd') return runWinograd(engine, job, input, weight, bias, key);
    if (job.kind === 'line') return runLine(engine, job, input, weight, bias, key);
    return runDenseJob(engine, job, input, weight, bias, key);
  });
}

/** Multiplications and additions of direct sums, in which every tap meets so many pixels. */
export const operationsOf = (
  { batch, inChannels, outChannels, groups, windows }: ConvGeometry,
  pixels: number,
): number => (2 * batch * pixels * inChannels * outChannels * product(windows.map(({ kernel }) => kernel))) / groups;

/** Transposed convolution of float32, as `conv`; `weight` is [C, outChannels/g, …kernel]. */
export function convTranspose(
  geometry: ConvTransposeGeometry,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null = null,
  trained: boolean = false,
): Values | undefined {
  const engine = engineFor(geometry);
  if (engine === null) return undefined;
  const variant = trained ? 'turned trained' : 'turned run';
  const job = engine.jobs.again(key, geometry, variant, () => convTransposeJob(engine, geometry, trained));
  return engine.machine.awake(operationsOf(geometry, product(geometry.input)), () => {
    if (job.kind === 'spread') return runSpread(engine, job, input, weight, bias, key);
    if (job.kind === 'depthwise') return runDepthwise(engine, job, input, weight, bias, key);
    if (job.kind === 'winograd') return runWinograd(engine, job, input, weight, bias, key);
    if (job.kind === 'line') return runLine(engine, job, input, weight, bias, key);
    return runDenseJob(engine, job, input, weight, bias, key);
  });
}
