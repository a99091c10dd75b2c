/** @file Winograd's transforms, shared among threads by planes. */

import { PIXEL_BYTES } from './kernels/dense.js';
import { type Kind, TRANSFORM_BYTES, type WinogradTile, transformsOf, winogradKernel } from './kernels/winograd.js';
import { smallGradientKernel, smallInputKernel, smallOutputKernel } from './kernels/winograd-small.js';
import type { Machine } from './machine.js';
import type { KernelFunction } from './webassembly.js';

/** Operations that a transform of four tiles costs, with a scratch for each of its points; of tiles of 2×2 without one. */
const POINT_OPERATIONS = 80;
const SMALL_OPERATIONS = 800;

/** Transforms `planes` planes of so many vectors of tiles; `run` calls the kernel for some of them. */
export function transform(
  machine: Machine,
  kind: Kind,
  tile: WinogradTile,
  planes: number,
  vectors: number,
  run: (kernel: KernelFunction, scratch: number, from: number, count: number) => void,
): void {
  const [name] = transformsOf(kind, tile);
  const kernel = machine.kernel(name, () => winogradKernel(kind, tile));
  const operations = POINT_OPERATIONS * tile[0].points * tile[1].points * planes * vectors;
  machine.forRanges({ pieces: planes, operations, scratch: TRANSFORM_BYTES }, (from, to, scratch) =>
    run(kernel, scratch, from, to - from),
  );
}

/** Where four neighbouring tiles of every plane begin, and where their results go; addresses, and steps in bytes. */
export interface SmallRun {
  readonly pixels: number;
  readonly pixelsEnd: number;
  readonly x: number;
  readonly y: number;
  /** From plane to plane. */
  readonly xStep: number;
  readonly yStep: number;
  /** Between the points of a tile. */
  readonly pitch: number;
}

/** Transforms planes of tiles of 2×2; the rest of a kernel's parameters is `more`, for the plane that is the first. */
function transformSmall(
  machine: Machine,
  planes: number,
  { pixels, pixelsEnd, x, y, xStep, yStep, pitch }: SmallRun,
  kernel: KernelFunction,
  more: (first: number) => readonly number[],
): void {
  const operations = (SMALL_OPERATIONS * planes * (pixelsEnd - pixels)) / PIXEL_BYTES;
  machine.forRanges({ pieces: planes, operations }, (from, to) =>
    kernel(pixels, pixelsEnd, x + xStep * from, y + yStep * from, to - from, xStep, yStep, pitch, ...more(from)),
  );
}

/** Inputs of tiles of 2×2: `row` bytes from row to row, `odd` from the even columns to the odd ones. */
export function smallInputs(machine: Machine, planes: number, run: SmallRun, row: number, odd: number): void {
  const kernel = machine.kernel('winograd2inputs', smallInputKernel);
  transformSmall(machine, planes, run, kernel, () => [row, odd]);
}

/** Gradients of outputs of tiles of 2×2, as `smallInputs`. */
export function smallGradients(machine: Machine, planes: number, run: SmallRun, row: number, odd: number): void {
  const kernel = machine.kernel('winograd2gradients', smallGradientKernel);
  transformSmall(machine, planes, run, kernel, () => [row, odd]);
}

/** Outputs of tiles of 2×2: `row` bytes from row to row, a bias for every plane. */
export function smallOutputs(machine: Machine, planes: number, run: SmallRun, row: number, bias: number): void {
  const kernel = machine.kernel('winograd2outputs', smallOutputKernel);
  transformSmall(machine, planes, run, kernel, (first) => [row, bias + 4 * first]);
}
