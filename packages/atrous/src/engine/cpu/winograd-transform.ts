/** @file Winograd's transforms, shared among threads by planes. */

import { type Kind, TRANSFORM_BYTES, type TileSize, winogradKernel } from './kernels/winograd.js';
import type { Machine } from './machine.js';
import type { KernelFunction } from './webassembly.js';

/** Operations that a transform of four tiles costs. */
const OPERATIONS: Readonly<Record<TileSize, number>> = { 2: 800, 4: 3000 };

/** Transforms `planes` planes of so many vectors of tiles; `run` calls the kernel for some of them. */
export function transform(
  machine: Machine,
  kind: Kind,
  tile: TileSize,
  planes: number,
  vectors: number,
  run: (kernel: KernelFunction, scratch: number, from: number, count: number) => void,
): void {
  const kernel = machine.kernel(`winograd${tile}${kind}`, () => winogradKernel(kind, tile));
  const operations = OPERATIONS[tile] * planes * vectors;
  machine.forRanges({ pieces: planes, operations, scratch: TRANSFORM_BYTES }, (from, to, scratch) =>
    run(kernel, scratch, from, to - from),
  );
}
