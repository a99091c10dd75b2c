/** @file Convolutions of stride 1, and transposed ones, by Winograd: products of matrices of transformed inputs and weights. */

import { resultArray } from './copies.js';
import { asVolume, product } from './conv-plan.js';
import type { Engine } from './engine.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import { joinPhases } from './join.js';
import { type Values, isKept } from './kept.js';
import { bringPlanes, copyIn } from './layout.js';
import type { Machine } from './machine.js';
import type { PackKey } from './packing.js';
import { range } from './phases.js';
import { type DenseRun, SPARE_PIXELS, runDenseAll } from './sums.js';
import type { PointRun, WinogradJob } from './winograd-job.js';
import { smallInputs, smallOutputs, transform } from './winograd-transform.js';
import { isSmall } from './winograd-tile.js';
import { packTransformed, transformedBytes, weightForm } from './winograd-weights.js';

/** Addresses that a pass is worked on at. */
interface Places {
  readonly x: number;
  readonly points: number;
  readonly sums: number;
  readonly y: number;
  readonly weight: number;
  readonly bias: number;
  readonly zeros: number;
  readonly factors: number;
  readonly inputPixels: number;
  readonly inputTaps: number;
  readonly tilePixels: number;
  /** Per run of points. */
  readonly sumTaps: readonly number[];
  readonly outputPixels: number;
  readonly outputTaps: number;
}

/** Takes memory and writes a table into it. */
export function placed(machine: Machine, take: (bytes: number) => number, table: Int32Array): number {
  const at = take(4 * table.length);
  machine.writeInts(at, table);
  return at;
}

export function runWinograd(
  { machine, packs }: Engine,
  job: WinogradJob,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null,
): Values {
  const { layer, points, images, outputs } = job;
  const g = layer.geometry;
  const inImage = g.inChannels * product(g.input);
  const outImage = g.outChannels * product(g.output);
  return machine.borrow((take) => {
    const bytes = transformedBytes(job);
    const pack = (to: number): void => packTransformed(machine, job, weight, to);
    const weightAt = packs.packedOr(take, key, weightForm(job), bytes, pack);
    // Where the result goes: where it stays, or where an image is read from; and whether tiles make it up as they are written.
    const result = machine.keeping ? take(4 * g.batch * outImage) : 0;
    const whole = isWhole(job);
    const direct = machine.keeping && whole && g.batch % images === 0;
    const staged = isKept(input) ? 0 : take(4 * images * inImage);
    const places: Places = {
      x: take(4 * images * job.inputs * job.pieces[0]!.layout.channel),
      points: take(4 * points * job.pointPitch),
      sums: take(4 * points * job.sumsPointPitch),
      y: direct ? result : take(4 * images * job.outImage),
      weight: weightAt,
      bias: take(4 * outputs),
      zeros: take(4 * points * g.outChannels),
      factors: take(4 * FACTORS.length),
      inputPixels: placed(machine, take, job.inputPixels),
      inputTaps: placed(machine, take, job.inputTaps),
      tilePixels: placed(machine, take, job.tilePixels),
      sumTaps: job.runs.map(({ taps }) => placed(machine, take, taps)),
      outputPixels: placed(machine, take, job.outputPixels),
      outputTaps: placed(machine, take, job.outputTaps),
    };
    const image = whole || machine.keeping ? 0 : take(4 * outImage);
    machine.write(places.factors, FACTORS);
    machine.fill(places.zeros, machine.constant(0), points * g.outChannels);
    fillBias(machine, job, bias, places.bias);
    fillAbsent(machine, job, places.sums);
    const out = g.batch > 1 && !machine.keeping ? resultArray(g.batch * outImage) : null;
    let from = places.y;
    for (let first = 0; first < g.batch; first += images) {
      const count = Math.min(images, g.batch - first);
      const x = isKept(input) ? input.address + 4 * first * inImage : staged;
      layOut(machine, job, { input, first, count, x, to: places.x });
      const pass = direct ? { ...places, y: result + 4 * first * outImage } : places;
      // The last slab and the last band reach back where planes and rows are no multiple of theirs.
      for (let plane = 0; plane < job.outPlanes; plane += job.slab)
        for (let row = 0; row < job.rows; row += job.band)
          runBand(machine, job, pass, Math.min(plane, job.outPlanes - job.slab), Math.min(row, job.rows - job.band));
      for (let n = 0; n < (direct ? 0 : count); n++) {
        from = places.y + 4 * n * job.outImage;
        const to = machine.keeping ? result + 4 * (first + n) * outImage : image;
        if (!whole) gatherImage(machine, job, from, to);
        else if (machine.keeping) machine.move(to, from, outImage);
        if (!whole) from = to;
        if (out !== null) machine.readInto(out, (first + n) * outImage, from, outImage);
      }
    }
    return machine.keeping ? machine.result(result, g.batch * outImage) : (out ?? machine.result(from, outImage));
  });
}

