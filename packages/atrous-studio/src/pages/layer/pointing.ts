/** @file Which cell lies under a point of a picture. */

import type { SceneGrid } from 'atrous-explain';
import type { Selection } from './state.js';

export interface Place {
  readonly grid: SceneGrid;
  readonly row: number;
  readonly column: number;
}

/** The cell at a point, in the picture's own pixels. */
export function placeAt(grids: readonly SceneGrid[], x: number, y: number): Place | undefined {
  const grid = grids.find((one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height);
  if (!grid) return undefined;
  const row = Math.floor((y - grid.y) / grid.cell) + grid.rows[0];
  const column = Math.floor((x - grid.x) / grid.cell) + grid.columns[0];
  return { grid, row, column };
}

const WHATS = { input: 'in', kernel: 'tap', output: 'out' } as const;

/** What is selected at a place; undefined for padding, for zeros put in, and for the matrix. */
export function selectionAt({ grid, row, column }: Place, rank: number): Selection | undefined {
  if (grid.plane === 'matrix') return undefined;
  const [down, across] = grid.step;
  if (row % down !== 0 || column % across !== 0) return undefined;
  const [rows, columns] = grid.size;
  const turned = grid.isTurned ? [rows - 1 - row, columns - 1 - column] : [row / down, column / across];
  const index = [grid.slice ?? 0, ...turned];
  if (index[1]! < 0 || index[2]! < 0 || index[1]! >= grid.size[0] || index[2]! >= grid.size[1]) return undefined;
  return index[0]! < 0 ? undefined : { what: WHATS[grid.plane], index: index.slice(-rank) };
}

/** Whether a place of the input lies outside the real cells. */
export const isPadding = ({ grid, row, column }: Place): boolean =>
  grid.plane === 'input' &&
  (row < 0 || column < 0 || row >= grid.size[0] * grid.step[0] || column >= grid.size[1] * grid.step[1]);
