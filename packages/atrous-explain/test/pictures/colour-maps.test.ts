import { describe, expect, it } from 'vitest';
import { colourAt, DIVERGING, HEAT, indexAt, SEQUENTIAL, WEIGHTS } from '../../src/pictures/colour-maps.js';

describe('colour maps', () => {
  it('viridis runs from dark purple to yellow', () => {
    expect(colourAt(SEQUENTIAL, 0)).toEqual([0x44, 0x01, 0x54]);
    expect(colourAt(SEQUENTIAL, 1)).toEqual([0xfd, 0xe7, 0x25]);
  });

  it('signed values run from blue over near-white to red', () => {
    expect(colourAt(DIVERGING, 0)).toEqual([5, 48, 97]);
    expect(colourAt(DIVERGING, 1)).toEqual([103, 0, 31]);
    for (const part of colourAt(DIVERGING, 0.5)) expect(part).toBeGreaterThan(230);
  });

  it('weights run from purple over near-white to orange', () => {
    expect(colourAt(WEIGHTS, 0)).toEqual([45, 0, 75]);
    expect(colourAt(WEIGHTS, 1)).toEqual([127, 59, 8]);
    for (const part of colourAt(WEIGHTS, 0.5)) expect(part).toBeGreaterThan(230);
  });

  it('lightness never falls along the maps of values that are never negative', () => {
    for (const map of [SEQUENTIAL, HEAT]) {
      const light = Array.from({ length: 256 }, (_, index) => {
        const [red, green, blue] = colourAt(map, index / 255);
        return 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2;
      });
      for (let index = 1; index < 256; index++) expect(light[index]! - light[index - 1]!).toBeGreaterThan(-0.004);
    }
  });

  it('takes the nearer end for what lies outside', () => {
    expect([indexAt(-3), indexAt(0), indexAt(0.5), indexAt(1), indexAt(7)]).toEqual([0, 0, 128, 255, 255]);
  });
});
