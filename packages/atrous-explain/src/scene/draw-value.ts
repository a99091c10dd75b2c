/** @file A number in its cell, as text and as a colour behind it. */

import type { Box, Role } from './scene.js';
import type { Sketch } from './sketch.js';
import { valueSize, valueText } from './values.js';

/** Smaller cells hold no number. */
export const SMALLEST_VALUED = 18;
/** Smaller digits cannot be read. */
const SMALLEST_TEXT = 5.5;

export function drawValue(
  sketch: Sketch,
  role: Role,
  value: number,
  box: Box,
  more: { readonly layer: number; readonly bold?: boolean },
): void {
  const text = valueText(value);
  const size = valueSize(text, box.width);
  if (size >= SMALLEST_TEXT) sketch.centred(role, text, box, { size, ...more });
}

/** Steps from no colour to the strongest. */
const LEVELS = 8;

/** A colour behind a cell: of one kind above 0, of another below, the stronger the larger the number is. */
export function drawHeat(sketch: Sketch, value: number, largest: number, box: Box): void {
  const level = Math.round((Math.abs(value) / largest) * LEVELS);
  if (level > 0) sketch.rect(value > 0 ? 'positive' : 'negative', box, { level: Math.min(level, LEVELS) });
}
