import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HEIGHT, SAMPLE_WIDTH, samplePicture } from '../../src/pictures/sample/index.js';
import type { Picture } from '../../src/pictures/picture.js';

const pixel = ({ rgb, width }: Picture, y: number, x: number): number[] => [
  ...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('the sample picture', () => {
  const picture = samplePicture();

  it('is 304 × 228 (height × width) RGB', () => {
    expect([SAMPLE_HEIGHT, SAMPLE_WIDTH]).toEqual([304, 228]);
    expect([picture.height, picture.width, picture.rgb.length]).toEqual([304, 228, 304 * 228 * 3]);
  });

  it('is the same on every machine, pixel for pixel', () => {
    const hash = createHash('sha256').update(picture.rgb).digest('hex');
    expect(hash).toBe('799a4411f27bdafd15f51df8d5b206735f59758ac1edefe7269d9c1fb8f4e475');
  });

  it('has pure colours, a grey ramp and one-pixel lines along its foot', () => {
    expect(pixel(picture, 300, 5)).toEqual([255, 255, 255]);
    expect(pixel(picture, 300, 20)).toEqual([255, 230, 0]);
    expect(pixel(picture, 300, 140)[0]).toBeGreaterThan(pixel(picture, 300, 130)[0]!);
    expect([pixel(picture, 300, 212)[0], pixel(picture, 300, 213)[0]]).toEqual([255, 16]);
  });

  it('is rendered without stairs: the edge of the sun has colours between sun and sky', () => {
    const colours = new Set<string>();
    for (let x = 110; x < 130; x++) colours.add(pixel(picture, 100, x).join());
    expect(colours.size).toBeGreaterThan(4);
  });
});
