/** @file Convolutions along one axis by Winograd: products of matrices of transformed inputs and weights. */

import { product } from './conv-plan.js';
import { resultArray } from './copies.js';
import type { Engine } from './engine.js';
import { type LineKind, lineKernel, lineKernelName } from './kernels/winograd-line.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import { type Values, isKept } from './kept.js';
import type { Machine } from './machine.js';
import type { PackKey } from './packing.js';
import { type DenseRun, runDense } from './sums.js';
import type { KernelFunction } from './webassembly.js';
import { placed } from './winograd.js';
import type { LineJob } from './winograd-line-job.js';
import { packLine, transformedLineBytes } from './winograd-line-weights.js';

/** Numbers of a channel from which on it passes between arrays and wasm memory by itself. */
const LONG_CHANNEL = 2048;
/** Operations that a transform of four tiles costs. */
const TRANSFORM_OPERATIONS = 400;

/** Addresses that a pass is worked on at. */
interface Places {
  readonly x: number;
  readonly points: number;
  readonly sums: number;
  readonly y: number;
  /** What reaches past the outputs. */
  readonly tail: number;
  readonly weight: number;
  readonly bias: number;
  readonly zeros: number;
  readonly factors: number;
  readonly places: number;
  readonly tilePixels: number;
  readonly tileTaps: number;
}

export function runLine(
  { machine, packs }: Engine,
  job: LineJob,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null,
): Values {
  const { layer, images } = job;
  const { geometry: g, line } = layer;
  const { points } = job.tile;
  const outImage = g.outChannels * product(g.output);
  const gaps = Math.max(job.inputPitch, points * g.outChannels);
  return machine.borrow((take) => {
    const pack = (to: number): void => packLine(machine, job, weight, to);
    const form = `line ${points} ${line.kernel} ${g.groups} ${layer.transposed}`;
    const result = machine.keeping ? take(4 * g.batch * outImage) : 0;
    // Outputs of a single run are written where they stay.
    const direct = machine.keeping && line.runs === 1;
    const places: Places = {
      weight: packs.packedOr(take, key, form, transformedLineBytes(job), pack),
      x: take(4 * images * g.inChannels * job.inputPitch),
      points: take(4 * points * g.groups * job.pointPitch),
      sums: take(4 * points * g.groups * job.sumsPointPitch),
      y: direct ? result : take(4 * images * g.outChannels * job.outputPitch),
      tail: take(4 * images * g.outChannels * job.tail.pitch),
      bias: take(4 * g.outChannels),
      zeros: take(4 * gaps),
      factors: take(4 * FACTORS.length),
      places: placed(machine, take, job.places),
      tilePixels: placed(machine, take, job.tilePixels),
      tileTaps: placed(machine, take, job.tileTaps),
    };
    machine.write(places.factors, FACTORS);
    machine.fill(places.zeros, machine.constant(0), gaps);
    if (bias === null) machine.fill(places.bias, machine.constant(0), g.outChannels);
    else machine.write(places.bias, bias);
    const out = machine.keeping ? null : resultArray(g.batch * outImage);
    for (let first = 0; first < g.batch; first += images) {
      const count = Math.min(images, g.batch - first);
      bringInputs(machine, job, places, input, first, count);
      const own = direct ? { ...places, y: result + 4 * first * outImage } : places;
      for (let from = 0; from < job.vectors; from += job.pass) runPass(machine, job, own, count, from);
      joinTails(machine, job, own, count);
      if (!direct) takeOutputs(machine, job, own.y, first, count, out ?? result);
    }
    return out ?? machine.result(result, g.batch * outImage);
  });
}

/** Inputs of some images, run by run, with zeros before, between and after. */
function bringInputs(
  machine: Machine,
  { layer: { line, geometry: g }, inputPitch }: LineJob,
  { x, zeros }: Places,
  input: Values,
  firstImage: number,
  images: number,
): void {
  const { padding, runs, inputs, pitch } = line;
  const channels = images * g.inChannels;
  const channel = runs * inputs;
  const first = firstImage * g.inChannels * channel;
  const each = { count: channels, to: 4 * inputPitch, from: 0 };
  const fill = (from: number, count: number, times: number): void =>
    machine.copy(x + 4 * from, zeros, each, { count: times, to: 4 * pitch, from: 0 }, { count, to: 4, from: 4 });
  const end = padding + (runs - 1) * pitch + inputs;
  fill(0, padding, 1);
  fill(padding + inputs, pitch - inputs, runs - 1);
  fill(end, inputPitch - end, 1);
  if (!isKept(input) && runs === 1 && inputs >= LONG_CHANNEL) {
    for (let c = 0; c < channels; c++)
      machine.write(x + 4 * (c * inputPitch + padding), input, first + c * channel, inputs);
    return;
  }
  machine.borrow((take) => {
    const from = isKept(input) ? input.address + 4 * first : take(4 * channels * channel);
    if (!isKept(input)) machine.write(from, input, first, channels * channel);
    const [to, run] = [x + 4 * padding, { count: runs, to: 4 * pitch, from: 4 * inputs }];
    machine.copy(to, from, { ...each, from: 4 * channel }, run, { count: inputs, to: 4, from: 4 });
  });
}

