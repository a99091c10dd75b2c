/** @file Max pooling of float32 that also says where each maximum stands. */

import type { PoolGeometry } from '../../geometry/pool.js';
import { inputOfTap, tapsOfOutput } from '../../geometry/taps.js';
import type { Window } from '../../geometry/types.js';
import type { PooledPlaces } from '../../ops/engine.js';
import { asVolume, product } from './conv-plan.js';
import { PIXEL_BYTES } from './kernels/dense.js';
import { PLACE_VECTORS, poolPlacesKernel } from './kernels/pool.js';
import type { Values } from './kept.js';
import { mapPlanes } from './planes.js';
import { engineForPool, poolJob } from './pool.js';

/** Tables of a plane. */
interface PlaceTables {
  /** For each output the place of its first tap, which may lie in the padding. */
  readonly firsts: Int32Array;
  /** The place of its first element of the input; one past the plane where there is none. */
  readonly starts: Int32Array;
  /** For each tap, how far its place is from that of the first. */
  readonly taps: Int32Array;
}

const SINGLE: Window = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function placeTables({ input, output, windows }: PoolGeometry): PlaceTables {
  const sizes = asVolume(input);
  const counts = asVolume(output);
  const plane = product(input);
  const window = (axis: number): Window => windows.at(axis - 3) ?? SINGLE;
  /** One number per place along each axis, as places of the plane. */
  const places = (lengths: readonly number[], along: (axis: number, i: number) => number): Int32Array => {
    const [D, H, W] = lengths.map((length, axis) => range(length).map((i) => along(axis, i))) as [
      number[],
      number[],
      number[],
    ];
    return Int32Array.from(D.flatMap((d) => H.flatMap((h) => W.map((w) => (d * sizes[1] + h) * sizes[2] + w))));
  };
  // A window that reads nothing along an axis is so far away that its place lies beyond the plane.
  const start = (axis: number, o: number): number => {
    const taps = tapsOfOutput(o, sizes[axis]!, window(axis));
    return taps.start === taps.end ? plane : inputOfTap(o, taps.start, window(axis));
  };
  return {
    firsts: places(counts, (axis, o) => inputOfTap(o, 0, window(axis))),
    starts: places(counts, start).map((place) => Math.min(place, plane)),
    taps: places(asVolume(windows.map(({ kernel }) => kernel)), (axis, t) => t * window(axis).dilation),
  };
}

/** Numbers that a plane's last vectors may reach beyond it. */
const OVERHANG = 4;

/**
 * The largest value of every window and its place in the plane; the first of equal ones, NaN before all.
 *
 * @param input  [planes, …input]
 * @returns both as [planes, …output], or undefined where the engine cannot
 */
export function maxPoolPlaces(geometry: PoolGeometry, input: Values): PooledPlaces | undefined {
  const engine = engineForPool(geometry, input);
  if (engine === null) return undefined;
  const { machine } = engine;
  const job = poolJob(engine, geometry);
  const { layout, outPlane, taps, pixels, vectors } = job;
  const tables = engine.jobs.get(`places ${job.key}`, () => placeTables(geometry));
  const kernel = machine.kernel('maxPoolPlaces', poolPlacesKernel);
  const half = outPlane + OVERHANG;
  const both = machine.borrow((take) => {
    const placed = (table: Int32Array): number => {
      const at = take(4 * table.length);
      machine.writeInts(at, table);
      return at;
    };
    const [pixelsAt, tapsAt, lowest] = [placed(pixels), placed(taps), machine.constant(-Infinity)];
    const [firsts, starts, tapPlaces] = [placed(tables.firsts), placed(tables.starts), placed(tables.taps)];
    const pixelsEnd = pixelsAt + PIXEL_BYTES * PLACE_VECTORS * Math.ceil(vectors / PLACE_VECTORS);
    return mapPlanes(machine, { ...job, outPlane: 2 * half }, input, (x, y, _, count) =>
      kernel(
        pixelsAt,
        pixelsEnd,
        tapsAt,
        tapsAt + 4 * taps.length,
        tapPlaces,
        x,
        y,
        firsts,
        starts,
        lowest,
        y + 4 * half,
        count,
        4 * layout.channel,
        8 * half,
      ),
    );
  });
  const values = new Float32Array(geometry.planes * outPlane);
  const places = new Int32Array(values.length);
  const bits = new Int32Array(both.buffer);
  for (let plane = 0; plane < geometry.planes; plane++) {
    const from = 2 * half * plane;
    values.set(both.subarray(from, from + outPlane), plane * outPlane);
    places.set(bits.subarray(from + half, from + half + outPlane), plane * outPlane);
  }
  return { values, places };
}
