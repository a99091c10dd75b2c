import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Canvas } from '../../src/pictures/canvas.js';
import { colourAt, HEAT, NAN, WEIGHTS, type Picture } from 'atrous-explain/pictures';
import { filterTiles } from '../../src/pictures/filter-tiles.js';
import { heatMap } from '../../src/pictures/heat-map.js';
import { encodePng } from '../../src/pictures/png.js';
import { resample } from '../../src/pictures/resample.js';
import { strongest } from '../../src/pictures/strongest.js';
import { MARGIN, MUTED } from '../../src/pictures/theme.js';
import { pixel, showsText } from './find-text.js';

const grey = (height: number, width: number, value: number): Picture => ({
  height,
  width,
  rgb: new Uint8Array(height * width * 3).fill(value),
});

/** Whether the exact colour is anywhere in the picture. */
function showsColour(picture: Picture, colour: readonly number[]): boolean {
  for (let at = 0; at < picture.rgb.length; at += 3)
    if (colour.every((value, part) => picture.rgb[at + part] === value)) return true;
  return false;
}

/** A colour of the heat map over a grey of 200. */
const mixed = (t: number, opacity: number): number[] =>
  colourAt(HEAT, t).map((part) => Math.round(200 * (1 - opacity) + part * opacity));

describe('strongest', () => {
  it('shows the strongest channels in order, names the rule, and puts the input at the left', () => {
    const map = new Float32Array(4 * 9);
    [1, -5, 2, 0].forEach((value, channel) => map.fill(value, channel * 9 + 1, channel * 9 + 9));
    const figure = strongest(map, [4, 3, 3], grey(30, 20, 77), { title: 'top', count: 2 });
    expect(figure.caption).toContain('(mean of |activation| over all positions): 1 and 2.');
    expect(showsText(figure, 'channel 1', { bold: true })).toBe(true);
    expect(showsText(figure, 'channel 2', { bold: true })).toBe(true);
    expect(showsText(figure, 'channel 0', { bold: true })).toBe(false);
    expect(showsText(figure, 'input, 30 × 20 (H × W)', { colour: MUTED })).toBe(true);
    expect(pixel(figure, figure.height - 140, MARGIN + 5)).toEqual([77, 77, 77]);
  });

  it('takes as many as there are', () => {
    const figure = strongest(Float32Array.of(1, 2, 3, 4), [1, 2, 2], grey(4, 4, 0), { title: 'one', count: 9 });
    expect(figure.caption).toContain(': 0.');
    const line = 'All channels, the strongest first, by mean of |activation| over all positions';
    expect(showsText(figure, line, { colour: MUTED })).toBe(true);
  });
});

describe('heatMap', () => {
  it('covers the grey input least where the value is lowest and most where it is highest', () => {
    const values = Float32Array.from({ length: 100 }, (_, index) => index);
    const figure = heatMap(grey(10, 10, 200), values, {
      title: 'heat',
      by: 'largest value over the channels',
      from: [5, 5],
    });
    expect(showsColour(figure, mixed(0, 0.15))).toBe(true);
    expect(showsColour(figure, mixed(1, 0.9))).toBe(true);
    expect(showsText(figure, '99')).toBe(true);
    expect(showsText(figure, 'largest value over the channels', { colour: MUTED })).toBe(true);
  });

  it('reduces a large picture, so that the sheet stays within 2000 pixels', () => {
    const figure = heatMap(grey(800, 1600, 9), new Float32Array(1280000).fill(1), {
      title: 'x',
      by: 'mean',
      from: [8, 16],
    });
    expect(figure.width).toBeLessThanOrEqual(2000);
    expect(pixel(figure, figure.height - 200, MARGIN + 100)).toEqual([9, 9, 9]);
  });

  it('shows NaN, and refuses values that are not one per pixel', () => {
    const values = new Float32Array(4).fill(1);
    values[0] = NaN;
    const figure = heatMap(grey(2, 2, 0), values, { title: 'x', by: 'mean', from: [2, 2] });
    expect(showsColour(figure, NAN)).toBe(true);
    expect(showsText(figure, 'NaN: 1 pixel')).toBe(true);
    expect(() => heatMap(grey(2, 3, 0), values, { title: 'x', by: 'mean', from: [2, 2] })).toThrow(
      new RangeError('a heat map over 2 × 3 pixels needs as many values, and got 4'),
    );
  });
});

