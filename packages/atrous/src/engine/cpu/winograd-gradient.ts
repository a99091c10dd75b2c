/**
 * @file The weight gradient of a convolution with a kernel of 3×3 and stride 1 by Winograd's F(2×2), backwards:
 *
 *     dg = Gᵀ [ Σ_tiles (A dY Aᵀ) ⊙ (Bᵀ d B) ] G        dY: 2×2 gradients of outputs, d: 4×4 inputs
 *
 * For each of the 16 points one product of matrices, [outChannels, tiles] · [tiles, C], with 16 multiplications where a direct
 * sum has 36. Both factors lie in the order of the sum, tile by tile, as the transforms leave them.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { Window } from '../../geometry/types.js';
import { product } from './conv-plan.js';
import type { Engine } from './engine.js';
import { PIXEL_BYTES } from './kernels/dense.js';
import { DOT_COLUMNS, LANES_BYTES, dotsKernel, foldKernel } from './kernels/dots.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import type { Values } from './kept.js';
import { type Layout, copyIn, layoutOf, skewed, tapOffset, windowAxis } from './layout.js';
import type { Machine } from './machine.js';
import { panelsOf } from './panels.js';
import { convPhases } from './phases.js';
import { SINGLE, columnwise, inputLayout, range, vectorsOf } from './winograd-job.js';
import { SMALL, tilesOf } from './winograd-tile.js';
import { smallInputs, transform } from './winograd-transform.js';

const TILE = 2;
const POINTS = 16;
const TAPS = 9;
/** Channels on both sides from which on the transforms pay. */
const LEAST_CHANNELS = 12;
/** Most pairs of channels: every one has a line of sums for each point, which have to stay in the caches. */
const MOST_PAIRS = 1 << 14;
/** Tiles of the batch from which on they pay. */
const LEAST_TILES = 128;
/** Bytes of the transformed inputs and gradients of a pass. */
const PASS_BYTES = 1 << 20;
/** Bytes of a row that are summed before the sums are added up: those of all columns wait in a cache for the next panel. */
const PIECE_BYTES = 1024;

/** How the transforms find one side's tiles, in a layout, of all images of a pass. */
interface Side {
  readonly channels: number;
  readonly layout: Layout;
  readonly taps: Int32Array;
  readonly pixels: Int32Array;
}

/** Everything that follows from the sizes alone. */
export interface WinogradGradient {
  readonly geometry: ConvGeometry;
  readonly x: Side;
  readonly y: Side;
  /** Images of a pass, and their tiles. */
  readonly images: number;
  readonly tiles: number;
  /** Numbers from one channel's tiles to the next. */
  readonly pitch: number;
}

/**
 * Images of a pass, of which the batch is a multiple; null if there is no such number. Tiles that do not fill whole vectors are
 * followed by zeros, over which rows of fewer than four would be written.
 */
function imagesOf({ batch, inChannels, outChannels }: ConvGeometry, rows: number, columns: number): number | null {
  const tiles = rows * columns;
  const most = Math.max(1, PASS_BYTES / (4 * POINTS * (inChannels + outChannels) * tiles));
  const fitting = range(batch)
    .map((n) => n + 1)
    .filter((n) => batch % n === 0 && (columns >= 4 || (n * tiles) % 4 === 0));
  return fitting.findLast((n) => n <= most) ?? fitting[0] ?? null;
}

/** Whether a layer's weight gradient runs so, and in how many images at a time. */
function imagesFor(g: ConvGeometry): number | null {
  const { batch, inChannels, outChannels, groups, windows } = g;
  const plain = ({ kernel, stride, dilation }: ConvGeometry['windows'][number]): boolean =>
    kernel === 3 && stride === 1 && dilation === 1;
  if (windows.length !== 2 || !windows.every(plain) || groups > 1) return null;
  if (Math.min(inChannels, outChannels) < LEAST_CHANNELS || inChannels % 4 > 0) return null;
  const [rows, columns] = tilesOf(convPhases(g)!.phases, SMALL);
  // A tile that is half over the edge costs as much as a whole one.
  const filled = product(g.output) / (4 * rows * columns);
  if (inChannels * outChannels > MOST_PAIRS || batch * rows * columns < LEAST_TILES || filled < 0.7) return null;
  return imagesOf(g, rows, columns);
}

