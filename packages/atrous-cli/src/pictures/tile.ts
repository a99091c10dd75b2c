/** @file One channel as a tile of coloured pixels. */

import type { Canvas } from './canvas.js';
import { indexAt, type ColourMap, oddColour, type Plane, position, type Range, reduce } from 'atrous-explain/pictures';
import { tileSize, type Zoom } from './layout.js';
import { HATCH, HATCH_GROUND, LINE } from './theme.js';

/** Draws a plane with its upper left corner at (`top`, `left`), and a thin frame around it. It must lie inside the canvas. */
export function drawPlane(
  canvas: Canvas,
  top: number,
  left: number,
  plane: Plane,
  zoom: Zoom,
  colours: ColourMap,
  range: Range,
): void {
  const shown = zoom.down === 1 ? plane : reduce(plane, zoom.down);
  const { upHeight, upWidth } = zoom;
  const stride = canvas.width * 3;
  for (let y = 0; y < shown.height; y++) {
    const start = (top + y * upHeight) * stride + left * 3;
    paintRow(canvas.rgb, start, shown, y, { upWidth, colours, range });
    const end = start + shown.width * upWidth * 3;
    for (let copy = 1; copy < upHeight; copy++) canvas.rgb.copyWithin(start + copy * stride, start, end);
  }
  canvas.frame(top, left, shown.height * upHeight, shown.width * upWidth, LINE);
}

/** Writes one row of a plane, each value `upWidth` times, from `at` on. The innermost loop of every sheet. */
function paintRow(
  rgb: Uint8Array,
  at: number,
  { values, width }: Plane,
  y: number,
  { upWidth, colours, range }: { upWidth: number; colours: ColourMap; range: Range },
): void {
  for (let x = 0; x < width; x++) {
    const value = values[y * width + x]!;
    const odd = oddColour(value);
    const from = odd === undefined ? indexAt(position(value, range)) * 3 : 0;
    const source = odd ?? colours;
    for (let copy = 0; copy < upWidth; copy++, at += 3) {
      rgb[at] = source[from]!;
      rgb[at + 1] = source[from + 1]!;
      rgb[at + 2] = source[from + 2]!;
    }
  }
}

/** Draws the tile of a dead channel: hatched, because black would look like a value. */
export function drawDead(canvas: Canvas, top: number, left: number, plane: Plane, zoom: Zoom): void {
  const [height, width] = tileSize(plane.height, plane.width, zoom);
  canvas.hatch(top, left, height, width, HATCH_GROUND, HATCH);
  canvas.frame(top, left, height, width, LINE);
}
