/** @file Frames as an animated GIF: one palette for all, and of each frame only what differs from the one before. */

import { createRequire } from 'node:module';

type Palette = readonly (readonly number[])[];

interface FrameOptions {
  readonly palette?: Palette;
  /** In milliseconds. */
  readonly delay: number;
  readonly transparent?: boolean;
  readonly transparentIndex?: number;
  /** 1: the frame stays, and the next one is drawn over it. */
  readonly dispose: number;
  /** 0: for ever. */
  readonly repeat?: number;
}

interface Encoder {
  writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

/** What is used of gifenc, which brings no types and is no ES module in Node. */
interface Gifenc {
  GIFEncoder(): Encoder;
  quantize(rgba: Uint8Array, colours: number, options: { readonly format: 'rgb565' }): number[][];
}

const gifenc = createRequire(import.meta.url)('gifenc') as Gifenc;

export interface GifFrame {
  /** [height, width, 4]. */
  readonly rgba: Uint8Array;
  /** For how long it is shown, in milliseconds. */
  readonly delay: number;
}

/** One of the 256 colours is kept for pixels that stay as they are. */
const COLOURS = 255;
/** Flat areas keep their exact colour: so many of the most frequent ones. The rest is for the edges between them. */
const EXACT = 160;
/** Frames from which the palette is taken. */
const SAMPLES = 4;

/** A pixel as one number. */
const colourAt = (rgba: Uint8Array, at: number): number => (rgba[at]! << 16) | (rgba[at + 1]! << 8) | rgba[at + 2]!;

const parts = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** All colours of some frames, spread over the animation, the most frequent ones first. */
function frequentColours(frames: readonly GifFrame[]): number[] {
  const count = Math.min(SAMPLES, frames.length);
  const found = new Map<number, number>();
  for (let sample = 0; sample < count; sample++) {
    const { rgba } = frames[Math.floor((sample * frames.length) / count)]!;
    for (let at = 0; at < rgba.length; at += 4) {
      const colour = colourAt(rgba, at);
      found.set(colour, (found.get(colour) ?? 0) + 1);
    }
  }
  return [...found].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
}

/** Exact where there are few colours; else the frequent ones exact, and the others gathered into groups. */
function paletteOf(frames: readonly GifFrame[]): number[][] {
  const colours = frequentColours(frames);
  if (colours.length <= COLOURS) return colours.map(parts);
  const rest = colours.slice(EXACT);
  const rgba = new Uint8Array(rest.flatMap((colour) => [...parts(colour), 255]));
  const grouped = gifenc.quantize(rgba, COLOURS - EXACT, { format: 'rgb565' }).map((colour) => colour.slice(0, 3));
  return [...colours.slice(0, EXACT).map(parts), ...grouped];
}

/** Finds the place of a colour in the palette, the nearest one for a colour that is not in it. */
class Finder {
  readonly #palette: Palette;
  readonly #known = new Map<number, number>();

  constructor(palette: Palette) {
    this.#palette = palette;
    for (const [index, [r, g, b]] of palette.entries()) {
      const colour = (r! << 16) | (g! << 8) | b!;
      if (!this.#known.has(colour)) this.#known.set(colour, index);
    }
  }

  /** [height, width] indices of [height, width, 4] pixels. */
  indices(rgba: Uint8Array): Uint8Array {
    const found = new Uint8Array(rgba.length / 4);
    let [colour, index] = [-1, 0];
    for (let i = 0; i < found.length; i++) {
      const next = colourAt(rgba, i * 4);
      // Most pixels look like the one before.
      if (next !== colour) [colour, index] = [next, this.#indexOf(next)];
      found[i] = index;
    }
    return found;
  }

  #indexOf(colour: number): number {
    const known = this.#known.get(colour);
    if (known !== undefined) return known;
    const [r, g, b] = parts(colour);
    let [nearest, least] = [0, Infinity];
    for (const [index, [pr, pg, pb]] of this.#palette.entries()) {
      const distance = (r - pr!) ** 2 + (g - pg!) ** 2 + (b - pb!) ** 2;
      if (distance < least) [nearest, least] = [index, distance];
    }
    this.#known.set(colour, nearest);
    return nearest;
  }
}

/** Pixels that are what they were become `same`. */
function difference(now: Uint8Array, before: Uint8Array, same: number): Uint8Array {
  return now.map((index, i) => (index === before[i] ? same : index));
}

/** Animates for ever. @throws RangeError without frames */
export function encodeGif(frames: readonly GifFrame[], width: number, height: number): Uint8Array {
  if (frames.length === 0) throw new RangeError('An animation needs a frame.');
  const palette = paletteOf(frames);
  const same = palette.length;
  const table = [...palette, [0, 0, 0]];
  const finder = new Finder(palette);
  const encoder = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { rgba, delay } of frames) {
    const indices = finder.indices(rgba);
    const shared = { delay, dispose: 1 };
    if (before === undefined) encoder.writeFrame(indices, width, height, { ...shared, palette: table, repeat: 0 });
    else {
      const changed = difference(indices, before, same);
      encoder.writeFrame(changed, width, height, { ...shared, transparent: true, transparentIndex: same });
    }
    before = indices;
  }
  encoder.finish();
  return encoder.bytes();
}
