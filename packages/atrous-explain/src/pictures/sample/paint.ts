/** @file How the sample is painted: a scene is a list of paints, front to back, each a pure function of a point. */

import type { Colour, Picture } from '../picture.js';

/** The colour at a point in pixels (x to the right, y down, fractions count), or undefined where the paint is absent. */
export type Paint = (x: number, y: number) => Colour | undefined;

/** Samples per pixel along each axis. */
const SAMPLES = 4;

/**
 * Renders a scene: every pixel is the average of 4 × 4 samples, taken in light (squared values) rather than in sRGB
 * numbers, so that thin lines keep their weight. Squares and square roots are exact everywhere, powers are not.
 */
export function render(scene: readonly Paint[], height: number, width: number): Picture {
  const rgb = new Uint8Array(height * width * 3);
  const light = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      light.fill(0);
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const [dx, dy] = [sample % SAMPLES, Math.floor(sample / SAMPLES)];
        const colour = look(scene, x + (dx + 0.5) / SAMPLES, y + (dy + 0.5) / SAMPLES);
        for (let part = 0; part < 3; part++) light[part]! += colour[part]! * colour[part]!;
      }
      for (let part = 0; part < 3; part++) rgb[at++] = Math.round(Math.sqrt(light[part]! / (SAMPLES * SAMPLES)));
    }
  }
  return { height, width, rgb };
}

const NOTHING: Colour = [0, 0, 0];

function look(scene: readonly Paint[], x: number, y: number): Colour {
  for (const paint of scene) {
    const colour = paint(x, y);
    if (colour !== undefined) return colour;
  }
  return NOTHING;
}

/** A paint that is asked only inside a box. */
export function within(top: number, left: number, bottom: number, right: number, paint: Paint): Paint {
  return (x, y) => (y < top || y >= bottom || x < left || x >= right ? undefined : paint(x, y));
}

/** `#rrggbb` as a colour. */
export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The colour `t` of the way from one to the other. */
export function blend(from: Colour, to: Colour, t: number): Colour {
  return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t];
}

/** Colours at given positions, in rising order, joined by straight gradients. */
export function gradient(stops: readonly (readonly [position: number, colour: Colour])[]): (at: number) => Colour {
  return (at) => {
    const next = stops.findIndex(([position]) => position > at);
    if (next === 0) return stops[0]![1];
    if (next < 0) return stops.at(-1)![1];
    const [[from, a], [to, b]] = [stops[next - 1]!, stops[next]!];
    return blend(a, b, (at - from) / (to - from));
  };
}
