/** @file Weights as Winograd's products take them: transformed, and packed for the dense kernel. */

import { PIXEL_BYTES } from './kernels/dense.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { packWeights } from './packing.js';
import type { PhasedLayer, Phases } from './phases.js';
import { type WinogradJob, columnwise, range } from './winograd-job.js';
import { transform } from './winograd-transform.js';

/** Rows and columns of a kernel. */
const kernelOf = ({ geometry }: PhasedLayer): readonly [number, number] =>
  geometry.windows.slice(-2).map(({ kernel }) => kernel) as [number, number];

const tapsOf = (layer: PhasedLayer): number => kernelOf(layer)[0] * kernelOf(layer)[1];

/** Bytes of the transformed weights of a layer. */
export const transformedBytes = ({ products, layer }: WinogradJob, weight: Values): number =>
  (4 * products * weight.length) / tapsOf(layer);

/** What transformed weights depend on besides the weights. */
export const weightForm = ({ tile, layer }: WinogradJob): string =>
  ['winograd', ...tile.map(({ outputs }) => outputs), layer.transposed, JSON.stringify(tapLists(layer.phases))].join(
    ' ',
  );

const tapLists = (phases: Phases): unknown => phases.map(({ taps }) => taps);

/**
 * Transforms and packs weights: [group][run of points][point][panel][inChannels × kD][rows].
 *
 * @param weight  [outChannels, C/g, …kernel]; of a transposed layer [C, outChannels/g, …kernel]
 */
export function packTransformed(machine: Machine, job: WinogradJob, weight: Values, to: number): void {
  const { layer, points, tile, runs, products } = job;
  const { geometry: g, transposed } = layer;
  const tapCount = tapsOf(layer);
  const outs = g.outChannels / g.groups;
  const matrix = weight.length / tapCount;
  // Rows and columns of the matrices as they come.
  const rows = transposed ? g.inChannels : g.outChannels;
  const columns = matrix / rows;
  const inner = matrix / g.groups / outs;
  const sizes = { channels: outs, inChannels: inner };
  const steps = transposed ? { group: matrix, out: 1, in: outs } : { group: matrix, out: inner, in: 1 };
  machine.borrow((take) => {
    const raw = take(4 * weight.length);
    const planes = take(4 * (weight.length + matrix));
    const transformed = take(4 * points * matrix);
    machine.write(raw, weight);
    // [rows × columns, taps] → [taps + 1, rows × columns]; the last is for places of a window without a tap.
    const plane = 4 * matrix;
    machine.copy(planes, raw, { count: tapCount, to: plane, from: 4 }, { count: matrix, to: 4, from: 4 * tapCount });
    machine.fill(planes + plane * tapCount, machine.constant(0), matrix);
    const vectors = range(Math.ceil(columns / 4)).map((v) => 4 * Math.min(4 * v, columns - 4));
    const [pixels, offsets] = [take(PIXEL_BYTES * vectors.length), take(4 * points)];
    machine.writeInts(pixels, Int32Array.from(vectors.flatMap((at) => [at, at])));
    const factors = take(4 * FACTORS.length);
    machine.write(factors, FACTORS);
    const pixelsEnd = pixels + PIXEL_BYTES * vectors.length;
    const step = 4 * columns;
    phaseTaps(layer).forEach((taps, phase) => {
      machine.writeInts(
        offsets,
        columnwise(tile[0].taps, tile[1].taps, (i, j) => plane * (taps[i]?.[j] ?? tapCount)),
      );
      transform(machine, 'weight', tile, rows, vectors.length, (kernel, scratch, from, count) => {
        const at = step * from;
        const places = [pixels, pixelsEnd, offsets, planes + at, transformed + at, factors, scratch] as const;
        // Only outputs have a bias, and columns.
        kernel(...places, count, step, step, plane, factors, 0);
      });
      for (const { first, count, before } of runs.filter((run) => run.phase === phase))
        for (let group = 0; group < g.groups; group++) {
          const from = transformed + plane * first + (plane / g.groups) * group;
          const target = to + 4 * (products * group + before) * outs * inner;
          packWeights(machine, { ...sizes, groups: count }, steps, [0], from, target);
        }
    });
  });
}

/** Of every phase: the numbers of the taps at the places of the window; null where there is none. */
function phaseTaps({ geometry, phases: [H, W] }: PhasedLayer): (number | null)[][][] {
  const { kernel } = geometry.windows.at(-1)!;
  return H.taps.flatMap((rows) =>
    W.taps.map((columns) => rows.map((h) => columns.map((w) => (h === null || w === null ? null : h * kernel + w)))),
  );
}
