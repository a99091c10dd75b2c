/** @file Small pictures in rows, each with a word under it. */

import { Canvas } from './canvas.js';
import { drawHeader, layoutHeader } from './header.js';
import type { Colour, Figure, Picture } from 'atrous-explain/pictures';
import { drawText, fitText } from './text.js';
import { INK, LABEL_SIZE, LINE, MARGIN, MIN_WIDTH, MUTED, TEXT_SIZE } from './theme.js';

export interface GalleryPicture {
  readonly picture: Picture;
  /** Under the picture; default: nothing. */
  readonly label?: string;
  /** Of the label and the frame; default: grey. */
  readonly colour?: Colour;
}

export interface GalleryRow {
  /** Left of the pictures. */
  readonly name: string;
  readonly pictures: readonly GalleryPicture[];
}

export interface GalleryOptions {
  /** First line, in bold. */
  readonly title: string;
  readonly lines?: readonly string[];
  /** Pixels per pixel of the pictures. */
  readonly zoom: number;
  /** Room for the names of the rows, in pixels; default 130. */
  readonly gutter?: number;
}

const GAP = 10;
const LABEL_HEIGHT = 22;

/** Rows of pictures of one size. */
export function gallery(rows: readonly GalleryRow[], options: GalleryOptions): Figure {
  const { title, lines = [], zoom, gutter = 130 } = options;
  const { height, width } = rows[0]!.pictures[0]!.picture;
  const [tileHeight, tileWidth] = [height * zoom, width * zoom];
  const columns = Math.max(...rows.map(({ pictures }) => pictures.length));
  const sheetWidth = Math.max(MIN_WIDTH, 2 * MARGIN + gutter + columns * (tileWidth + GAP) - GAP);
  const header = layoutHeader({ title, lines }, sheetWidth);
  const step = tileHeight + LABEL_HEIGHT;
  const canvas = new Canvas(header.height + rows.length * step + MARGIN - 12, sheetWidth);
  drawHeader(canvas, header);
  rows.forEach(({ name, pictures }, y) => {
    const top = header.height + y * step;
    drawText(canvas, fitText(name, gutter - 14), top + Math.floor((tileHeight + TEXT_SIZE) / 2), MARGIN, {
      colour: INK,
    });
    pictures.forEach((shown, x) => {
      const left = MARGIN + gutter + x * (tileWidth + GAP);
      drawPicture(canvas, shown, { top, left, zoom, tileHeight, tileWidth });
    });
  });
  const caption = `${title}. From the top: ${rows.map(({ name }) => name).join(', ')}.`;
  return { height: canvas.height, width: sheetWidth, rgb: canvas.rgb, caption, alt: `Rows of pictures. ${caption}` };
}

interface Tile {
  readonly top: number;
  readonly left: number;
  readonly zoom: number;
  readonly tileHeight: number;
  readonly tileWidth: number;
}

function drawPicture(canvas: Canvas, shown: GalleryPicture, { top, left, zoom, tileHeight, tileWidth }: Tile): void {
  const { picture, label = '', colour } = shown;
  canvas.blit(picture, top, left, zoom);
  canvas.frame(top, left, tileHeight, tileWidth, colour ?? LINE);
  const style = { size: LABEL_SIZE, colour: colour ?? MUTED, align: 'centre' } as const;
  const baseline = top + tileHeight + 5 + LABEL_SIZE;
  drawText(canvas, fitText(label, tileWidth + GAP, style), baseline, left + Math.floor(tileWidth / 2), style);
}
