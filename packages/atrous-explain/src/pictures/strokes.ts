/** @file Pen strokes to anti-aliased coverage: paths become line segments, segments become distances, distances coverage. */

/** A straight piece of a stroke, in pixels: x0, y0, x1, y1. */
export type Segment = readonly [number, number, number, number];

type Point = readonly [number, number];

const STEPS = 10;

/**
 * The segments of a path in the language of `glyphs.ts`. `place` maps a point of the path to pixels; curves are cut after it,
 * so that a `place` which rounds fits stems to the pixel grid and leaves curves smooth.
 */
export function pathSegments(path: string, place: (x: number, y: number) => Point): Segment[] {
  const segments: Segment[] = [];
  let pen: Point = [0, 0];
  for (const [, command, rest] of path.matchAll(/([MLHVQ])([^MLHVQ]*)/g)) {
    const points = rest!
      .trim()
      .split(' ')
      .map(parsePoint)
      .map(([x, y]) => place(x, y));
    const end = points.at(-1)!;
    if (command !== 'M') for (const piece of cut(command!, pen, points)) segments.push(piece);
    pen = end;
  }
  return segments;
}

function parsePoint(text: string): Point {
  const [x, y] = text.split(',').map(Number);
  return [x!, y!];
}

function cut(command: string, from: Point, points: readonly Point[]): Segment[] {
  const end = points.at(-1)!;
  if (command === 'L') return [[from[0], from[1], end[0], end[1]]];
  const pieces: Segment[] = [];
  let last = from;
  for (let step = 1; step <= STEPS; step++) {
    const next = curvePoint(command, from, points, step / STEPS);
    pieces.push([last[0], last[1], next[0], next[1]]);
    last = next;
  }
  return pieces;
}

function curvePoint(command: string, from: Point, points: readonly Point[], t: number): Point {
  const end = points.at(-1)!;
  if (command === 'Q') {
    const control = points[0]!;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    return [a * from[0] + b * control[0] + c * end[0], a * from[1] + b * control[1] + c * end[1]];
  }
  const angle = (t * Math.PI) / 2;
  const [along, across] = [Math.sin(angle), 1 - Math.cos(angle)];
  const [u, v] = command === 'H' ? [along, across] : [across, along];
  return [from[0] + u * (end[0] - from[0]), from[1] + v * (end[1] - from[1])];
}

/** The squared distance of a point to the nearest segment; Infinity when there is none. */
export function squaredDistance(segments: readonly Segment[], x: number, y: number): number {
  let nearest = Infinity;
  for (const [x0, y0, x1, y1] of segments) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
    const [ex, ey] = [x - x0 - along * dx, y - y0 - along * dy];
    nearest = Math.min(nearest, ex * ex + ey * ey);
  }
  return nearest;
}
