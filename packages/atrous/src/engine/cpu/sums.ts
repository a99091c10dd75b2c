/** @file Runs the dense kernel over all panels and pixels, in pieces that stay in the caches. */

import type { Machine } from './machine.js';
import { PIXEL_BYTES, type Tile } from './kernels/dense.js';
import { type Panels, panelsOf } from './panels.js';

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
  /** Input numbers that four pixels read in all, to choose how many pixels stay in the cache. */
  readonly footprint: number;
  readonly x: number;
  readonly xGroup: number;
  readonly y: number;
  readonly plane: number;
  /** Room for the sums of a block, `partialBytes(machine)`. */
  readonly partial: number;
}

/** Most rows of pixels that a kernel takes beyond the last one. */
export const SPARE_PIXELS = 8;

/** A whole number of tiles of 1, 2, 3, 4, 6 and 8 vectors. */
const BLOCK_UNIT = 24;
const MAX_BLOCK = 40 * BLOCK_UNIT;
/** Bytes of input that a block of pixels may read: a share of the second-level cache. */
const BLOCK_BYTES = 384 * 1024;
/** Taps that are summed at a time: their weights and inputs share the first-level cache. */
const CHUNK_TAPS = 640;

/** Bytes of the sums that a block of pixels keeps between chunks of taps, for the tallest panel. */
export function partialBytes({ tiles }: Machine): number {
  return (MAX_BLOCK + SPARE_PIXELS) * 16 * tiles.length;
}

/** Panels of all groups; where a group is one panel, groups run as panels. */
function panelRuns({ groups, channels }: DenseRun, tiles: readonly Tile[]): { group: number; panels: Panels }[] {
  const panels = panelsOf(channels, tiles.length);
  if (panels.length === 1 && panels[0]!.count === 1) return [{ group: 0, panels: { ...panels[0]!, count: groups } }];
  return Array.from({ length: groups }, (_, group) => panels.map((part) => ({ group, panels: part }))).flat();
}

export function runDense(machine: Machine, run: DenseRun): void {
  const wanted = Math.floor(BLOCK_BYTES / (4 * run.footprint) / BLOCK_UNIT) * BLOCK_UNIT;
  const block = Math.min(MAX_BLOCK, Math.max(BLOCK_UNIT, wanted));
  const parts = panelRuns(run, machine.tiles);
  for (let first = 0; first < run.vectors; first += block)
    for (const { group, panels } of parts)
      runPanels(machine, run, group, panels, first, Math.min(block, run.vectors - first));
}

/** Panels of one height over one block of pixels. */
function runPanels(
  machine: Machine,
  run: DenseRun,
  group: number,
  { first, rows, count }: Panels,
  firstVector: number,
  vectors: number,
): void {
  const tile = machine.tiles[rows - 1]!;
  const kernel = machine.dense(tile);
  const pixels = run.pixels + PIXEL_BYTES * firstVector;
  const pixelsEnd = pixels + PIXEL_BYTES * tile.vectors * Math.ceil(vectors / tile.vectors);
  const channel = group * run.channels + first;
  const panelBytes = 4 * rows * run.tapCount;
  const chunks = Math.ceil(run.tapCount / CHUNK_TAPS);
  // Chunks of a panel follow each other, so that only one panel's sums wait.
  const turns = chunks === 1 ? 1 : count;
  const groupsAsPanels = rows === run.channels;
  for (let turn = 0; turn < turns; turn++)
    for (let chunk = 0; chunk < chunks; chunk++) {
      const from = Math.floor((chunk * run.tapCount) / chunks);
      const to = Math.floor(((chunk + 1) * run.tapCount) / chunks);
      const done = channel + turn * rows;
      kernel(
        run.weight + 4 * run.tapCount * done + 4 * rows * from,
        run.bias + 4 * done,
        pixels,
        pixelsEnd,
        run.taps + 4 * from,
        run.taps + 4 * to,
        run.x + run.xGroup * (group + (groupsAsPanels ? turn : 0)),
        run.y + run.plane * done,
        run.plane,
        count / turns,
        panelBytes,
        groupsAsPanels ? run.xGroup : 0,
        run.partial,
        chunk > 0 ? 1 : 0,
        chunk < chunks - 1 ? 1 : 0,
      );
    }
}
