/** @file A kernel's taps: squares with their letters and colours. */

import type { Plane } from './plane.js';
import type { Box, CellRef } from './scene.js';
import type { Sketch } from './sketch.js';
import { tapColour, tapLetter } from './taps.js';
import { clamp } from './numbers.js';
import { valueSize } from './values.js';

/** Letters in smaller cells cannot be read. */
const SMALLEST_LETTERED = 13;
const LARGEST_CELL = 34;

/** Side of a kernel's cells beside planes of this cell: larger where letters would not fit. */
export function kernelCell(cell: number, kernel: readonly number[], room: number = 260): number {
  return clamp(Math.max(cell, 20), 8, Math.min(LARGEST_CELL, Math.floor(room / Math.max(...kernel.slice(-2)))));
}

/** A kernel of rows and columns, still without a place. */
export function kernelGrid(kernel: readonly number[], cell: number): Plane {
  const [rows, columns] = kernel.map((size) => ({ low: 0, high: size, cutBefore: false, cutAfter: false }));
  return { x: 0, y: 0, cell: kernelCell(cell, kernel), rows: rows!, columns: columns! };
}

export interface TapStyle {
  readonly layer: number;
  /** On padding, or where it is cropped. */
  readonly faint?: boolean | undefined;
  readonly cell?: CellRef | undefined;
  readonly opacity?: number | undefined;
  /** What stands on it; default the tap's own letter. */
  readonly letter?: string | undefined;
}

export function drawTap(
  sketch: Sketch,
  box: Box,
  tap: readonly number[],
  kernel: readonly number[],
  { layer, faint = false, cell, opacity, letter = tapLetter(tap, kernel) }: TapStyle,
): void {
  sketch.rect(faint ? 'tapFaint' : 'tap', box, { tap: tapColour(tap, kernel), layer, cell, opacity });
  const size = letter.length > 2 ? valueSize(letter, box.width) : Math.min(15, box.width / 2);
  if (box.width >= SMALLEST_LETTERED && size >= 6)
    sketch.centred(faint ? 'value' : 'letter', letter, box, { size, layer, opacity });
}
