/** @file Runs the dense kernel over all panels and pixels, in pieces that stay in the caches. */

import type { Machine } from './machine.js';
import { PIXEL_BYTES, type Source, gatherKernel } from './kernels/dense.js';
import type { Panels } from './panels.js';
import { piecesOf } from './pieces.js';
import { runSingles, singlesBytes } from './singles.js';
import { gathers, widthFor } from './tiles.js';

/** What one run of the dense kernel needs; addresses, and steps in bytes. */
export interface DenseRun {
  readonly groups: number;
  /** Output channels of a group. */
  readonly channels: number;
  /** [group][panel][taps][rows], as `packWeights` packs them. */
  readonly weight: number;
  /** [group][channels] */
  readonly bias: number;
  readonly pixels: number;
  /** Rows of the table of pixels, its spare ones left out. */
  readonly vectors: number;
  readonly taps: number;
  readonly tapCount: number;
  readonly x: number;
  readonly xGroup: number;
  readonly y: number;
  readonly yGroup: number;
  readonly plane: number;
  /** A table of pixels that are summed one by one, and how many of them there are. */
  readonly singles?: { readonly at: number; readonly count: number };
  /** Whether vectors of outputs reach into those that follow, so that they must be written in ascending order. */
  readonly ascending: boolean;
}

/** Into which pieces a run is cut. */
export interface Schedule {
  /** Whether the inputs of a block are gathered for all its panels. */
  readonly gathered: boolean;
  /** Whether a kernel of its own gathers them, and not the first panel's on the way. */
  readonly apart: boolean;
  /** Vectors of pixels in a block. */
  readonly block: number;
  /** Pieces of the list of taps. */
  readonly chunks: number;
  /** Most taps of a piece: of a chunk, what is summed before the sums are added up. */
  readonly piece: number;
  /** Bytes of the sums that wait for the next chunk or piece. */
  readonly partial: number;
  /** Bytes of the gathered inputs, which follow. */
  readonly inputs: number;
  /** Bytes for these and for the sums of single pixels. */
  readonly scratch: number;
}

/** Most rows of pixels that a kernel takes beyond the last one. */
export const SPARE_PIXELS = 8;

/** A whole number of tiles of 1, 2, 3, 4, 6 and 8 vectors. */
const ANY_TILES = 24;
const MAX_BLOCK = 40 * ANY_TILES;
/** Bytes of inputs that a block may have, a share of the second-level cache: less where vectors of eight go through them at twice the pace. */
const BLOCK_BYTES = { usual: 512 * 1024, paired: 384 * 1024 };
/**
 * Vectors up to which inputs are gathered apart where every tap is a channel of its own: no line that one tap fetches serves the next, and
 * a loop that only gathers has three times as many loads under way (products of Winograd's tiles: 3 to 10 % of them).
 */
const FEW_VECTORS = 256;
/** Taps that are summed at a time: a panel's weights and a tile's inputs share the first-level cache. */
export const CHUNK_TAPS = 640;
/**
 * An input that the caches do not hold is read by few output channels a few channels at a time: hardware fetches ahead of so many
 * streams only (64 channels at 388×388: 5.0 → 1.7 ms).
 */
const LARGE_INPUT_BYTES = 1 << 20;
const STREAMS = 8;

const ceilTo = (unit: number, value: number): number => unit * Math.ceil(value / unit);

/** Vectors of whole tiles, whatever a panel's tile is. */
const unitOf = ({ tileSet: { gathering } }: Machine, gathered: boolean): number =>
  gathered ? gathering.vectors : ANY_TILES;

/** What the pieces of a run depend on. */
interface RunSizes {
  readonly channels: number;
  readonly tapCount: number;
  readonly vectors: number;
  /** Pixels that are summed one by one. */
  readonly singles?: number;
  /** Input numbers that four pixels read, to choose how many pixels stay in the cache. */
  readonly footprint: number;
  /** Most taps that are summed before the sums are added up. */
  readonly piece?: number;
  /** Whether a tile's inputs follow each other in memory: one stream, however many taps. */
  readonly contiguous?: boolean;
}

