/** @file The channels that answer most strongly, enlarged beside the picture they answer to. */

import type { Lang } from 'atrous-explain/read';
import { captionWords, RULE } from './captions.js';
import { Canvas } from './canvas.js';
import { drawHeader, layoutHeader } from './header.js';
import {
  formatNumber,
  formatShape,
  type Figure,
  type Picture,
  formatRange,
  type Scale,
  strongestChannels,
} from 'atrous-explain/pictures';
import { stretched, tileSize, type Zoom } from './layout.js';
import { mapLegend, planeOf, readMap, type FeatureMap, type MapShape } from './map.js';
import { resample } from './resample.js';
import { drawText, fitText } from './text.js';
import { LABEL_SIZE, LINE, MARGIN, MAX_WIDTH, MIN_WIDTH, MUTED, TEXT_SIZE } from './theme.js';
import { drawDead, drawPlane } from './tile.js';

export interface StrongestOptions {
  /** First line, in bold. */
  readonly title: string;
  readonly subtitle?: string;
  /** How many channels. Default 6; never more than there are. */
  readonly count?: number;
  /** Default 'channel', so that each is seen at its best. */
  readonly scale?: Scale;
  /** Of the caption; the words inside of the picture are English. */
  readonly lang?: Lang | undefined;
}

const GAP = 20;
/** Two lines under each tile. */
const LABEL_HEIGHT = 38;
/** Tiles are enlarged to about this many pixels on their longer side. */
const TILE = 312;
/** The input is drawn as high as the tiles beside it, and at least this high, in pixels. */
const SMALLEST_INPUT = 200;

/**
 * The strongest channels of `map`, [C, H, W], beside `input`. Strong means a large mean of |activation| over the
 * channel's finite values; of equals the lower number comes first.
 *
 * @throws RangeError if the map does not hold C·H·W values, or none.
 */
export function strongest(map: Float32Array, shape: MapShape, input: Picture, options: StrongestOptions): Figure {
  const feature = readMap(map, shape, options.scale ?? 'channel');
  const channels = strongestChannels(feature.statistics, options.count ?? 6);
  const layout = placeTiles(feature, channels.length, input);
  const header = layoutHeader(
    {
      title: options.title,
      lines: [
        ...(options.subtitle === undefined ? [] : [options.subtitle]),
        `${chosen(channels.length, shape[0])}, by ${RULE} · each ${formatShape(shape.slice(1))} (H × W)`,
      ],
      legend: mapLegend(feature),
    },
    layout.width,
  );
  const canvas = new Canvas(header.height + layout.height + MARGIN, layout.width);
  drawHeader(canvas, header);
  drawInput(canvas, input, layout, header.height);
  channels.forEach((channel, place) => drawStrong(canvas, feature, layout, { top: header.height, channel, place }));
  const words = captionWords(options.lang);
  const caption = words.sentences([words.strongest(options.title, channels), words.scaling(feature.colouring)]);
  return {
    height: canvas.height,
    width: canvas.width,
    rgb: canvas.rgb,
    caption,
    alt: words.sentences([words.kinds.strongest, caption]),
  };
}

function chosen(count: number, channels: number): string {
  return count < channels ? `The ${count} strongest of ${channels} channels` : 'All channels, the strongest first';
}

/** Where the input and the tiles go; sizes in pixels. */
interface Placement {
  readonly zoom: Zoom;
  readonly columns: number;
  readonly tileHeight: number;
  readonly tileWidth: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly height: number;
  readonly width: number;
}

function placeTiles({ shape: [, rows, columns] }: FeatureMap, count: number, input: Picture): Placement {
  const zoom = zoomTo(rows, columns);
  const [tileHeight, tileWidth] = tileSize(rows, columns, zoom);
  const lines = count > 3 ? 2 : 1;
  const perLine = Math.ceil(count / lines);
  const gridHeight = lines * (tileHeight + LABEL_HEIGHT) + (lines - 1) * GAP;
  const gridWidth = perLine * (tileWidth + GAP);
  const room = Math.max(MIN_WIDTH / 3, MAX_WIDTH - 2 * MARGIN - gridWidth);
  const fit = Math.min(Math.max(SMALLEST_INPUT, gridHeight - LABEL_HEIGHT) / input.height, room / input.width);
  const inputHeight = Math.max(1, Math.round(input.height * fit));
  const inputWidth = Math.max(1, Math.round(input.width * fit));
  return {
    zoom,
    columns: perLine,
    tileHeight,
    tileWidth,
    inputHeight,
    inputWidth,
    height: Math.max(gridHeight, inputHeight + LABEL_HEIGHT),
    width: Math.max(MIN_WIDTH, 2 * MARGIN + inputWidth + gridWidth),
  };
}

function zoomTo(height: number, width: number): Zoom {
  const longer = Math.max(height, width);
  const up = Math.max(1, Math.round(TILE / longer));
  return { ...stretched(height, width, up), down: Math.max(1, Math.round(longer / TILE)) };
}

function drawInput(canvas: Canvas, input: Picture, { inputHeight, inputWidth }: Placement, top: number): void {
  canvas.blit(resample(input, inputHeight, inputWidth), top, MARGIN);
  canvas.frame(top, MARGIN, inputHeight, inputWidth, LINE);
  const label = `input, ${input.height} × ${input.width} (H × W)`;
  drawText(canvas, label, top + inputHeight + 8 + TEXT_SIZE, MARGIN, { colour: MUTED });
}

function drawStrong(
  canvas: Canvas,
  map: FeatureMap,
  layout: Placement,
  { top: gridTop, channel, place }: { top: number; channel: number; place: number },
): void {
  const { zoom, columns, tileHeight, tileWidth } = layout;
  const left = MARGIN + layout.inputWidth + GAP + (place % columns) * (tileWidth + GAP);
  const top = gridTop + Math.floor(place / columns) * (tileHeight + LABEL_HEIGHT + GAP);
  const { colours, ranges, signed } = map.colouring;
  const plane = planeOf(map, channel);
  const { dead, strength } = map.statistics[channel]!;
  if (dead) drawDead(canvas, top, left, plane, zoom);
  else drawPlane(canvas, top, left, plane, zoom, colours, ranges[channel]!);
  const baseline = top + tileHeight + 8 + TEXT_SIZE;
  drawText(canvas, `channel ${channel}`, baseline, left, { bold: true });
  const note = `mean ${formatNumber(strength)}, range ${formatRange(ranges[channel]!, signed)}`;
  const style = { size: LABEL_SIZE, colour: MUTED };
  drawText(canvas, fitText(note, tileWidth + GAP - 4, style), baseline + 16, left, style);
}
