/** @file Weights as Winograd's products take them: transformed, and packed for the dense kernel. */

import { PIXEL_BYTES } from './kernels/dense.js';
import { FACTORS } from './kernels/winograd-transforms.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { packWeights } from './packing.js';
import { type PhasedLayer, range } from './phases.js';
import type { PointRun, WinogradJob } from './winograd-job.js';
import { columnwise } from './winograd-pieces.js';
import { transform } from './winograd-transform.js';

/** Rows and columns of a kernel. */
const kernelOf = ({ geometry }: PhasedLayer): readonly [number, number] =>
  geometry.windows.slice(-2).map(({ kernel }) => kernel) as [number, number];

const tapsOf = (layer: PhasedLayer): number => kernelOf(layer)[0] * kernelOf(layer)[1];

/** Bytes of the transformed weights of a layer. */
export const transformedBytes = ({ weights, layer }: WinogradJob): number => 4 * weights * layer.geometry.groups;

/** What transformed weights depend on besides the weights. */
export const weightForm = ({ tile, layer, pieces }: WinogradJob): string =>
  [
    'winograd',
    ...tile.map(({ outputs }) => outputs),
    layer.transposed,
    JSON.stringify(pieces.map(({ taps }) => taps)),
  ].join(' ');

/**
 * Transforms and packs weights: [group][run of points][point][panel][inChannels × kD × pieces][rows].
 *
 * @param weight  [outChannels, C/g, …kernel]; of a transposed layer [C, outChannels/g, …kernel]
 */
export function packTransformed(machine: Machine, job: WinogradJob, weight: Values, to: number): void {
  const { layer, points, tile, runs, pieces, phaseCount, weights } = job;
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
    const transformed = take(4 * points * matrix * pieces.length);
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
    const transformPiece = (taps: readonly (readonly (number | null)[])[], result: number): void => {
      machine.writeInts(
        offsets,
        columnwise(tile[0].taps, tile[1].taps, (i, j) => plane * (taps[i]![j] ?? tapCount)),
      );
      transform(machine, 'weight', tile, rows, vectors.length, (kernel, scratch, from, count) => {
        const at = step * from;
        const places = [pixels, pixelsEnd, offsets, planes + at, result + at, factors, scratch] as const;
        // Only outputs have a bias, and columns.
        kernel(...places, count, step, step, plane, factors, 0);
      });
    };
    const packRun = ({ first, count, before, pieces: present }: PointRun): void => {
      const offsetsOfPieces = present.map((piece) => piece * points * matrix);
      for (let group = 0; group < g.groups; group++) {
        const from = transformed + plane * first + (plane / g.groups) * group;
        const target = to + 4 * (weights * group + before);
        packWeights(machine, { ...sizes, groups: count }, steps, offsetsOfPieces, from, target);
      }
    };
    for (let phase = 0; phase < phaseCount; phase++) {
      pieces.forEach(({ taps }, piece) => transformPiece(taps[phase]!, transformed + plane * points * piece));
      runs.filter((run) => run.phase === phase).forEach(packRun);
    }
  });
}
