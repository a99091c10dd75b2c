/** @file The upper half of the sample: lettering, balloon, sun, stars, sky. Round shapes, thin lines, text, gradients. */

import { GLYPHS } from '../glyphs.js';
import { pathSegments, squaredDistance, type Segment } from '../strokes.js';
import { hash } from './noise.js';
import { blend, gradient, hex, within, type Paint } from './paint.js';

const CREAM = hex('#fff4dc');

/** A line of lettering in the stroke font; `size` is the height of a capital and `pen` the stroke, in pixels. */
function lettering(
  text: string,
  place: { x: number; baseline: number; size: number; pen: number; gap: number },
): Paint {
  const scale = place.size / 10;
  const letters: { left: number; right: number; segments: Segment[] }[] = [];
  let x = place.x;
  for (const character of text) {
    const [units, path] = GLYPHS[character]!;
    const start = x;
    const segments = pathSegments(path, (px, py) => [start + px * scale, place.baseline - py * scale]);
    letters.push({ left: x - place.pen, right: x + units * scale + place.pen, segments });
    x += (units + place.gap) * scale;
  }
  const reach = (place.pen / 2) ** 2;
  const paint: Paint = (px, py) => {
    const inked = letters.some(
      ({ left, right, segments }) => px > left && px < right && squaredDistance(segments, px, py) < reach,
    );
    return inked ? CREAM : undefined;
  };
  return within(place.baseline - 1.3 * place.size, place.x - place.pen, place.baseline + place.size / 2, x, paint);
}

const RED = hex('#e4483b');
const DEEP_RED = hex('#a92b35');
const SAND = hex('#f7d9a0');
const WOOD = hex('#6b3f2a');
const TEAL = hex('#1f6f78');
const DUSK = hex('#2b1d3f');
const RING = hex('#ffdf9a');
const OUTER_RING = hex('#f7b98a');

/** Gores of a balloon, seen round: their width follows the arc sine across it, and both sides darken. */
const balloon: Paint = within(62, 22, 166, 82, (x, y) => {
  const [dx, dy] = [x - 52, y - 92];
  const half = dy <= 0 ? 28 * Math.sqrt(Math.max(0, 1 - (dy / 28) ** 2)) : 28 * (1 - (dy / 46) ** 2 * 0.82);
  if (dy > -28 && dy < 46 && Math.abs(dx) < half) {
    const turn = Math.asin(dx / half) / Math.PI + 0.5;
    const shade = 0.42 * Math.max(0, turn - 0.45);
    if (dy > 4 && dy < 14) return blend(TEAL, DEEP_RED, shade);
    return blend(Math.floor(turn * 9) % 2 === 0 ? RED : CREAM, DUSK, shade);
  }
  return rigging(dx, dy);
});

function rigging(dx: number, dy: number): ReturnType<Paint> {
  if (dy >= 58 && dy < 69 && Math.abs(dx) < 6 - (dy - 58) * 0.08)
    return (Math.floor(dx / 2) + Math.floor(dy / 2)) % 2 === 0 ? WOOD : SAND;
  if (dy >= 46 && dy < 58 && Math.abs(Math.abs(dx) - 4.7) < 0.55) return WOOD;
  return undefined;
}

const sunColour = gradient([
  [76, hex('#fff2b8')],
  [118, hex('#ffc25c')],
  [160, hex('#f4674e')],
]);

/** A disc whose lower half is cut by bands that widen downwards, inside two thin rings. */
const sun: Paint = within(56, 96, 180, 220, (x, y) => {
  const [dx, dy] = [x - 158, y - 118];
  const radius = Math.sqrt(dx * dx + dy * dy);
  if (radius < 40) {
    const band = dy / 8.2;
    const cut = dy > 0 && band - Math.floor(band) < 0.16 + 0.1 * Math.floor(band);
    return cut ? undefined : sunColour(y);
  }
  if (Math.abs(radius - 47) < 1) return RING;
  if (Math.abs(radius - 55) < 0.55) return OUTER_RING;
  return undefined;
});

/** Single bright points: each shows a filter's own shape. */
const stars: Paint = within(4, 0, 112, 228, (x, y) => {
  const [column, row] = [Math.floor(x / 19), Math.floor(y / 18)];
  const [cx, cy] = [(column + 0.2 + 0.6 * hash(column, row)) * 19, (row + 0.2 + 0.6 * hash(row, column + 50)) * 18];
  const size = hash(column + 9, row + 90);
  if (size < 0.42 || (cx > 10 && cx < 178 && cy < 66) || (cx - 158) ** 2 + (cy - 118) ** 2 < 60 ** 2) return undefined;
  return (x - cx) ** 2 + (y - cy) ** 2 < (0.35 + 0.75 * size) ** 2 ? CREAM : undefined;
});

const air = gradient([
  [0, hex('#141c44')],
  [62, hex('#37387e')],
  [112, hex('#8f5696')],
  [148, hex('#ec8a76')],
  [184, hex('#ffd596')],
]);

/** Front to back. */
export const SKY: readonly Paint[] = [
  lettering('atrous', { x: 18, baseline: 44, size: 31, pen: 4.4, gap: 3.2 }),
  lettering('304 × 228', { x: 117, baseline: 60, size: 7, pen: 1.15, gap: 3.3 }),
  balloon,
  sun,
  stars,
  (_, y) => air(y),
];
