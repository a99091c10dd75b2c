/**
 * @file The weight gradient of a convolution by the dense kernel: a product of matrices with one term per output.
 *
 *     gradWeight[c][j, t] = Σ_p gradY[c][p] · x[p·stride + dilation·t][j]
 *
 * The outputs `p` of all images are the kernel's taps, `gradY` is its packed weight, and its vectors of pixels are four
 * neighbouring numbers of the input, whose channels come last: [group][image][cells][channels of a group], padding
 * included. Strides and dilations stand in the tables alone; where neighbouring taps read neighbouring cells, a whole
 * row of the kernel is one run of numbers.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { Window } from '../../geometry/types.js';
import { span } from '../../geometry/window.js';
import { asLinear, engineFor, operationsOf } from './conv.js';
import { asVolume, product } from './conv-plan.js';
import { depthwiseGradient, runDepthwiseGradient } from './depthwise-gradient.js';
import type { Engine } from './engine.js';
import { type Values, isKept } from './kept.js';
import { transposeKernel } from './kernels/transpose.js';
import { linearWeightGradient } from './linear.js';
import { COPY_OPERATIONS, type CopyLoop, type Machine } from './machine.js';
import { panelsOf } from './panels.js';
import { SPARE_PIXELS, runDense, schedule } from './sums.js';
import { runWinogradGradient } from './winograd-gradient.js';
import { winogradGradient } from './winograd-gradient-job.js';

/** Bytes of images that are summed in float32; the sums of such passes are added up in doubles. */
const PASS_BYTES = 32 << 20;

/**
 * Least outputs that are summed before the sums are added up. Of `n` terms, sums of √n lose the fewest bits; shorter ones
 * than this cost more time than 2 %, of 32 outputs 6 %.
 */
const LEAST_PIECE = 96;

const SINGLE: Window = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/** An axis of the input with its padding: cell `o·stride + dilation·t` is what output `o` reads by tap `t`. */
interface Axis extends Window {
  readonly input: number;
  readonly output: number;
  readonly cells: number;
}

