/** @file The filters of a layer: colour tiles when they read an RGB picture, signed tiles otherwise. */

import type { Lang } from 'atrous-explain/read';
import { captionWords, filterColours } from './captions.js';
import { Canvas } from './canvas.js';
import {
  indexAt,
  NAN,
  WEIGHTS,
  type ColourMap,
  formatNumber,
  formatShape,
  plural,
  type Figure,
  position,
  channelStatistics,
  countUnusual,
} from 'atrous-explain/pictures';
import { drawColumnNumbers, drawGridNumbers, drawRowNumbers, EDGE_HEIGHT } from './edges.js';
import { drawHeader, layoutHeader, type Legend, type Swatch } from './header.js';
import { layoutGrid, type Zoom } from './layout.js';
import { unusualSwatches } from './map.js';
import { drawText } from './text.js';
import { LABEL_SIZE, LINE, MARGIN, MIN_WIDTH } from './theme.js';
import { drawPlane } from './tile.js';

/** Out channels, in channels per group, kernel height, kernel width. */
export type WeightShape = readonly [out: number, inputs: number, height: number, width: number];

export interface FilterOptions {
  /** First line, in bold. */
  readonly title: string;
  readonly subtitle?: string;
  /** One range for the layer, or one for each filter (all input channels of one output channel). Default 'layer'. */
  readonly scale?: 'layer' | 'filter';
  /** Of the caption; the words inside of the picture are English. */
  readonly lang?: Lang | undefined;
}

/** Rows and columns beyond these are left out, and the sheet says so. */
const MOST_ROWS = 64;
const MOST_COLUMNS = 64;
const MOST_FILTERS = 1024;
/** The longest side of a filter's tile, in pixels. */
const LARGEST_TILE = 98;
/** A table is drawn about this wide, in pixels, and has this much room for the numbers of its rows. */
const TABLE_WIDTH = 1300;
const GUTTER = 44;

/** −a … 0 … a as black, grey, white: what each of red, green and blue does. */
const GREYS: ColourMap = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));

/**
 * The filters of `weight`, [O, I, kH, kW]. With I = 3 one RGB tile per filter: grey is 0, and a colour's brightness its
 * weight. With I = 1 one signed tile per filter. Otherwise a table: a row per output channel, a column per input channel.
 *
 * @throws RangeError if the weight does not hold O·I·kH·kW values, or none.
 */
export function filterTiles(weight: Float32Array, shape: WeightShape, options: FilterOptions): Figure {
  const [out, inputs, height, width] = shape;
  const size = out * inputs * height * width;
  if (weight.length !== size || size === 0)
    throw new RangeError(`weights of ${shape.join(' × ')} need as many values, at least one, and got ${weight.length}`);
  const filters: Filters = { weight, shape, reaches: reaches(weight, out, options.scale ?? 'layer') };
  const canvas = inputs === 3 || inputs === 1 ? filterSheet(filters, options) : filterTable(filters, options);
  const words = captionWords(options.lang);
  const caption = words.filters(options.title, shape, inputs, options.scale ?? 'layer');
  const alt = words.sentences([words.kinds.filters, caption]);
  return { height: canvas.height, width: canvas.width, rgb: canvas.rgb, caption, alt };
}

interface Filters {
  readonly weight: Float32Array;
  readonly shape: WeightShape;
  /** Of each filter: the |weight| that stands at the ends of its colours. */
  readonly reaches: readonly number[];
}

/** The largest |weight| of the layer, for each filter; or each filter's own. Not-finite weights do not count. */
function reaches(weight: Float32Array, out: number, scale: 'layer' | 'filter'): number[] {
  const size = weight.length / out;
  const own = Array.from({ length: out }, (_, filter) => largest(weight.subarray(filter * size, (filter + 1) * size)));
  const all = own.reduce((most, value) => Math.max(most, value), 0);
  return scale === 'layer' ? own.map(() => all) : own;
}

function largest(weights: Float32Array): number {
  let reach = 0;
  for (const value of weights) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  return reach;
}

function shapeText(shape: WeightShape): string {
  return `${formatShape(shape)} (out × in × kH × kW)`;
}

function legend({ weight, reaches, shape }: Filters, options: FilterOptions): Legend {
  const reach = reaches.reduce((most, value) => Math.max(most, value), 0);
  const shared = (options.scale ?? 'layer') === 'layer';
  return {
    colours: shape[1] === 3 ? GREYS : WEIGHTS,
    low: shared ? formatNumber(-reach) : '−max',
    middle: '0',
    high: shared ? formatNumber(reach) : 'max',
    note: filterColours(shape[1], options.scale ?? 'layer'),
    swatches: oddSwatches(weight, shape[1]),
  };
}

/** Weights that are not finite. A colour tile has one colour for all kinds, as three weights make one pixel. */
function oddSwatches(weight: Float32Array, inputs: number): Swatch[] {
  const odd = countUnusual(channelStatistics(weight, 1, weight.length));
  const count = odd.nan + odd.plusInfinity + odd.minusInfinity;
  if (count === 0 || inputs !== 3) return unusualSwatches(odd);
  return [{ colour: NAN, label: `not finite: ${plural(count, 'weight')}` }];
}

