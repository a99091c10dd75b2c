/** @file A block of cells in parallel projection: columns to the right, rows down, the third axis away to the upper right. */

import type { Box, Point } from '../scene.js';

/** Cells from `low` up to, but not including, `high`. */
export type Span = readonly [low: number, high: number];

export interface Edge {
  readonly cells: number;
  /** Cells of padding before and after. */
  readonly before: number;
  readonly after: number;
  /** Pixels of one cell. */
  readonly cell: number;
}

/** A block whose front face keeps its right angles, so that its cells are squares there. */
export interface Volume {
  /** Where its first cell begins, on the front. */
  readonly x: number;
  readonly y: number;
  readonly columns: Edge;
  readonly rows: Edge;
  readonly depth: Edge;
}

/** Cells of a volume along each of its axes. */
export interface Part {
  readonly columns: Span;
  readonly rows: Span;
  readonly depth: Span;
}

/** Where one pixel of depth leads. */
const AWAY: Point = [0.82, -0.57];

export function pointOf({ x, y, columns, rows, depth }: Volume, column: number, row: number, z: number): Point {
  const away = z * depth.cell;
  return [x + column * columns.cell + away * AWAY[0], y + row * rows.cell + away * AWAY[1]];
}

const real = ({ cells }: Edge): Span => [0, cells];
const padded = ({ cells, before, after }: Edge): Span => [0 - before, cells + after];

/** All of a volume, without its padding. */
export const wholeOf = ({ columns, rows, depth }: Volume): Part => ({
  columns: real(columns),
  rows: real(rows),
  depth: real(depth),
});

/** All of a volume and its padding. */
export const shellOf = ({ columns, rows, depth }: Volume): Part => ({
  columns: padded(columns),
  rows: padded(rows),
  depth: padded(depth),
});

export const hasPadding = ({ columns, rows, depth }: Volume): boolean =>
  [columns, rows, depth].some(({ before, after }) => before + after > 0);

type Quad = readonly [Point, Point, Point, Point];

/** The three faces that are seen. */
export function facesOf(
  volume: Volume,
  { columns, rows, depth }: Part,
): Readonly<Record<'front' | 'top' | 'side', Quad>> {
  const [[left, right], [top, bottom], [near, far]] = [columns, rows, depth];
  const at = (column: number, row: number, z: number): Point => pointOf(volume, column, row, z);
  return {
    front: [at(left, top, near), at(right, top, near), at(right, bottom, near), at(left, bottom, near)],
    top: [at(left, top, near), at(left, top, far), at(right, top, far), at(right, top, near)],
    side: [at(right, top, near), at(right, top, far), at(right, bottom, far), at(right, bottom, near)],
  };
}

/** What the three faces cover together. */
export function outlineOf(volume: Volume, part: Part): Point[] {
  const { front, top, side } = facesOf(volume, part);
  return [front[0], top[1], top[2], side[2], front[2], front[3]];
}

/** The edges behind, from the corner that is not seen. */
export function hiddenEdges(volume: Volume, { columns, rows, depth }: Part): [Point, Point][] {
  const [[left, right], [top, bottom], [near, far]] = [columns, rows, depth];
  const corner = pointOf(volume, left, bottom, far);
  return [
    [corner, pointOf(volume, left, top, far)],
    [corner, pointOf(volume, right, bottom, far)],
    [corner, pointOf(volume, left, bottom, near)],
  ];
}

/** The front face of a part. */
export function frontOf(volume: Volume, part: Part): Box {
  const [[x, y], , [right, bottom]] = facesOf(volume, part).front;
  return { x, y, width: right - x, height: bottom - y };
}

/** What the volume takes, padding included. */
export function boxOf(volume: Volume): Box {
  const points = outlineOf(volume, shellOf(volume));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The volume moved so that its box begins at a place. */
export function placed(volume: Volume, x: number, y: number): Volume {
  const box = boxOf(volume);
  return { ...volume, x: volume.x + x - box.x, y: volume.y + y - box.y };
}

/** A span that is at least so many pixels long, still within the limits. */
function widened([low, high]: Span, { cell }: Edge, least: number, limits: Span): Span {
  const missing = least / cell - (high - low);
  if (missing <= 0) return [low, high];
  const length = Math.min(high - low + missing, limits[1] - limits[0]);
  const start = Math.min(Math.max((low + high - length) / 2, limits[0]), limits[1] - length);
  return [start, start + length];
}

/** Parts are at least as large as this, in pixels, so that they are seen. */
const SMALLEST_PART = 5;

/** A part that is large enough to be seen, still within its volume. */
export function seen(volume: Volume, part: Part): Part {
  const shell = shellOf(volume);
  return {
    columns: widened(part.columns, volume.columns, SMALLEST_PART, shell.columns),
    rows: widened(part.rows, volume.rows, SMALLEST_PART, shell.rows),
    depth: widened(part.depth, volume.depth, SMALLEST_PART, shell.depth),
  };
}
