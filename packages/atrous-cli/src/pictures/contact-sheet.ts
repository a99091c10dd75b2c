/** @file All channels of one layer on one sheet, each with its number. */

import type { Lang } from 'atrous-explain/read';
import { drawBars } from './bars.js';
import { captionWords } from './captions.js';
import { Canvas } from './canvas.js';
import { drawGridNumbers, EDGE_HEIGHT } from './edges.js';
import { drawHeader, layoutHeader, type Header } from './header.js';
import { countUnusual, formatNumber, formatShape, type Figure, formatRange, type Scale } from 'atrous-explain/pictures';
import { layoutGrid, type Grid, type Zoom } from './layout.js';
import { mapLegend, planeOf, readMap, type FeatureMap, type MapShape } from './map.js';
import { drawText, textWidth } from './text.js';
import { INK, LABEL_SIZE, MARGIN, MIN_WIDTH, MUTED, PAPER } from './theme.js';
import { drawDead, drawPlane } from './tile.js';

export interface SheetOptions {
  /** First line, in bold: usually the layer as PyTorch prints it. */
  readonly title: string;
  /** Second line. Default: none. */
  readonly subtitle?: string;
  /** One colour range for the whole layer, or one per channel. Default 'layer'. */
  readonly scale?: Scale;
  /** Of the caption; the words inside of the picture are English. */
  readonly lang?: Lang | undefined;
}

/** More channels than this are not drawn (the sheet says so): nobody can read them. */
const MOST_TILES = 4096;
/** This many single values are drawn as bars with their numbers; more as a field of coloured cells. */
const MOST_BARS = 40;
/** Tiles at least this wide have room for a word about their range, in pixels. */
const NOTED_WIDTH = 64;

/**
 * A contact sheet of `map`, [C, H, W]: one tile per channel, in order, heights and widths in proportion.
 * Dead channels (all values equal) are hatched; NaN and infinities have colours of their own and are counted.
 * Maps of one value per channel become bars, or cells when there are many.
 *
 * @throws RangeError if the map does not hold C·H·W values, or none.
 */
export function contactSheet(map: Float32Array, shape: MapShape, options: SheetOptions): Figure {
  const feature = readMap(map, shape, options.scale ?? 'layer');
  const [channels, height, width] = shape;
  const figure =
    height * width === 1 && channels <= MOST_BARS ? barSheet(feature, options) : tileSheet(feature, options);
  const { colouring } = feature;
  const words = captionWords(options.lang);
  const caption = words.sentences([
    words.sheet(options.title, channels, height, width),
    words.scaling(colouring),
    colouring.scale === 'layer' ? words.range(colouring) : '',
    words.remarks(feature.dead, countUnusual(feature.statistics)),
  ]);
  return { ...figure, caption, alt: words.sentences([words.kinds.sheet, caption]) };
}

type Sheet = Pick<Figure, 'height' | 'width' | 'rgb'>;

function barSheet(map: FeatureMap, options: SheetOptions): Sheet {
  const header = layoutHeader({ title: options.title, lines: headLines(map, options, []) }, 720);
  const { height, draw } = drawBars(map.values, map.shape[0]);
  const canvas = new Canvas(header.height + height + MARGIN, 720);
  drawHeader(canvas, header);
  draw(canvas, header.height);
  return canvas;
}

function tileSheet(map: FeatureMap, options: SheetOptions): Sheet {
  const [channels, height, width] = map.shape;
  const count = Math.min(channels, MOST_TILES);
  const grid = layoutGrid(count, height, width);
  const gap = grid.cellWidth - grid.tileWidth;
  const gridWidth = grid.gutter + grid.columns * grid.cellWidth - gap;
  const sheetWidth = Math.max(MIN_WIDTH, gridWidth + 2 * MARGIN);
  const notes = [zoomNote(grid.zoom), edgeNote(grid), shortNote(count, channels)];
  const header: Header = { title: options.title, lines: headLines(map, options, notes), legend: mapLegend(map) };
  const layout = layoutHeader(header, sheetWidth);
  const top = layout.height + (grid.labels === 'edge' ? EDGE_HEIGHT : 0);
  const canvas = new Canvas(top + grid.rows * grid.cellHeight + MARGIN - 8, sheetWidth, PAPER);
  drawHeader(canvas, layout);
  if (grid.labels === 'edge') drawGridNumbers(canvas, grid, top, count);
  for (let channel = 0; channel < count; channel++) drawTile(canvas, map, grid, top, channel);
  return canvas;
}

