/** @file Max pooling of float32. */

import type { PoolGeometry } from '../../geometry/pool.js';
import { asVolume, product } from './conv-plan.js';
import { type Engine, theEngine } from './engine.js';
import { PIXEL_BYTES } from './kernels/dense.js';
import { POOL_VECTORS, maxPoolKernel } from './kernels/pool.js';
import { layoutOf, pixelTable, runLength, tapTable, vectorsOf, windowAxis } from './layout.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { type PlaneWork, mapPlanes, planeLayout } from './planes.js';
import { SPARE_PIXELS } from './sums.js';

export interface PoolJob extends PlaneWork {
  /** What it was made from, as text. */
  readonly key: string;
  readonly pixels: Int32Array;
  readonly vectors: number;
  readonly taps: Int32Array;
}

export function poolJob({ machine, jobs }: Engine, geometry: PoolGeometry): PoolJob {
  const { planes, input, output, windows } = geometry;
  const sizes = windows.flatMap(({ kernel, stride, padBefore, dilation }) => [kernel, stride, padBefore, dilation]);
  const key = ['pool', planes, ...input, ...output, ...sizes].join(' ');
  return jobs.get(key, () => newJob(machine, geometry, key));
}

function newJob(machine: Machine, { planes, input, output, windows }: PoolGeometry, key: string): PoolJob {
  const inPlane = product(input);
  const axes = windows.map((window, axis) => windowAxis(window, output[axis]!, false));
  const layout = planeLayout(layoutOf(axes), input, inPlane);
  const [D, H, W] = asVolume(windows.map(({ kernel }) => kernel));
  const taps = Array.from({ length: D * H * W }, (_, t): [number, number, number] => [
    Math.floor(t / (H * W)),
    Math.floor(t / W) % H,
    t % W,
  ]);
  machine.limit(4 * (layout.channel + product(output)));
  const pixels = pixelTable(layout, 1, 0, 0, vectorsOf(runLength(layout)), SPARE_PIXELS);
  return {
    key,
    layout,
    input,
    inPlane,
    outPlane: product(output),
    padding: -Infinity,
    perOutput: 2 * taps.length,
    series: planes,
    pixels,
    vectors: pixels.length / (PIXEL_BYTES / 4) - SPARE_PIXELS,
    taps: tapTable(layout, 1, taps),
  };
}

/** Outputs of a plane from which on vectors of four are worth it. */
export const LEAST_OUTPUTS = 4;

/** The engine, where it is worth asking. */
export function engineForPool({ output }: PoolGeometry, input: Values): Engine | null {
  return product(output) < LEAST_OUTPUTS || input.length === 0 ? null : theEngine();
}

/**
 * The largest value of every window; NaN wins, padding never does.
 *
 * @param input  [planes, …input]
 * @returns [planes, …output], or undefined where the engine cannot
 */
export function maxPool(geometry: PoolGeometry, input: Values): Float32Array<ArrayBuffer> | undefined {
  const engine = engineForPool(geometry, input);
  if (engine === null) return undefined;
  const { machine } = engine;
  const job = poolJob(engine, geometry);
  const { pixels, taps, vectors, layout, outPlane } = job;
  return machine.borrow((take) => {
    const [pixelsAt, tapsAt] = [take(4 * pixels.length), take(4 * taps.length)];
    machine.writeInts(pixelsAt, pixels);
    machine.writeInts(tapsAt, taps);
    const kernel = machine.kernel('maxPool', maxPoolKernel);
    const pixelsEnd = pixelsAt + PIXEL_BYTES * POOL_VECTORS * Math.ceil(vectors / POOL_VECTORS);
    const tapsEnd = tapsAt + 4 * taps.length;
    return mapPlanes(machine, job, input, (x, y, _, count) =>
      kernel(pixelsAt, pixelsEnd, tapsAt, tapsEnd, x, y, count, 4 * layout.channel, 4 * outPlane),
    );
  });
}
