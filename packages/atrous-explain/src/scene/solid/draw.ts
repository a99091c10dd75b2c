/** @file Volumes and parts of them as faces, back to front. */

import type { Point, Role } from '../scene.js';
import type { Sketch } from '../sketch.js';
import {
  facesOf,
  hasPadding,
  hiddenEdges,
  outlineOf,
  type Part,
  shellOf,
  type Span,
  type Volume,
  wholeOf,
} from './volume.js';

/** Lines between cells that are nearer than this would be a grey area; more of them are not drawn. */
const SMALLEST_CELL = 5;
const MOST_LINES = 32;

/** More groups than this are not told apart by colours: only the one that is read is shown. */
const MOST_SLABS = 16;

/** How many volumes stand behind another for channels that have no axis of their own. */
const MOST_CARDS = 2;
const CARD = 7;

/** Pixels that cards take beside and under a volume. */
export const cardsRoom = (count: number): number => CARD * Math.min(count - 1, MOST_CARDS);

/** Outlines behind a volume that stand for further ones. */
export function drawCards(sketch: Sketch, volume: Volume, count: number): void {
  for (let card = Math.min(count - 1, MOST_CARDS); card > 0; card--) {
    const behind = { ...volume, x: volume.x + card * CARD, y: volume.y + card * CARD };
    sketch.path('card', outlineOf(behind, wholeOf(volume)), { layer: -3 });
  }
}

/** A block with its cells, in its padding. */
export function drawVolume(sketch: Sketch, volume: Volume): void {
  const whole = wholeOf(volume);
  if (hasPadding(volume)) {
    const shell = shellOf(volume);
    const { front, top, side } = facesOf(volume, shell);
    for (const face of [top, side, front]) {
      sketch.path('padding', face, { layer: -2 });
      sketch.path('overhang', face, { layer: -2 });
    }
  }
  const { front, top, side } = facesOf(volume, whole);
  sketch.path('faceTop', top);
  sketch.path('faceSide', side);
  sketch.path('face', front);
  const { columns, rows, depth } = volume;
  const lines = (face: readonly Point[], across: number, along: number): void =>
    drawLines(sketch, face as readonly [Point, Point, Point, Point], across, along);
  const shown = ({ cells, cell }: typeof columns): number => (cell >= SMALLEST_CELL && cells <= MOST_LINES ? cells : 1);
  lines(front, shown(columns), shown(rows));
  // Their first side leads into the depth.
  lines(top, shown(depth), shown(columns));
  lines(side, shown(depth), shown(rows));
  for (const [from, to] of hiddenEdges(volume, whole)) sketch.line('ghost', from, to, { opacity: 0.55 });
}

const between = ([ax, ay]: Point, [bx, by]: Point, t: number): Point => [ax + (bx - ax) * t, ay + (by - ay) * t];

/** Lines that part a face into so many cells along its first and its second side. */
function drawLines(
  sketch: Sketch,
  [a, b, c, d]: readonly [Point, Point, Point, Point],
  first: number,
  second: number,
): void {
  for (let i = 1; i < first; i++) sketch.line('grid', between(a, b, i / first), between(d, c, i / first));
  for (let i = 1; i < second; i++) sketch.line('grid', between(a, d, i / second), between(b, c, i / second));
}

/** The channels of each group in its colour; the group that is read stands out. */
export function drawSlabs(sketch: Sketch, volume: Volume, groups: number, read: number): void {
  const each = volume.depth.cells / groups;
  const shown = groups > MOST_SLABS ? [read] : Array.from({ length: groups }, (_, group) => group);
  for (const group of shown)
    drawTint(sketch, volume, [group * each, (group + 1) * each], { tap: group, opacity: group === read ? 1 : 0.45 });
}

/** A colour on the top and the side of some channels. */
export function drawTint(sketch: Sketch, volume: Volume, depth: Span, look: { tap: number; opacity?: number }): void {
  const { top, side } = facesOf(volume, { ...wholeOf(volume), depth });
  for (const face of [top, side]) sketch.path('ribbon', face, { ...look, layer: 1 });
}

/** A part of a volume, seen through it. */
export function drawPart(sketch: Sketch, volume: Volume, part: Part, role: Role, layer: number): void {
  const { front, top, side } = facesOf(volume, part);
  for (const face of [top, side, front]) sketch.path(role, face, { layer });
}
