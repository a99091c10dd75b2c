/** @file The lower half of the sample: fields of stripes, checks and noise, a house, a ball, a flower, test patches. */

import type { Colour } from '../picture.js';
import { noise } from './noise.js';
import { blend, gradient, hex, within, type Paint } from './paint.js';

const SNOW_LIT = hex('#fff1e2');
const SNOW_SHADE = hex('#c9bfdc');
const ROCK_LIT = hex('#8a6ba8');
const ROCK_SHADE = hex('#574a86');
const DOOR = hex('#7b3f2c');
const WALL = hex('#fff8ea');
const PANE = hex('#24456e');
const TILE = hex('#c93a34');
const TILE_LIGHT = hex('#e2624f');
const TRUNK = hex('#4a2f27');
const BALL_DARK = hex('#0d2b4d');
const BALL_LIGHT = hex('#35a6b8');
const WHITE = hex('#ffffff');
const NIGHT = hex('#0f1633');
const CREAM = hex('#fff4dc');
const WEDGE = hex('#1d1b3a');
const GOLD = hex('#ffd24a');
const FLOOR_LIGHT = hex('#f6ead0');
const FLOOR_DARK = hex('#2a2f5e');
const WATER = hex('#1c5f8f');
const FOAM = hex('#9fdcea');
const WHEAT = hex('#e3b64f');
const EARTH = hex('#b5772f');
const GRASS_DARK = hex('#1f5b46');
const GRASS_LIGHT = hex('#a9c768');
const BLACK = hex('#101018');

const PEAKS: readonly (readonly [x: number, y: number])[] = [
  [-20, 182],
  [30, 142],
  [62, 172],
  [104, 134],
  [140, 170],
  [186, 146],
  [250, 186],
];

/** Facets lit from the right, white above a jagged snow line. */
const mountains: Paint = within(130, 0, 190, 228, (x, y) => {
  const next = PEAKS.findIndex(([px]) => px > x);
  const [[x0, y0], [x1, y1]] = [PEAKS[next - 1]!, PEAKS[next]!];
  const ridge = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  if (y < ridge) return undefined;
  const lit = y1 > y0;
  const jag = 3 * Math.abs(((x / 5) % 2) - 1);
  const snow = y < Math.min(y0, y1) + 11 + jag;
  if (snow) return lit ? SNOW_LIT : SNOW_SHADE;
  return lit ? ROCK_LIT : ROCK_SHADE;
});

const house: Paint = within(176, 134, 226, 184, (x, y) => {
  const [dx, dy] = [x - 158, y - 222];
  if (dy < -22 && dy > -22 - (23 - Math.abs(dx)) * 0.95 && Math.abs(dx) < 23) return roof(dx, dy);
  if (Math.abs(dx) > 18 || dy > 0 || dy < -22) return undefined;
  if (dx > 6 && dx < 13 && dy > -13) return DOOR;
  if (dx > -13 && dx < -2 && dy > -17 && dy < -6) {
    const bar = Math.abs(dx + 7.5) < 0.8 || Math.abs(dy + 11.5) < 0.8;
    return bar ? WALL : PANE;
  }
  return WALL;
});

function roof(dx: number, dy: number): Colour {
  return Math.floor((dy + dx * 0.001) / 3) % 2 === 0 ? TILE : TILE_LIGHT;
}

const LEAF: readonly [Colour, Colour] = [hex('#163f3a'), hex('#6fa35a')];

/** A round crown of noise on a trunk. */
const tree: Paint = within(174, 184, 234, 228, (x, y) => {
  const [dx, dy] = [x - 206, y - 196];
  if (dx * dx + dy * dy < 19 * 19)
    return blend(LEAF[0], LEAF[1], noise(x / 2.1, y / 2.1) * 0.75 + (dx - dy) / 110 + 0.1);
  return Math.abs(dx) < 2.2 && dy > 0 && dy < 36 ? TRUNK : undefined;
});

/** A shaded ball: a round edge outside, nothing but gradient inside. */
const ball: Paint = within(222, 28, 276, 82, (x, y) => {
  const [dx, dy] = [(x - 55) / 25, (y - 248) / 25];
  const square = dx * dx + dy * dy;
  if (square >= 1) return undefined;
  const facing = dx * 0.5 - dy * 0.55 + Math.sqrt(1 - square) * 0.67;
  const base = blend(BALL_DARK, BALL_LIGHT, Math.max(0, facing));
  return blend(base, WHITE, Math.max(0, facing - 0.86) * 6.4);
});

