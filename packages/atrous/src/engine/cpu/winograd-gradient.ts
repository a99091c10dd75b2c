/**
 * @file The weight gradient of a convolution with a kernel of 3×3 and stride 1 by Winograd's F(2×2), backwards:
 *
 *     dg = Gᵀ [ Σ_tiles (A dY Aᵀ) ⊙ (Bᵀ d B) ] G        dY: 2×2 gradients of outputs, d: 4×4 inputs
 *
 * For each of the 16 points one product of matrices, [outChannels, tiles] · [tiles, C], with 16 multiplications where a direct
 * sum has 36. Both factors lie in the order of the sum, tile by tile, as the transforms leave them.
 */

import { product } from './conv-plan.js';
import { DOT_COLUMNS, dotVectors, dotsKernel } from './kernels/dots.js';
import { gradientTapsKernel } from './kernels/winograd-taps.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import type { Values } from './kept.js';
import { copyCells, copyIn } from './layout.js';
import type { Machine } from './machine.js';
import { panelsOf } from './panels.js';
import { type Band, POINTS, type Side, TAPS, type WinogradGradient } from './winograd-gradient-job.js';
import { SMALL } from './winograd-tile.js';
import { smallGradients, smallInputs, transform } from './winograd-transform.js';

/** Bytes of the columns that every panel of rows meets before the next ones: a share of the first-level cache. */
const BLOCK_BYTES = 28 * 1024;

/** Addresses that a pass is worked on at. */
interface Places {
  readonly x: number;
  readonly y: number;
  /** [points, outChannels, tiles] and [points, C, tiles] */
  readonly u: number;
  readonly v: number;
  /** [groups, slices of the kernel, points] */
  readonly sums: number;
  readonly factors: number;
}

/**
 * The gradient of the weight.
 *
 * @param x      [N, C, …input]
 * @param gradY  [N, outChannels, …output]
 * @returns [outChannels, C/g, …, 3, 3]
 */
export function runWinogradGradient(machine: Machine, job: WinogradGradient, x: Values, gradY: Values): Values {
  const { geometry: g, images, depth } = job;
  const { groups, batch, inChannels, outChannels } = g;
  const size = (TAPS * depth.kernel * inChannels * outChannels) / groups;
  const sums = POINTS * groups * depth.kernel * job.sums;
  return machine.borrow((take) => {
    // Vectors reach past the last row.
    const laidOut = ({ channels, layout }: Side): number => take(4 * images * channels * layout.channel + 64);
    const transformed = ({ pointPitch }: Side): number => take(4 * POINTS * pointPitch);
    const places: Places = {
      x: laidOut(job.x),
      y: laidOut(job.y),
      u: transformed(job.y),
      v: transformed(job.x),
      sums: take(4 * sums),
      factors: take(4 * FACTORS.length),
    };
    const out = take(4 * size);
    const zero = machine.constant(0);
    machine.write(places.factors, FACTORS);
    machine.fill(places.sums, zero, sums);
    const [xAt, yAt] = [machine.bring(x, take), machine.bring(gradY, take)];
    for (let first = 0; first < batch; first += images) {
      const count = Math.min(images, batch - first);
      const [inImage, outImage] = [inChannels * product(g.input), outChannels * product(g.output)];
      // What surrounds them stays from pass to pass.
      const copy = first === 0 ? copyIn : copyCells;
      copy(machine, job.x.layout, g.input, count * inChannels, places.x, xAt + 4 * first * inImage, 0);
      copy(machine, job.y.layout, g.output, count * outChannels, places.y, yAt + 4 * first * outImage, 0);
      for (const band of job.bands) {
        transformBand(machine, job, band, count, places);
        addProducts(machine, job, band, count, places);
      }
    }
    finish(machine, job, places, out);
    return machine.result(out, size);
  });
}

/** Transforms the inputs and the gradients of some rows of tiles. */
function transformBand(
  machine: Machine,
  { x, y, images, dilationH, planes, outPlanes }: WinogradGradient,
  { first, tables }: Band,
  count: number,
  places: Places,
): void {
  // Of each image as many.
  const of = (table: Int32Array): Int32Array => table.subarray(0, (table.length / images) * count);
  transformSide(
    machine,
    x,
    'input',
    of(tables.x),
    places.x + 4 * first * x.rowStep,
    places.v,
    places.factors,
    dilationH,
  );
  transformSide(
    machine,
    y,
    'gradient',
    of(tables.y),
    places.y + 4 * first * y.rowStep,
    places.u,
    places.factors,
    dilationH,
  );
  // What lies behind the last tile of gradients, to whole vectors, is zero, and what these meet there a number.
  const over = (4 - ((count * outPlanes * tables.perPlane) % 4)) % 4;
  for (const [at, { channels, pitch, pointPitch }, slices] of [
    [places.u, y, outPlanes],
    [places.v, x, planes],
  ] as const)
    machine.copy(
      at + 4 * count * slices * tables.perPlane,
      machine.constant(0),
      { count: POINTS, to: 4 * pointPitch, from: 0 },
      { count: channels, to: 4 * pitch, from: 0 },
      { count: over, to: 4, from: 0 },
    );
}

