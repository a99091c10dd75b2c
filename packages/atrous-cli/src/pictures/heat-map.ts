/** @file Where a layer answers: a map of one value per pixel, laid over the grey input. */

import type { Lang } from 'atrous-explain/read';
import { captionWords } from './captions.js';
import { Canvas } from './canvas.js';
import {
  channelStatistics,
  type ChannelStatistics,
  chooseColouring,
  type Colouring,
  type ColourMap,
  DIVERGING,
  type Figure,
  formatNumber,
  HEAT,
  mixed,
  NAN,
  opacityAt,
  type Picture,
  plural,
} from 'atrous-explain/pictures';
import { drawHeader, layoutHeader, type Legend } from './header.js';
import { resample } from './resample.js';
import { drawText } from './text.js';
import { LINE, MARGIN, MIN_WIDTH, MUTED, TEXT_SIZE } from './theme.js';

export interface HeatOptions {
  /** First line, in bold. */
  readonly title: string;
  readonly subtitle?: string;
  /** How `values` were made, in words: `mean over the channels`. */
  readonly by: string;
  /** Height and width of the map before it was resized. */
  readonly from: readonly [height: number, width: number];
  /** The same words in the language of the caption; default: `by`. */
  readonly said?: string | undefined;
  /** Of the caption; the words inside of the picture are English. */
  readonly lang?: Lang | undefined;
}

const GAP = 24;
/** Pictures are enlarged by a whole factor towards this height, in pixels. */
const WANTED = 620;
/** Larger pictures are reduced to these, in pixels. */
const WIDEST = 940;
const TALLEST = 1400;

/**
 * The input beside the heat map laid over it. Small ones are enlarged by a whole factor, large ones reduced.
 *
 * @param values [input.height, input.width]: the map, resized to the input (bilinear, pixel centres aligned).
 * @throws RangeError if there is not one value per pixel of the input.
 */
export function heatMap(input: Picture, values: Float32Array, options: HeatOptions): Figure {
  const { height, width } = input;
  if (values.length !== height * width)
    throw new RangeError(`a heat map over ${height} × ${width} pixels needs as many values, and got ${values.length}`);
  const statistics = channelStatistics(values, 1, values.length);
  const colouring = chooseColouring(statistics, 'layer', { signed: DIVERGING, positive: HEAT });
  const shown = { zoom: zoomFor(input), ...fitted(input) };
  const [drawnHeight, drawnWidth] = [shown.height * shown.zoom, shown.width * shown.zoom];
  const sheetWidth = Math.max(MIN_WIDTH, 2 * MARGIN + 2 * drawnWidth + GAP);
  const header = layoutHeader(
    { title: options.title, lines: headLines(options), legend: heatLegend(colouring, statistics[0]!) },
    sheetWidth,
  );
  const canvas = new Canvas(header.height + drawnHeight + 24 + MARGIN, sheetWidth);
  drawHeader(canvas, header);
  const pictures = [
    { picture: input, label: `input, ${height} × ${width} (H × W)` },
    { picture: mixed(input, values, colouring), label: options.by },
  ];
  pictures.forEach(({ picture, label }, column) => {
    const left = MARGIN + column * (drawnWidth + GAP);
    const sized = resample(picture, shown.height, shown.width);
    drawLabelled(canvas, sized, label, { top: header.height, left, zoom: shown.zoom });
  });
  const words = captionWords(options.lang);
  const caption = words.heat(options.title, options.said ?? options.by, colouring);
  const alt = words.sentences([words.kinds.heat, caption]);
  return { height: canvas.height, width: canvas.width, rgb: canvas.rgb, caption, alt };
}

/** The whole factor by which a small picture is enlarged. */
function zoomFor({ height, width }: Picture): number {
  return Math.max(1, Math.min(Math.round(WANTED / height), Math.floor(WIDEST / width)));
}

/** The size of a picture that is too large for two side by side, reduced in proportion; others keep theirs. */
function fitted({ height, width }: Picture): { height: number; width: number } {
  const factor = Math.min(1, WIDEST / width, TALLEST / height);
  return { height: Math.max(1, Math.round(height * factor)), width: Math.max(1, Math.round(width * factor)) };
}

function headLines({ subtitle, by, from }: HeatOptions): string[] {
  const what = `${by} · ${from[0]} × ${from[1]} (H × W), resized to the input, over the grey input`;
  return subtitle === undefined ? [what] : [subtitle, what];
}

function heatLegend(colouring: Colouring, { nan }: ChannelStatistics): Legend {
  const { signed, range, colours } = colouring;
  return {
    colours: opaqueBar(colours, signed),
    low: formatNumber(range.low),
    middle: signed ? '0' : undefined,
    high: formatNumber(range.high),
    swatches: nan > 0 ? [{ colour: NAN, label: `NaN: ${plural(nan, 'pixel')}` }] : [],
    note: signed
      ? 'The farther from 0, the stronger the colour; near 0 the grey picture shows through.'
      : 'The larger the value, the stronger the colour; at the low end the grey picture shows through.',
  };
}

/** The colours of the legend: the map over middle grey, as the overlay mixes it. */
function opaqueBar(colours: ColourMap, signed: boolean): ColourMap {
  const bar = new Uint8Array(colours.length);
  for (let index = 0; index < 256; index++) {
    const opacity = opacityAt(index / 255, signed);
    for (let part = 0; part < 3; part++)
      bar[index * 3 + part] = Math.round(128 * (1 - opacity) + colours[index * 3 + part]! * opacity);
  }
  return bar;
}

function drawLabelled(
  canvas: Canvas,
  picture: Picture,
  label: string,
  { top, left, zoom }: { top: number; left: number; zoom: number },
): void {
  canvas.blit(picture, top, left, zoom);
  canvas.frame(top, left, picture.height * zoom, picture.width * zoom, LINE);
  drawText(canvas, label, top + picture.height * zoom + 8 + TEXT_SIZE, left, { colour: MUTED });
}
