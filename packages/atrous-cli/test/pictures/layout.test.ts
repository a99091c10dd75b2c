import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutGrid, tileSize } from '../../src/pictures/layout.js';
import { MARGIN, MAX_WIDTH } from '../../src/pictures/theme.js';

describe('the grid of a sheet', () => {
  it('shows 64 maps of 152 × 114 pixel by pixel, numbered', () => {
    const grid = layoutGrid(64, 152, 114);
    expect(grid.zoom).toEqual({ upHeight: 1, upWidth: 1, down: 1 });
    expect(grid.labels).toBe('tile');
    expect(grid.columns * grid.rows - 64).toBeLessThan(grid.columns);
  });

  it('numbers 2048 small maps along the edges, in rows of a power of two', () => {
    const grid = layoutGrid(2048, 7, 7);
    expect(grid).toMatchObject({ labels: 'edge', columns: 64, rows: 32 });
    expect(grid.tileWidth).toBeGreaterThanOrEqual(12);
  });

  it('enlarges a map one row high to a strip that can be seen', () => {
    expect(layoutGrid(16, 1, 300).tileHeight).toBeGreaterThanOrEqual(12);
    expect(layoutGrid(16, 300, 1).tileWidth).toBeGreaterThanOrEqual(12);
  });

  it('averages maps that are too large, whole blocks at a time', () => {
    const grid = layoutGrid(64, 1500, 2000);
    expect(grid.zoom.down).toBeGreaterThan(1);
    expect([grid.tileHeight, grid.tileWidth]).toEqual(tileSize(1500, 2000, grid.zoom));
  });

  it('holds every channel once and stays narrow, for any count and size', () => {
    const size = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), size, size, (count, height, width) => {
        const { columns, rows, cellWidth, tileWidth, tileHeight, gutter, zoom } = layoutGrid(count, height, width);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(columns * (rows - 1)).toBeLessThan(count);
        expect(Math.min(tileWidth, tileHeight)).toBeGreaterThanOrEqual(1);
        expect(zoom.down === 1 || zoom.upHeight * zoom.upWidth === 1).toBe(true);
        expect(2 * MARGIN + gutter + columns * cellWidth - (cellWidth - tileWidth)).toBeLessThanOrEqual(MAX_WIDTH);
      }),
    );
  });
});