/** One tile per filter, in order. */
function filterSheet(filters: Filters, options: FilterOptions): Canvas {
  const [out, inputs, height, width] = filters.shape;
  const count = Math.min(out, MOST_FILTERS);
  const grid = layoutGrid(count, height, width, LARGEST_TILE);
  const edge = grid.labels === 'edge' ? EDGE_HEIGHT : 0;
  const size = {
    height: edge + grid.rows * grid.cellHeight,
    width: grid.gutter + grid.columns * grid.cellWidth,
  };
  const note = count < out ? `the first ${count} of ${out} filters` : '';
  const { canvas, top } = openSheet(filters, options, size, note);
  if (edge > 0) drawGridNumbers(canvas, grid, top + edge, count);
  for (let filter = 0; filter < count; filter++) {
    const y = top + edge + Math.floor(filter / grid.columns) * grid.cellHeight;
    const x = MARGIN + grid.gutter + (filter % grid.columns) * grid.cellWidth;
    if (inputs === 3) drawColourFilter(canvas, filters, filter, { y, x, zoom: grid.zoom });
    else drawFilterPlane(canvas, filters, { filter, input: 0 }, { y, x, zoom: grid.zoom });
    const baseline = y + grid.tileHeight + 5 + LABEL_SIZE;
    if (grid.labels === 'tile') drawText(canvas, String(filter), baseline, x, { size: LABEL_SIZE, bold: true });
  }
  return canvas;
}

/** A row per output channel and a column per input channel (of the group). */
function filterTable(filters: Filters, options: FilterOptions): Canvas {
  const [out, inputs, height, width] = filters.shape;
  const [rows, columns] = [Math.min(out, MOST_ROWS), Math.min(inputs, MOST_COLUMNS)];
  const up = Math.max(1, Math.min(14, Math.floor(TABLE_WIDTH / (columns * (width + 0.5)))));
  const gap = height * width === 1 ? 0 : Math.max(2, Math.round(up / 2));
  const [stepY, stepX] = [height * up + gap, width * up + gap];
  const size = { height: EDGE_HEIGHT + rows * stepY, width: GUTTER + columns * stepX };
  const { canvas, top: sheetTop } = openSheet(filters, options, size, tableNote(filters.shape, rows, columns));
  const [top, left] = [sheetTop + EDGE_HEIGHT, MARGIN + GUTTER];
  drawRowNumbers(canvas, { top, left, step: stepY, size: height * up, count: rows }, String);
  drawColumnNumbers(canvas, { top, left, step: stepX, size: width * up, count: columns }, String);
  const zoom = { upHeight: up, upWidth: up, down: 1 };
  for (let filter = 0; filter < rows; filter++)
    for (let input = 0; input < columns; input++)
      drawFilterPlane(canvas, filters, { filter, input }, { y: top + filter * stepY, x: left + input * stepX, zoom });
  return canvas;
}

function tableNote([out, inputs]: WeightShape, rows: number, columns: number): string {
  const shown = [
    rows < out ? `the first ${rows} of ${out} output channels` : '',
    columns < inputs ? `the first ${columns} of ${inputs} input channels` : '',
  ].filter((note) => note !== '');
  return ['rows: output channels, columns: input channels', ...shown].join(' · ');
}

/** A canvas with its header drawn, and the row where the content starts. */
function openSheet(
  filters: Filters,
  options: FilterOptions,
  size: { height: number; width: number },
  note: string,
): { canvas: Canvas; top: number } {
  const width = Math.max(MIN_WIDTH, size.width + 2 * MARGIN);
  const facts = [shapeText(filters.shape), note].filter((part) => part !== '').join(' · ');
  const lines = options.subtitle === undefined ? [facts] : [options.subtitle, facts];
  const header = layoutHeader({ title: options.title, lines, legend: legend(filters, options) }, width);
  const canvas = new Canvas(header.height + size.height + MARGIN, width);
  drawHeader(canvas, header);
  return { canvas, top: header.height };
}

/** Where a tile goes, in pixels, and how large its weights are drawn. */
interface Place {
  readonly y: number;
  readonly x: number;
  readonly zoom: Zoom;
}

/** A filter over red, green and blue as colours: 0 is middle grey, ± the filter's reach are the ends. */
function drawColourFilter(canvas: Canvas, filters: Filters, filter: number, { y, x, zoom }: Place): void {
  const [, , height, width] = filters.shape;
  const plane = height * width;
  const reach = filters.reaches[filter]!;
  for (let at = 0; at < plane; at++) {
    const weights = [0, 1, 2].map((part) => filters.weight[(filter * 3 + part) * plane + at]!);
    const colour = weights.map((weight) => indexAt(position(weight, { low: -reach, high: reach })));
    const [top, left] = [y + Math.floor(at / width) * zoom.upHeight, x + (at % width) * zoom.upWidth];
    const odd = weights.some((weight) => !Number.isFinite(weight));
    canvas.fill(top, left, zoom.upHeight, zoom.upWidth, odd ? NAN : [colour[0]!, colour[1]!, colour[2]!]);
  }
  canvas.frame(y, x, height * zoom.upHeight, width * zoom.upWidth, LINE);
}

function drawFilterPlane(
  canvas: Canvas,
  { weight, shape: [, inputs, height, width], reaches }: Filters,
  { filter, input }: { filter: number; input: number },
  { y, x, zoom }: Place,
): void {
  const start = (filter * inputs + input) * height * width;
  const plane = { values: weight.subarray(start, start + height * width), height, width };
  const reach = reaches[filter]!;
  drawPlane(canvas, y, x, plane, zoom, WEIGHTS, { low: -reach, high: reach });
}
