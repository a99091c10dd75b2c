/** @file Operations that work on every plane by itself: in pieces of a few planes that pass through the cache once. */

import { type Layout, copyIn, isPlain } from './layout.js';
import type { Machine } from './machine.js';

/** Bytes of a piece: its planes as they come, as they are laid out, and as they go. */
const PIECE_BYTES = 384 * 1024;

/** What a plane-wise operation is made of. */
export interface PlaneWork {
  readonly layout: Layout;
  /** Spatial sizes of the input. */
  readonly input: readonly number[];
  readonly inPlane: number;
  readonly outPlane: number;
  /** What cells outside the input hold. */
  readonly padding: number;
  /** How many planes share something, such as the channels of an image: no piece spans two such series. */
  readonly series: number;
}

/** The layout that the work runs on: the input's own where nothing has to be moved. */
export function planeLayout(layout: Layout, input: readonly number[], inPlane: number): Layout {
  return isPlain(layout, input) ? { ...layout, channel: inPlane } : layout;
}

/**
 * Runs `work` on pieces of the planes.
 *
 * @param planes  [planes, …input]
 * @param run     writes `count` planes of outputs, the first for plane `first`; `x` and `y` are addresses
 */
export function mapPlanes(
  machine: Machine,
  work: PlaneWork,
  planes: Float32Array,
  run: (x: number, y: number, first: number, count: number) => void,
): Float32Array<ArrayBuffer> {
  const { layout, input, inPlane, outPlane, padding, series } = work;
  const plain = isPlain(layout, input);
  const total = planes.length / inPlane;
  const out = new Float32Array(total * outPlane);
  const perPlane = 4 * (inPlane + (plain ? 0 : layout.channel) + outPlane);
  const piece = Math.min(series, Math.max(1, Math.floor(PIECE_BYTES / perPlane)));
  machine.borrow((take) => {
    const staged = take(4 * piece * inPlane);
    const x = plain ? staged : take(4 * piece * layout.channel);
    const y = take(4 * piece * outPlane);
    for (let first = 0; first < total;) {
      const count = Math.min(piece, series - (first % series));
      machine.write(staged, planes.subarray(first * inPlane, (first + count) * inPlane));
      if (!plain) copyIn(machine, layout, input, count, x, staged, padding);
      run(x, y, first, count);
      out.set(machine.floats.subarray(y / 4, y / 4 + count * outPlane), first * outPlane);
      first += count;
    }
  });
  return out;
}
