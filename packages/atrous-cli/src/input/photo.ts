/** @file Any picture file as numbers: decoded, turned upright, blended over white, in [0, 1]. */

import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { EXIT, Failure } from '../failure.js';
import { formatCount, formatSizes, type Lang } from 'atrous-explain/read';
import { LUMINANCE, luminance } from 'atrous-explain/pictures';
import { stepWords } from './steps.js';
import { reasonOf, refusalWords } from '../words/refusals.js';

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

/** Interleaved pixels [H, W, C] as the decoder gives them. */
interface Decoded {
  readonly data: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
  /** 3 or 4 (RGB, RGBA); 1 or 2 from a decoder that keeps grey. */
  readonly stored: number;
  readonly alpha: boolean;
  /** The value that stands for 1: 255 or 65535. */
  readonly most: number;
}

interface Planes {
  readonly rgb: Float32Array;
  /** Whether a pixel let something through. */
  readonly blended: boolean;
}

const unreadable = (path: string, reason: string, lang?: Lang, hint?: string): Failure =>
  new Failure(EXIT.file, refusalWords(lang).cannotRead(path, reason), hint);

async function bytesOf(path: string, lang?: Lang): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, reasonOf(error, lang), lang);
  }
}

async function metadataOf(image: Sharp, path: string, lang?: Lang): Promise<Metadata> {
  try {
    return await image.metadata();
  } catch {
    throw unreadable(path, refusalWords(lang).noPicture, lang, refusalWords(lang).formats);
  }
}

function refuseHuge({ width, height }: Metadata, path: string, lang?: Lang): void {
  if (width * height <= MOST_PIXELS) return;
  const words = refusalWords(lang);
  const message = words.hugePicture(path, formatCount(height), formatCount(width), formatCount(MOST_PIXELS));
  throw new Failure(EXIT.file, message, words.scaleDown);
}

/** Pixels as RGB, 16 bits deep where the file is and 8 elsewhere. */
async function decode(image: Sharp, metadata: Metadata, path: string, lang?: Lang): Promise<Decoded> {
  const deep = metadata.depth === 'ushort';
  try {
    const { data, info } = await image
      .autoOrient()
      .toColourspace(deep ? 'rgb16' : 'srgb')
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      data: deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data,
      height: info.height,
      width: info.width,
      stored: info.channels,
      alpha: metadata.hasAlpha,
      most: deep ? 65535 : 255,
    };
  } catch (error) {
    throw unreadable(path, refusalWords(lang).damaged((error as Error).message.trim()), lang);
  }
}

/** [H, W, C] → [3, H, W] in [0, 1], one float32 rounding per value; what shines through is white. */
function planes({ data, height, width, stored, alpha, most }: Decoded): Planes {
  const plane = height * width;
  const colours = alpha ? stored - 1 : stored;
  const rgb = new Float32Array(3 * plane);
  let blended = false;
  for (let c = 0; c < 3; c++) {
    const source = Math.min(c, colours - 1);
    for (let i = 0; i < plane; i++) {
      const value = data[i * stored + source]! / most;
      const opacity = alpha ? data[i * stored + colours]! / most : 1;
      blended ||= opacity < 1;
      rgb[c * plane + i] = opacity < 1 ? value * opacity + (1 - opacity) : value;
    }
  }
  return { rgb, blended };
}

function stepsOf(metadata: Metadata, most: number, blended: boolean, grey: boolean, lang?: Lang): string[] {
  const words = stepWords(lang);
  const steps: string[] = [];
  if ((metadata.pages ?? 1) > 1) steps.push(words.frames(metadata.pages!));
  const { orientation = 1 } = metadata;
  if (orientation > 1) steps.push(words.upright(orientation));
  if (metadata.space === 'cmyk') steps.push(words.cmyk);
  if (metadata.icc !== undefined && metadata.space !== 'cmyk') steps.push(words.profile);
  if (!['uchar', 'ushort'].includes(metadata.depth)) steps.push(words.eightBits);
  steps.push(words.divided(most));
  if (blended) steps.push(words.blended);
  const isGrey = metadata.space === 'b-w' || metadata.space === 'grey16';
  if (grey && !isGrey) steps.push(words.luminance(LUMINANCE));
  if (!grey && isGrey) steps.push(words.greyCopied);
  return steps;
}

/**
 * Reads a picture file.
 *
 * @param grey one channel (luminance) instead of RGB
 * @param lang of what is said about its pixels
 * @throws Failure with exit code 3 where the file is missing, damaged, no picture, or too large
 */
export async function readPhoto(path: string, grey = false, lang?: Lang): Promise<Photo> {
  const bytes = await bytesOf(path, lang);
  if (bytes.length === 0) throw unreadable(path, refusalWords(lang).emptyFile, lang);
  const image = sharp(bytes, { limitInputPixels: false, failOn: 'error', ignoreIcc: true });
  const metadata = await metadataOf(image, path, lang);
  refuseHuge(metadata, path, lang);
  const decoded = await decode(image, metadata, path, lang);
  const { rgb, blended } = planes(decoded);
  const { height, width } = decoded;
  return {
    height,
    width,
    channels: grey ? 1 : 3,
    values: grey ? luminance(rgb) : rgb,
    steps: stepsOf(metadata, decoded.most, blended, grey, lang),
  };
}

/** `304 × 228`, heights first. */
export const photoSize = ({ height, width }: { height: number; width: number }): string => formatSizes([height, width]);
