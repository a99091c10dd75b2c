/**
 * @file One colour map per meaning, each even in lightness and safe for colour-blind readers:
 * viridis for values that are never negative, blue – white – red for signed ones, purple – white – orange for weights,
 * inferno for heat.
 */

import { interpolateInferno, interpolatePuOr, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import type { Colour } from './picture.js';

/** 256 colours, [256, 3], from the lowest value to the highest. */
export type ColourMap = Uint8Array;

export const SEQUENTIAL: ColourMap = table(interpolateViridis);
/** Blue below 0, red above. */
export const DIVERGING: ColourMap = table((t) => interpolateRdBu(1 - t));
/** Purple below 0, orange above. */
export const WEIGHTS: ColourMap = table(interpolatePuOr);
export const HEAT: ColourMap = table(interpolateInferno);

/** The colour at `t` from 0 to 1; values outside take the nearer end. */
export function colourAt(map: ColourMap, t: number): Colour {
  const at = indexAt(t) * 3;
  return [map[at]!, map[at + 1]!, map[at + 2]!];
}

/** Which of the 256 colours stands for `t`. */
export function indexAt(t: number): number {
  return t <= 0 ? 0 : t >= 1 ? 255 : Math.round(t * 255);
}

function table(interpolate: (t: number) => string): ColourMap {
  const colours = new Uint8Array(256 * 3);
  for (let index = 0; index < 256; index++) colours.set(parseColour(interpolate(index / 255)), index * 3);
  return colours;
}

/** Reads the two notations that d3 writes: `#rrggbb` and `rgb(r, g, b)`. */
function parseColour(text: string): number[] {
  if (text.startsWith('#')) return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return text.match(/\d+/g)!.map(Number);
}