/** The job of a layer's weight gradient; null where direct sums are better. */
export function winogradGradient({ jobs, strict }: Engine, g: ConvGeometry): WinogradGradient | null {
  const images = strict ? null : imagesFor(g);
  if (images === null) return null;
  const pads = g.windows.map(({ padBefore }) => padBefore);
  const key = ['winograd gradient', g.batch, g.inChannels, g.outChannels, ...g.input, ...g.output, ...pads];
  return jobs.get(key.join(' '), () => newJob(g, images));
}

function newJob(g: ConvGeometry, images: number): WinogradGradient {
  const [rows, columns] = tilesOf(convPhases(g)!.phases, SMALL);
  const tiles = images * rows * columns;
  const side = (channels: number, layout: Layout, taps: Int32Array): Side => {
    const rowCells = layout.axes[2].cells;
    const pixels = range(images).flatMap((image) =>
      range(rows).flatMap((row) =>
        vectorsOf(columns).flatMap((v) => [
          4 * (image * channels * layout.channel + TILE * row * rowCells + v),
          4 * ((image * rows + row) * columns + v),
        ]),
      ),
    );
    return { channels, layout, taps, pixels: Int32Array.from(pixels) };
  };
  const windows = g.windows as [Window, Window];
  const [xLayout, xTaps] = inputLayout(windows, SINGLE, SMALL, 1, rows, columns);
  const across = { ...SINGLE, kernel: TILE, stride: TILE };
  const yLayout = layoutOf([windowAxis(SINGLE, TILE * rows, false), windowAxis(across, columns, false)]);
  const yCells = yLayout.axes[2].cells;
  const yTaps = columnwise(TILE, TILE, (i, j) => 4 * (i * yCells + tapOffset(yLayout, 0, 0, j)));
  return {
    geometry: g,
    x: side(g.inChannels, xLayout, xTaps),
    y: side(g.outChannels, yLayout, yTaps),
    images,
    tiles,
    // Rows of fewer than four tiles reach over the last one.
    pitch: skewed(tiles + 4),
  };
}

/** Addresses that a pass is worked on at. */
interface Places {
  readonly laidOut: number;
  /** [points, outChannels, pitch] and [points, C, pitch] */
  readonly u: number;
  readonly v: number;
  /** [points, outChannels, C] of `LANES_BYTES` */
  readonly sums: number;
  readonly factors: number;
}

/**
 * The gradient of the weight.
 *
 * @param x      [N, C, …input]
 * @param gradY  [N, outChannels, …output]
 * @returns [outChannels, C, 3, 3]
 */
export function runWinogradGradient(machine: Machine, job: WinogradGradient, x: Values, gradY: Values): Values {
  const { geometry: g, images, pitch } = job;
  const pairs = g.inChannels * g.outChannels;
  return machine.borrow((take) => {
    const laidOut = Math.max(...[job.x, job.y].map(({ channels, layout }) => channels * layout.channel));
    const places: Places = {
      // Vectors reach past the last row.
      laidOut: take(4 * images * laidOut + 64),
      u: take(4 * POINTS * g.outChannels * pitch),
      v: take(4 * POINTS * g.inChannels * pitch),
      sums: take(POINTS * pairs * LANES_BYTES),
      factors: take(4 * FACTORS.length),
    };
    const out = take(4 * TAPS * pairs);
    machine.write(places.factors, FACTORS);
    machine.fill(places.sums, machine.constant(0), (POINTS * pairs * LANES_BYTES) / 4);
    for (const [at, channels] of [
      [places.u, g.outChannels],
      [places.v, g.inChannels],
    ] as const)
      if (job.tiles % 4 > 0) machine.fill(at, machine.constant(0), POINTS * channels * pitch);
    const [xAt, yAt] = [machine.bring(x, take), machine.bring(gradY, take)];
    const sides = [
      { side: job.x, kind: 'input', input: g.input, from: xAt, to: places.v },
      { side: job.y, kind: 'gradient', input: g.output, from: yAt, to: places.u },
    ] as const;
    for (let first = 0; first < g.batch; first += images) {
      for (const { side, from, ...rest } of sides) {
        const image = side.channels * product(rest.input);
        transformSide(machine, job, side, places, { ...rest, from: from + 4 * first * image });
      }
      addProducts(machine, job, places);
    }
    finish(machine, g, places, out);
    return machine.result(out, TAPS * pairs);
  });
}

