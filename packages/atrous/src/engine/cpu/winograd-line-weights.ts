/** @file Weights along an axis as the products of `winograd-line.ts` take them: transformed, and packed for the dense kernel. */

import { lineKernel, lineKernelName } from './kernels/winograd-line.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { packWeights } from './packing.js';
import type { LineJob } from './winograd-line-job.js';
import { range } from './phases.js';

/** Numbers that a call of the kernel transforms at a time. */
const PIECE = 1024;

const numbersOf = ({ layer: { geometry: g }, blocks }: LineJob): number =>
  (g.inChannels / g.groups) * g.outChannels * blocks;

/** Bytes of the transformed weights of a layer. */
export const transformedLineBytes = (job: LineJob): number => 4 * job.tile.points * numbersOf(job);

/**
 * Transforms and packs weights: [group][point][panel][inChannels/g × blocks][rows].
 *
 * @param weight  [outChannels, C/g, …kernel]; of a transposed layer [C, outChannels/g, …kernel], whose taps run backwards
 */
export function packLine(machine: Machine, job: LineJob, weight: Values, to: number): void {
  const { layer, tile, blocks } = job;
  const { geometry: g, line, transposed } = layer;
  const [ins, outs] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const numbers = numbersOf(job);
  const pieces = Math.ceil(numbers / PIECE);
  const plane = 4 * PIECE * pieces;
  const length = tile.taps * blocks;
  machine.borrow((take) => {
    const raw = take(4 * weight.length);
    const rows = length === line.kernel && !transposed ? raw : take(4 * tile.taps * numbers);
    const [taps, products] = [take(tile.taps * plane), take(tile.points * plane)];
    const [places, factors] = [take(PIECE), take(4 * FACTORS.length)];
    machine.write(raw, weight);
    machine.write(factors, FACTORS);
    machine.writeInts(
      places,
      Int32Array.from(range(PIECE / 4), (v) => 16 * v),
    );
    // Rows of whole blocks, zeros where there are no taps.
    if (rows !== raw) {
      const count = weight.length / line.kernel;
      if (length > line.kernel) machine.fill(rows, machine.constant(0), tile.taps * numbers);
      const [first, step] = transposed ? [line.kernel - 1, -4] : [0, 4];
      const row = { count, to: 4 * length, from: 4 * line.kernel };
      machine.copy(rows + 4 * first, raw, row, { count: line.kernel, to: step, from: 4 });
    }
    // [numbers, taps] → [taps, numbers]
    const tap = { count: tile.taps, to: plane, from: 4 };
    machine.copy(taps, rows, tap, { count: numbers, to: 4, from: 4 * tile.taps });
    const kernel = machine.kernel(lineKernelName('weight', tile, 4), () => lineKernel('weight', tile, 4));
    machine.forRanges({ pieces, operations: 64 * numbers }, (first, end) => {
      const at = 4 * PIECE * first;
      const steps = [end - first, 4 * PIECE, 4 * PIECE, plane, plane] as const;
      // Only outputs have a bias.
      kernel(places, places + PIECE, taps + at, products + at, factors, ...steps, factors);
    });
    const sizes = { groups: tile.points, channels: outs, inChannels: ins };
    const group = plane / 4;
    const steps = transposed ? { group, out: blocks, in: outs * blocks } : { group, out: ins * blocks, in: blocks };
    for (const n of range(g.groups)) {
      const matrix = 4 * ins * outs * blocks * n;
      packWeights(machine, sizes, steps, range(blocks), products + matrix, to + tile.points * matrix);
    }
  });
}
