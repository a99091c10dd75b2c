/** @file The size of a picture from the head of its file. */

import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { pictureHead } from '../../src/pages/lab/thread/picture-header.js';

const plain = sharp({ create: { width: 37, height: 21, channels: 3, background: '#40a0e0' } });

describe('the head of a picture', () => {
  test.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)('%s tells its size', async (format) => {
    expect(pictureHead(await plain.clone().toFormat(format).toBuffer())).toEqual({ height: 21, width: 37 });
  });

  test('lossless and transparent WebP tell theirs', async () => {
    expect(pictureHead(await plain.clone().webp({ lossless: true }).toBuffer())).toEqual({ height: 21, width: 37 });
    const clear = sharp({ create: { width: 37, height: 21, channels: 4, background: '#40a0e080' } });
    expect(pictureHead(await clear.webp().toBuffer())).toEqual({ height: 21, width: 37 });
  });

  test('a JPEG with a long note before its frame tells its size', async () => {
    const noted = await plain
      .clone()
      .withExif({ IFD0: { Copyright: 'a'.repeat(20_000) } })
      .jpeg()
      .toBuffer();
    expect(pictureHead(noted)).toEqual({ height: 21, width: 37 });
  });

  test('a BMP tells its size, upside down or not', () => {
    const bytes = new Uint8Array(64);
    bytes.set([0x42, 0x4d]);
    new DataView(bytes.buffer).setInt32(18, 37, true);
    new DataView(bytes.buffer).setInt32(22, -21, true);
    expect(pictureHead(bytes)).toEqual({ height: 21, width: 37 });
  });

  test('of anything else there is none, and nothing is thrown', () => {
    expect(
      pictureHead(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9"/>')),
    ).toBeUndefined();
    const start = fc.constantFrom([0xff, 0xd8], [0x52, 0x49, 0x46, 0x46], [0x42, 0x4d], []);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (magic, rest) => {
        expect(() => pictureHead(Uint8Array.from([...magic, ...rest]))).not.toThrow();
      }),
    );
  });
});
