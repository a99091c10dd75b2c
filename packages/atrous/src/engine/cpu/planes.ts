/** @file Operations that work on every plane by itself: in pieces of a few planes that pass through the cache once. */

import { type Layout, copyIn, isPlain } from './layout.js';
import type { Values } from './kept.js';
import { COPY_OPERATIONS, type Machine } from './machine.js';
import { resultArray } from './copies.js';

/**
 * Bytes of a piece: its planes as they come, as they are laid out, and as they go. Large pieces are copied faster, if only
 * the cache holds them (144 channels at 56×56: 0.41, 0.37 and 0.35 ms in pieces of 192, 384 and 640 KiB); several threads need
 * more of them.
 */
const PIECE_BYTES = { alone: 768 * 1024, shared: 384 * 1024 };
/** Bytes that a piece may write past its last plane. */
const OVERHANG = 64;

/** What a plane-wise operation is made of. */
export interface PlaneWork {
  readonly layout: Layout;
  /** Spatial sizes of the input. */
  readonly input: readonly number[];
  readonly inPlane: number;
  readonly outPlane: number;
  /** What cells outside the input hold. */
  readonly padding: number;
  /** Operations that one output costs. */
  readonly perOutput: number;
  /** How many planes share something, such as the channels of an image: no piece spans two such series. */
  readonly series: number;
  /** Bytes that a piece needs for itself while it runs. */
  readonly scratch?: number;
}

/** The layout that the work runs on: the input's own where nothing has to be moved. */
export function planeLayout(layout: Layout, input: readonly number[], inPlane: number): Layout {
  return isPlain(layout, input) ? { ...layout, channel: inPlane } : layout;
}

/** Some planes that are worked on together. */
interface Piece {
  readonly first: number;
  readonly count: number;
}

/** All planes in pieces of at most so many, none of which spans two series. */
function piecesOf(total: number, series: number, most: number): Piece[] {
  const pieces: Piece[] = [];
  for (let first = 0; first < total;) {
    const count = Math.min(most, series - (first % series), total - first);
    pieces.push({ first, count });
    first += count;
  }
  return pieces;
}

/** Pieces of a thread in a round. */
const PIECES_IN_ROUND = 2;

/** Calls kernels that write `count` planes of outputs, the first for plane `first`; `x`, `y` and `scratch` are addresses. */
type RunPlanes = (x: number, y: number, first: number, count: number, scratch: number) => void;

/**
 * The same as `mapPlanes` where results stay in wasm memory: planes are read and written where they are, none past its end.
 *
 * @param work  whose layout is the input's own
 */
export function mapPlanesInPlace(machine: Machine, work: PlaneWork, planes: Values, run: RunPlanes): Values {
  const { inPlane, outPlane, perOutput, series, scratch = 0 } = work;
  const total = planes.length / inPlane;
  return machine.borrow((take) => {
    const [x, y] = [machine.bring(planes, take), take(4 * total * outPlane)];
    const most = Math.max(1, Math.floor(PIECE_BYTES.shared / (4 * (inPlane + outPlane))));
    const all = piecesOf(total, series, most);
    machine.forEach({ pieces: all.length, operations: perOutput * outPlane * total, scratch }, (i, own) => {
      const { first, count } = all[i]!;
      run(x + 4 * first * inPlane, y + 4 * first * outPlane, first, count, own);
    });
    return machine.result(y, total * outPlane);
  });
}

/**
 * Runs `work` on pieces of the planes. One thread takes a piece in, through, and out again, while the caches hold it; of
 * several, this one takes pieces in and out while the others work, a round of pieces before and a round after.
 *
 * @param planes  [planes, …input]
 */
export function mapPlanes(
  machine: Machine,
  work: PlaneWork,
  planes: Values,
  run: RunPlanes,
): Float32Array<ArrayBuffer> {
  const { layout, input, inPlane, outPlane, padding, perOutput, scratch } = work;
  const plain = isPlain(layout, input);
  const total = planes.length / inPlane;
  const out = resultArray(total * outPlane);
  const perPlane = 4 * (inPlane + (plain ? 0 : layout.channel) + outPlane);
  const alone = machine.threads === 1;
  const most = Math.max(1, Math.floor((alone ? PIECE_BYTES.alone : PIECE_BYTES.shared) / perPlane));
  const all = piecesOf(total, work.series, most);
  const atOnce = alone ? 1 : Math.min(all.length, PIECES_IN_ROUND * machine.threads);
  const largest = Math.max(...all.map(({ count }) => count));
  const [xBytes, yBytes] = [4 * largest * inPlane, 4 * largest * outPlane + OVERHANG];
  const laidOutBytes = plain ? 0 : 4 * largest * layout.channel;
  const operations = (perOutput + COPY_OPERATIONS) * outPlane + (plain ? 0 : COPY_OPERATIONS * layout.channel);
  const rounds = (take: (bytes: number) => number): void => {
    // What comes in or goes out has places of its own.
    const places = alone || all.length <= atOnce ? atOnce : 2 * atOnce;
    const [staged, laidOut, y] = [take(places * xBytes), take(atOnce * laidOutBytes), take(places * yBytes)];
    const roundAt = (first: number): [Piece, number][] =>
      all.slice(Math.max(first, 0), Math.max(first + atOnce, 0)).map((piece, i) => [piece, (first + i) % places]);
    const takeIn = (round: number): void => {
      for (const [{ first, count }, place] of roundAt(round))
        machine.write(staged + place * xBytes, planes, first * inPlane, count * inPlane);
    };
    const takeOut = (round: number): void => {
      for (const [{ first, count }, place] of roundAt(round)) {
        machine.readInto(out, first * outPlane, y + place * yBytes, count * outPlane);
      }
    };
    takeIn(0);
    for (let round = 0; round < all.length; round += atOnce) {
      const pieces = roundAt(round);
      const overlaps = places > atOnce;
      const meanwhile = (): void => {
        takeOut(round - atOnce);
        takeIn(round + atOnce);
      };
      machine.forEach(
        { pieces: pieces.length, operations: operations * total, scratch: scratch ?? 0 },
        (i, own) => {
          const [{ first, count }, place] = pieces[i]!;
          const [from, x] = [staged + place * xBytes, laidOut + i * laidOutBytes];
          if (!plain) copyIn(machine, layout, input, count, x, from, padding);
          run(plain ? from : x, y + place * yBytes, first, count, own);
        },
        overlaps ? meanwhile : undefined,
      );
      if (overlaps) continue;
      takeOut(round);
      takeIn(round + atOnce);
    }
    if (places > atOnce) takeOut(atOnce * Math.floor((all.length - 1) / atOnce));
  };
  machine.awake(operations * total, () => machine.borrow(rounds));
  return out;
}