const shadow: Paint = within(262, 22, 282, 74, (x, y) =>
  ((x - 48) / 25) ** 2 + ((y - 272) / 7) ** 2 < 1 && chequer(x, y) !== undefined
    ? blend(chequer(x, y)!, NIGHT, 0.62)
    : undefined,
);

const PETALS = 12;

/** Wedges that meet in a point: every direction, every width. */
const flower: Paint = within(222, 154, 296, 226, (x, y) => {
  const [dx, dy] = [x - 190, y - 258];
  const radius = Math.sqrt(dx * dx + dy * dy);
  if (radius < 31) {
    const wedge = Math.floor(((Math.atan2(dy, dx) / Math.PI + 1) * PETALS) % 2);
    return radius > 28.6 ? CREAM : wedge === 0 ? WEDGE : GOLD;
  }
  return undefined;
});

/** Checks that recede: the same pattern at every scale. */
function chequer(x: number, y: number): Colour | undefined {
  const edge = 118 - (y - 214) * 0.12 + 9 * Math.sin((y - 206) / 13);
  if (y < 214 + 5 * Math.sin(x / 24) || x > edge) return undefined;
  const depth = 900 / (y - 176);
  const across = ((x - 70) * depth) / 17;
  const even = (Math.floor(across / 13) + Math.floor(depth * 0.92)) % 2 === 0;
  return even ? FLOOR_LIGHT : FLOOR_DARK;
}

/** A river in bands that grow towards the viewer: a frequency sweep. */
const river: Paint = within(184, 60, 292, 180, (x, y) => {
  const t = (y - 184) / 108;
  const middle = 112 + 16 * Math.sin(t * 5.2) + 16 * t;
  if (Math.abs(x - middle) > 2.5 + 17 * t) return undefined;
  const wave = Math.sin(60 * Math.sqrt(t + 0.02) + (x - middle) * 0.16);
  return blend(WATER, FOAM, wave > 0.35 ? 0.9 : 0.18 + 0.3 * t);
});

/** Furrows: thin parallel lines that turn with the hill. */
const furrows: Paint = within(170, 0, 226, 140, (x, y) => {
  const fall = x > 84 ? ((x - 84) / 6.5) ** 2 : 0;
  if (y < 182 + 6 * Math.sin(x / 26 + 1) + fall || chequer(x, y) !== undefined) return undefined;
  const phase = (y + 0.34 * x + 4 * Math.sin(x / 30)) / 5.2;
  return phase - Math.floor(phase) < 0.5 ? WHEAT : EARTH;
});

const STRIPES: readonly [Colour, Colour] = [hex('#86b45a'), hex('#4d8a4a')];

/** Upright rows that run to a point on the horizon. */
const rows: Paint = within(176, 90, 292, 228, (x, y) => {
  if (y < 184 - 4 * Math.sin(x / 28) || y > 222 + 4 * Math.sin(x / 17)) return undefined;
  const fan = (x - 120) / (y - 160);
  return STRIPES[Math.floor(fan * 9 + 100) % 2];
});

/** Noise at two scales. */
const meadow: Paint = within(180, 0, 292, 228, (x, y) => {
  const grain = 0.6 * noise(x / 1.4, y / 1.4) + 0.4 * noise(x / 6, y / 6);
  return blend(GRASS_DARK, GRASS_LIGHT, grain);
});

const PATCHES: readonly Colour[] = [
  '#ffffff',
  '#ffe600',
  '#00d5e6',
  '#00b050',
  '#e0218a',
  '#e02020',
  '#2040d0',
  '#101018',
].map(hex);
const ramp = gradient([
  [116, BLACK],
  [170, WHITE],
]);

/** Along the foot: pure colours, a grey ramp, lines of one, two and four pixels. */
const patches: Paint = within(291, 0, 304, 228, (x, y) => {
  if (y < 292.5) return BLACK;
  if (x < 112) return PATCHES[Math.floor(x / 14)];
  if (x < 114 || (x >= 172 && x < 174)) return BLACK;
  if (x < 172) return ramp(x);
  const pitch = x < 192 ? 4 : x < 210 ? 2 : 1;
  return Math.floor(x / pitch) % 2 === 0 ? WHITE : BLACK;
});

/** Front to back. */
export const LAND: readonly Paint[] = [
  patches,
  flower,
  tree,
  house,
  ball,
  shadow,
  within(206, 0, 292, 150, chequer),
  furrows,
  river,
  rows,
  meadow,
  mountains,
];
