import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { readPhoto } from '../../src/input/photo.js';
import { scratch } from '../command.js';

const folder = scratch();
const DIVIDED = 'values divided by 255, so that they lie in [0, 1]';

/** A picture of interleaved values. */
function pixels(values: readonly number[], height: number, width: number, deep = false): Sharp {
  const data = deep ? Uint16Array.from(values) : Uint8Array.from(values);
  return sharp(data, { raw: { height, width, channels: (values.length / height / width) as 1 | 2 | 3 | 4 } });
}

async function saved(name: string, image: Sharp): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await image.toBuffer());
  return path;
}

/** One 8-bit (or 16-bit) step at a time, so that values can be compared as integers. */
const scaled = (values: Float32Array, most: number): number[] => Array.from(values, (value) => value * most);
/** A float32 in [0, 1] is off by 2⁻²⁵ at most, which is 0.002 of 65535. */
const close = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 2));

// 2 rows of 3 pixels: r, g, b in turn.
const RGB = [255, 0, 0, 10, 20, 30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252];
const PLANES = [255, 10, 1, 4, 7, 250, 0, 20, 2, 5, 8, 251, 0, 30, 3, 6, 9, 252];

describe('a picture file becomes planes of red, green and blue in [0, 1]', () => {
  test.each(['png', 'webp', 'gif', 'tiff'] as const)(
    'from 8-bit %s, exactly, heights before widths',
    async (format) => {
      const options = { png: {}, webp: { lossless: true }, gif: {}, tiff: { compression: 'lzw' } }[format];
      const photo = await readPhoto(await saved(`rgb.${format}`, pixels(RGB, 2, 3).toFormat(format, options)));
      expect([photo.channels, photo.height, photo.width]).toEqual([3, 2, 3]);
      expect(scaled(photo.values, 255)).toEqual(close(PLANES));
      expect(photo.steps).toEqual([DIVIDED]);
    },
  );

  test('from a JPEG, near enough', async () => {
    const flat = Array.from({ length: 16 * 16 * 3 }, (_, i) => [200, 100, 50][i % 3]!);
    const photo = await readPhoto(await saved('flat.jpg', pixels(flat, 16, 16).jpeg({ quality: 100 })));
    for (const [c, value] of [200, 100, 50].entries())
      // JPEG rounds luma and chroma on the way: two steps of 255 are its usual error on a flat colour.
      expect(Math.abs(photo.values[c * 256]! * 255 - value)).toBeLessThanOrEqual(2);
  });

  test('from 16-bit PNG without losing a bit', async () => {
    const values = [1000, 40000, 65535, 1, 2, 3];
    const photo = await readPhoto(await saved('deep.png', pixels(values, 1, 2, true).toColourspace('rgb16').png()));
    expect(scaled(photo.values, 65535)).toEqual(close([1000, 1, 40000, 2, 65535, 3]));
    expect(photo.steps).toEqual(['values divided by 65535, so that they lie in [0, 1]']);
  });

  test('from grey, copied to three channels, which is said', async () => {
    const photo = await readPhoto(await saved('grey.png', pixels([100, 200], 1, 2).toColourspace('b-w').png()));
    expect(scaled(photo.values, 255)).toEqual(close([100, 200, 100, 200, 100, 200]));
    expect(photo.steps).toEqual([DIVIDED, 'grey copied to three channels']);
  });

  test('from 16-bit grey', async () => {
    const image = pixels([1000, 40000], 1, 2, true).toColourspace('grey16').png();
    const photo = await readPhoto(await saved('deep-grey.png', image), true);
    expect(scaled(photo.values, 65535)).toEqual(close([1000, 40000]));
    expect(photo.channels).toBe(1);
  });

  test('from a palette', async () => {
    const photo = await readPhoto(await saved('palette.png', pixels(RGB, 2, 3).png({ palette: true })));
    expect(scaled(photo.values, 255)).toEqual(close(PLANES));
  });

  test('with transparency blended over white, which is said', async () => {
    const image = pixels([100, 50, 0, 51, 9, 9, 9, 0], 1, 2).png();
    const photo = await readPhoto(await saved('alpha.png', image));
    // 51 / 255 is a fifth: 0.2 · 100 + 0.8 · 255 = 224.
    expect(scaled(photo.values, 255)).toEqual(close([224, 255, 214, 255, 204, 255]));
    expect(photo.steps).toEqual([DIVIDED, 'transparency blended over white']);
  });

  test('with 16-bit transparency blended over a white that is 1', async () => {
    const image = pixels([0, 0, 0, 0], 1, 1, true).toColourspace('rgb16').png();
    expect([...(await readPhoto(await saved('deep-alpha.png', image))).values]).toEqual([1, 1, 1]);
  });

  test('with nothing said about an alpha channel that lets nothing through', async () => {
    const photo = await readPhoto(await saved('opaque.png', pixels([1, 2, 3, 255], 1, 1).png()));
    expect(scaled(photo.values, 255)).toEqual(close([1, 2, 3]));
    expect(photo.steps).toEqual([DIVIDED]);
  });

  test('turned upright as EXIF says', async () => {
    const flat = Array.from({ length: 8 * 16 * 3 }, () => 128);
    const image = pixels(flat, 8, 16).withMetadata({ orientation: 6 }).jpeg();
    const photo = await readPhoto(await saved('turned.jpg', image));
    expect([photo.height, photo.width]).toEqual([16, 8]);
    expect(photo.steps[0]).toBe('turned upright (EXIF orientation 6)');
  });

  test('as the first frame of an animated GIF', async () => {
    // Two frames of 2 × 2, one above the other.
    const frames = [...Array(12).fill(255), ...Array(12).fill(0)];
    const image = sharp(Uint8Array.from(frames), { raw: { height: 4, width: 2, channels: 3, pageHeight: 2 } }).gif();
    const photo = await readPhoto(await saved('moving.gif', image));
    expect([photo.height, photo.width]).toEqual([2, 2]);
    expect([...photo.values]).toEqual(Array(12).fill(1));
    expect(photo.steps).toEqual(['first of 2 frames', DIVIDED]);
  });

  test('from a CMYK JPEG, turned into RGB, which is said', async () => {
    const red = Array.from({ length: 16 * 16 * 3 }, (_, i) => (i % 3 === 0 ? 230 : 20));
    const image = pixels(red, 16, 16).toColourspace('cmyk').jpeg({ quality: 100 });
    const photo = await readPhoto(await saved('print.jpg', image));
    const [r, g, b] = [photo.values[0]!, photo.values[256]!, photo.values[512]!];
    expect(r).toBeGreaterThan(0.7);
    expect(Math.max(g, b)).toBeLessThan(0.3);
    expect(photo.steps).toEqual(['printing colours (CMYK) turned into RGB', DIVIDED]);
  });

  test('with the stored numbers where the file brings a colour profile, which is said', async () => {
    const photo = await readPhoto(await saved('profile.png', pixels(RGB, 2, 3).withIccProfile('p3').png()));
    const plain = await sharp(join(folder, 'profile.png'), { ignoreIcc: true }).raw().toBuffer();
    expect(scaled(photo.values.subarray(0, 6), 255)).toEqual(close([0, 1, 2, 3, 4, 5].map((i) => plain[3 * i]!)));
    expect(photo.steps[0]).toBe("the file's colour profile not applied, as PIL and torchvision read pictures");
  });

  test('as luminance on request', async () => {
    const photo = await readPhoto(await saved('colour.png', pixels([10, 20, 30, 255, 255, 255], 1, 2).png()), true);
    expect(photo.channels).toBe(1);
    expect(scaled(photo.values, 255)).toEqual(close([0.299 * 10 + 0.587 * 20 + 0.114 * 30, 255]));
    expect(photo.steps).toEqual([DIVIDED, 'colours turned into luminance (0.299 R + 0.587 G + 0.114 B)']);
  });
});

