import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxPoolGeometry } from '../../src/geometry/pool.js';
import { unpoolGeometry, unpoolOutput } from '../../src/geometry/unpool.js';

/** Two elements unpooled by 2 to a size. */
const sized = (size: number): readonly number[] => unpoolOutput(1, [1, 1, 2], { kernelSize: 2, outputSize: [size] });

describe('unpooled sizes', () => {
  test('are (size − 1)·stride − 2·padding + kernel', () => {
    expect(unpoolOutput(2, [1, 3, 4, 5], { kernelSize: [2, 3], stride: [2, 1], padding: [0, 1] })).toEqual([8, 5]);
    expect(unpoolOutput(1, [1, 4], { kernelSize: 3 })).toEqual([12]);
  });

  test('can be asked to be what they were before any pooling without dilation', () => {
    const axis = fc.record({
      size: fc.integer({ min: 1, max: 30 }),
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(axis, ({ size, kernel, stride }) => {
        fc.pre(size >= kernel);
        const options = { kernelSize: kernel, stride };
        const { shape } = maxPoolGeometry(1, [1, size], options);
        expect(unpoolGeometry(1, shape, shape, { ...options, outputSize: [size] }).shape).toEqual([1, size]);
      }),
    );
  });

  test('take the last entries of a whole shape', () => {
    const options = { kernelSize: 2, outputSize: [7, 7, 5, 4] };
    expect(unpoolGeometry(2, [1, 3, 2, 2], [1, 3, 2, 2], options).shape).toEqual([1, 3, 5, 4]);
  });

  test('keep an unbatched input unbatched', () => {
    expect(unpoolGeometry(3, [2, 1, 2, 3], [2, 1, 2, 3], { kernelSize: 2 })).toEqual({
      planes: 2,
      input: [1, 2, 3],
      output: [2, 4, 6],
      shape: [2, 2, 4, 6],
    });
  });
});

describe('unpooling refuses', () => {
  test('a size a whole stride away, and says which work', () => {
    expect(() => unpoolOutput(2, [1, 1, 2, 2], { kernelSize: 2, outputSize: [4, 6] })).toThrow(
      'invalid output_size "(4, 6)" (dim 1 must be between 2 and 6)\n3 to 5 work: both ends are excluded.',
    );
  });

  test('both ends of the range that PyTorch names', () => {
    for (const size of [2, 6]) expect(() => sized(size)).toThrow('(dim 0 must be between 2 and 6)');
    for (const size of [3, 4, 5]) expect(sized(size)).toEqual([size]);
  });

  test('every other size where the stride is one', () => {
    expect(() => unpoolOutput(1, [1, 1, 2], { kernelSize: 2, stride: 1, outputSize: [4] })).toThrow(
      'invalid output_size "(4,)" (dim 0 must be between 2 and 4)\nOnly 3 works.',
    );
  });

  test('sizes of the wrong number', () => {
    expect(() => unpoolOutput(2, [1, 1, 2, 2], { kernelSize: 2, outputSize: [4] })).toThrow(
      "output_size should be a sequence containing 2 or 4 elements, but it has a length of '1'",
    );
  });

  test('a stride of zero in 3-D', () => {
    const shape = [1, 1, 2, 2, 2];
    expect(() => unpoolGeometry(3, shape, shape, { kernelSize: 2, stride: 0 })).toThrow(
      'strides should be greater than zero, but got stride: [0, 0, 0]',
    );
  });

  test('the wrong number of dimensions, counting one more in 1-D', () => {
    expect(() => unpoolGeometry(1, [4], [4], { kernelSize: 2 })).toThrow(
      'Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with 2 dimensions.',
    );
    expect(() => unpoolGeometry(3, [1, 1, 1], [1, 1, 1], { kernelSize: 2 })).toThrow(
      'Input to max_unpooling3d should be a 4d or 5d Tensor, but got a tensor with 3 dimensions.',
    );
  });

  test('empty channels, but no empty batch', () => {
    expect(() => unpoolGeometry(2, [1, 0, 2, 2], [1, 0, 2, 2], { kernelSize: 2 })).toThrow(
      'max_unpooling2d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got [1, 0, 2, 2] with dimension 1 being empty.',
    );
    expect(unpoolGeometry(2, [0, 3, 2, 2], [0, 3, 2, 2], { kernelSize: 2 }).shape).toEqual([0, 3, 4, 4]);
  });

  test('more padding than there is', () => {
    expect(() => unpoolGeometry(2, [1, 1, 1, 1], [1, 1, 1, 1], { kernelSize: 1, padding: 1 })).toThrow(
      'max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[0]=-1',
    );
  });
});
