/** @file Text in pictures, drawn with the stroke font: one line, wrapped lines, widths. */

import type { Canvas } from './canvas.js';
import { GLYPHS, MISSING, type Colour, pathSegments, squaredDistance, type Segment } from 'atrous-explain/pictures';
import { INK, TEXT_SIZE } from './theme.js';

export interface TextStyle {
  /** Height of a capital letter in pixels. Default 10. */
  readonly size?: number;
  /** Default false. */
  readonly bold?: boolean;
  readonly colour?: Colour;
  /** Which end of the text stands at x. Default 'left'. */
  readonly align?: 'left' | 'centre' | 'right';
}

/** A character's coverage by the pen, row by row from the top, and where its box lies relative to pen and baseline. */
interface Stamp {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  readonly coverage: Float32Array;
  /** How far the pen moves, in pixels. */
  readonly advance: number;
}

const UNITS_PER_CAP = 10;
/** Free units between two characters. */
const SPACING = 3;
const stamps = new Map<string, Stamp>();

/** How wide a line of text is, in pixels. */
export function textWidth(text: string, style: TextStyle = {}): number {
  let width = 0;
  for (const character of text) width += stamp(character, style).advance;
  return width;
}

/** Draws one line of text with its baseline at `baseline` (a row of pixels). */
export function drawText(canvas: Canvas, text: string, baseline: number, x: number, style: TextStyle = {}): void {
  const { colour = INK, align = 'left' } = style;
  const width = align === 'left' ? 0 : textWidth(text, style);
  let pen = align === 'right' ? x - width : align === 'centre' ? Math.round(x - width / 2) : x;
  for (const character of text) {
    const glyph = stamp(character, style);
    press(canvas, glyph, baseline, pen, colour);
    pen += glyph.advance;
  }
}

/** Breaks text at spaces into lines at most `width` pixels wide; a longer word is cut with an ellipsis. */
export function wrapText(text: string, width: number, style: TextStyle = {}): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, style) > width) {
      lines.push(line);
      line = fitText(word, width, style);
    } else line = line === '' ? fitText(word, width, style) : longer;
  }
  lines.push(line);
  return lines;
}

/** The text, or as much of it as fits `width` pixels with an ellipsis. */
export function fitText(text: string, width: number, style: TextStyle = {}): string {
  if (textWidth(text, style) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, style) > width) characters.pop();
  return `${characters.join('')}…`;
}

function press(canvas: Canvas, glyph: Stamp, baseline: number, pen: number, colour: Colour): void {
  for (let y = 0; y < glyph.height; y++) {
    for (let x = 0; x < glyph.width; x++) {
      const coverage = glyph.coverage[y * glyph.width + x]!;
      if (coverage > 0) canvas.mix(baseline + glyph.top + y, pen + glyph.left + x, colour, coverage);
    }
  }
}

function stamp(character: string, style: TextStyle): Stamp {
  const { size = TEXT_SIZE, bold = false } = style;
  const key = `${character}/${size}/${bold}`;
  const known = stamps.get(key);
  if (known !== undefined) return known;
  const made = makeStamp(character, size, bold);
  stamps.set(key, made);
  return made;
}

function makeStamp(character: string, size: number, bold: boolean): Stamp {
  const [units, path] = GLYPHS[character] ?? MISSING;
  const scale = size / UNITS_PER_CAP;
  const pen = penWidth(size, bold);
  // An odd pen is centred on a pixel, an even one between two: stems then fill whole pixels.
  const centre = Math.round(pen) % 2 === 1 ? 0.5 : 0;
  const segments = pathSegments(path, (x, y) => [Math.round(x * scale) + centre, -Math.round(y * scale) - centre]);
  const extra = bold ? scale / 2 : 0;
  return { ...cover(segments, pen / 2), advance: Math.round((units + SPACING) * scale + extra) };
}

function penWidth(size: number, bold: boolean): number {
  if (bold) return Math.max(2, size / 6.5);
  return Math.max(1.1, size / 8);
}

/** Coverage of the box around the segments; the baseline's pixel row is row 0 and lies above y = 0. */
function cover(segments: readonly Segment[], radius: number): Omit<Stamp, 'advance'> {
  const xs = segments.flatMap(([x0, , x1]) => [x0, x1]);
  const ys = segments.flatMap(([, y0, , y1]) => [y0, y1]);
  if (xs.length === 0) return { top: 0, left: 0, height: 0, width: 0, coverage: new Float32Array(0) };
  const reach = Math.ceil(radius + 1);
  const [left, top] = [Math.floor(Math.min(...xs)) - reach, Math.floor(Math.min(...ys)) - reach];
  const width = Math.ceil(Math.max(...xs)) + reach - left;
  const height = Math.ceil(Math.max(...ys)) + reach - top;
  const coverage = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.sqrt(squaredDistance(segments, left + x + 0.5, top + y + 0.5));
      coverage[y * width + x] = Math.min(1, Math.max(0, radius + 0.5 - distance));
    }
  }
  return { top, left, height, width, coverage };
}