function headLines(map: FeatureMap, { subtitle }: SheetOptions, notes: readonly string[]): string[] {
  const shape = `${formatShape(map.shape)} (C × H × W)`;
  const facts = [shape, ...notes].filter((note) => note !== '').join(' · ');
  return subtitle === undefined ? [facts] : [subtitle, facts];
}

function zoomNote({ upHeight, upWidth, down }: Zoom): string {
  if (down > 1) return `${down} × ${down} values averaged into a pixel`;
  return upHeight * upWidth === 1 ? 'one pixel per value' : `${upHeight} × ${upWidth} pixels per value`;
}

function edgeNote({ labels, columns }: Grid): string {
  if (labels === 'tile') return '';
  return columns === 1 ? 'channel numbers at the left' : 'channel = number at the left + number above';
}

function shortNote(count: number, channels: number): string {
  return count < channels ? `the first ${count} of ${channels} channels` : '';
}

function drawTile(canvas: Canvas, map: FeatureMap, grid: Grid, gridTop: number, channel: number): void {
  const left = MARGIN + grid.gutter + (channel % grid.columns) * grid.cellWidth;
  const top = gridTop + Math.floor(channel / grid.columns) * grid.cellHeight;
  const { colouring, statistics } = map;
  const dead = statistics[channel]!.dead;
  const plane = planeOf(map, channel);
  if (dead) drawDead(canvas, top, left, plane, grid.zoom);
  else drawPlane(canvas, top, left, plane, grid.zoom, colouring.colours, colouring.ranges[channel]!);
  if (dead) drawBadge(canvas, grid, top, left);
  if (grid.labels === 'tile') drawLabel(canvas, map, grid, { top, left, channel });
}

function drawBadge(canvas: Canvas, grid: Grid, top: number, left: number): void {
  const style = { size: LABEL_SIZE, colour: MUTED };
  const width = textWidth('dead', style) + 12;
  if (grid.tileWidth < width + 4 || grid.tileHeight < 24) return;
  const [y, x] = [top + Math.floor(grid.tileHeight / 2) - 9, left + Math.floor((grid.tileWidth - width) / 2)];
  canvas.fill(y, x, 18, width, PAPER);
  drawText(canvas, 'dead', y + 13, x + 7, style);
}

/** Under a tile: the channel's number, and, where there is room, what is special about its range. */
function drawLabel(
  canvas: Canvas,
  map: FeatureMap,
  grid: Grid,
  { top, left, channel }: { top: number; left: number; channel: number },
): void {
  const baseline = top + grid.tileHeight + 5 + LABEL_SIZE;
  drawText(canvas, String(channel), baseline, left, { size: LABEL_SIZE, bold: true, colour: INK });
  if (grid.tileWidth < NOTED_WIDTH) return;
  const { dead, min } = map.statistics[channel]!;
  const { scale, signed, ranges } = map.colouring;
  const note = dead ? `= ${formatNumber(min)}` : scale === 'channel' ? formatRange(ranges[channel]!, signed) : '';
  const room = grid.tileWidth - textWidth(String(channel), { size: LABEL_SIZE, bold: true }) - 8;
  const style = { size: LABEL_SIZE, colour: MUTED, align: 'right' } as const;
  if (textWidth(note, style) <= room) drawText(canvas, note, baseline, left + grid.tileWidth, style);
}
