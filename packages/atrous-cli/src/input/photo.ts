/** @file Any picture file as numbers: decoded, turned upright, blended over white, in [0, 1]. */

import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { EXIT, Failure, reasonOf } from '../failure.js';

/** Pictures above this many pixels are refused before they are decoded. */
export const MOST_PIXELS = 100_000_000;

export interface Photo {
  /** Rows, then columns. */
  readonly height: number;
  readonly width: number;
  /** 3 for RGB, 1 for grey. */
  readonly channels: 1 | 3;
  /** [channels, height, width], each value in [0, 1]. */
  readonly values: Float32Array;
  /** What was done to the file's pixels, one sentence each. */
  readonly steps: readonly string[];
}

interface Decoded {
  readonly data: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
  readonly most: number;
}

const unreadable = (path: string, reason: string): Failure =>
  new Failure(EXIT.file, `cannot read ${path}: ${reason}`, 'Pictures may be PNG, JPEG, WebP, GIF, TIFF or AVIF.');

async function metadataOf(image: Sharp, path: string): Promise<Metadata> {
  try {
    return await image.metadata();
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
}

function refuseHuge({ width, height }: Metadata, path: string): void {
  if (width * height <= MOST_PIXELS) return;
  throw new Failure(
    EXIT.file,
    `${path} has ${height.toLocaleString('en')} × ${width.toLocaleString('en')} pixels (height × width), more than ${MOST_PIXELS.toLocaleString('en')}`,
    'Scale it down first: decoding it would take gigabytes.',
  );
}

/** Pixels interleaved as RGB or grey, 8 or 16 bits deep as the file has them. */
async function decode(image: Sharp, metadata: Metadata, grey: boolean, path: string): Promise<Decoded> {
  const deep = metadata.depth === 'ushort';
  const upright = metadata.hasAlpha ? image.autoOrient().flatten({ background: 'white' }) : image.autoOrient();
  const space = `${grey ? 'grey' : 'rgb'}16` as const;
  const flat = upright.toColourspace(deep ? space : grey ? 'b-w' : 'srgb');
  try {
    const { data, info } = await flat.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
    const words = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
    return { data: words, height: info.height, width: info.width, most: deep ? 65535 : 255 };
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
}

/** Interleaved [H, W, C] → planar [C, H, W], scaled to [0, 1] by one float32 division. */
function planar({ data, height, width, most }: Decoded, channels: 1 | 3): Float32Array {
  const plane = height * width;
  const stored = data.length / plane;
  const values = new Float32Array(channels * plane);
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < plane; i++) values[c * plane + i] = data[i * stored + Math.min(c, stored - 1)]! / most;
  return values;
}

function stepsOf(metadata: Metadata, grey: boolean, most: number): string[] {
  const steps: string[] = [];
  if ((metadata.pages ?? 1) > 1) steps.push(`first of ${metadata.pages} frames`);
  if ((metadata.orientation ?? 1) > 1) steps.push(`turned upright (EXIF orientation ${metadata.orientation})`);
  if (metadata.hasAlpha) steps.push('transparency blended over white');
  if (grey && metadata.channels >= 3) steps.push('colours turned into luminance');
  if (!grey && metadata.channels < 3) steps.push('grey copied to three channels');
  steps.push(`values divided by ${most}, so that they lie in [0, 1]`);
  return steps;
}

/**
 * Reads a picture file.
 *
 * @param grey one channel (luminance) instead of RGB
 * @throws Failure with exit code 3 where the file is missing, damaged, no picture, or too large
 */
export async function readPhoto(path: string, grey = false): Promise<Photo> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(path, reasonOf(error));
  }
  const image = sharp(bytes, { limitInputPixels: false, failOn: 'error' });
  const metadata = await metadataOf(image, path);
  refuseHuge(metadata, path);
  const decoded = await decode(image, metadata, grey, path);
  const channels = grey ? 1 : 3;
  return {
    height: decoded.height,
    width: decoded.width,
    channels,
    values: planar(decoded, channels),
    steps: stepsOf(metadata, grey, decoded.most),
  };
}
