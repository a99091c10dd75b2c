/** @file Pictures as PNG files. */

import sharp from 'sharp';
import type { Picture } from 'atrous-explain/pictures';

/** The picture as an 8-bit RGB PNG; reading it back gives the same pixels. */
export async function encodePng({ rgb, height, width }: Picture): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** An SVG document as a PNG, twice as large in both directions as it says, for sharp screens. */
export async function encodeSvg(svg: string): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 144 }).png({ compressionLevel: 6 }).toBuffer();
}
