/** Text in a picture, found by its pixels. */

import { Canvas } from '../../src/pictures/canvas.js';
import type { Picture } from 'atrous-explain/pictures';
import { drawText, textWidth, type TextStyle } from '../../src/pictures/text.js';

/** Whether `text`, drawn in `style`, stands anywhere in the picture. */
export function showsText(picture: Picture, text: string, style: TextStyle = {}): boolean {
  const size = style.size ?? 10;
  const pattern = new Canvas(Math.ceil(size * 1.6), textWidth(text, style));
  drawText(pattern, text, Math.ceil(size * 1.2), 0, style);
  for (let top = 0; top <= picture.height - pattern.height; top++)
    for (let left = 0; left <= picture.width - pattern.width; left++)
      if (matches(picture, pattern, top, left)) return true;
  return false;
}

function matches(picture: Picture, pattern: Picture, top: number, left: number): boolean {
  for (let y = 0; y < pattern.height; y++) {
    for (let x = 0; x < pattern.width; x++) {
      for (let part = 0; part < 3; part++) {
        const there = picture.rgb[((top + y) * picture.width + left + x) * 3 + part];
        if (there !== pattern.rgb[(y * pattern.width + x) * 3 + part]) return false;
      }
    }
  }
  return true;
}

/** The colour of one pixel. */
export function pixel(picture: Picture, y: number, x: number): number[] {
  return [...picture.rgb.subarray((y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3)];
}
