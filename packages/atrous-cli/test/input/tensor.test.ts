import { F, Tensor } from 'atrous';
import { describe, expect, test } from 'vitest';
import type { Photo } from '../../src/input/photo.js';
import { networkInput, photoOf } from '../../src/input/tensor.js';

const NOTHING = { size: undefined, mean: undefined, std: undefined };
const photo: Photo = {
  height: 2,
  width: 4,
  channels: 1,
  values: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25),
  steps: ['read'],
};

describe('a photo as the input of a network', () => {
  test('keeps its values and its order of axes', () => {
    const { tensor, shown, steps } = networkInput(photo, NOTHING);
    expect(tensor.shape).toEqual([1, 1, 2, 4]);
    expect(tensor.data).toEqual(photo.values);
    expect([shown.height, shown.width]).toEqual([2, 4]);
    expect([...shown.rgb.subarray(0, 6)]).toEqual([0, 0, 0, 64, 64, 64]);
    expect(steps).toEqual(['read']);
  });

  test('is resized by the library, height before width, and says so', () => {
    const { tensor, shown, steps } = networkInput(photo, { ...NOTHING, size: [4, 2] });
    const whole = new Tensor(photo.values, [1, 1, 2, 4], 'float32');
    const resized = F.interpolate(whole, { size: [4, 2], mode: 'bilinear', alignCorners: false, antialias: true });
    expect(tensor.shape).toEqual([1, 1, 4, 2]);
    expect(tensor.data).toEqual(resized.data);
    expect([shown.height, shown.width]).toEqual([4, 2]);
    expect(steps).toEqual([
      'read',
      'resized from 2 × 4 to 4 × 2 (height × width), bilinear with antialiasing, proportions not kept',
    ]);
  });

  test('says nothing about proportions that are kept, nor about a size that it has', () => {
    expect(networkInput(photo, { ...NOTHING, size: [4, 8] }).steps[1]).toMatch(/antialiasing$/);
    expect(networkInput(photo, { ...NOTHING, size: [2, 4] }).steps).toEqual(['read']);
  });

  test('is normalised after it is shown', () => {
    const { tensor, shown, steps } = networkInput(photo, { size: undefined, mean: [0.5], std: [0.25] });
    expect([...tensor.data]).toEqual([-2, -1, 0, 1, 2, 1, 0, -1]);
    expect(shown.rgb[3]).toBe(64);
    expect(steps).toEqual(['read', 'mean 0.5 subtracted', 'divided by std 0.25']);
  });

  test('takes one mean, or one per channel', () => {
    expect(() => networkInput(photo, { ...NOTHING, mean: [1, 2, 3] })).toThrow(
      '--mean has 3 numbers, but the picture has 1 channel\nGive one number.',
    );
    const rgb: Photo = { ...photo, channels: 3, values: new Float32Array(24) };
    expect(() => networkInput(rgb, { ...NOTHING, std: [1, 2] })).toThrow(
      '--std has 2 numbers, but the picture has 3 channels\nGive one number for all, or 3.',
    );
    expect(networkInput(rgb, { ...NOTHING, mean: [1, 2, 3] }).tensor.data[8]).toBe(-2);
  });
});

describe('a drawn picture', () => {
  const picture = { height: 1, width: 2, rgb: Uint8Array.of(255, 0, 51, 0, 255, 102) };

  test('becomes planes', () => {
    const { values, channels, height, width } = photoOf(picture, false);
    expect([channels, height, width]).toEqual([3, 1, 2]);
    expect([...values]).toEqual([1, 0, 0, 1, Math.fround(0.2), Math.fround(0.4)]);
  });

  test('becomes luminance', () => {
    const { values, channels } = photoOf(picture, true);
    expect(channels).toBe(1);
    expect([...values]).toEqual([expect.closeTo(0.299 + 0.114 * 0.2, 6), expect.closeTo(0.587 + 0.114 * 0.4, 6)]);
  });
});
