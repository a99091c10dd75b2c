/** @file Colours that everybody can tell apart, and texts that everybody can read. */

import { describe, expect, test } from 'vitest';
import {
  type Hex,
  lookOf,
  paperOf,
  scene,
  type Scene,
  type SceneText,
  TAP_COLOURS,
  type Theme,
} from '../../src/index.js';
import { tapColour } from '../../src/scene/taps.js';
import { EXAMPLES } from './examples.js';

type Triple = readonly [number, number, number];

/** sRGB → linear light, 0 to 1. */
const linear = (colour: Hex): Triple =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const SIGHT: Readonly<Record<string, readonly number[]>> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const seen = (colour: Hex, m: readonly number[]): Triple =>
  [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        linear(colour).reduce((sum, part, i) => sum + m[row + i]! * part, 0),
      ),
    ),
  ) as unknown as Triple;

/** CIE Lab, white D65. */
function lab([r, g, b]: Triple): Triple {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: Triple, b: Triple): number => Math.hypot(...a.map((part, i) => part - b[i]!));

describe('tap colours', () => {
  test.each(Object.keys(SIGHT))('are apart in every pair, seen with %s', (sight) => {
    const seenAs = TAP_COLOURS.map((colour) => lab(seen(colour, SIGHT[sight]!)));
    for (const [i, a] of seenAs.entries())
      for (const [j, b] of seenAs.entries())
        if (i < j) expect(distance(a, b), `${TAP_COLOURS[i]} and ${TAP_COLOURS[j]}`).toBeGreaterThan(20);
  });

  test.each([
    [3, 3],
    [2, 5],
    [7, 7],
    [11, 11],
    [1, 12],
    [12, 1],
  ])('of a kernel of %i by %i differ from all round them', (height, width) => {
    const colour = (h: number, w: number): number => tapColour([0, h, w], [1, height, width]);
    for (let h = 0; h < height; h++)
      for (let w = 0; w < width; w++) {
        if (w + 1 < width) expect(colour(h, w)).not.toBe(colour(h, w + 1));
        if (h + 1 < height) expect(colour(h, w)).not.toBe(colour(h + 1, w));
      }
  });
});

const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const bytes = (colour: Hex): Triple =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Triple;

const hex = (colour: Triple): Hex =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** The colour behind the middle of a text: the rectangles under it, one over the other. */
function groundOf({ rects }: Scene, { x, y, size, anchor, layer = 0 }: SceneText, theme: Theme): Hex {
  const [px, py] = [x + (anchor === 'middle' ? 0 : anchor === 'start' ? 3 : -3), y - size * 0.35];
  const under = rects
    .filter((rect) => (rect.layer ?? 0) <= layer)
    .filter((rect) => px >= rect.x && px <= rect.x + rect.width && py >= rect.y && py <= rect.y + rect.height)
    .sort((a, b) => (a.layer ?? 0) - (b.layer ?? 0));
  return under.reduce<Hex>((ground, rect) => {
    const { fill, alpha = 1 } = lookOf(rect.role, theme, rect.tap, rect.level);
    if (fill === undefined) return ground;
    const share = alpha * (rect.opacity ?? 1);
    const [below, above] = [bytes(ground), bytes(fill)];
    return hex(below.map((part, i) => part * (1 - share) + above[i]! * share) as unknown as Triple);
  }, paperOf(theme));
}

function contrast(a: Hex, b: Hex): number {
  const [x, y] = [luminance(linear(a)), luminance(linear(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe.each(['light', 'dark'] as const)('texts in the %s theme', (theme) => {
  test.each(EXAMPLES)('of $name have a contrast of 4.5 or more', ({ state, time }) => {
    const drawn = scene(state, time);
    for (const text of drawn.texts.filter(({ opacity = 1 }) => opacity === 1)) {
      const ground = groundOf(drawn, text, theme);
      const { fill } = lookOf(text.role, theme);
      expect(contrast(fill!, ground), `${text.role} '${text.text}' on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
