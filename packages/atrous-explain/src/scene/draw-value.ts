/** @file A number in its cell. */

import type { Box, Role } from './scene.js';
import type { Sketch } from './sketch.js';
import { valueSize, valueText } from './values.js';

/** Smaller cells hold no number. */
export const SMALLEST_VALUED = 18;

export function drawValue(
  sketch: Sketch,
  role: Role,
  value: number,
  box: Box,
  more: { readonly layer: number; readonly bold?: boolean },
): void {
  const text = valueText(value);
  sketch.centred(role, text, box, { size: valueSize(text, box.width), ...more });
}