/** What is laid out: `count` images from the `first` on, which lie at `x`, where they are brought to if they are not there. */
interface Batch {
  readonly input: Values;
  readonly first: number;
  readonly count: number;
  readonly x: number;
  readonly to: number;
}

/** Some images as the pieces of the windows read them. */
function layOut(machine: Machine, job: WinogradJob, { input, first, count, x, to }: Batch): void {
  const { inChannels, input: sizes } = job.layer.geometry;
  const plane = product(sizes);
  const bring = bringPlanes(machine, input, plane, first * inChannels, x);
  const [piece] = job.pieces;
  if (job.pieces.length === 1) return copyIn(machine, piece!.layout, sizes, count * inChannels, to, x, 0, bring);
  bring?.(0, count * inChannels);
  for (let image = 0; image < count; image++)
    job.pieces.forEach(({ layout }, n) => {
      const target = to + 4 * (image * job.inputs + n * inChannels) * layout.channel;
      copyIn(machine, layout, sizes, inChannels, target, x + 4 * image * inChannels * plane, 0);
    });
}

/** Whether tiles make up the output as it is. */
const isWhole = ({ layer: { geometry: g }, phaseCount, outRow, outChannel }: WinogradJob): boolean =>
  phaseCount === 1 && outChannel === product(g.output) && outRow === g.output.at(-1);

/** The same bias for every phase. */
function fillBias(
  machine: Machine,
  { layer, phaseCount, outputs }: WinogradJob,
  bias: Values | null,
  to: number,
): void {
  if (bias === null) return machine.fill(to, machine.constant(0), outputs);
  for (let phase = 0; phase < phaseCount; phase++) machine.write(to + 4 * layer.geometry.outChannels * phase, bias);
}

/** Zeros for the sums of points at which a phase has no weights. */
function fillAbsent(machine: Machine, job: WinogradJob, sums: number): void {
  const { layer, points, phaseCount, runs, sumsPitch, sumsPointPitch } = job;
  if (runs.reduce((all, { count }) => all + count, 0) === points * phaseCount) return;
  const present = new Set(
    runs.flatMap(({ phase, first, count }) => range(count).map((n) => (first + n) * phaseCount + phase)),
  );
  const numbers = layer.geometry.outChannels * sumsPitch;
  for (let point = 0; point < points; point++)
    for (let phase = 0; phase < phaseCount; phase++)
      if (!present.has(point * phaseCount + phase))
        machine.fill(sums + 4 * (point * sumsPointPitch + phase * numbers), machine.constant(0), numbers);
}

/** The outputs of an image, all phases of it between each other, without what tiles reach over the edges. */
function gatherImage(machine: Machine, job: WinogradJob, y: number, out: number): void {
  const { layer, outRow, outPlane, outChannel } = job;
  const { geometry: g, phases } = layer;
  const [H, W] = phases;
  joinPhases(machine, out, {
    output: asVolume(g.output),
    strides: [1, H.stride, W.stride],
    planes: g.outChannels,
    plane: 4 * outChannel,
    slice: 4 * outPlane,
    row: 4 * outRow,
    at: (_, h, w) => y + 4 * g.outChannels * outChannel * (h * W.phaseCount + w),
  });
}

