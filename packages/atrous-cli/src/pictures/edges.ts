/** @file Numbers along the left and upper edge of a grid of tiles too small to carry their own. */

import type { Canvas } from './canvas.js';
import type { Grid } from './layout.js';
import { drawText } from './text.js';
import { LABEL_SIZE, MARGIN, MUTED } from './theme.js';

/** Room above a grid for the numbers of its columns, in pixels. */
export const EDGE_HEIGHT = 20;

const STYLE = { size: LABEL_SIZE, colour: MUTED } as const;

/** Rows are numbered by their first tile, columns by what to add to it. */
export function drawGridNumbers(canvas: Canvas, grid: Grid, top: number, count: number): void {
  const left = MARGIN + grid.gutter;
  drawRowNumbers(canvas, { top, left, step: grid.cellHeight, size: grid.tileHeight, count: grid.rows }, (row) =>
    String(row * grid.columns),
  );
  const columns = Math.min(grid.columns, count);
  drawColumnNumbers(
    canvas,
    { top, left, step: grid.cellWidth, size: grid.tileWidth, count: columns },
    (column) => `+${column}`,
  );
}

/** Tiles in a line: the corner of the first, the distance from one to the next, the size of each, in pixels. */
export interface Line {
  readonly top: number;
  readonly left: number;
  readonly step: number;
  readonly size: number;
  readonly count: number;
}

/** Numbers left of the tiles, as many as stand apart from each other. */
export function drawRowNumbers(
  canvas: Canvas,
  { top, left, step, size, count }: Line,
  name: (row: number) => string,
): void {
  const every = spacing(step, 13);
  for (let row = 0; row < count; row += every) {
    const baseline = top + row * step + Math.round((size + LABEL_SIZE) / 2);
    drawText(canvas, name(row), baseline, left - 10, { ...STYLE, align: 'right' });
  }
}

/** Numbers above the tiles, as many as stand apart from each other. */
export function drawColumnNumbers(
  canvas: Canvas,
  { top, left, step, size, count }: Line,
  name: (column: number) => string,
): void {
  const every = spacing(step, 34);
  for (let column = 0; column < count; column += every) {
    const middle = left + column * step + Math.round(size / 2);
    drawText(canvas, name(column), top - 8, middle, { ...STYLE, align: 'centre' });
  }
}

/** The power of two of steps that together are at least `least` pixels. */
function spacing(step: number, least: number): number {
  let every = 1;
  while (every * step < least) every *= 2;
  return every;
}