/** Everything that follows from the sizes alone. */
interface GradientJob {
  readonly geometry: ConvGeometry;
  /** D, H, W */
  readonly axes: readonly [Axis, Axis, Axis];
  /** Input and output channels of a group. */
  readonly channels: number;
  readonly outChannels: number;
  readonly inPlane: number;
  readonly outPlane: number;
  /** Cells of an image. */
  readonly cells: number;
  /** Numbers of the sums from a tap to the one beside it, from a row of taps to the next, and of one output channel. */
  readonly tapPitch: number;
  readonly rowPitch: number;
  readonly plane: number;
  /** Images of a pass. */
  readonly images: number;
  readonly pixels: Int32Array;
  readonly taps: Int32Array;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const wholeVectors = (numbers: number): number => 4 * Math.ceil(numbers / 4);

function axesOf({ windows, input, output }: ConvGeometry): [Axis, Axis, Axis] {
  const [inputs, outputs] = [asVolume(input), asVolume(output)];
  const axes = inputs.map((size, i): Axis => {
    const window = windows.at(i - 3) ?? SINGLE;
    const count = outputs[i]!;
    const cells = (count - 1) * window.stride + span(window.kernel, window.dilation);
    return { ...window, input: size, output: count, cells };
  });
  return axes as [Axis, Axis, Axis];
}

function gradientJob(machine: Machine, geometry: ConvGeometry): GradientJob {
  const { groups, batch } = geometry;
  const axes = axesOf(geometry);
  const [D, H, W] = axes;
  const channels = geometry.inChannels / groups;
  const [inPlane, outPlane, cells] = [product(geometry.input), product(geometry.output), D.cells * H.cells * W.cells];
  // Taps that read neighbouring cells are one run, others a run each.
  const joined = W.dilation === 1;
  const tapPitch = joined ? channels : wholeVectors(channels);
  const rowPitch = wholeVectors(W.kernel * tapPitch);
  const bytes = 4 * (geometry.inChannels * cells + geometry.outChannels * outPlane);
  machine.limit(bytes);
  const images = Math.max(1, Math.min(batch, Math.floor(PASS_BYTES / bytes)));
  const runs = joined ? [0] : range(W.kernel);
  const vectors = range((joined ? rowPitch : tapPitch) / 4);
  const places = range(D.kernel * H.kernel).flatMap((row) => {
    const [d, h] = [Math.floor(row / H.kernel) * D.dilation, (row % H.kernel) * H.dilation];
    return runs.flatMap((w) =>
      vectors.map((v) => [
        4 * channels * ((d * H.cells + h) * W.cells + w * W.dilation) + 16 * v,
        4 * (row * rowPitch + w * tapPitch) + 16 * v,
      ]),
    );
  });
  return {
    geometry,
    axes,
    channels,
    outChannels: geometry.outChannels / groups,
    inPlane,
    outPlane,
    cells,
    tapPitch,
    rowPitch,
    plane: D.kernel * H.kernel * rowPitch,
    images,
    pixels: Int32Array.from([...places, ...range(SPARE_PIXELS).map(() => places.at(-1)!)].flat()),
    taps: outputTable(axes, channels, images, cells),
  };
}

/** Byte offsets of the first cell that every output reads. */
function outputTable([D, H, W]: GradientJob['axes'], channels: number, images: number, cells: number): Int32Array {
  const table = new Int32Array(images * D.output * H.output * W.output);
  let at = 0;
  for (let image = 0; image < images; image++)
    for (let d = 0; d < D.output; d++)
      for (let h = 0; h < H.output; h++) {
        const row = image * cells + (d * D.stride * H.cells + h * H.stride) * W.cells;
        for (let w = 0; w < W.output; w++) table[at++] = 4 * channels * (row + w * W.stride);
      }
  return table;
}

/** Copies a box whose innermost axis is columns to one whose innermost axis is channels. */
export function putChannelsLast(
  machine: Machine,
  to: number,
  from: number,
  slice: CopyLoop,
  row: CopyLoop,
  channels: Omit<CopyLoop, 'to'>,
  columns: Omit<CopyLoop, 'from'>,
): void {
  const [fours, strips] = [Math.floor(channels.count / 4), Math.floor(columns.count / 4)];
  const transposes = Math.min(slice.count, row.count, fours, strips) > 0;
  if (transposes) {
    const transpose = machine.kernel('transpose', transposeKernel);
    const operations = COPY_OPERATIONS * slice.count * row.count * channels.count * columns.count;
    machine.forRanges({ pieces: row.count, operations }, (first, end) => {
      for (let i = 0; i < slice.count; i++) {
        const fourFrom = (channel: number, count: number): void =>
          transpose(
            to + i * slice.to + first * row.to + 4 * channel,
            from + i * slice.from + first * row.from + channels.from * channel,
            end - first,
            row.to,
            row.from,
            count,
            channels.from,
            strips,
            columns.to,
          );
        fourFrom(0, fours);
        // The last four reach back over those before.
        if (channels.count % 4 > 0) fourFrom(channels.count - 4, 1);
      }
    });
  }
  const done = transposes ? 4 * strips : 0;
  machine.copy(
    to + columns.to * done,
    from + 4 * done,
    slice,
    row,
    { count: channels.count, to: 4, from: channels.from },
    { count: columns.count - done, to: columns.to, from: 4 },
  );
}

/** Copies one image into its cells of every group; `xGroup` is bytes from group to group. */
function layOut(machine: Machine, job: GradientJob, from: number, to: number, xGroup: number): void {
  const { axes, channels, inPlane, geometry } = job;
  const [D, H, W] = axes;
  const [depth, rows, columns] = axes.map(({ input, padBefore, cells }) => Math.min(input, cells - padBefore));
  const cell = 4 * channels;
  const first = cell * ((D.padBefore * H.cells + H.padBefore) * W.cells + W.padBefore);
  for (let group = 0; group < geometry.groups; group++)
    putChannelsLast(
      machine,
      to + group * xGroup + first,
      from + 4 * group * channels * inPlane,
      { count: depth!, to: cell * H.cells * W.cells, from: 4 * H.input * W.input },
      { count: rows!, to: cell * W.cells, from: 4 * W.input },
      { count: channels, from: 4 * inPlane },
      { count: columns!, to: cell },
    );
}

/** Packs the gradient of one image as the dense kernel reads weights: [group][panel][terms][rows], terms from `first` on. */
function packGradient(
  machine: Machine,
  job: GradientJob,
  from: number,
  to: number,
  first: number,
  terms: number,
): void {
  const { outChannels, outPlane, geometry } = job;
  for (const panels of panelsOf(outChannels, machine.tallest)) {
    const { rows, count } = panels;
    putChannelsLast(
      machine,
      to + 4 * terms * panels.first + 4 * rows * first,
      from + 4 * panels.first * outPlane,
      { count: geometry.groups, to: 4 * terms * outChannels, from: 4 * outChannels * outPlane },
      { count, to: 4 * terms * rows, from: 4 * rows * outPlane },
      { count: rows, from: 4 * outPlane },
      { count: outPlane, to: 4 * rows },
    );
  }
}

/** The gradient of so many images, from image `first` on; the address holds [outChannels, C/g, …kernel] afterwards. */
function runPass(
  machine: Machine,
  job: GradientJob,
  x: Values,
  gradY: Values,
  first: number,
  images: number,
  out: number,
): void {
  const { geometry: g, channels, outChannels, inPlane, outPlane, cells, plane } = job;
  const terms = images * outPlane;
  const vectors = job.pixels.length / 2 - SPARE_PIXELS;
  const piece = Math.max(LEAST_PIECE, Math.ceil(Math.sqrt(terms)));
  // Neighbouring vectors share the lines of a cell, so that a block is as good as some cells of all channels.
  const plan = schedule(machine, { channels: outChannels, tapCount: terms, vectors, footprint: channels, piece });
  const [inImage, outImage] = [g.inChannels * inPlane, g.outChannels * outPlane];
  const xGroup = 4 * images * cells * channels;
  machine.borrow((take) => {
    const raw = isKept(x) && isKept(gradY) ? 0 : take(4 * images * Math.max(inImage, outImage));
    const [xAt, weight, bias] = [take(g.groups * xGroup), take(4 * terms * g.outChannels), take(4 * g.outChannels)];
    const [y, pixels, taps] = [take(4 * g.outChannels * plane), take(4 * job.pixels.length), take(4 * terms)];
    const zero = machine.constant(0);
    machine.fill(xAt, zero, (g.groups * xGroup) / 4);
    machine.fill(bias, zero, g.outChannels);
    machine.writeInts(pixels, job.pixels);
    machine.writeInts(taps, job.taps.subarray(0, terms));
    const staged = (values: Values, image: number): number => {
      if (isKept(values)) return values.address + 4 * first * image;
      machine.write(raw, values, first * image, images * image);
      return raw;
    };
    const xFrom = staged(x, inImage);
    machine.forEach({ pieces: images, operations: COPY_OPERATIONS * images * inImage }, (i) =>
      layOut(machine, job, xFrom + 4 * i * inImage, xAt + 4 * i * cells * channels, xGroup),
    );
    const yFrom = staged(gradY, outImage);
    machine.forEach({ pieces: images, operations: COPY_OPERATIONS * images * outImage }, (i) =>
      packGradient(machine, job, yFrom + 4 * i * outImage, weight, i * outPlane, terms),
    );
    runDense(
      machine,
      {
        groups: g.groups,
        channels: outChannels,
        weight,
        bias,
        pixels,
        vectors,
        taps,
        tapCount: terms,
        x: xAt,
        xGroup,
        y,
        yGroup: 4 * outChannels * plane,
        plane: 4 * plane,
        ascending: false,
      },
      plan,
    );
    unpack(machine, job, y, out);
  });
}

/** [outChannels, rows of taps, taps of a row, C/g] → [outChannels, C/g, taps] */
function unpack(machine: Machine, job: GradientJob, from: number, to: number): void {
  const [D, H, W] = job.axes;
  const { channels, geometry, tapPitch, rowPitch, plane } = job;
  const rows = D.kernel * H.kernel;
  const taps = rows * W.kernel;
  // Rows without a gap are one row.
  const even = rowPitch === W.kernel * tapPitch;
  putChannelsLast(
    machine,
    to,
    from,
    { count: even ? 1 : rows, to: 4 * W.kernel, from: 4 * rowPitch },
    { count: geometry.outChannels, to: 4 * channels * taps, from: 4 * plane },
    { count: even ? taps : W.kernel, from: 4 * tapPitch },
    { count: channels, to: 4 * taps },
  );
}

function jobOf({ machine, jobs }: Engine, g: ConvGeometry): GradientJob {
  const windows = g.windows.flatMap((w) => [w.kernel, w.stride, w.padBefore, w.dilation]);
  const key = ['gradient', g.batch, g.groups, g.inChannels, g.outChannels, ...g.input, ...g.output, ...windows];
  return jobs.get(key.join(' '), () => gradientJob(machine, g));
}

/**
 * The gradient of a convolution's weight, for float32: summed over pieces of the outputs in float32, the sums of
 * these in their order, and those of passes of up to 32 MiB in doubles. The same bits every time.
 *
 * @param x      [N, C, …input]
 * @param gradY  [N, outChannels, …output]
 * @returns [outChannels, C/g, …kernel], or undefined where the engine cannot: the reference then does it
 */
export function convWeightGradient(geometry: ConvGeometry, x: Values, gradY: Values): Values | undefined {
  const engine = engineFor(geometry);
  if (engine === null) return undefined;
  const whole = asLinear(geometry);
  const asMatrices = whole && linearWeightGradient(whole, x, gradY);
  if (asMatrices) return asMatrices;
  const { machine } = engine;
  return machine.awake(operationsOf(geometry, product(geometry.output)), () => {
    const quick = winogradGradient(engine, geometry);
    if (quick !== null) return runWinogradGradient(machine, quick, x, gradY);
    const single = depthwiseGradient(engine, geometry);
    if (single !== null) return runDepthwiseGradient(machine, single, x, gradY);
    return runGradient(machine, jobOf(engine, geometry), x, gradY);
  });
}

/** The gradient of the weight, some images after the other. */
function runGradient(machine: Machine, job: GradientJob, x: Values, gradY: Values): Values {
  const { geometry, channels } = job;
  const size = geometry.outChannels * channels * product(geometry.windows.map(({ kernel }) => kernel));
  return machine.borrow((take) => {
    const out = take(4 * size);
    const { batch } = geometry;
    let sums: Float64Array | null = null;
    for (let first = 0; first < batch; first += job.images) {
      const images = Math.min(job.images, batch - first);
      runPass(machine, job, x, gradY, first, images, out);
      if (images === batch) return machine.result(out, size);
      const part = machine.read(out, size);
      sums ??= new Float64Array(size);
      for (let i = 0; i < size; i++) sums[i]! += part[i]!;
    }
    return Float32Array.from(sums!);
  });
}
