/** @file 3×3 convolutions of stride 1 by Winograd's F(4×4, 3×3): 36 products of matrices instead of 144 multiplications. */

import type { ConvGeometry } from '../../geometry/conv.js';
import { product } from './conv-plan.js';
import type { Engine } from './engine.js';
import { PIXEL_BYTES } from './kernels/dense.js';
import { FACTORS, TRANSFORM_BYTES, winogradKernel } from './kernels/winograd.js';
import { type Layout, copyIn, layoutOf, pixelTable, skewed, tapOffset, windowAxis } from './layout.js';
import type { Machine } from './machine.js';
import type { KernelFunction } from './webassembly.js';
import { type PackKey, packWeights } from './packing.js';
import { type DenseRun, SPARE_PIXELS, type Schedule, runDense, schedule } from './sums.js';

/** Outputs of a tile along an axis, inputs of a tile along an axis, and products of a tile. */
const TILE = 4;
const REACH = 6;
const POINTS = REACH * REACH;

/** Channels from which on the transforms pay. */
const LEAST_IN = 16;
const LEAST_OUT = 24;
/** Pixels from which on they pay even where the weights are transformed anew for every call, as in training. */
const LEAST_PIXELS = 192;
/**
 * Channels that are summed before the sums are added up. The worst error in units of PyTorch's tolerance, N(0, 1) inputs
 * and He-scaled weights, without fused multiply-add: 1.3 in pieces of 128 channels, 1.1 of 64, 0.9 of 32.
 */
const LONGEST_SUM = 32;
/**
 * Bytes of the transformed inputs and products of a band of tiles: they pass through the caches. Every band reads all
 * weights again; where these are large, bands are larger as well.
 */
const BAND_BYTES = { least: 4 << 20, most: 24 << 20 };

export interface WinogradJob {
  readonly kind: 'winograd';
  readonly geometry: ConvGeometry;
  readonly layout: Layout;
  /** Tiles down and across, and rows of tiles that are worked on at a time. */
  readonly rows: number;
  readonly columns: number;
  readonly band: number;
  /** Numbers from one channel's tiles to the next in a band. */
  readonly pitch: number;
  /** Numbers from one of the 36 inputs to the next. */
  readonly pointPitch: number;
  /** The same of the products. */
  readonly sumPitch: number;
  /** Numbers from one output channel to the next. */
  readonly outPitch: number;
  readonly schedule: Schedule;
  readonly inputPixels: Int32Array;
  readonly inputTaps: Int32Array;
  readonly tilePixels: Int32Array;
  readonly tileTaps: Int32Array;
  readonly outputPixels: Int32Array;
  readonly outputTaps: Int32Array;
}

/** Whether a layer may and should run so. */
export function prefersWinograd({ batch, inChannels, outChannels, groups, output, windows }: ConvGeometry): boolean {
  const fits = windows.every(({ kernel, stride, dilation }) => kernel === 3 && stride === 1 && dilation === 1);
  if (!fits || windows.length !== 2 || groups > 1) return false;
  const covered = product(output.map((size) => TILE * Math.ceil(size / TILE)));
  // Of nine multiplications 2¼ are left; tiles that reach far over the edge eat that up.
  const worth = covered <= 1.5 * product(output) && batch * product(output) >= LEAST_PIXELS;
  return worth && inChannels >= LEAST_IN && outChannels >= LEAST_OUT;
}

