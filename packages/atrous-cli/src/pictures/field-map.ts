/** @file Maps over the same cells side by side, each in its own range: what a position reads, and how strongly. */

import { Canvas } from './canvas.js';
import { HEAT } from './colour-maps.js';
import { drawHeader, layoutHeader } from './header.js';
import { layoutGrid } from './layout.js';
import type { Figure } from './picture.js';
import { drawText, wrapText } from './text.js';
import { INK, TEXT_SIZE, MARGIN, MIN_WIDTH, MUTED } from './theme.js';
import { drawPlane } from './tile.js';

export interface FieldMap {
  /** Under the map. */
  readonly label: string;
  /** [height, width] of `size`, row-major; none below 0. */
  readonly values: ArrayLike<number>;
}

export interface FieldMapOptions {
  readonly title: string;
  readonly lines: readonly string[];
  /** Height and width of every map. */
  readonly size: readonly [height: number, width: number];
  /** The part that is drawn; ends are excluded. */
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

const GAP = 24;
const LABEL_STEP = 20;

/** The drawn part of a map, from 0 to 1 by its own largest value; the root lets small values be seen. */
function partOf({ values }: FieldMap, { size, rows, columns }: FieldMapOptions): Float32Array {
  const most = Array.from(values).reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [rows[0] + Math.floor(i / width), columns[0] + (i % width)];
    return Math.sqrt(values[row * size[1] + column]! / most);
  });
}

/** All maps in a row. @throws RangeError where a map has another size */
export function fieldMaps(maps: readonly FieldMap[], options: FieldMapOptions): Figure {
  const { title, lines, size, rows, columns } = options;
  for (const { values, label } of maps)
    if (values.length !== size[0] * size[1])
      throw new RangeError(`'${label}' does not have ${size.join(' × ')} values`);
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  const { zoom, tileHeight, tileWidth } = layoutGrid(maps.length, height, width, 420);
  const step = Math.max(tileWidth, 150) + GAP;
  const sheetWidth = Math.max(MIN_WIDTH, 2 * MARGIN + maps.length * step - GAP);
  const note = 'Each map by its own largest value; colours follow the square root, so that small values are seen.';
  const header = layoutHeader({ title, lines, legend: { colours: HEAT, low: '0', high: 'largest', note } }, sheetWidth);
  const labels = maps.map(({ label }) => wrapText(label, step - GAP, { size: TEXT_SIZE }));
  const below = Math.max(...labels.map((wrapped) => wrapped.length)) * LABEL_STEP + 24;
  const canvas = new Canvas(header.height + tileHeight + below + MARGIN, sheetWidth);
  drawHeader(canvas, header);
  maps.forEach((map, i) => {
    const left = MARGIN + i * step;
    const plane = { values: partOf(map, options), height, width };
    drawPlane(canvas, header.height, left, plane, zoom, HEAT, { low: 0, high: 1 });
    labels[i]!.forEach((line, n) =>
      drawText(canvas, line, header.height + tileHeight + 20 + n * LABEL_STEP, left, {
        size: TEXT_SIZE,
        colour: n === 0 ? INK : MUTED,
      }),
    );
  });
  const caption = `${title}. From the left: ${maps.map(({ label }) => label).join('; ')}.`;
  return { height: canvas.height, width: sheetWidth, rgb: canvas.rgb, caption, alt: `Heat maps. ${caption}` };
}
