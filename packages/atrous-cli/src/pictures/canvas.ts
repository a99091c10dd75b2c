/** @file A small canvas of RGB pixels: rectangles, frames, hatching, pictures. Whatever falls outside is clipped. */

import type { Colour, Picture } from 'atrous-explain/pictures';
import { PAPER } from './theme.js';

export class Canvas implements Picture {
  readonly height: number;
  readonly width: number;
  readonly rgb: Uint8Array;

  /** @param ground fills the canvas. */
  constructor(height: number, width: number, ground: Colour = PAPER) {
    this.height = height;
    this.width = width;
    this.rgb = new Uint8Array(height * width * 3);
    this.fill(0, 0, height, width, ground);
  }

  /** Fills `height` × `width` pixels whose upper left corner is (`top`, `left`). */
  fill(top: number, left: number, height: number, width: number, colour: Colour): void {
    const [x0, x1] = [Math.max(0, left), Math.min(this.width, left + width)];
    const [y0, y1] = [Math.max(0, top), Math.min(this.height, top + height)];
    for (let y = y0; y < y1; y++) {
      for (let x = x0, at = (y * this.width + x0) * 3; x < x1; x++, at += 3) {
        this.rgb[at] = colour[0];
        this.rgb[at + 1] = colour[1];
        this.rgb[at + 2] = colour[2];
      }
    }
  }

  /** A line one pixel wide around `height` × `width` pixels, outside of them. */
  frame(top: number, left: number, height: number, width: number, colour: Colour): void {
    this.fill(top - 1, left - 1, 1, width + 2, colour);
    this.fill(top + height, left - 1, 1, width + 2, colour);
    this.fill(top, left - 1, height, 1, colour);
    this.fill(top, left + width, height, 1, colour);
  }

  /** Diagonal strokes two pixels wide, every eight pixels. */
  hatch(top: number, left: number, height: number, width: number, ground: Colour, stroke: Colour): void {
    this.fill(top, left, height, width, ground);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) if ((x + y) % 8 < 2) this.fill(top + y, left + x, 1, 1, stroke);
  }

  /** Mixes a colour into one pixel; `coverage` from 0 (nothing) to 1 (replaces). */
  mix(y: number, x: number, colour: Colour, coverage: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (y * this.width + x) * 3;
    for (let part = 0; part < 3; part++)
      this.rgb[at + part] = Math.round(this.rgb[at + part]! * (1 - coverage) + colour[part]! * coverage);
  }

  /** Copies a picture, each of its pixels becoming `zoom` × `zoom`. */
  blit(picture: Picture, top: number, left: number, zoom: number = 1): void {
    const { height, width, rgb } = picture;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (y * width + x) * 3;
        this.fill(top + y * zoom, left + x * zoom, zoom, zoom, [rgb[from]!, rgb[from + 1]!, rgb[from + 2]!]);
      }
    }
  }
}
