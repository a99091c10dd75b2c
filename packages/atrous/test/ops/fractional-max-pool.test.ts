import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fractionalStart } from '../../src/geometry/fractional-pool.js';
import { layerSpec, outputShape, printLayer } from '../../src/geometry/spec.js';
import { fractionalMaxPool2d, fractionalMaxPool3d } from '../../src/ops/fractional-max-pool/index.js';
import { zeros } from '../../src/tensor/create.js';
import { manualSeed, rand } from '../../src/tensor/random/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';
import { list } from './golden.js';

const image = zeros([1, 2, 5, 6]);
const volume = zeros([1, 2, 5, 6, 7]);
const exact = (value: number): number => value;

/** The rule read once more from the paper's side: rows of cells between neighbouring starts. */
function starts(sample: number, size: number, kernel: number, count: number): number[] {
  const alpha = (size - kernel) / (count - 1);
  return Array.from({ length: count }, (_, j) =>
    j === count - 1 ? size - kernel : Math.floor((j + sample) * alpha) - Math.floor(sample * alpha),
  );
}

describe('fractional max pooling', () => {
  test('draws what PyTorch draws, and finds what it finds', () => {
    manualSeed(3);
    const x = rand([2, 2, 6, 8]);
    manualSeed(5);
    const [y, indices] = fractionalMaxPool2d(x, 2, { outputSize: [3, 3], returnIndices: true });
    // PyTorch 2.13.
    expect(list(y).slice(0, 3)).toEqual([0.887856662273407, 0.7994906306266785, 0.7718658447265625]);
    expect(list(indices)).toEqual([
      9, 11, 6, 17, 19, 22, 40, 44, 39, 1, 12, 6, 25, 20, 23, 41, 36, 38, 1, 12, 15, 24, 20, 23, 41, 36, 47, 9, 12, 7,
      17, 19, 22, 33, 36, 46,
    ]);
    expect(indices.dtype).toBe('int32');
    expect(list(rand([1]))).toEqual([0.0332646369934082]);
  });

  test('in 3-D, too', () => {
    manualSeed(3);
    const x = rand([2, 2, 7, 6, 8]);
    manualSeed(5);
    const [y, indices] = fractionalMaxPool3d(x, 2, { outputSize: 3, returnIndices: true });
    expect(list(y).slice(0, 2)).toEqual([0.9623028635978699, 0.8548295497894287]);
    expect(list(indices).slice(0, 18)).toEqual([
      49, 60, 54, 17, 19, 22, 40, 84, 86, 153, 156, 151, 120, 116, 119, 177, 180, 190,
    ]);
    expect(list(rand([1]))).toEqual([0.07241219282150269]);
  });

  test('windows start where brute force says, lie inside, and never go back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (size, kernel, count, sample) => {
          fc.pre(count + kernel - 1 <= size);
          const found = Array.from({ length: count }, (_, j) => fractionalStart(j, sample, size, kernel, count, exact));
          expect(found).toEqual(starts(sample, size, kernel, count));
          for (const [j, start] of found.entries()) {
            expect(start).toBeGreaterThanOrEqual(j === 0 ? 0 : found[j - 1]!);
            expect(start + kernel).toBeLessThanOrEqual(size);
          }
        },
      ),
    );
  });

  test('gives the maximum of every window, the first sample moving the width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        (H, W, kernel, count, seed) => {
          fc.pre(count + kernel - 1 <= Math.min(H, W));
          manualSeed(seed);
          const x = rand([1, 1, H, W], { dtype: 'float64' });
          const samples = rand([1, 1, 2], { dtype: 'float64' });
          const [forW, forH] = list(samples) as [number, number];
          const y = fractionalMaxPool2d(x, kernel, { outputSize: count, randomSamples: samples });
          const cells = list(x);
          const expected = starts(forH, H, kernel, count).flatMap((h) =>
            starts(forW, W, kernel, count).map((w) => {
              let best = -Infinity;
              for (let a = h; a < h + kernel; a++)
                for (let b = w; b < w + kernel; b++) best = Math.max(best, cells[a * W + b]!);
              return best;
            }),
          );
          expect(list(y)).toEqual(expected);
        },
      ),
    );
  });

  test('a ratio is rounded down, an output of nothing is empty, a batch may be missing or empty', () => {
    expect(fractionalMaxPool2d(image, 2, { outputRatio: [0.5, 0.5] }).shape).toEqual([1, 2, 2, 3]);
    expect(fractionalMaxPool3d(volume, 2, { outputRatio: 0.5 }).shape).toEqual([1, 2, 2, 3, 3]);
    expect(fractionalMaxPool2d(image, 2, { outputRatio: [0.1, 0.1] }).shape).toEqual([1, 2, 0, 0]);
    expect(fractionalMaxPool2d(zeros([0, 2, 5, 6]), 2, { outputSize: 2 }).shape).toEqual([0, 2, 2, 2]);
    const samples = rand([3, 2, 2]);
    expect(fractionalMaxPool2d(zeros([2, 5, 6]), 2, { outputSize: 2, randomSamples: samples }).shape).toEqual([
      2, 2, 2,
    ]);
  });

  test('the first of equal maxima wins, and a NaN over everything', () => {
    const x = new Tensor(Float32Array.of(1, 1, NaN, 0, 1, 1, 0, 0, 0), [1, 3, 3], 'float32');
    const samples = zeros([1, 1, 2]);
    const [y, indices] = fractionalMaxPool2d(x, 2, { outputSize: 2, randomSamples: samples, returnIndices: true });
    expect(list(y)).toEqual([1, NaN, 1, 1]);
    expect(list(indices)).toEqual([0, 2, 4, 4]);
  });

  const pool2 =
    (options: object, input = image, kernel: number | number[] = 2) =>
    () =>
      fractionalMaxPool2d(input, kernel, options as never);
  const pool3 =
    (options: object, input = volume, kernel: number | number[] = 2) =>
    () =>
      fractionalMaxPool3d(input, kernel, options as never);
  const two = { outputSize: 2 };

  test.each<[string, () => unknown]>([
    ['ValueError: fractional_max_pool2d requires specifying either an output_size or an output_ratio', pool2({})],
    [
      'ValueError: only one of output_size and output_ratio may be specified',
      pool2({ outputSize: 2, outputRatio: [0.5, 0.5] }),
    ],
    ["TypeError: object of type 'float' has no len()", pool2({ outputRatio: 0.5 })],
    [
      'ValueError: fractional_max_pool2d requires output_ratio to either be a single Int or tuple of Ints.',
      pool2({ outputRatio: [0.5, 0.5, 0.5] }),
    ],
    ['IndexError: tuple index out of range', pool3({ outputRatio: [0.5] })],
    [
      'RuntimeError: fractional_max_pool2d: kernel_size must either be a single Int or tuple of Ints',
      pool2(two, image, [2]),
    ],
    [
      'RuntimeError: fractional_max_pool3d: output_size must either be a single Int or tuple of three Ints',
      pool3({ outputSize: [2, 2] }),
    ],
    [
      "TypeError: fractional_max_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not float",
      pool2(two, image, 2.5),
    ],
    ['ValueError: kernel_size must be greater than 0, but got (2, 0)', pool2(two, image, [2, 0])],
    ['IndexError: Dimension out of range (expected to be in range of [-2, 1], but got -3)', pool2(two, zeros([5, 6]))],
    [
      'RuntimeError: fractional_max_pool2d(): Expected 3D or 4D tensor, but got: [1, 1, 2, 5, 6]',
      pool2(two, zeros([1, 1, 2, 5, 6])),
    ],
    [
      'RuntimeError: fractional_max_pool3d_out(): Expected input to have non-zero size for non-batch dimensions, but got[1, 2, 5, 6, 0] with dimension 4 being empty.',
      pool3(two, zeros([1, 2, 5, 6, 0])),
    ],
    [
      'RuntimeError: fractional_max_pool2d(): pool height 2 too large relative to input height 5',
      pool2({ outputSize: 5 }),
    ],
    [
      'RuntimeError: fractional_max_pool2d(): pool width 9 too large relative to input width 6',
      pool2(two, image, [2, 9]),
    ],
    [
      'RuntimeError: fractional_max_pool3d_out(): pool time 2 too large relative to input time 5',
      pool3({ outputSize: 4 }),
    ],
    [
      'RuntimeError: fractional_max_pool3d_out(): pool width 9 too large relative to input width 7',
      pool3(two, volume, [2, 9, 9]),
    ],
    ['RuntimeError: Trying to create tensor with negative dimension -1: [1, 2, -1, -1]', pool2({ outputSize: -1 })],
    [
      'RuntimeError: Expect _random_samples to have the same dtype as input',
      pool2({ ...two, randomSamples: rand([1, 2, 2], { dtype: 'float64' }) }),
    ],
    [
      'RuntimeError: Expect _random_samples to have 3 dimensions, got 2',
      pool2({ ...two, randomSamples: rand([2, 2]) }),
    ],
    [
      'RuntimeError: Expect _random_samples.size(0) no less then input batch size.',
      pool2({ ...two, randomSamples: rand([0, 2, 2]) }),
    ],
    [
      'RuntimeError: Expect _random_samples.size(1) equals to input channel size.',
      pool2({ ...two, randomSamples: rand([1, 3, 2]) }),
    ],
    [
      'RuntimeError: Expect _random_samples.size(2) equals to 3; got 2.',
      pool3({ ...two, randomSamples: rand([1, 2, 2]) }),
    ],
    [
      `NotImplementedError: "check_uniform_bounds" not implemented for 'Int'`,
      pool2(two, zeros([1, 2, 5, 6], { dtype: 'int32' })),
    ],
    [
      `NotImplementedError: "fractional_max_pool2d_out_frame" not implemented for 'Int'`,
      pool2({ ...two, randomSamples: zeros([1, 2, 2], { dtype: 'int32' }) }, zeros([1, 2, 5, 6], { dtype: 'int32' })),
    ],
    ["TypeError: fractional_max_pool2d() got an unexpected keyword argument 'output_size'", pool2({ output_size: 2 })],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });

  test.each<[string, object]>([
    ['ValueError: FractionalMaxPool2d requires specifying either an output size, or a pooling ratio', {}],
    ['ValueError: only one of output_size and output_ratio may be specified', { outputSize: 2, outputRatio: 0.5 }],
    ['ValueError: output_ratio must be between 0 and 1 (got 1.0)', { outputRatio: 1 }],
    ['ValueError: output_ratio must be between 0 and 1 (got (0.5, 1.5))', { outputRatio: [0.5, 1.5] }],
  ])('the class refuses: %s', (message, options) => {
    expect(failure(() => layerSpec('FractionalMaxPool2d', [2], options as never))).toBe(message);
  });

  test('the 3-D class looks at its kernel at once', () => {
    expect(failure(() => layerSpec('FractionalMaxPool3d', [[2, 0, 2]], { outputSize: 2 }))).toBe(
      'ValueError: kernel_size must be greater than 0, but got (2, 0, 2)',
    );
  });

  test('prints nothing of itself, and is sized without a tensor', () => {
    const spec = layerSpec('FractionalMaxPool2d', [2], { outputRatio: 0.5 });
    expect(printLayer(spec)).toBe('FractionalMaxPool2d()');
    expect(outputShape(spec, [1, 2, 5, 6])).toEqual([1, 2, 2, 3]);
  });
});
