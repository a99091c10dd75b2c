import { describe, expect, it } from 'vitest';
import { Canvas } from '../../src/pictures/canvas.js';
import { GLYPHS } from 'atrous-explain/pictures';
import { drawText, fitText, textWidth, wrapText } from '../../src/pictures/text.js';
import { INK, PAPER } from '../../src/pictures/theme.js';
import { pixel, showsText } from './find-text.js';

describe('text in pictures', () => {
  it('has a glyph for every printable ASCII character and for the signs of shapes', () => {
    for (let code = 32; code < 127; code++) expect(GLYPHS).toHaveProperty([String.fromCharCode(code)]);
    for (const sign of '×·→…−±∞⌊⌋≤≥') expect(GLYPHS).toHaveProperty([sign]);
  });

  it('draws every glyph differently, at every size that pictures use', () => {
    for (const size of [8, 10, 15]) {
      const seen = new Map<string, string>();
      for (const character of Object.keys(GLYPHS).filter((key) => key !== ' ')) {
        const canvas = new Canvas(32, 32);
        drawText(canvas, character, 22, 8, { size });
        const key = canvas.rgb.join(',');
        expect(seen.get(key), `${character} at ${size}`).toBeUndefined();
        seen.set(key, character);
      }
    }
  });

  it('fills whole pixels with upright stems', () => {
    const canvas = new Canvas(30, 30);
    drawText(canvas, 'I', 20, 10);
    expect(pixel(canvas, 15, 10)).toEqual([...INK]);
    expect(pixel(canvas, 15, 12)).toEqual([...PAPER]);
  });

  it('stands on its baseline, to the left, centred or to the right of a point', () => {
    const width = textWidth('128');
    for (const [align, left] of [
      ['left', 50],
      ['centre', Math.round(50 - width / 2)],
      ['right', 50 - width],
    ] as const) {
      const [placed, expected] = [new Canvas(40, 120), new Canvas(40, 120)];
      drawText(placed, '128', 25, 50, { align });
      drawText(expected, '128', 25, left);
      expect(placed.rgb).toEqual(expected.rgb);
    }
  });

  it('gives all digits the same width, so that numbers stand under each other', () => {
    expect(new Set(Array.from('0123456789', (digit) => textWidth(digit))).size).toBe(1);
  });

  it('draws a box for a character that the font lacks, and never fails', () => {
    const [strange, other] = [new Canvas(30, 30), new Canvas(30, 30)];
    drawText(strange, '漢', 20, 5);
    drawText(other, '字', 20, 5);
    expect(strange.rgb).toEqual(other.rgb);
    expect(showsText(strange, '漢')).toBe(true);
  });

  it('wraps at spaces, cuts what is too long for a line, and keeps the words', () => {
    const text = 'Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)';
    const lines = wrapText(text, 260);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(260);
    const [cut] = wrapText('x'.repeat(100), 100);
    expect(cut).toMatch(/^x+…$/);
    expect(textWidth(cut!)).toBeLessThanOrEqual(100);
  });

  it('leaves text alone that fits', () => {
    expect(fitText('fits', 100)).toBe('fits');
  });

  it('clips what falls outside of the canvas', () => {
    const canvas = new Canvas(5, 5);
    drawText(canvas, 'WWW', 3, -4);
    expect(canvas.rgb.length).toBe(75);
  });
});
