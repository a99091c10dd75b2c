/** @file How large the tiles of a sheet are and how many stand in a row. */

import { MARGIN, MAX_WIDTH } from './theme.js';

/**
 * How values become pixels. Enlarging repeats a value `up` times along an axis; reducing averages `down` × `down` values.
 * At least one of both is 1.
 */
export interface Zoom {
  readonly upHeight: number;
  readonly upWidth: number;
  readonly down: number;
}

/** A grid of equal tiles, sizes in pixels. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly zoom: Zoom;
  readonly tileHeight: number;
  readonly tileWidth: number;
  /** From one tile to the next. */
  readonly cellHeight: number;
  readonly cellWidth: number;
  /** Numbers under each tile, or, where tiles are too small for them, along the edges of the sheet. */
  readonly labels: 'tile' | 'edge';
  /** Room for row numbers left of the grid and column numbers above it. */
  readonly gutter: number;
}

/** Pixels that the tiles of one sheet may cover, about 1600 × 1200. */
const BUDGET = 1.9e6;
/** The longest side of a tile in pixels, unless the caller wants smaller ones. */
const LARGEST_TILE = 640;
/** The least height and width in pixels that still show something. */
const SMALLEST_TILE = 6;
/** The least width of a tile with its number under it. */
const LABELLED_WIDTH = 34;
const LABEL_HEIGHT = 16;
const GUTTER = 44;
/** Width : height of the grid; with the header above it a sheet then fits a slide. */
const ASPECT = 1.8;

/**
 * The largest tiles with which `count` maps of `height` × `width` values fit on one sheet.
 *
 * @param largest the longest side that a tile may have, in pixels.
 */
export function layoutGrid(count: number, height: number, width: number, largest: number = LARGEST_TILE): Grid {
  let grid: Grid | undefined;
  for (const zoom of zooms(height, width, largest)) {
    const smaller = gridAt(count, height, width, zoom);
    if (grid !== undefined && Math.min(smaller.tileHeight, smaller.tileWidth) < 2 * SMALLEST_TILE) break;
    grid = smaller;
    if (count * grid.cellHeight * grid.cellWidth <= BUDGET) break;
  }
  return grid!;
}

/** Zooms from the largest sensible tile downwards; never endless, as `down` stops at the longer side. */
function* zooms(height: number, width: number, largest: number): Generator<Zoom> {
  const longer = Math.max(height, width);
  for (let up = Math.floor(largest / longer); up >= 1; up--) yield { ...stretched(height, width, up), down: 1 };
  const least = Math.max(1, Math.ceil(longer / largest));
  for (let down = Math.max(least, 2); down <= longer; down++) yield { upHeight: 1, upWidth: 1, down };
}

/** Repeats the values of a very short side more often, so that a map one row high is a visible strip. */
export function stretched(height: number, width: number, up: number): Omit<Zoom, 'down'> {
  const side = (size: number, other: number): number =>
    size * 16 < other ? Math.max(up, Math.ceil((2 * SMALLEST_TILE) / size)) : up;
  return { upHeight: side(height, width), upWidth: side(width, height) };
}

/** The size in pixels of a map drawn at a zoom. */
export function tileSize(height: number, width: number, { upHeight, upWidth, down }: Zoom): [number, number] {
  return [Math.ceil(height / down) * upHeight, Math.ceil(width / down) * upWidth];
}

function gridAt(count: number, height: number, width: number, zoom: Zoom): Grid {
  const [tileHeight, tileWidth] = tileSize(height, width, zoom);
  const labels = tileWidth >= LABELLED_WIDTH || count === 1 ? 'tile' : 'edge';
  const gap = tileWidth >= 64 ? 12 : tileWidth >= LABELLED_WIDTH ? 8 : tileWidth >= 16 ? 4 : 2;
  const cellWidth = tileWidth + gap;
  const cellHeight = tileHeight + (labels === 'tile' ? Math.max(gap, 8) + LABEL_HEIGHT : gap);
  const gutter = labels === 'edge' ? GUTTER : 0;
  const most = Math.max(1, Math.floor((MAX_WIDTH - 2 * MARGIN - gutter + gap) / cellWidth));
  const columns =
    labels === 'edge'
      ? edgeColumns(count, most, cellHeight / cellWidth)
      : bestColumns(count, most, cellHeight / cellWidth);
  const rows = Math.ceil(count / columns);
  return { columns, rows, zoom, tileHeight, tileWidth, cellHeight, cellWidth, labels, gutter };
}

/** The number of columns whose sheet is nearest to the wanted aspect, counting a ragged last row against it. */
function bestColumns(count: number, most: number, cellAspect: number): number {
  let [best, least] = [1, Infinity];
  for (let columns = 1; columns <= Math.min(most, count); columns++) {
    const rows = Math.ceil(count / columns);
    const shape = Math.abs(Math.log(columns / (rows * cellAspect) / ASPECT));
    const cost = shape + (columns * rows - count) / columns;
    if (cost < least) [best, least] = [columns, cost];
  }
  return best;
}

/** A power of two, so that the numbers along the edges are easy to add. */
function edgeColumns(count: number, most: number, cellAspect: number): number {
  const wanted = Math.min(most, Math.sqrt(count * cellAspect * ASPECT));
  let columns = 8;
  while (columns * 2 <= most && columns * Math.SQRT2 <= wanted) columns *= 2;
  return Math.min(columns, Math.max(1, count), most);
}
