/** @file The head of every picture: title, what is shown, and the legend that says what the colours mean. */

import type { Canvas } from './canvas.js';
import { colourAt, type ColourMap, type Colour } from 'atrous-explain/pictures';
import { INK, LINE, MARGIN, MUTED, TEXT_SIZE, TITLE_SIZE } from './theme.js';
import { drawText, textWidth, wrapText } from './text.js';

/** A colour bar with texts under its ends and its middle, and a sentence about the scaling. */
export interface Legend {
  readonly colours: ColourMap;
  readonly low: string;
  readonly middle?: string | undefined;
  readonly high: string;
  readonly note: string;
  /** Swatches after the bar: what has a colour outside of the map. */
  readonly swatches?: readonly Swatch[];
}

export interface Swatch {
  readonly colour: Colour | 'hatch';
  readonly label: string;
}

export interface Header {
  readonly title: string;
  /** Lines under the title. */
  readonly lines: readonly string[];
  readonly legend?: Legend | undefined;
}

/** A header broken into lines for one width, ready to draw. */
export interface HeaderLayout {
  readonly title: readonly string[];
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly legend: Legend | undefined;
  /** From the top of the picture to where its content starts, in pixels. */
  readonly height: number;
}

const TITLE_STEP = 26;
const LINE_STEP = 20;
const BAR = { height: 14, width: 256 };
const LEGEND_HEIGHT = 62;
const TITLE_STYLE = { size: TITLE_SIZE, bold: true };
const SWATCH = 14;

/** Breaks the header's texts for a picture `width` pixels wide. */
export function layoutHeader({ title, lines, legend }: Header, width: number): HeaderLayout {
  const room = width - 2 * MARGIN;
  const titles = wrapText(title, room, TITLE_STYLE);
  const wrapped = lines.flatMap((line) => wrapText(line, room));
  const notes = legend === undefined ? [] : wrapText(legend.note, room);
  const legendHeight = legend === undefined ? 0 : LEGEND_HEIGHT + swatchRows(legend, width) * LINE_STEP;
  const texts = titles.length * TITLE_STEP + (wrapped.length + notes.length) * LINE_STEP;
  return { title: titles, lines: wrapped, notes, legend, height: MARGIN + texts + legendHeight + 12 };
}

/** Draws a header at the top of a canvas. */
export function drawHeader(canvas: Canvas, layout: HeaderLayout): void {
  let baseline = MARGIN + TITLE_SIZE;
  for (const line of layout.title) {
    drawText(canvas, line, baseline, MARGIN, TITLE_STYLE);
    baseline += TITLE_STEP;
  }
  for (const line of layout.lines) {
    drawText(canvas, line, baseline, MARGIN, { colour: MUTED });
    baseline += LINE_STEP;
  }
  if (layout.legend === undefined) return;
  drawLegend(canvas, layout.legend, baseline);
  baseline += LEGEND_HEIGHT + swatchRows(layout.legend, canvas.width) * LINE_STEP - 8;
  for (const line of layout.notes) {
    drawText(canvas, line, baseline, MARGIN, { colour: MUTED });
    baseline += LINE_STEP;
  }
}

function drawLegend(canvas: Canvas, legend: Legend, top: number): void {
  for (let x = 0; x < BAR.width; x++)
    canvas.fill(top, MARGIN + x, BAR.height, 1, colourAt(legend.colours, x / (BAR.width - 1)));
  canvas.frame(top, MARGIN, BAR.height, BAR.width, LINE);
  const baseline = top + BAR.height + 8 + TEXT_SIZE;
  drawText(canvas, legend.low, baseline, MARGIN);
  if (legend.middle !== undefined)
    drawText(canvas, legend.middle, baseline, MARGIN + BAR.width / 2, { align: 'centre' });
  drawText(canvas, legend.high, baseline, MARGIN + BAR.width, { align: 'right' });
  drawSwatches(canvas, legend, top);
}

/** Swatches stand right of the bar; those that find no room there start rows of their own below it. */
function drawSwatches(canvas: Canvas, legend: Legend, top: number): void {
  for (const { swatch, row, left } of placeSwatches(legend, canvas.width)) {
    const y = row === 0 ? top : top + BAR.height + 26 + (row - 1) * LINE_STEP;
    if (swatch.colour === 'hatch') canvas.hatch(y, left, SWATCH, SWATCH, [240, 240, 238], [170, 174, 182]);
    else canvas.fill(y, left, SWATCH, SWATCH, swatch.colour);
    canvas.frame(y, left, SWATCH, SWATCH, LINE);
    drawText(canvas, swatch.label, y + 12, left + SWATCH + 8, { colour: INK });
  }
}

function placeSwatches(legend: Legend, width: number): { swatch: Swatch; row: number; left: number }[] {
  let [row, left] = [0, MARGIN + BAR.width + 28];
  return (legend.swatches ?? []).map((swatch) => {
    const needed = SWATCH + 8 + textWidth(swatch.label);
    if (left + needed > width - MARGIN && left > MARGIN) [row, left] = [row + 1, MARGIN];
    const placed = { swatch, row, left };
    left += needed + 24;
    return placed;
  });
}

function swatchRows(legend: Legend, width: number): number {
  return Math.max(0, ...placeSwatches(legend, width).map(({ row }) => row));
}
