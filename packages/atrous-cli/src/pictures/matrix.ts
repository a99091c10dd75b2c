/** @file A table of counts as coloured cells: which classes are taken for which. */

import { Canvas } from './canvas.js';
import { colourAt, HEAT, type Figure } from 'atrous-explain/pictures';
import { drawHeader, layoutHeader } from './header.js';
import { drawText } from './text.js';
import { INK, LINE, MARGIN, MIN_WIDTH, MUTED, PAPER, TEXT_SIZE } from './theme.js';

export interface MatrixOptions {
  /** First line, in bold. */
  readonly title: string;
  readonly lines?: readonly string[];
  /** What the rows and the columns are. */
  readonly rows: string;
  readonly columns: string;
  /** One name per row, and the same for the columns. */
  readonly names: readonly string[];
}

const CELL = 44;
const GUTTER = 36;

/**
 * A square table of counts. The fuller a cell, the darker; empty ones stay blank.
 *
 * @param counts one array per row
 */
export function matrix(counts: readonly (readonly number[])[], options: MatrixOptions): Figure {
  const { title, names, lines = [], rows, columns } = options;
  const width = Math.max(MIN_WIDTH, 2 * MARGIN + GUTTER + names.length * CELL);
  const layout = layoutHeader({ title, lines: [...lines, `rows: ${rows} · columns: ${columns}`] }, width);
  const top = layout.height + 24;
  const canvas = new Canvas(top + names.length * CELL + MARGIN, width);
  drawHeader(canvas, layout);
  const left = MARGIN + GUTTER;
  names.forEach((name, i) => {
    const centre = Math.floor(CELL / 2);
    drawText(canvas, name, top - 10, left + i * CELL + centre, { align: 'centre', bold: true });
    drawText(canvas, name, top + i * CELL + centre + TEXT_SIZE / 2, left - 14, { align: 'right', bold: true });
  });
  const most = Math.max(1, ...counts.flat());
  counts.forEach((row, y) =>
    row.forEach((count, x) => drawCell(canvas, top + y * CELL, left + x * CELL, count, { most, right: x === y })),
  );
  const right = counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const all = counts.flat().reduce((a, b) => a + b, 0);
  const caption = `${title}. ${right} of ${all} lie on the diagonal. Rows are ${rows}, columns ${columns}.`;
  return { height: canvas.height, width, rgb: canvas.rgb, caption, alt: `Table of counts. ${caption}` };
}

/** Half of the scale is for the first few: what is rare is what one looks for. */
const strength = (count: number, most: number): number => Math.sqrt(count / most);

function drawCell(
  canvas: Canvas,
  top: number,
  left: number,
  count: number,
  { most, right }: { most: number; right: boolean },
): void {
  const t = strength(count, most);
  canvas.fill(top, left, CELL - 2, CELL - 2, count === 0 ? [244, 244, 241] : colourAt(HEAT, 0.98 - 0.8 * t));
  canvas.frame(top, left, CELL - 2, CELL - 2, LINE);
  if (count === 0 && !right) return;
  const colour = count === 0 ? MUTED : t > 0.55 ? PAPER : INK;
  const middle = Math.floor(CELL / 2) - 1;
  drawText(canvas, String(count), top + middle + TEXT_SIZE / 2, left + middle, { align: 'centre', colour });
}
