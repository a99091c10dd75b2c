/**
 * @file Which tiles the dense kernel has, by JavaScript engine and processor. Tiles decide speed, never results: with the
 * same way of adding (fused or not) every set gives the same bits.
 */

import type { Features } from './features.js';
import type { Tile } from './kernels/dense.js';
import { panelsOf } from './panels.js';

/** The tiles of an engine. */
export interface TileSet {
  /** The tallest one, as output channels × pixels. */
  readonly name: string;
  /** For 1, 2, … output channels. */
  readonly tiles: readonly Tile[];
  /** Those that read gathered inputs. */
  readonly gathering: {
    /** Of every tile, so that one gathering serves all. */
    readonly vectors: number;
    /** Least output channels of a tile. */
    readonly rows: number;
    /** Panels from which on gathering pays. */
    readonly panels: number;
    /** Whether a kernel of its own gathers, because one that sums as well would not be re-vectorised; else the first panel's does. */
    readonly apart: boolean;
  };
  /** Whether V8's re-vectoriser makes vectors of eight numbers from the gathered ones. */
  readonly paired: boolean;
}

/**
 * Vectors of pixels for tiles of 1, 2, … output channels: as many as the registers hold; and the least output channels of
 * a tile that reads gathered inputs, from which on all have the same number of vectors.
 */
const SHAPES = {
  '8x8': { vectors: [8, 8, 4, 4, 3, 2, 2, 2], gatheredRows: 6 },
  '6x8': { vectors: [8, 4, 3, 2, 2, 2], gatheredRows: 4 },
  '5x8': { vectors: [8, 4, 3, 2, 2], gatheredRows: 4 },
  '4x8': { vectors: [6, 4, 2, 2], gatheredRows: 3 },
  '3x12': { vectors: [6, 4, 3], gatheredRows: 3 },
} as const;

type Shape = keyof typeof SHAPES;

/** Output channels of the tallest tile there is. */
export const MOST_ROWS: number = Math.max(...Object.values(SHAPES).map(({ vectors }) => vectors.length));

/** Panels from which on gathering pays; products of vectors of eight cost half as much beside it. */
const GATHER_PANELS = 4;
const PAIRED_PANELS = 2;

function usual(name: Shape, fused: boolean): TileSet {
  const { vectors, gatheredRows } = SHAPES[name];
  return {
    name,
    tiles: vectors.map((count, i) => ({ rows: i + 1, vectors: count, fused, paired: false })),
    gathering: { vectors: vectors.at(-1)!, rows: gatheredRows, panels: GATHER_PANELS, apart: false },
    paired: false,
  };
}

/** Four vectors of pixels that a re-vectoriser makes two of, for as many rows as `base` has. */
function paired(base: TileSet): TileSet {
  return {
    ...base,
    name: `${base.tiles.length}x16`,
    gathering: { vectors: 4, rows: 1, panels: PAIRED_PANELS, apart: true },
    paired: true,
  };
}

/**
 * The sets that may suit an engine, the one that the table of `docs/decisions/0010` names first. Of x64 all were
 * measured; of ARM none.
 */
function shapesFor({ relaxed, keepsOrder, arm }: Features): readonly [Shape, ...Shape[]] {
  // ARM has 32 vector registers, and cores that need sixteen sums at a time.
  if (arm) return keepsOrder ? ['8x8', '6x8', '4x8'] : ['6x8', '8x8', '4x8'];
  // An unfused product needs a register of its own, which 6×8 does not have.
  if (keepsOrder) return relaxed ? ['6x8', '5x8', '4x8'] : ['5x8', '4x8', '3x12'];
  return ['4x8', '3x12'];
}

/** The tiles of an engine, without measuring. */
export const tilesOf = (features: Features): TileSet => usual(shapesFor(features)[0], features.relaxed);

/** What a calibration chooses from, `tilesOf` first. */
export function candidatesOf(features: Features, revectorized: boolean): TileSet[] {
  const sets = shapesFor(features).map((name) => usual(name, features.relaxed));
  return revectorized ? [...sets, ...sets.map(paired)] : sets;
}

/** Whether the inputs of so many output channels are gathered for all of them. */
export function gathers({ tiles, gathering }: TileSet, channels: number): boolean {
  const panels = panelsOf(channels, tiles.length);
  const count = panels.reduce((sum, part) => sum + part.count, 0);
  return count >= gathering.panels && panels.every(({ rows }) => rows >= gathering.rows);
}

/** Vectors of pixels in the tile for so many output channels. */
export const widthFor = ({ tiles, gathering }: TileSet, rows: number, gathered: boolean): number =>
  gathered ? gathering.vectors : tiles[rows - 1]!.vectors;

/** The tile for so many output channels. */
export function tileFor(set: TileSet, rows: number, gathered: boolean): Tile {
  const tile = set.tiles[rows - 1]!;
  return gathered ? { ...tile, vectors: widthFor(set, rows, gathered), paired: set.paired } : tile;
}
