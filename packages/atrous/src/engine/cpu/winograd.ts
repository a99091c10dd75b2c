/** @file Convolutions with kernels of 3×3 and stride 1 by Winograd: products of matrices of transformed inputs and weights. */

import { resultArray } from './copies.js';
import { product } from './conv-plan.js';
import type { Engine } from './engine.js';
import { FACTORS } from './kernels/winograd.js';
import { type Values, isKept } from './kept.js';
import { copyIn } from './layout.js';
import type { Machine } from './machine.js';
import type { PackKey } from './packing.js';
import { type DenseRun, SPARE_PIXELS, runDense } from './sums.js';
import type { WinogradJob } from './winograd-job.js';
import { smallInputs, smallOutputs, transform } from './winograd-transform.js';
import { packTransformed, transformedBytes } from './winograd-weights.js';

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
  readonly tileTaps: number;
  readonly outputPixels: number;
  readonly outputTaps: number;
}

/** Takes memory and writes a table into it. */
function placed(machine: Machine, take: (bytes: number) => number, table: Int32Array): number {
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
  const { geometry: g, points, images } = job;
  const inImage = g.inChannels * product(g.input);
  const outImage = g.outChannels * product(g.output);
  return machine.borrow((take) => {
    const bytes = transformedBytes(job, weight);
    const pack = (to: number): void => packTransformed(machine, job, weight, to);
    const weightAt = packs.packedOr(take, key, `winograd${job.tile}${job.turned}`, bytes, pack);
    // Where the result stays, and whether tiles make it up as they are written.
    const result = machine.keeping ? take(4 * g.batch * outImage) : 0;
    const direct = machine.keeping && isDense(job) && g.batch % images === 0;
    const staged = isKept(input) ? 0 : take(4 * images * inImage);
    const places: Places = {
      x: take(4 * images * g.inChannels * job.layout.channel),
      points: take(4 * points * job.pointPitch),
      sums: take(4 * points * job.sumsPointPitch),
      y: direct ? result : take(4 * images * job.outImage),
      weight: weightAt,
      bias: take(4 * g.outChannels),
      zeros: take(4 * points * g.outChannels),
      factors: take(4 * FACTORS.length),
      inputPixels: placed(machine, take, job.inputPixels),
      inputTaps: placed(machine, take, job.inputTaps),
      tilePixels: placed(machine, take, job.tilePixels),
      tileTaps: placed(machine, take, job.tileTaps),
      outputPixels: placed(machine, take, job.outputPixels),
      outputTaps: placed(machine, take, job.outputTaps),
    };
    const dense = isDense(job) ? 0 : take(4 * outImage);
    machine.write(places.factors, FACTORS);
    machine.fill(places.zeros, machine.constant(0), points * g.outChannels);
    machine.write(places.bias, bias ?? new Float32Array(g.outChannels));
    const out = g.batch > 1 && !machine.keeping ? resultArray(g.batch * outImage) : null;
    let from = places.y;
    for (let first = 0; first < g.batch; first += images) {
      const count = Math.min(images, g.batch - first);
      const x = isKept(input) ? input.address + 4 * first * inImage : staged;
      if (!isKept(input)) machine.write(staged, input, first * inImage, count * inImage);
      copyIn(machine, job.layout, g.input, count * g.inChannels, places.x, x, 0);
      const pass = direct ? { ...places, y: result + 4 * first * outImage } : places;
      // The last slab and the last band reach back where planes and rows are no multiple of theirs.
      for (let plane = 0; plane < job.outPlanes; plane += job.slab)
        for (let row = 0; row < job.rows; row += job.band)
          runBand(machine, job, pass, Math.min(plane, job.outPlanes - job.slab), Math.min(row, job.rows - job.band));
      for (let n = 0; n < (direct ? 0 : count); n++) {
        from = places.y + 4 * n * job.outImage;
        if (!isDense(job)) {
          crop(machine, job, from, dense);
          from = dense;
        }
        if (machine.keeping) machine.move(result + 4 * (first + n) * outImage, from, outImage);
        else if (out !== null) machine.readInto(out, (first + n) * outImage, from, outImage);
      }
    }
    return machine.keeping ? machine.result(result, g.batch * outImage) : (out ?? machine.result(from, outImage));
  });
}

