import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResizeOptions } from '../../src/geometry/resize.js';
import { interpolate } from '../../src/ops/resize/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import {
  counted,
  describedInputs,
  errorCases,
  expectError,
  expectOutput,
  list,
  options,
  readFamily,
  row,
  tensorOf,
} from './golden.js';

const FAMILY = readFamily('interpolate');

/** What the upsampling layers add to their arguments. */
const LAYERS: Readonly<Record<string, ResizeOptions>> = {
  UpsamplingBilinear2d: { mode: 'bilinear', alignCorners: true },
};

const nearest = (x: Tensor, size: number, mode: 'nearest' | 'nearest-exact'): number[] =>
  list(interpolate(x, { size, mode }));

describe('interpolate', () => {
  it.each(FAMILY.cases)('$id $op resizes as PyTorch does', (test) => {
    const input = tensorOf(FAMILY, test.inputs['input']!);
    expectOutput(FAMILY, test, 'output', interpolate(input, { ...LAYERS[test.op], ...options(test.args) }));
  });

  it.each(errorCases('functional', ['interpolate']))('$id refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    expectError(test, () => interpolate(input!, options(test.args)));
  });

  it('shows the numbers of the guide', () => {
    expect(nearest(row(1, 2, 3), 5, 'nearest')).toEqual([1, 1, 2, 2, 3]);
    expect(nearest(row(1, 2, 3), 5, 'nearest-exact')).toEqual([1, 1, 2, 3, 3]);
    expect(nearest(row(1, 2, 3, 4), 7, 'nearest')).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(nearest(row(1, 2, 3, 4), 7, 'nearest-exact')).toEqual([1, 1, 2, 3, 3, 4, 4]);
    expect(list(interpolate(counted([1, 1, 2, 2]), { scaleFactor: 2, mode: 'bilinear' }))).toEqual([
      1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4,
    ]);
    const corners = list(interpolate(row(1, 2), { size: 4, mode: 'linear', alignCorners: true }));
    corners.forEach((value, i) => expect(value).toBeCloseTo(1 + i / 3, 12));
    const cubic = interpolate(counted([1, 1, 1, 4], 'float64'), { size: [1, 8], mode: 'bicubic' });
    expect(list(cubic)).toEqual([
      0.89453125, 1.19140625, 1.66796875, 2.296875, 2.703125, 3.33203125, 3.80859375, 4.10546875,
    ]);
  });

  it('takes coordinates from the scale factor unless told to recompute it', () => {
    const x = row(1, 2, 3, 4);
    expect(list(interpolate(x, { scaleFactor: 1.7 }))).toEqual([1, 1, 2, 2, 3, 3]);
    expect(list(interpolate(x, { scaleFactor: 1.7, recomputeScaleFactor: true }))).toEqual([1, 1, 2, 3, 3, 4]);
    const linear = list(interpolate(x, { scaleFactor: 1.7, mode: 'linear' }));
    [1, 1.38235, 1.97059, 2.55882, 3.14706, 3.73529].forEach((value, i) => expect(linear[i]).toBeCloseTo(value, 5));
  });

  it('looks kept and doubled axes of small images up without the ratio, as the two-dimensional kernel does', () => {
    const x = new Tensor(Float32Array.of(0, 1, 2), [1, 1, 1, 3], 'float32');
    expect(list(interpolate(x, { scaleFactor: [1, 1.3] }))).toEqual([0, 1, 2]);
    expect(list(interpolate(x, { scaleFactor: [1, 2.2] }))).toEqual([0, 0, 1, 1, 2, 2]);
    const tall = interpolate(x, { scaleFactor: [126, 1.3] });
    expect(list(tall).slice(0, 3)).toEqual([0, 0, 1]);
    expect(list(interpolate(row(0, 1, 2), { scaleFactor: 1.3 }))).toEqual([0, 0, 1]);
  });

  it('copies uint8 in the nearest modes and refuses it, saying so, in the others', () => {
    const x = new Tensor(Uint8Array.of(1, 2), [1, 1, 1, 2], 'uint8');
    expect(interpolate(x, { scaleFactor: 2 }).data).toEqual(Uint8Array.of(1, 1, 2, 2, 1, 1, 2, 2));
    expect(() => interpolate(x, { scaleFactor: 2, mode: 'bilinear' })).toThrow(
      "interpolate: mode 'bilinear' of uint8 is not available\nConvert to float32 first; round and clamp afterwards.",
    );
  });

  it('refuses integers with the name of the kernel', () => {
    const x = new Tensor(new BigInt64Array(4), [1, 1, 2, 2], 'int64');
    expect(() => interpolate(x, { size: 3 })).toThrow(
      `"upsample_nearest2d_channels_last" not implemented for 'Long'\nConvert the tensor to float32 first.`,
    );
  });

  const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
  it('is separable: both axes at once are one after the other', () => {
    const modes = fc.constantFrom<ResizeOptions>(
      { mode: 'nearest' },
      { mode: 'nearest-exact' },
      { mode: 'bilinear' },
      { mode: 'bilinear', alignCorners: true },
      { mode: 'bicubic' },
      { mode: 'bilinear', antialias: true },
      { mode: 'bicubic', antialias: true },
      { mode: 'lanczos', antialias: true },
      { mode: 'area' },
    );
    fc.assert(
      fc.property(sizes, sizes, modes, ([H, W], [oH, oW], options) => {
        const x = counted([1, 2, H, W], 'float64');
        const together = list(interpolate(x, { ...options, size: [oH, oW] }));
        const rows = interpolate(x, { ...options, size: [oH, W] });
        const apart = list(interpolate(rows, { ...options, size: [oH, oW] }));
        together.forEach((value, i) => expect(value).toBeCloseTo(apart[i]!, 9));
      }),
    );
  });

  it('keeps a constant image constant in every mode', () => {
    const modes = fc.constantFrom<ResizeOptions>(
      { mode: 'nearest' },
      { mode: 'bilinear' },
      { mode: 'bicubic' },
      { mode: 'bicubic', antialias: true },
      { mode: 'lanczos', antialias: true },
      { mode: 'area' },
    );
    fc.assert(
      fc.property(sizes, sizes, modes, (from, to, options) => {
        const x = new Tensor(new Float64Array(from[0] * from[1]).fill(3), [1, 1, ...from], 'float64');
        for (const value of list(interpolate(x, { ...options, size: to }))) expect(value).toBeCloseTo(3, 12);
      }),
    );
  });
});
