/** @file Weights of 3×3 as Winograd's products take them: transformed, and packed for the dense kernel. */

import { PIXEL_BYTES } from './kernels/dense.js';
import { FACTORS } from './kernels/winograd.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { packWeights } from './packing.js';
import { type WinogradJob, columnwise, range } from './winograd-job.js';
import { transform } from './winograd-transform.js';

/** Taps of a kernel. */
const TAPS = 9;

/** Bytes of the transformed weights of a layer. */
export const transformedBytes = ({ points }: WinogradJob, weight: Values): number =>
  (4 * points * weight.length) / TAPS;

/**
 * Transforms and packs weights: [group][point][panel][inChannels × kD][rows].
 *
 * @param weight  [outChannels, C/g, …, 3, 3]; with `turned` [C, outChannels/g, 3, 3], whose taps run backwards
 */
export function packTransformed(machine: Machine, job: WinogradJob, weight: Values, to: number): void {
  const { geometry: g, points, tile, turned } = job;
  const outs = g.outChannels / g.groups;
  const matrix = weight.length / TAPS;
  // Rows and columns of the matrices as they come.
  const rows = turned ? g.inChannels : g.outChannels;
  const columns = matrix / rows;
  machine.borrow((take) => {
    const raw = take(4 * weight.length);
    const taps = take(4 * weight.length);
    const products = take(4 * points * matrix);
    machine.write(raw, weight);
    // [rows × columns, 9] → [9, rows × columns]
    const plane = 4 * matrix;
    const tap = { count: TAPS, to: turned ? -plane : plane, from: 4 };
    machine.copy(turned ? taps + (TAPS - 1) * plane : taps, raw, tap, { count: matrix, to: 4, from: 4 * TAPS });
    const vectors = range(Math.ceil(columns / 4)).map((v) => 4 * Math.min(4 * v, columns - 4));
    const [pixels, offsets] = [take(PIXEL_BYTES * vectors.length), take(4 * TAPS)];
    machine.writeInts(pixels, Int32Array.from(vectors.flatMap((at) => [at, at])));
    machine.writeInts(
      offsets,
      columnwise(3, (i, j) => plane * (3 * i + j)),
    );
    const factors = take(4 * FACTORS.length);
    machine.write(factors, FACTORS);
    const pixelsEnd = pixels + PIXEL_BYTES * vectors.length;
    const step = 4 * columns;
    transform(machine, 'weight', tile, rows, vectors.length, (kernel, scratch, from, count) => {
      const at = step * from;
      const places = [pixels, pixelsEnd, offsets, taps + at, products + at, factors, scratch] as const;
      // Only outputs have a bias, and columns.
      kernel(...places, count, step, step, plane, factors, 0);
    });
    const inner = matrix / g.groups / outs;
    const sizes = { groups: points, channels: outs, inChannels: inner };
    const steps = turned ? { group: matrix, out: 1, in: outs } : { group: matrix, out: inner, in: 1 };
    for (let group = 0; group < g.groups; group++) {
      const from = products + (4 * group * matrix) / g.groups;
      packWeights(machine, sizes, steps, [0], from, to + 4 * points * group * outs * inner);
    }
  });
}
