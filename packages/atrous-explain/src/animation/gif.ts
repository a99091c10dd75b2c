/** @file Frames as an animated GIF: one palette for all, and of each frame only what differs from the one before. */

import * as found from 'gifenc';
import type { Encoder, Gifenc, Palette } from 'gifenc';

/** In Node it is CommonJS, and everything is in `default`; bundlers take its ES module. */
const gifenc: Gifenc = 'quantize' in found ? (found as unknown as Gifenc) : found.default;

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

/** Which of so many frames tell the colours of all: some that are spread over the animation. */
export function sampledFrames(count: number): number[] {
  const samples = Math.min(SAMPLES, count);
  return Array.from({ length: samples }, (_, sample) => Math.floor((sample * count) / samples));
}

/** A pixel as one number. */
const colourAt = (rgba: Uint8Array, at: number): number => (rgba[at]! << 16) | (rgba[at + 1]! << 8) | rgba[at + 2]!;

const parts = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** All colours of some pictures, the most frequent ones first. */
function frequentColours(pictures: readonly Uint8Array[]): number[] {
  const found = new Map<number, number>();
  for (const rgba of pictures)
    for (let at = 0; at < rgba.length; at += 4) {
      const colour = colourAt(rgba, at);
      found.set(colour, (found.get(colour) ?? 0) + 1);
    }
  return [...found].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
}

/** Exact where there are few colours; else the frequent ones exact, and the others gathered into groups. */
function paletteOf(pictures: readonly Uint8Array[]): number[][] {
  const colours = frequentColours(pictures);
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

/** An animation that grows frame by frame, so that not all of its pixels are there at once; it runs for ever. */
export class GifWriter {
  readonly #size: readonly [width: number, height: number];
  readonly #palette: number[][];
  readonly #finder: Finder;
  readonly #encoder: Encoder = gifenc.GIFEncoder();
  #before: Uint8Array | undefined;

  /**
   * @param samples  pictures of the animation, [height, width, 4] each, whose colours are those of all (`sampledFrames`)
   * @throws RangeError without samples
   */
  constructor(samples: readonly Uint8Array[], width: number, height: number) {
    if (samples.length === 0) throw new RangeError('An animation needs a frame.');
    this.#size = [width, height];
    this.#palette = paletteOf(samples);
    this.#finder = new Finder(this.#palette);
  }

  /** The next frame. */
  add({ rgba, delay }: GifFrame): void {
    const indices = this.#finder.indices(rgba);
    const [width, height] = this.#size;
    const shared = { delay, dispose: 1 };
    const same = this.#palette.length;
    if (this.#before === undefined) {
      const palette = [...this.#palette, [0, 0, 0]];
      this.#encoder.writeFrame(indices, width, height, { ...shared, palette, repeat: 0 });
    } else {
      const changed = difference(indices, this.#before, same);
      this.#encoder.writeFrame(changed, width, height, { ...shared, transparent: true, transparentIndex: same });
    }
    this.#before = indices;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#encoder.bytesView().length;
  }

  /** The file; nothing can be added after. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#encoder.finish();
    return this.#encoder.bytes();
  }
}

/** Frames that are all there, as a file. @throws RangeError without frames */
export function encodeGif(frames: readonly GifFrame[], width: number, height: number): Uint8Array<ArrayBuffer> {
  const samples = sampledFrames(frames.length).map((at) => frames[at]!.rgba);
  const writer = new GifWriter(samples, width, height);
  for (const frame of frames) writer.add(frame);
  return writer.finish();
}