/** Lays the images of a pass out and transforms them, [points, channels, pitch]. */
function transformSide(
  machine: Machine,
  { images, pitch }: WinogradGradient,
  { channels, layout, taps, pixels }: Side,
  { laidOut, factors }: Places,
  { kind, input, from, to }: { kind: 'input' | 'gradient'; input: readonly number[]; from: number; to: number },
): void {
  copyIn(machine, layout, input, images * channels, laidOut, from, 0);
  machine.borrow((take) => {
    const [pixelsAt, tapsAt] = [take(4 * pixels.length), take(4 * taps.length)];
    machine.writeInts(pixelsAt, pixels);
    machine.writeInts(tapsAt, taps);
    const [xStep, yStep] = [4 * layout.channel, 4 * pitch];
    if (kind === 'input') {
      const run = { pixels: pixelsAt, pixelsEnd: pixelsAt + 4 * pixels.length, x: laidOut, y: to };
      const steps = { xStep, yStep, pitch: yStep * channels };
      smallInputs(machine, channels, { ...run, ...steps }, 4 * layout.axes[2].cells, taps[4]! - taps[0]!);
      return;
    }
    transform(machine, kind, SMALL, channels, pixels.length / 2, (kernel, scratch, first, count) => {
      const places = [tapsAt, laidOut + xStep * first, to + yStep * first, factors, scratch] as const;
      // Only outputs have a bias, and columns.
      kernel(pixelsAt, pixelsAt + 4 * pixels.length, ...places, count, xStep, yStep, yStep * channels, factors, 0);
    });
  });
}

/** Adds the products of a pass to the sums. */
function addProducts(machine: Machine, { geometry: g, tiles, pitch }: WinogradGradient, { u, v, sums }: Places): void {
  const { inChannels, outChannels } = g;
  const { relaxed } = machine.features;
  const panels = panelsOf(outChannels, machine.tallest).flatMap(({ first, rows, count }) =>
    range(count).map((n) => ({
      first: first + n * rows,
      kernel: machine.kernel(`dots${rows}`, () => dotsKernel(rows, relaxed)),
    })),
  );
  const row = 4 * pitch;
  const operations = 2 * POINTS * tiles * inChannels * outChannels;
  const bytes = 16 * Math.ceil(tiles / 4);
  machine.forRanges({ pieces: POINTS, operations }, (from, to) => {
    for (let point = from; point < to; point++)
      for (let at = 0; at < bytes; at += PIECE_BYTES)
        for (const { first, kernel } of panels)
          kernel(
            u + row * (point * outChannels + first) + at,
            v + row * point * inChannels + at,
            sums + LANES_BYTES * inChannels * (point * outChannels + first),
            Math.min(PIECE_BYTES, bytes - at),
            row,
            row,
            LANES_BYTES * inChannels,
            inChannels / DOT_COLUMNS,
          );
  });
}

/** The sums of all points as the gradient of nine taps, [outChannels, C, 3, 3]. */
function finish(machine: Machine, { inChannels, outChannels }: ConvGeometry, places: Places, out: number): void {
  const pairs = inChannels * outChannels;
  const [plane, row] = [4 * pairs, 4 * inChannels];
  machine.borrow((take) => {
    const [folded, taps] = [take(POINTS * plane), take(TAPS * plane)];
    machine.kernel('fold', foldKernel)(places.sums, folded, (POINTS * pairs) / 4);
    const vectors = range(inChannels / 4).flatMap((v) => [16 * v, 16 * v]);
    const [pixels, offsets] = [take(4 * vectors.length), take(4 * POINTS)];
    machine.writeInts(pixels, Int32Array.from(vectors));
    machine.writeInts(
      offsets,
      columnwise(4, 4, (i, j) => plane * (4 * i + j)),
    );
    transform(machine, 'taps', SMALL, outChannels, vectors.length / 2, (kernel, scratch, first, count) => {
      const [from, to] = [folded + row * first, taps + row * first];
      const end = pixels + (PIXEL_BYTES * vectors.length) / 2;
      kernel(pixels, end, offsets, from, to, places.factors, scratch, count, row, row, plane, places.factors, 0);
    });
    // [9, outChannels × C] → [outChannels × C, 9]
    machine.copy(out, taps, { count: TAPS, to: 4, from: plane }, { count: pairs, to: 4 * TAPS, from: 4 });
  });
}
