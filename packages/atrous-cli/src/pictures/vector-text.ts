/** @file Text for SVG, as paths in the stroke font: it looks the same on every machine, whatever fonts there are. */

import { GLYPHS, MISSING, pathSegments } from 'atrous-explain/pictures';

const UNITS_PER_CAP = 10;
/** Free units between two characters. */
const SPACING = 3;

export interface VectorTextStyle {
  /** Height of a capital letter in pixels. */
  readonly size: number;
  /** Any colour of SVG. */
  readonly colour: string;
  readonly bold?: boolean;
  /** Which end of the text stands at x. Default 'left'. */
  readonly align?: 'left' | 'centre' | 'right';
}

/** How wide a line of text is, in pixels. */
export function vectorTextWidth(text: string, size: number): number {
  const units = Array.from(text).reduce(
    (sum, character) => sum + (GLYPHS[character] ?? MISSING)[0] + SPACING,
    -SPACING,
  );
  return (Math.max(0, units) * size) / UNITS_PER_CAP;
}

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** One line of text as an SVG path, its baseline at `y`. */
export function vectorText(text: string, x: number, y: number, style: VectorTextStyle): string {
  const { size, colour, bold = false, align = 'left' } = style;
  const scale = size / UNITS_PER_CAP;
  const share = { left: 0, centre: 0.5, right: 1 }[align];
  let pen = x - share * vectorTextWidth(text, size);
  const pieces: string[] = [];
  for (const character of text) {
    const [units, path] = GLYPHS[character] ?? MISSING;
    const left = pen;
    const segments = pathSegments(path, (px, py) => [left + px * scale, y - py * scale]);
    for (const [x0, y0, x1, y1] of segments)
      pieces.push(`M${rounded(x0)} ${rounded(y0)}L${rounded(x1)} ${rounded(y1)}`);
    pen += (units + SPACING) * scale;
  }
  const width = rounded(size * (bold ? 0.17 : 0.125));
  return `<path d="${pieces.join('')}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
}
