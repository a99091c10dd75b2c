import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldGeometry, unfoldGeometry } from '../../src/geometry/fold.js';

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

describe('fold and unfold', () => {
  test('have the sizes of each other, all options at once', () => {
    const options = fc.record({
      kernelSize: pair(1, 4),
      stride: pair(1, 4),
      padding: pair(0, 3),
      dilation: pair(1, 3),
    });
    fc.assert(
      fc.property(pair(1, 9), options, fc.integer({ min: 1, max: 3 }), (image, given, channels) => {
        const fits = image.every(
          (size, i) => size + 2 * given.padding[i]! > given.dilation[i]! * (given.kernelSize[i]! - 1),
        );
        fc.pre(fits);
        const columns = unfoldGeometry([2, channels, ...image], given);
        expect(foldGeometry(columns.shape, { ...given, outputSize: image }).shape).toEqual([2, channels, ...image]);
        const one = unfoldGeometry([channels, ...image], given);
        expect([2, ...one.shape]).toEqual(columns.shape);
      }),
    );
  });

  test('put one block under each position: 3×3 on 4×4 makes 9 rows and 4 columns', () => {
    expect(unfoldGeometry([1, 2, 4, 4], { kernelSize: 3 })).toMatchObject({
      shape: [1, 18, 4],
      blocks: [2, 2],
      channels: 2,
    });
  });

  test('take an empty batch', () => {
    expect(unfoldGeometry([0, 2, 4, 4], { kernelSize: 2 }).shape).toEqual([0, 8, 9]);
    expect(foldGeometry([0, 8, 9], { outputSize: 4, kernelSize: 2 }).shape).toEqual([0, 2, 4, 4]);
  });
});

describe('unfold refuses', () => {
  test('an image without room for one block, and says how much it needs', () => {
    expect(() => unfoldGeometry([1, 2, 5, 2], { kernelSize: 3, dilation: 2, padding: [0, 1] })).toThrow(
      'Given input with spatial size (5, 2), kernel_size=(3, 3), dilation=(2, 2), padding=(0, 1), calculated shape of the array of sliding blocks as (1, 0), but its components must be at least one.\n' +
        'Axis W needs at least 3 elements, not 2.',
    );
  });

  test('five dimensions, and empty channels', () => {
    const text =
      'Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ';
    expect(() => unfoldGeometry([1, 1, 2, 4, 4], { kernelSize: 2 })).toThrow(`${text}[1, 1, 2, 4, 4]`);
    expect(() => unfoldGeometry([1, 0, 4, 4], { kernelSize: 2 })).toThrow(`${text}[1, 0, 4, 4]`);
  });

  test('one dimension by asking for the second', () => {
    expect(() => unfoldGeometry([4], { kernelSize: 2 })).toThrow(
      'Dimension out of range (expected to be in range of [-1, 0], but got 1)',
    );
  });
});

describe('fold refuses', () => {
  test('the wrong number of columns, and says how many there are', () => {
    expect(() => foldGeometry([1, 4, 10], { outputSize: [4, 5], kernelSize: 2 })).toThrow(
      "Given output_size=(4, 5), kernel_size=(2, 2), dilation=(1, 1), padding=(0, 0), stride=(1, 1), expected size of input's dimension 2 to match the calculated number of sliding blocks 3 * 4 = 12, but got input.size(2)=10.\n" +
        'These sizes make 12 columns.',
    );
  });

  test('an image of no height', () => {
    expect(() => foldGeometry([1, 1, 2], { outputSize: [0, 1], kernelSize: 1, padding: [1, 0] })).toThrow(
      'Expected output spatial size to be positive, but got: output_size=(0, 1).',
    );
  });
});