export function schedule(
  machine: Machine,
  { channels, tapCount, vectors, singles = 0, footprint, piece = CHUNK_TAPS, contiguous = false }: RunSizes,
): Schedule {
  const { tallest } = machine;
  const gathered = gathers(machine.tileSet, channels);
  const streamed = !contiguous && channels <= STREAMS && 4 * footprint * vectors > LARGE_INPUT_BYTES;
  const mostTaps = streamed ? (tapCount * STREAMS) / (footprint / 4) : CHUNK_TAPS;
  // Of few rows all weights stay in the cache: no chunk is better than the whole stream.
  const chunks =
    contiguous && channels <= STREAMS ? 1 : Math.ceil(tapCount / Math.min(CHUNK_TAPS, Math.max(1, mostTaps)));
  const perVector = gathered ? 16 * Math.ceil(tapCount / chunks) : 4 * footprint;
  const unit = unitOf(machine, gathered);
  const most = machine.tileSet.paired ? BLOCK_BYTES.paired : BLOCK_BYTES.usual;
  const room = Math.min(MAX_BLOCK, Math.floor(most / perVector / unit) * unit);
  // Blocks of one size: every one of them streams all weights through the caches.
  const block = ceilTo(unit, vectors / Math.ceil(vectors / Math.max(unit, room)));
  // One tile's sums wait for the next piece, all of a block's for the next chunk.
  const partial = 16 * (chunks > 1 ? (block + SPARE_PIXELS) * channels : SPARE_PIXELS * tallest);
  const inputs = gathered ? (block + SPARE_PIXELS) * 16 * Math.ceil(tapCount / chunks) : 0;
  const scratch = partial + inputs + singlesBytes(machine, channels, singles);
  const apart = machine.tileSet.gathering.apart || (4 * tapCount <= footprint && vectors <= FEW_VECTORS);
  return { gathered, apart, block, chunks, piece, partial, inputs, scratch };
}

/** @param meanwhile  as `Machine.forEach` has it */
export function runDense(machine: Machine, run: DenseRun, plan: Schedule, meanwhile?: () => void): void {
  runDenseAll(machine, [run], plan, meanwhile);
}

/** Runs that differ in nothing but groups and addresses, and need nothing of each other. */
export function runDenseAll(machine: Machine, runs: readonly DenseRun[], plan: Schedule, meanwhile?: () => void): void {
  const { vectors, tapCount, channels } = runs[0]!;
  const operations = 8 * vectors * tapCount * channels * runs.reduce((groups, run) => groups + run.groups, 0);
  const pieces = piecesOf(machine, runs, plan, operations);
  const runPiece = (i: number, scratch: number): void => {
    const { run, group, panels, from, to } = pieces[i]!;
    for (let first = from; first < to; first += plan.block)
      runBlock(machine, run, plan, scratch, group, panels, first, Math.min(plan.block, to - first));
  };
  machine.forEach({ pieces: pieces.length, operations, scratch: plan.scratch }, runPiece, meanwhile);
}

/** Some panels of a group over one block of pixels, chunk by chunk of the taps. */
function runBlock(
  machine: Machine,
  run: DenseRun,
  { gathered, apart, chunks, piece, partial, inputs }: Schedule,
  scratch: number,
  group: number,
  panels: readonly Panels[],
  firstVector: number,
  vectors: number,
): void {
  const pixels = run.pixels + PIXEL_BYTES * firstVector;
  const gatheredAt = scratch + partial;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const from = Math.floor((chunk * run.tapCount) / chunks);
    const to = Math.floor(((chunk + 1) * run.tapCount) / chunks);
    const taps = run.taps + 4 * from;
    const tapsEnd = run.taps + 4 * to;
    const endFor = (width: number): number => pixels + PIXEL_BYTES * ceilTo(width, vectors);
    if (gathered && apart) {
      const { vectors: gatheredWidth } = machine.tileSet.gathering;
      const gather = machine.kernel('gather', () => gatherKernel(gatheredWidth));
      gather(pixels, endFor(gatheredWidth), taps, tapsEnd, run.x + run.xGroup * group, gatheredAt);
    }
    let waiting = scratch;
    const sum = (source: Source, { first, rows, count }: Panels): void => {
      const width = widthFor(machine.tileSet, rows, gathered);
      const channel = group * run.channels + first;
      machine.dense(rows, source)(
        run.weight + 4 * run.tapCount * channel + 4 * rows * from,
        run.bias + 4 * channel,
        pixels,
        endFor(width),
        taps,
        tapsEnd,
        // Where groups run as panels, the first of them may be a later one.
        run.x + run.xGroup * (group + Math.floor(first / run.channels)),
        run.y + run.yGroup * group + run.plane * first,
        run.plane,
        count,
        4 * rows * run.tapCount,
        // Groups that run as panels read their own channels; panels of one group read the same.
        rows === run.channels ? run.xGroup : 0,
        4 * piece,
        waiting,
        chunks > 1 ? 16 * rows * width : 0,
        chunk > 0 ? 1 : 0,
        chunk < chunks - 1 ? 1 : 0,
        gatheredAt,
      );
      if (chunks > 1) waiting += 16 * rows * count * ceilTo(width, vectors);
    };
    panels.forEach(({ first, rows, count }, i) => {
      if (!gathered) return sum('table', { first, rows, count });
      // The first panel of all gathers for the others.
      const own = i === 0 && !apart ? 1 : 0;
      if (own) sum('gathering', { first, rows, count: 1 });
      if (count > own) sum('gathered', { first: first + rows * own, rows, count: count - own });
    });
    // Whoever has the last vectors of some panels has their single pixels as well.
    if (run.singles && firstVector + vectors === run.vectors)
      runSingles(machine, run, {
        group,
        panels,
        from,
        to,
        piece,
        partial: gatheredAt + inputs,
        resume: chunk > 0,
        pause: chunk < chunks - 1,
      });
  }
}