/** Whether tiles make up the output as it is. */
const isDense = ({ geometry: g, outRow, outChannel }: WinogradJob): boolean =>
  outChannel === product(g.output) && outRow === g.output.at(-1);

/** The outputs of an image without what tiles reach over the edges. */
function crop(machine: Machine, job: WinogradJob, y: number, out: number): void {
  const { geometry: g, outPlanes, outRow, outPlane, outChannel } = job;
  const [outH, outW] = g.output.slice(-2) as [number, number];
  machine.copy(
    out,
    y,
    { count: g.outChannels, to: 4 * outPlanes * outH * outW, from: 4 * outChannel },
    { count: outPlanes, to: 4 * outH * outW, from: 4 * outPlane },
    { count: outH, to: 4 * outW, from: 4 * outRow },
    { count: outW, to: 4, from: 4 },
  );
}

/** Some rows of tiles of some planes, of all images of a pass: transformed, multiplied, transformed back. */
function runBand(machine: Machine, job: WinogradJob, places: Places, plane: number, first: number): void {
  const { geometry: g, tile, layout, points } = job;
  const [dilationH, dilationW] = job.dilations;
  const [, H, W] = layout.axes;
  const firstRow = first * tile * dilationH;
  const x = places.x + 4 * (plane * H.cells + firstRow) * W.cells;
  const small = tile === 2 && dilationW === 1;
  const inputs = { pixels: places.inputPixels, pixelsEnd: places.inputPixels + 4 * job.inputPixels.length };
  const outputs = { pixels: places.outputPixels, pixelsEnd: places.outputPixels + 4 * job.outputPixels.length };
  const pointStep = 4 * job.pointPitch;
  if (small) {
    const steps = { xStep: 4 * layout.channel, yStep: 4 * job.pitch, pitch: pointStep };
    const odd = job.inputTaps[4]! - job.inputTaps[0]!;
    smallInputs(machine, g.inChannels, { ...inputs, ...steps, x, y: places.points }, 4 * dilationH * W.cells, odd);
  } else
    transform(machine, 'input', tile, g.inChannels, job.inputPixels.length / 2, (kernel, scratch, from, count) =>
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
  const taps = job.tileTaps.length;
  for (let group = 0; group < g.groups; group++) {
    const run: DenseRun = {
      groups: points,
      channels,
      weight: places.weight + 4 * points * channels * taps * group,
      bias: places.zeros,
      pixels: places.tilePixels,
      vectors: job.tilePixels.length / 2 - SPARE_PIXELS,
      taps: places.tileTaps,
      tapCount: taps,
      x: places.points + 4 * job.pitch * (g.inChannels / g.groups) * group,
      xGroup: 4 * job.pointPitch,
      y: places.sums + 4 * job.sumsPitch * channels * group,
      yGroup: 4 * job.sumsPointPitch,
      plane: 4 * job.sumsPitch,
      ascending: job.ascending,
    };
    runDense(machine, run, job.schedule);
  }
  const y = places.y + 4 * (plane * job.outPlane + firstRow * job.outRow);
  if (small) {
    const steps = { xStep: 4 * job.sumsPitch, yStep: 4 * job.outChannel, pitch: 4 * job.sumsPointPitch };
    const run = { ...outputs, ...steps, x: places.sums, y };
    return smallOutputs(machine, g.outChannels, run, 4 * dilationH * job.outRow, places.bias);
  }
  const kind = dilationW === 1 ? 'output' : 'apart';
  transform(machine, kind, tile, g.outChannels, job.outputPixels.length / 2, (kernel, scratch, from, count) =>
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