describe('a file that cannot be read is refused with exit code 3', () => {
  const FORMATS = 'Pictures may be PNG, JPEG, WebP, GIF, TIFF or AVIF.';
  const refusal = async (path: string): Promise<unknown> =>
    readPhoto(path).then(
      () => 'read',
      (error: { exitCode: number; message: string }) => [error.exitCode, error.message],
    );
  const png = (): Promise<Buffer> => pixels(RGB, 2, 3).png().toBuffer();

  test('when there is none', async () => {
    const path = join(folder, 'nowhere.png');
    expect(await refusal(path)).toEqual([3, `cannot read ${path}: there is no such file`]);
  });

  test('when it is a folder', async () => {
    const path = join(folder, 'inner');
    mkdirSync(path);
    expect(await refusal(path)).toEqual([3, `cannot read ${path}: it is a folder`]);
  });

  test('when it is empty', async () => {
    const path = join(folder, 'empty.png');
    writeFileSync(path, '');
    expect(await refusal(path)).toEqual([3, `cannot read ${path}: the file is empty`]);
  });

  test('when it is no picture', async () => {
    const path = join(folder, 'text.png');
    writeFileSync(path, 'hello');
    expect(await refusal(path)).toEqual([3, `cannot read ${path}: it is no picture, or a damaged one\n${FORMATS}`]);
  });

  test('when it is cut short', async () => {
    const path = join(folder, 'cut.png');
    const whole = await png();
    writeFileSync(path, whole.subarray(0, whole.length - 20));
    expect(await refusal(path)).toEqual([
      3,
      expect.stringMatching(/^cannot read .*cut\.png: it is damaged or cut short \(.+\)$/),
    ]);
  });

  test('when its header promises more pixels than are ever decoded', async () => {
    const path = join(folder, 'huge.png');
    const bytes = await png();
    // Width and height of the IHDR chunk.
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(50_000, 20);
    writeFileSync(path, bytes);
    expect(await refusal(path)).toEqual([
      3,
      `${path} has 50,000 × 60,000 pixels (height × width), more than 100,000,000\nScale it down first: decoding it would take gigabytes.`,
    ]);
  });
});
