/** @file A linear layer of one row: a product of a matrix and a vector, as fast as its weights come from memory. */

import { gemvKernel } from './kernels/gemv.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { type LinearSizes, type Strips, stageBias } from './strips.js';
import { CHUNK_TAPS } from './sums.js';

/** @param weights  packs the weights, or finds them packed, and says where */
export function runGemv(
  machine: Machine,
  { inFeatures, outFeatures }: LinearSizes,
  strips: Strips,
  input: Values,
  bias: Values | null,
  weights: (take: (bytes: number) => number) => number,
): Float32Array<ArrayBuffer> {
  const { count, width, bytes } = strips;
  const vectors = width / 4;
  const kernel = machine.kernel(`gemv${width}`, () => gemvKernel(vectors, CHUNK_TAPS, machine.features.relaxed));
  return machine.borrow((take) => {
    const weight = weights(take);
    const column = 4 * count * width;
    const biasAt = take(2 * column + 4 * inFeatures);
    const [y, x] = [biasAt + column, biasAt + 2 * column];
    stageBias(machine, strips, outFeatures, bias, biasAt);
    machine.write(x, input);
    machine.forRanges({ pieces: count, operations: 2 * inFeatures * width * count }, (first, end) => {
      const at = 4 * width * first;
      kernel(x, x + 4 * inFeatures, weight + bytes * first, biasAt + at, y + at, end - first);
    });
    return machine.read(y, outFeatures);
  });
}
