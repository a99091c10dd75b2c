import { describe, expect, it } from 'vitest';
import { colourAt, DIVERGING, SEQUENTIAL, type Picture } from 'atrous-explain/pictures';
import { contactSheet } from '../../src/pictures/contact-sheet.js';
import { layoutGrid } from '../../src/pictures/layout.js';
import type { MapShape } from '../../src/pictures/map.js';
import { LABEL_SIZE, MARGIN, MUTED } from '../../src/pictures/theme.js';
import { pixel, showsText } from './find-text.js';

/** The pixel in the middle of one value of one channel's tile. */
function valueAt(sheet: Picture, [count, height, width]: MapShape, channel: number, y: number, x: number): number[] {
  const { columns, rows, cellHeight, cellWidth, gutter, zoom } = layoutGrid(count, height, width);
  const top = sheet.height - MARGIN + 8 - rows * cellHeight + Math.floor(channel / columns) * cellHeight;
  const left = MARGIN + gutter + (channel % columns) * cellWidth;
  return pixel(sheet, top + Math.floor((y + 0.5) * zoom.upHeight), left + Math.floor((x + 0.5) * zoom.upWidth));
}

const ramp = (length: number, from: number, step: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => from + step * index);

describe('contactSheet', () => {
  it('puts every value of every channel into its place', () => {
    const shape = [6, 2, 3] as const;
    const sheet = contactSheet(ramp(36, 0, 1), shape, { title: 'ramp' });
    for (let channel = 0; channel < 6; channel++)
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 3; x++)
          expect(valueAt(sheet, shape, channel, y, x)).toEqual(colourAt(SEQUENTIAL, (channel * 6 + y * 3 + x) / 35));
  });

  it('scales signed maps symmetrically about 0', () => {
    const sheet = contactSheet(Float32Array.of(-1, 0, 0, 2), [1, 2, 2], { title: 'signed' });
    expect(valueAt(sheet, [1, 2, 2], 0, 0, 0)).toEqual(colourAt(DIVERGING, 0.25));
    expect(valueAt(sheet, [1, 2, 2], 0, 0, 1)).toEqual(colourAt(DIVERGING, 0.5));
    expect(valueAt(sheet, [1, 2, 2], 0, 1, 1)).toEqual(colourAt(DIVERGING, 1));
  });

  it('scales per layer or per channel, as told', () => {
    const map = Float32Array.of(0, 1, 0, 10);
    const shape = [2, 1, 2] as const;
    const layer = contactSheet(map, shape, { title: 'two', scale: 'layer' });
    const channel = contactSheet(map, shape, { title: 'two', scale: 'channel' });
    expect(valueAt(layer, shape, 0, 0, 1)).toEqual(colourAt(SEQUENTIAL, 0.1));
    expect(valueAt(channel, shape, 0, 0, 1)).toEqual(colourAt(SEQUENTIAL, 1));
  });

  it('writes title, shape with heights first, value range and scaling into the picture', () => {
    const sheet = contactSheet(ramp(2 * 30 * 20, -1, 0.01), [2, 30, 20], { title: '0: Conv2d(3, 2)' });
    expect(showsText(sheet, '0: Conv2d(3, 2)', { size: 15, bold: true })).toBe(true);
    expect(showsText(sheet, '2 × 30 × 20 (C × H × W)', { colour: MUTED })).toBe(true);
    for (const end of ['−11', '0', '11']) expect(showsText(sheet, end)).toBe(true);
    const note = 'Scaled per layer: all channels share one range, symmetric about 0.';
    expect(showsText(sheet, note, { colour: MUTED })).toBe(true);
    expect(showsText(sheet, '−12')).toBe(false);
  });

  it('labels each tile with its number, and, scaled per channel, with its range', () => {
    const sheet = contactSheet(ramp(3 * 100 * 100, 0, 1 / 10000), [3, 100, 100], { title: 'x', scale: 'channel' });
    for (const number of ['0', '1', '2']) expect(showsText(sheet, number, { size: LABEL_SIZE, bold: true })).toBe(true);
    expect(showsText(sheet, '1 … 2', { size: LABEL_SIZE, colour: MUTED })).toBe(true);
  });

  it('marks dead channels with hatching, a badge and a count, and names them in the caption', () => {
    const map = ramp(4 * 60 * 60, 0, 1);
    map.fill(0, 3600, 7200);
    const sheet = contactSheet(map, [4, 60, 60], { title: 'relu' });
    expect(showsText(sheet, 'dead', { size: LABEL_SIZE, colour: MUTED })).toBe(true);
    expect(showsText(sheet, 'dead: 1 of 4')).toBe(true);
    expect(sheet.caption).toContain('1 dead channel (all values equal): 1.');
    const alive = contactSheet(ramp(4 * 60 * 60, 0, 1), [4, 60, 60], { title: 'relu' });
    expect(showsText(alive, 'dead', { size: LABEL_SIZE, colour: MUTED })).toBe(false);
  });

  it('counts NaN and infinities, and keeps them out of the range', () => {
    const map = ramp(200, 0, 1);
    map.set([NaN, NaN, Infinity, -Infinity], 10);
    const sheet = contactSheet(map, [2, 10, 10], { title: 'odd' });
    expect(showsText(sheet, 'NaN: 2 values')).toBe(true);
    expect(sheet.caption).toContain('Range: 0 … 199.');
    expect(sheet.caption).toContain('Not finite: 2 NaN, 1 +∞, 1 −∞.');
  });

  it('draws ten single values as bars with their numbers', () => {
    const sheet = contactSheet(Float32Array.of(1, -2, 0.5, NaN), [4, 1, 1], { title: 'fc' });
    for (const number of ['1', '−2', '0.5']) expect(showsText(sheet, number)).toBe(true);
    expect(showsText(sheet, 'NaN', { bold: true })).toBe(true);
  });

  it('says how many channels it leaves out', () => {
    const sheet = contactSheet(ramp(5000, 0, 1), [5000, 1, 1], { title: 'flat' });
    expect(sheet.width).toBeLessThanOrEqual(2000);
    const facts = /the first 4096 of 5000 channels/.exec('5000 × 1 × 1 · the first 4096 of 5000 channels')![0];
    expect(showsText(sheet, facts, { colour: MUTED })).toBe(true);
  });

  it.each([
    [64, 152, 114],
    [512, 14, 14],
    [2048, 7, 7],
    [3, 600, 800],
  ])('stays within 2000 pixels for %i maps of %i × %i', (channels, height, width) => {
    const sheet = contactSheet(ramp(channels * height * width, 0, 1), [channels, height, width], { title: 'many' });
    expect(sheet.width).toBeLessThanOrEqual(2000);
    expect(sheet.height).toBeLessThanOrEqual(2000);
    expect(sheet.rgb.length).toBe(sheet.height * sheet.width * 3);
  });

  it('refuses a map whose size is not its shape', () => {
    expect(() => contactSheet(new Float32Array(5), [1, 2, 3], { title: 'x' })).toThrow(
      new RangeError('a map of 1 × 2 × 3 needs as many values, at least one, and got 5'),
    );
    expect(() => contactSheet(new Float32Array(0), [0, 2, 3], { title: 'x' })).toThrow(RangeError);
  });
});