describe('filterTiles', () => {
  it('turns three input channels into red, green and blue, with 0 in the middle', () => {
    const weight = Float32Array.of(1, -1, 0, 0.5, 0, 0);
    const layer = filterTiles(weight, [2, 3, 1, 1], { title: 'first' });
    expect(showsColour(layer, [255, 0, 128])).toBe(true);
    expect(showsColour(layer, [191, 128, 128])).toBe(true);
    const own = filterTiles(weight, [2, 3, 1, 1], { title: 'first', scale: 'filter' });
    expect(showsColour(own, [255, 128, 128])).toBe(true);
    expect(own.caption).toContain('Scaled per filter: each filter has its own range, symmetric about 0');
  });

  it('draws other filters as a table of signed tiles', () => {
    const figure = filterTiles(Float32Array.of(1, -1, 0.5, 0), [2, 2, 1, 1], { title: 'second' });
    for (const t of [0, 0.5, 0.75, 1]) expect(showsColour(figure, colourAt(WEIGHTS, t))).toBe(true);
    const shape = '2 × 2 × 1 × 1 (out × in × kH × kW) ·';
    expect(showsText(figure, shape, { colour: MUTED })).toBe(true);
  });

  it('counts weights that are not finite and keeps them out of the range', () => {
    const colour = filterTiles(Float32Array.of(NaN, 0, 2, 1, 1, 1), [2, 3, 1, 1], { title: 'odd' });
    expect(showsText(colour, 'not finite: 1 weight')).toBe(true);
    expect(showsColour(colour, NAN)).toBe(true);
    const single = filterTiles(Float32Array.of(Infinity, 2), [2, 1, 1, 1], { title: 'odd' });
    expect(showsText(single, '+∞: 1 value')).toBe(true);
    expect(showsText(single, '−2')).toBe(true);
  });

  it('says what it leaves out of a large table', () => {
    const figure = filterTiles(new Float32Array(100 * 80).fill(1), [100, 80, 1, 1], { title: 'large' });
    expect(showsText(figure, 'the first 64 of 100 output', { colour: MUTED })).toBe(true);
  });

  it('refuses weights whose size is not their shape', () => {
    expect(() => filterTiles(new Float32Array(4), [1, 3, 1, 1], { title: 'x' })).toThrow(
      new RangeError('weights of 1 × 3 × 1 × 1 need as many values, at least one, and got 4'),
    );
  });
});

describe('resample', () => {
  it('leaves a picture of the right size alone and a flat one flat', () => {
    expect(resample(grey(3, 4, 9), 3, 4).rgb).toEqual(grey(3, 4, 9).rgb);
    expect(resample(grey(30, 40, 9), 7, 11).rgb).toEqual(grey(7, 11, 9).rgb);
  });

  it('is bilinear with pixel centres aligned when enlarging, and averages blocks when reducing', () => {
    const two: Picture = { height: 1, width: 2, rgb: Uint8Array.of(0, 0, 0, 100, 100, 100) };
    expect([...resample(two, 1, 4).rgb].filter((_, at) => at % 3 === 0)).toEqual([0, 25, 75, 100]);
    const four: Picture = { height: 2, width: 2, rgb: Uint8Array.of(0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30, 30) };
    expect([...resample(four, 1, 1).rgb]).toEqual([15, 15, 15]);
  });
});

describe('encodePng', () => {
  it('writes an 8-bit RGB PNG that reads back pixel for pixel', async () => {
    const canvas = new Canvas(7, 5);
    canvas.rgb.forEach((_, at) => (canvas.rgb[at] = (at * 37) % 256));
    const png = await encodePng(canvas);
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.height, info.width, info.channels]).toEqual([7, 5, 3]);
    expect(new Uint8Array(data)).toEqual(canvas.rgb);
  });
});