/** Some rows of tiles of some planes, of all images of a pass: transformed, multiplied, transformed back. */
function runBand(machine: Machine, job: WinogradJob, places: Places, plane: number, first: number): void {
  const { layer, tile, inputs, outputs } = job;
  const { layout } = job.pieces[0]!;
  const g = layer.geometry;
  const [dilationH, dilationW] = job.dilations;
  const [, H, W] = layout.axes;
  const firstRow = first * tile[0].outputs * dilationH;
  const x = places.x + 4 * (plane * H.cells + firstRow) * W.cells;
  const small = isSmall(tile) && dilationW === 1;
  const sources = { pixels: places.inputPixels, pixelsEnd: places.inputPixels + 4 * job.inputPixels.length };
  const results = { pixels: places.outputPixels, pixelsEnd: places.outputPixels + 4 * job.outputPixels.length };
  const pointStep = 4 * job.pointPitch;
  if (small) {
    const steps = { xStep: 4 * layout.channel, yStep: 4 * job.pitch, pitch: pointStep };
    const odd = job.inputTaps[4]! - job.inputTaps[0]!;
    smallInputs(machine, inputs, { ...sources, ...steps, x, y: places.points }, 4 * dilationH * W.cells, odd);
  } else
    transform(machine, 'input', tile, inputs, job.inputPixels.length / 2, (kernel, scratch, from, count) =>
      kernel(
        places.inputPixels,
        places.inputPixels + 4 * job.inputPixels.length,
        places.inputTaps,
        x + 4 * layout.channel * from,
        places.points + 4 * job.pitch * from,
        places.factors,
        scratch,
        count,
        4 * layout.channel,
        4 * job.pitch,
        4 * job.pointPitch,
        places.zeros,
        0,
      ),
    );
  const channels = g.outChannels / g.groups;
  const products = (group: number, run: PointRun): DenseRun => ({
    groups: run.count,
    channels,
    weight: places.weight + 4 * (job.weights * group + run.before),
    bias: places.zeros,
    pixels: places.tilePixels,
    vectors: job.tilePixels.length / 2 - SPARE_PIXELS,
    taps: places.sumTaps[job.runs.indexOf(run)]!,
    tapCount: run.tapCount,
    x: places.points + 4 * (job.pointPitch * run.first + job.pitch * (g.inChannels / g.groups) * group),
    xGroup: 4 * job.pointPitch,
    y:
      places.sums +
      4 * (job.sumsPointPitch * run.first + job.sumsPitch * (g.outChannels * run.phase + channels * group)),
    yGroup: 4 * job.sumsPointPitch,
    plane: 4 * job.sumsPitch,
    ascending: job.ascending,
  });
  // Runs of as many terms have the same schedule.
  for (const tapCount of new Set(job.runs.map((run) => run.tapCount))) {
    const same = job.runs.filter((run) => run.tapCount === tapCount);
    const runs = range(g.groups).flatMap((group) => same.map((run) => products(group, run)));
    runDenseAll(machine, runs, same[0]!.schedule);
  }
  const y = places.y + 4 * (plane * job.outPlane + firstRow * job.outRow);
  if (small) {
    const steps = { xStep: 4 * job.sumsPitch, yStep: 4 * job.outChannel, pitch: 4 * job.sumsPointPitch };
    const run = { ...results, ...steps, x: places.sums, y };
    return smallOutputs(machine, outputs, run, 4 * dilationH * job.outRow, places.bias);
  }
  const kind = dilationW === 1 ? 'output' : 'apart';
  transform(machine, kind, tile, outputs, job.outputPixels.length / 2, (kernel, scratch, from, count) =>
    kernel(
      places.outputPixels,
      places.outputPixels + 4 * job.outputPixels.length,
      places.outputTaps,
      places.sums + 4 * job.sumsPitch * from,
      y + 4 * job.outChannel * from,
      places.factors,
      scratch,
      count,
      4 * job.sumsPitch,
      4 * job.outChannel,
      4 * dilationH * job.outRow,
      places.bias + 4 * from,
      4 * dilationW,
    ),
  );
}
