import { describe, expect, it } from 'vitest';
import { Canvas } from '../../src/pictures/canvas.js';
import { colourAt, MINUS_INFINITY, NAN, PLUS_INFINITY, reduce, SEQUENTIAL } from 'atrous-explain/pictures';
import { HATCH, HATCH_GROUND, LINE } from '../../src/pictures/theme.js';
import { drawDead, drawPlane } from '../../src/pictures/tile.js';
import { pixel } from './find-text.js';

describe('tiles', () => {
  const range = { low: 0, high: 4 };

  it('draws each value as a block of its colour, with a frame outside', () => {
    const canvas = new Canvas(20, 20);
    const plane = { values: Float32Array.of(0, 1, 2, 3, 4, 0), height: 2, width: 3 };
    drawPlane(canvas, 5, 4, plane, { upHeight: 3, upWidth: 2, down: 1 }, SEQUENTIAL, range);
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 6; x++) {
        const value = plane.values[Math.floor(y / 3) * 3 + Math.floor(x / 2)]!;
        expect(pixel(canvas, 5 + y, 4 + x)).toEqual(colourAt(SEQUENTIAL, value / 4));
      }
    }
    for (const [y, x] of [
      [4, 3],
      [4, 7],
      [11, 10],
      [8, 10],
    ] as const)
      expect(pixel(canvas, y, x)).toEqual([...LINE]);
  });

  it('shows NaN and the infinities in colours of their own', () => {
    const canvas = new Canvas(5, 8);
    const plane = { values: Float32Array.of(NaN, Infinity, -Infinity, 4), height: 1, width: 4 };
    drawPlane(canvas, 2, 2, plane, { upHeight: 1, upWidth: 1, down: 1 }, SEQUENTIAL, range);
    const shown = [0, 1, 2, 3].map((x) => pixel(canvas, 2, 2 + x));
    expect(shown).toEqual([[...NAN], [...PLUS_INFINITY], [...MINUS_INFINITY], colourAt(SEQUENTIAL, 1)]);
  });

  it('hatches a dead channel in two light colours only', () => {
    const canvas = new Canvas(40, 40);
    drawDead(canvas, 4, 4, { values: new Float32Array(16), height: 4, width: 4 }, { upHeight: 8, upWidth: 8, down: 1 });
    const seen = new Set<string>();
    for (let y = 4; y < 36; y++) for (let x = 4; x < 36; x++) seen.add(pixel(canvas, y, x).join());
    expect([...seen].sort()).toEqual([HATCH.join(), HATCH_GROUND.join()]);
  });

  it('averages blocks, smaller ones at the far edges, and lets NaN through', () => {
    const reduced = reduce({ values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, NaN), height: 3, width: 3 }, 2);
    expect([...reduced.values]).toEqual([3, 4.5, 7.5, NaN]);
    expect([reduced.height, reduced.width]).toEqual([2, 2]);
  });
});
