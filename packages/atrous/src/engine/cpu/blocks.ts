/**
 * @file Layers of 1×1 over images that no cache holds: some pixels of all channels at a time pass through a place that stays in one,
 * so that memory is read once instead of read, written and read again.
 */

import type { ConvGeometry } from '../../geometry/conv.js';
import { product } from './conv-plan.js';
import type { Values } from './kept.js';
import { skewed } from './layout.js';
import type { Machine } from './machine.js';
import { placed } from './winograd.js';
import { type DenseRun, SPARE_PIXELS, type Schedule, runDense } from './sums.js';

/** Bytes of an image's inputs from which on it pays, and of a block's. */
const LEAST_BYTES = 8 << 20;
const BLOCK_BYTES = 2 << 20;
/** Output channels up to which the sums wait for memory. */
const MOST_OUTPUTS = 32;

/** So many pixels at a time, a whole number of vectors, and from one channel's to the next one's. */
export interface Blocks {
  readonly pixels: number;
  readonly pitch: number;
}

/** How a layer goes block by block; null where its inputs are better brought at once. */
export function blocksOf({ windows, input, output, groups, inChannels, outChannels }: ConvGeometry): Blocks | null {
  const plain = windows.every(
    ({ kernel, stride, padBefore }, i) => kernel === 1 && stride === 1 && padBefore === 0 && input[i] === output[i],
  );
  const plane = product(input);
  if (!plain || groups > 1 || outChannels > MOST_OUTPUTS || 4 * inChannels * plane < LEAST_BYTES) return null;
  const count = Math.ceil((4 * inChannels * plane) / BLOCK_BYTES);
  const pixels = 4 * Math.ceil(plane / count / 4);
  return pixels > plane ? null : { pixels, pitch: skewed(pixels) };
}

/**
 * The layer, in the order of its one dense sum.
 *
 * @param input   [N, C, …input], not in wasm memory
 * @param weight  address of the packed weights
 * @param bias    address of [outChannels]
 * @returns [N, outChannels, …output]
 */
export function runBlocks(
  machine: Machine,
  g: ConvGeometry,
  { pixels, pitch }: Blocks,
  schedule: Schedule,
  input: Values,
  weight: number,
  bias: number,
): Values {
  const { batch, inChannels, outChannels } = g;
  const plane = product(g.input);
  const vectors = pixels / 4;
  // The last block of an image reaches back.
  const firsts = Array.from({ length: Math.ceil(plane / pixels) }, (_, n) => Math.min(n * pixels, plane - pixels));
  const count = batch * firsts.length;
  // Where others compute, this thread brings the next block meanwhile.
  const rooms = machine.threads > 1 ? 2 : 1;
  return machine.borrow((take) => {
    const [x, y] = [take(4 * rooms * inChannels * pitch), take(4 * batch * outChannels * plane)];
    const roomOf = (n: number): number => x + 4 * inChannels * pitch * (n % rooms);
    const imageOf = (n: number): number => Math.floor(n / firsts.length);
    const firstOf = (n: number): number => firsts[n % firsts.length]!;
    const bring = (n: number): void => {
      for (let channel = 0; channel < inChannels; channel++) {
        const from = (imageOf(n) * inChannels + channel) * plane + firstOf(n);
        machine.write(roomOf(n) + 4 * pitch * channel, input, from, pixels);
      }
    };
    const table = Int32Array.from(
      { length: 2 * (vectors + SPARE_PIXELS) },
      (_, i) => 16 * Math.min(i >> 1, vectors - 1),
    );
    const taps = Int32Array.from({ length: inChannels }, (_, channel) => 4 * pitch * channel);
    const run: Omit<DenseRun, 'x' | 'y'> = {
      groups: 1,
      channels: outChannels,
      weight,
      bias,
      pixels: placed(machine, take, table),
      vectors,
      taps: placed(machine, take, taps),
      tapCount: inChannels,
      xGroup: 0,
      yGroup: 0,
      plane: 4 * plane,
      ascending: false,
    };
    for (let n = 0; n < count; n++) {
      if (n === 0 || rooms === 1) bring(n);
      const place = { x: roomOf(n), y: y + 4 * (imageOf(n) * outChannels * plane + firstOf(n)) };
      runDense(machine, { ...run, ...place }, schedule, rooms > 1 && n + 1 < count ? () => bring(n + 1) : undefined);
    }
    return machine.result(y, batch * outChannels * plane);
  });
}