export function winogradJob(machine: Machine, geometry: ConvGeometry): WinogradJob {
  const { inChannels, outChannels, output, windows } = geometry;
  const [rows, columns] = output.map((size) => Math.ceil(size / TILE)) as [number, number];
  // The 6×6 inputs of the tiles are the taps of a window of stride 4.
  const window = (axis: number) => ({ ...windows[axis]!, kernel: REACH, stride: TILE });
  const axes = [windowAxis(window(0), rows, false), windowAxis(window(1), columns, false)];
  const layout = layoutOf(axes);
  const bytesPerRow = 4 * POINTS * columns * (inChannels + outChannels);
  const weightBytes = 4 * POINTS * inChannels * outChannels;
  const bandBytes = Math.max(BAND_BYTES.least, Math.min(BAND_BYTES.most, weightBytes / 2));
  const band = Math.min(rows, Math.max(1, Math.floor(bandBytes / bytesPerRow)));
  const pitch = skewed(band * columns + 4);
  const pointPitch = skewed(inChannels * pitch);
  const sumPitch = skewed(outChannels * pitch);
  const bandLayout: Layout = { ...layout, axes: [layout.axes[0], { ...layout.axes[1], count: band }, layout.axes[2]] };
  const inputPixels = pixelTable(bandLayout, 1, 0, 0, 0);
  const vectors = Math.ceil((band * columns) / 4);
  return {
    kind: 'winograd',
    geometry,
    layout,
    rows,
    columns,
    band,
    pitch,
    pointPitch,
    sumPitch,
    // Four tiles are written at a time, and may reach beyond a row of fewer.
    outPitch: TILE * TILE * (rows * columns + Math.max(0, TILE - columns)),
    schedule: schedule(machine, {
      channels: outChannels,
      tapCount: inChannels,
      vectors,
      footprint: 4 * inChannels,
      piece: LONGEST_SUM,
    }),
    inputPixels,
    inputTaps: columnwise(REACH, (i, j) => 4 * tapOffset(layout, 0, i, j)),
    tilePixels: Int32Array.from({ length: 2 * (vectors + SPARE_PIXELS) }, (_, i) => 16 * Math.min(i >> 1, vectors - 1)),
    tileTaps: Int32Array.from({ length: inChannels }, (_, c) => 4 * pitch * c),
    // Both tables name the first of four tiles; the output's rows are tiles apart.
    outputPixels: inputPixels.map((_, i) => {
      const tile = inputPixels[i | 1]! / 4;
      return i % 2 === 0 ? 4 * tile : 4 * TILE * (Math.floor(tile / columns) * TILE * columns + (tile % columns));
    }),
    outputTaps: columnwise(REACH, (i, j) => 4 * sumPitch * (REACH * i + j)),
  };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Offsets of the inputs of a tile, one column after the other. */
function columnwise(size: number, offset: (i: number, j: number) => number): Int32Array {
  return Int32Array.from({ length: size * size }, (_, n) => offset(n % size, Math.floor(n / size)));
}

/** Takes memory and writes a table into it. */
function placed(machine: Machine, take: (bytes: number) => number, table: Int32Array): number {
  const at = take(4 * table.length);
  machine.writeInts(at, table);
  return at;
}

/**
 * Transforms and packs weights: [36][panel][inChannels][rows].
 *
 * @param weight  [outChannels, inChannels, 3, 3]
 */
function packTransformed(machine: Machine, job: WinogradJob, weight: Float32Array, to: number): void {
  const { inChannels, outChannels } = job.geometry;
  const matrix = inChannels * outChannels;
  machine.borrow((take) => {
    const raw = take(4 * weight.length);
    const taps = take(4 * weight.length);
    const points = take(4 * POINTS * matrix);
    machine.write(raw, weight);
    // [outChannels × inChannels, 9] → [9, outChannels × inChannels]
    machine.copy(taps, raw, { count: 9, to: 4 * matrix, from: 4 }, { count: matrix, to: 4, from: 36 });
    const vectors = range(Math.ceil(inChannels / 4)).map((v) => 4 * Math.min(4 * v, inChannels - 4));
    const pixels = placed(machine, take, Int32Array.from(vectors.flatMap((at) => [at, at])));
    const offsets = placed(
      machine,
      take,
      columnwise(3, (i, j) => 4 * matrix * (3 * i + j)),
    );
    const factors = take(4 * FACTORS.length);
    machine.write(factors, FACTORS);
    const step = 4 * inChannels;
    const pixelsEnd = pixels + PIXEL_BYTES * vectors.length;
    transform(machine, 'weight', outChannels, vectors.length, (kernel, scratch, from, count) => {
      const at = step * from;
      // Only outputs have a bias.
      kernel(
        pixels,
        pixelsEnd,
        offsets,
        taps + at,
        points + at,
        factors,
        scratch,
        count,
        step,
        step,
        4 * matrix,
        factors,
      );
    });
    const sizes = { groups: POINTS, channels: outChannels, inChannels };
    packWeights(machine, sizes, { group: matrix, out: inChannels, in: 1 }, [0], points, to);
  });
}

/** Addresses that an image is worked on at. */
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

export function runWinograd(
  { machine, packs }: Engine,
  job: WinogradJob,
  input: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  key: PackKey | null,
): Float32Array<ArrayBuffer> {
  const { geometry: g, layout, rows, columns } = job;
  const [outH, outW] = g.output as [number, number];
  const inImage = g.inChannels * product(g.input);
  const outImage = g.outChannels * outH * outW;
  const direct = job.outPitch === outH * outW;
  return machine.borrow((take) => {
    const weightBytes = 4 * POINTS * g.inChannels * g.outChannels;
    const pack = (to: number): void => packTransformed(machine, job, weight, to);
    const weightAt = key === null ? take(weightBytes) : packs.packed(key, 'winograd', weightBytes, pack);
    if (key === null) pack(weightAt);
    const staged = take(4 * inImage);
    const places: Places = {
      x: take(4 * g.inChannels * layout.channel),
      points: take(4 * POINTS * job.pointPitch),
      sums: take(4 * POINTS * job.sumPitch),
      y: take(4 * g.outChannels * job.outPitch),
      weight: weightAt,
      bias: take(4 * g.outChannels),
      zeros: take(4 * POINTS * g.outChannels),
      factors: take(4 * FACTORS.length),
      inputPixels: placed(machine, take, job.inputPixels),
      inputTaps: placed(machine, take, job.inputTaps),
      tilePixels: placed(machine, take, job.tilePixels),
      tileTaps: placed(machine, take, job.tileTaps),
      outputPixels: placed(machine, take, job.outputPixels),
      outputTaps: placed(machine, take, job.outputTaps),
    };
    const dense = direct ? places.y : take(4 * outImage);
    machine.write(places.factors, FACTORS);
    machine.fill(places.zeros, machine.constant(0), POINTS * g.outChannels);
    machine.write(places.bias, bias ?? new Float32Array(g.outChannels));
    const out = g.batch > 1 ? new Float32Array(g.batch * outImage) : null;
    for (let image = 0; image < g.batch; image++) {
      machine.write(staged, input.subarray(image * inImage, (image + 1) * inImage));
      copyIn(machine, layout, g.input, g.inChannels, places.x, staged, 0);
      for (let row = 0; row < rows; row += job.band) runBand(machine, job, places, row, Math.min(job.band, rows - row));
      if (!direct)
        machine.copy(
          dense,
          places.y,
          { count: g.outChannels, to: 4 * outH * outW, from: 4 * job.outPitch },
          { count: outH, to: 4 * outW, from: 4 * TILE * columns },
          { count: outW, to: 4, from: 4 },
        );
      out?.set(machine.floats.subarray(dense / 4, dense / 4 + outImage), image * outImage);
    }
    return out ?? machine.read(dense, outImage);
  });
}

/** Some rows of tiles of one image: transformed, multiplied, transformed back. */
function runBand(machine: Machine, job: WinogradJob, places: Places, first: number, rows: number): void {
  const { geometry: g, layout, columns, pitch, pointPitch, sumPitch } = job;
  const { inChannels, outChannels } = g;
  const tableBytes = PIXEL_BYTES * rows * Math.ceil(columns / 4);
  const vectors = rows * Math.ceil(columns / 4);
  transform(machine, 'input', inChannels, vectors, (kernel, scratch, from, count) =>
    kernel(
      places.inputPixels,
      places.inputPixels + tableBytes,
      places.inputTaps,
      places.x + 4 * (first * layout.axes[2].cells + from * layout.channel),
      places.points + 4 * pitch * from,
      places.factors,
      scratch,
      count,
      4 * layout.channel,
      4 * pitch,
      4 * pointPitch,
      places.zeros,
    ),
  );
  const run: DenseRun = {
    groups: POINTS,
    channels: outChannels,
    weight: places.weight,
    bias: places.zeros,
    pixels: places.tilePixels,
    vectors: Math.ceil((rows * columns) / 4),
    taps: places.tileTaps,
    tapCount: inChannels,
    x: places.points,
    xGroup: 4 * pointPitch,
    y: places.sums,
    yGroup: 4 * sumPitch,
    plane: 4 * pitch,
    ascending: false,
  };
  runDense(machine, run, job.schedule);
  const outputRow = 4 * TILE * columns;
  const outputPlane = 4 * job.outPitch;
  transform(machine, 'output', outChannels, vectors, (kernel, scratch, from, count) =>
    kernel(
      places.outputPixels,
      places.outputPixels + tableBytes,
      places.outputTaps,
      places.sums + 4 * pitch * from,
      places.y + first * TILE * outputRow + outputPlane * from,
      places.factors,
      scratch,
      count,
      4 * pitch,
      outputPlane,
      outputRow,
      places.bias + 4 * from,
    ),
  );
}

/** Operations that a transform of four tiles costs. */
const TRANSFORM_OPERATIONS = 3000;

/** Transforms `planes` planes of so many vectors of tiles; `run` calls the kernel for some of them. */
function transform(
  machine: Machine,
  kind: 'input' | 'output' | 'weight',
  planes: number,
  vectors: number,
  run: (kernel: KernelFunction, scratch: number, from: number, count: number) => void,
): void {
  const kernel = machine.kernel(`winograd${kind}`, () => winogradKernel(kind));
  const operations = TRANSFORM_OPERATIONS * planes * vectors;
  machine.forRanges({ pieces: planes, operations, scratch: TRANSFORM_BYTES }, (from, to, scratch) =>
    run(kernel, scratch, from, to - from),
  );
}