/** The tiles of a table, [points, channels, pitch]. */
function transformSide(
  machine: Machine,
  { channels, layout, taps, pitch, pointPitch }: Side,
  kind: 'input' | 'gradient',
  table: Int32Array,
  from: number,
  to: number,
  factors: number,
  dilationH: number,
): void {
  machine.borrow((take) => {
    const [pixels, tapsAt] = [take(4 * table.length), take(4 * taps.length)];
    machine.writeInts(pixels, table);
    machine.writeInts(tapsAt, taps);
    const pixelsEnd = pixels + 4 * table.length;
    const [xStep, yStep] = [4 * layout.channel, 4 * pitch];
    // Rows of which every second number has been brought together.
    const split = layout.axes[2].starts.length > 1;
    if (split) {
      const run = { pixels, pixelsEnd, x: from, y: to, xStep, yStep, pitch: 4 * pointPitch };
      const rows = Math.sqrt(taps.length);
      const [small, row] = [kind === 'input' ? smallInputs : smallGradients, 4 * dilationH * layout.axes[2].cells];
      return small(machine, channels, run, row, taps[rows]! - taps[0]!);
    }
    transform(machine, kind, SMALL, channels, table.length / 2, (kernel, scratch, first, count) => {
      const places = [tapsAt, from + xStep * first, to + yStep * first, factors, scratch] as const;
      // Only outputs have a bias, and columns.
      kernel(pixels, pixelsEnd, ...places, count, xStep, yStep, 4 * pointPitch, factors, 0);
    });
  });
}

/** Adds the products of a band to the sums. */
function addProducts(
  machine: Machine,
  { geometry: g, x, y, depth, outPlanes, piece, sums: sumsOfPoint }: WinogradGradient,
  { tables: { perPlane } }: Band,
  count: number,
  { u, v, sums }: Places,
): void {
  const [columns, rows] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const panels = panelsOf(rows, machine.tallest).flatMap((all) => {
    const kernel = machine.kernel(`dots${all.rows}`, () => dotsKernel(all.rows, machine.features.relaxed));
    return Array.from({ length: all.count }, (_, n) => ({ first: all.first + n * all.rows, rows: all.rows, kernel }));
  });
  const tiles = count * outPlanes * perPlane;
  const bytes = 16 * Math.ceil(tiles / 4);
  const blockColumns = DOT_COLUMNS * Math.max(1, Math.floor(BLOCK_BYTES / (4 * piece) / DOT_COLUMNS));
  const [uRow, vRow] = [4 * y.pitch, 4 * x.pitch];

  /** One product of matrices. */
  const multiply = (group: number, slice: number, point: number): void => {
    const uAt = u + 4 * y.pointPitch * point + uRow * group * rows;
    const vAt = v + 4 * x.pointPitch * point + vRow * group * columns + 4 * slice * depth.dilation * perPlane;
    const sumsAt = sums + 4 * sumsOfPoint * ((group * depth.kernel + slice) * POINTS + point);
    for (let at = 0; at < bytes; at += 4 * piece)
      for (let column = 0; column < columns; column += blockColumns) {
        const pairs = Math.min(blockColumns, columns - column) / DOT_COLUMNS;
        let before = sumsAt;
        for (const { first, rows: height, kernel } of panels) {
          const pairBytes = 16 * dotVectors(height);
          kernel(
            uAt + uRow * first + at,
            vAt + vRow * column + at,
            before + (pairBytes * column) / DOT_COLUMNS,
            Math.min(4 * piece, bytes - at),
            uRow,
            vRow,
            pairs,
          );
          before += (pairBytes * columns) / DOT_COLUMNS;
        }
      }
  };

  const products = g.groups * depth.kernel * POINTS;
  const operations = 2 * products * tiles * rows * columns;
  machine.forEach({ pieces: products, operations }, (n) => {
    const slices = Math.floor(n / POINTS);
    multiply(Math.floor(slices / depth.kernel), slices % depth.kernel, n % POINTS);
  });
}

/** The sums of all points as the gradient of nine taps, [outChannels, C/g, …, 3, 3]. */
function finish(machine: Machine, job: WinogradGradient, { sums, factors }: Places, out: number): void {
  const { geometry: g, depth } = job;
  const [columns, rows] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const pairs = columns / DOT_COLUMNS;
  const slice = 4 * TAPS;
  const [rowStep, columnStep] = [slice * depth.kernel * columns, slice * depth.kernel];
  for (let group = 0; group < g.groups; group++)
    for (let d = 0; d < depth.kernel; d++) {
      let from = sums + 4 * job.sums * POINTS * (group * depth.kernel + d);
      for (const { first, rows: height, count } of panelsOf(rows, machine.tallest)) {
        const kernel = machine.kernel(`winograd2taps${height}`, () => gradientTapsKernel(height));
        const to = out + rowStep * (group * rows + first) + slice * d;
        const [panel, begin] = [16 * dotVectors(height) * pairs, from];
        machine.forRanges({ pieces: count, operations: 400 * pairs * height * count }, (start, end) =>
          kernel(
            begin + panel * start,
            to + rowStep * height * start,
            factors,
            4 * job.sums,
            end - start,
            pairs,
            rowStep,
            columnStep,
          ),
        );
        from += panel * count;
      }
    }
}
