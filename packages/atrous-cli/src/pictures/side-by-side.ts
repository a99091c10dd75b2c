/** @file Maps of one size beside each other, in one colour scale, each with a line under it. */

import type { ColourMap, Figure, Range } from 'atrous-explain/pictures';
import { Canvas } from './canvas.js';
import { drawHeader, layoutHeader } from './header.js';
import { layoutGrid } from './layout.js';
import { drawText, wrapText } from './text.js';
import { MARGIN, MIN_WIDTH, TEXT_SIZE } from './theme.js';
import { drawPlane } from './tile.js';

export interface LabelledMap {
  readonly label: string;
  /** [height, width], row-major. */
  readonly values: Float32Array;
}

export interface SideBySideOptions {
  readonly title: string;
  readonly lines: readonly string[];
  readonly size: readonly [height: number, width: number];
  readonly colours: ColourMap;
  readonly range: Range;
  /** Words under the ends, and the middle, of the colour bar. */
  readonly low: string;
  readonly middle?: string | undefined;
  readonly high: string;
  /** How the colours are to be read. */
  readonly note: string;
}

const GAP = 24;
const LABEL_STEP = 20;
/** Narrower than this, labels would break into syllables, in pixels. */
const NARROWEST = 150;
const LARGEST = 420;

/** @throws RangeError where a map has another size */
export function sideBySide(maps: readonly LabelledMap[], options: SideBySideOptions): Figure {
  const { title, lines, size, colours, range, low, middle, high, note } = options;
  const [height, width] = size;
  for (const { values, label } of maps)
    if (values.length !== height * width) throw new RangeError(`'${label}' does not have ${height} × ${width} values`);
  const { zoom, tileHeight, tileWidth, columns } = layoutGrid(maps.length, height, width, LARGEST);
  const across = Math.max(tileWidth, NARROWEST) + GAP;
  const labels = maps.map(({ label }) => wrapText(label, across - GAP, { size: TEXT_SIZE }));
  const down = tileHeight + Math.max(...labels.map((wrapped) => wrapped.length)) * LABEL_STEP + GAP;
  const sheetWidth = Math.max(MIN_WIDTH, 2 * MARGIN + columns * across - GAP);
  const header = layoutHeader({ title, lines, legend: { colours, low, middle, high, note } }, sheetWidth);
  const rows = Math.ceil(maps.length / columns);
  const canvas = new Canvas(header.height + rows * down + MARGIN - GAP + LABEL_STEP, sheetWidth);
  drawHeader(canvas, header);
  maps.forEach(({ values }, i) => {
    const left = MARGIN + (i % columns) * across;
    const top = header.height + Math.floor(i / columns) * down;
    drawPlane(canvas, top, left, { values, height, width }, zoom, colours, range);
    labels[i]!.forEach((line, n) => drawText(canvas, line, top + tileHeight + 20 + n * LABEL_STEP, left));
  });
  const caption = `${title}. In order: ${maps.map(({ label }) => label).join('; ')}.`;
  return { height: canvas.height, width: sheetWidth, rgb: canvas.rgb, caption, alt: `Heat maps. ${caption}` };
}