/** Of what reaches past the outputs, the first numbers belong to them. */
function joinTails(machine: Machine, job: LineJob, { y, tail }: Places, images: number): void {
  const { layer, outputPitch } = job;
  const { first, pitch } = job.tail;
  const each = { count: images * layer.geometry.outChannels, to: 4 * outputPitch, from: 4 * pitch };
  if (pitch > 0) machine.copy(y + 4 * first, tail, each, { count: outputPitch - first, to: 4, from: 4 });
}

/** Outputs of some images: to an array, or an address. */
function takeOutputs(
  machine: Machine,
  { layer: { line, geometry: g }, outputPitch }: LineJob,
  y: number,
  firstImage: number,
  images: number,
  out: Float32Array | number,
): void {
  const { runs, outputs, pitch } = line;
  const channels = images * g.outChannels;
  const channel = runs * outputs;
  const first = firstImage * g.outChannels * channel;
  if (typeof out !== 'number' && runs === 1) return machine.readInto(out, first, y, channels * channel);
  machine.borrow((take) => {
    const to = typeof out === 'number' ? out + 4 * first : take(4 * channels * channel);
    const each = { count: channels, to: 4 * channel, from: 4 * outputPitch };
    const run = { count: runs, to: 4 * outputs, from: 4 * pitch };
    machine.copy(to, y, each, run, { count: outputs, to: 4, from: 4 });
    if (typeof out !== 'number') machine.readInto(out, first, to, channels * channel);
  });
}

/** Calls a transform for the planes of every group, shared among threads. */
function transform(
  machine: Machine,
  { tile, neighbours, layer }: LineJob,
  kind: LineKind,
  channels: number,
  vectors: number,
  run: (kernel: KernelFunction, group: number, channel: number, planes: number) => void,
): void {
  const kernel = machine.kernel(lineKernelName(kind, tile, neighbours), () => lineKernel(kind, tile, neighbours));
  const pieces = layer.geometry.groups * channels;
  machine.forRanges({ pieces, operations: TRANSFORM_OPERATIONS * pieces * vectors }, (first, end) => {
    for (let plane = first; plane < end;) {
      const group = Math.floor(plane / channels);
      const planes = Math.min(end, (group + 1) * channels) - plane;
      run(kernel, group, plane - group * channels, planes);
      plane += planes;
    }
  });
}

/** Some vectors of tiles of some images: transformed, multiplied, transformed back. */
function runPass(machine: Machine, job: LineJob, places: Places, images: number, from: number): void {
  const { layer, shifts, more, pitch, sumsPitch, tail } = job;
  const { geometry: g, line } = layer;
  const { points } = job.tile;
  const [ins, outs] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const end = Math.min(from + job.pass, job.vectors);
  const inputs = end - from + more;
  const [pointStep, sumsStep] = [4 * job.pointPitch, 4 * job.sumsPointPitch];
  const placeAt = (vector: number): number => places.places + 4 * vector;
  shifts.forEach((shift, n) =>
    transform(machine, job, 'input', ins, images * inputs, (kernel, group, channel, planes) => {
      for (let image = 0; image < images; image++)
        kernel(
          placeAt(from),
          placeAt(from + inputs),
          places.x + 4 * ((image * g.inChannels + group * ins + channel) * job.inputPitch + shift * line.dilation),
          places.points + group * points * pointStep + 4 * (channel * shifts.length + n) * pitch + 16 * image * inputs,
          places.factors,
          planes,
          4 * job.inputPitch,
          4 * shifts.length * pitch,
          4 * line.dilation,
          pointStep,
          places.zeros,
        );
    }),
  );
  const run: DenseRun = {
    groups: g.groups * points,
    channels: outs,
    weight: places.weight,
    bias: places.zeros,
    pixels: places.tilePixels,
    vectors: images * (end - from),
    taps: places.tileTaps,
    tapCount: job.tileTaps.length,
    x: places.points,
    xGroup: pointStep,
    y: places.sums,
    yGroup: sumsStep,
    plane: 4 * sumsPitch,
    ascending: false,
  };
  runDense(machine, run, job.schedule);
  const parts = [
    { first: from, end: Math.min(end, tail.vector), y: places.y, step: 4 * job.outputPitch },
    { first: Math.max(from, tail.vector), end, y: places.tail - 4 * tail.first, step: 4 * tail.pitch },
  ].filter((part) => part.first < part.end);
  transform(machine, job, 'output', outs, run.vectors, (kernel, group, channel, planes) => {
    const sums = places.sums + group * points * sumsStep + 4 * channel * sumsPitch;
    for (let image = 0; image < images; image++)
      for (const part of parts)
        kernel(
          placeAt(part.first),
          placeAt(part.end),
          sums + 16 * (image * (end - from) + part.first - from),
          part.y + (image * g.outChannels + group * outs + channel) * part.step,
          places.factors,
          planes,
          4 * sumsPitch,
          part.step,
          sumsStep,
          4 * line.dilation,
          places.bias + 4 * (group * outs + channel),
        );
  });
}
