/** @file A picture file as pixels: looked at before it is decoded, reduced where it is very large. */

import { samplePicture } from 'atrous-explain/pictures';
import { FULL_PIXELS, MOST_PICTURE_BYTES, MOST_PIXELS } from '../limits.js';
import { HEAD_BYTES, pictureHead } from './picture-header.js';

/** Pixels row by row, [height, width, 3] in [0, 1]. */
export interface Decoded {
  readonly height: number;
  readonly width: number;
  readonly rgb: Float32Array;
  /** The file's own size, where it was reduced while it was decoded. */
  readonly reducedFrom: readonly [height: number, width: number] | undefined;
  readonly hasAlpha: boolean;
}

/** Why a file is no picture for this page. */
export type PictureProblem =
  | { readonly why: 'empty' | 'unknown' | 'damaged' }
  | { readonly why: 'huge'; readonly height: number; readonly width: number }
  | { readonly why: 'bytes'; readonly bytes: number };

const isProblem = (found: Decoded | PictureProblem): found is PictureProblem => 'why' in found;
export { isProblem as isPictureProblem };

/** The sample, painted by our own code. */
export function decodeSample(): Decoded {
  const { height, width, rgb } = samplePicture();
  return {
    height,
    width,
    rgb: Float32Array.from(rgb, (value) => value / 255),
    reducedFrom: undefined,
    hasAlpha: false,
  };
}

/** RGBA in bytes → RGB in [0, 1]; what shines through is white. */
function blended(rgba: Uint8ClampedArray): Pick<Decoded, 'rgb' | 'hasAlpha'> {
  const rgb = new Float32Array((rgba.length / 4) * 3);
  let hasAlpha = false;
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const opacity = rgba[4 * pixel + 3]! / 255;
    hasAlpha ||= opacity < 1;
    for (let part = 0; part < 3; part++)
      rgb[3 * pixel + part] =
        opacity === 1 ? rgba[4 * pixel + part]! / 255 : (rgba[4 * pixel + part]! / 255) * opacity + (1 - opacity);
  }
  return { rgb, hasAlpha };
}

async function bitmapOf(file: Blob, options: ImageBitmapOptions): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file, options);
  } catch {
    return undefined;
  }
}

/** Never throws over what is in the file. */
export async function decodePicture(file: Blob): Promise<Decoded | PictureProblem> {
  if (file.size === 0) return { why: 'empty' };
  if (file.size > MOST_PICTURE_BYTES) return { why: 'bytes', bytes: file.size };
  const head = pictureHead(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  if (head === undefined) return { why: 'unknown' };
  const pixels = head.height * head.width;
  if (pixels === 0) return { why: 'damaged' };
  if (pixels > MOST_PIXELS) return { why: 'huge', ...head };
  const share = Math.min(1, Math.sqrt(FULL_PIXELS / pixels));
  // Colours as they stand in the file, as PIL and torchvision read them; turned upright, as its camera says.
  const upright: ImageBitmapOptions = {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
    imageOrientation: 'from-image',
  };
  const bitmap = await bitmapOf(file, upright);
  if (bitmap === undefined) return { why: 'damaged' };
  const [height, width] = [bitmap.height, bitmap.width].map((side) => Math.max(1, Math.round(side * share))) as [
    number,
    number,
  ];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const reducedFrom = share < 1 ? ([bitmap.height, bitmap.width] as const) : undefined;
  bitmap.close();
  return { height, width, ...blended(context.getImageData(0, 0, width, height).data), reducedFrom };
}
