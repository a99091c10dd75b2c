import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { avgPoolGeometry, lpPoolGeometry, maxPoolGeometry, poolCount } from '../../src/geometry/pool.js';
import type { Rank, Window } from '../../src/geometry/types.js';
import { shapeRows } from '../golden-pool.js';

/** Output sizes, or `Type: text` of the error, as the golden rows have it. */
function outcome(run: () => { output: readonly number[] }): readonly number[] | string {
  try {
    return run().output;
  } catch (error) {
    if (!(error instanceof AtrousError)) throw error;
    return `${error.pythonType}: ${error.torchMessage}`;
  }
}

/** The whole message: PyTorch's text and our hint. */
function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

/** PyTorch's text alone. */
const words = (run: () => unknown): string => messageOf(run).split('\n')[0]!;

const RANKS: readonly Rank[] = [1, 2, 3];

/** Counts windows one by one: the next one is there if it fits or, with `ceilMode`, if cells are left and it starts in time. */
function countOneByOne(
  size: number,
  { kernel, stride, padBefore: padding, dilation }: Window,
  ceilMode: boolean,
): number {
  const reach = dilation * (kernel - 1) + 1;
  const padded = size + 2 * padding;
  let count = 0;
  for (;;) {
    const fits = count * stride + reach <= padded;
    const cellsLeft = (count - 1) * stride + reach < padded;
    const startsInTime = count * stride < size + padding;
    if (!(fits || (ceilMode && cellsLeft && startsInTime))) return count;
    count++;
  }
}

const anyWindow = fc
  .record({
    kernel: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 6 }),
    dilation: fc.integer({ min: 1, max: 4 }),
  })
  .chain((rest) =>
    fc
      .integer({ min: 0, max: Math.floor(rest.kernel / 2) })
      .map((padding): Window => ({ ...rest, padBefore: padding, padAfter: padding })),
  );

describe('the sizes of pooling', () => {
  for (const rank of RANKS) {
    test(`agree with every golden row of max_pool${rank}d, refusals included`, () => {
      const rows = shapeRows(`max_pool${rank}d`);
      expect(rows.length).toBeGreaterThan(0);
      for (const { size, options, out } of rows)
        expect(outcome(() => maxPoolGeometry(rank, [1, 1, ...size], options))).toEqual(out);
    });

    test(`agree with every golden row of avg_pool${rank}d, refusals included`, () => {
      const rows = shapeRows(`avg_pool${rank}d`);
      expect(rows.length).toBeGreaterThan(0);
      for (const { size, options, out } of rows)
        expect(outcome(() => avgPoolGeometry(rank, [1, 1, ...size], options))).toEqual(out);
    });
  }

  test('follow from counting windows one by one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), anyWindow, fc.boolean(), (size, window, ceilMode) => {
        const count = countOneByOne(size, window, ceilMode);
        expect(Math.max(0, poolCount(size, window, ceilMode))).toBe(count);
      }),
      { numRuns: 1000 },
    );
  });

  test('name the smallest input that works, and it does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        anyWindow,
        fc.boolean(),
        fc.boolean(),
        (size, window, ceilMode, returnIndices) => {
          const { kernel, stride, padBefore: padding, dilation } = window;
          const options = { kernelSize: kernel, stride, padding, dilation, ceilMode, returnIndices };
          const message = outcome(() => maxPoolGeometry(1, [1, size], options));
          if (typeof message !== 'string') return;
          const text = messageOf(() => maxPoolGeometry(1, [1, size], options));
          const smallest = Number(/Axis L needs at least (\d+) elements/.exec(text)![1]);
          expect(maxPoolGeometry(1, [1, smallest], options).output[0]).toBeGreaterThan(0);
          expect(smallest).toBeGreaterThan(size);
          if (smallest > 1) expect(typeof outcome(() => maxPoolGeometry(1, [1, smallest - 1], options))).toBe('string');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of 112 under a kernel of 3 with stride 2 are 55, and 56 with ceilMode', () => {
    const options = { kernelSize: 3, stride: 2 };
    expect(maxPoolGeometry(2, [1, 64, 112, 112], options).shape).toEqual([1, 64, 55, 55]);
    expect(maxPoolGeometry(2, [1, 64, 112, 112], { ...options, ceilMode: true }).shape).toEqual([1, 64, 56, 56]);
  });

  test('step by the kernel where no stride is given', () => {
    for (const stride of [undefined, null, []])
      expect(maxPoolGeometry(2, [1, 3, 12, 12], { kernelSize: [2, 3], stride }).output).toEqual([6, 4]);
  });

  test('drop a last window that would start in the padding', () => {
    const options = { kernelSize: 2, stride: 2, padding: 1, ceilMode: true };
    expect(maxPoolGeometry(1, [1, 5], options).output).toEqual([3]);
    expect(maxPoolGeometry(1, [1, 4], { kernelSize: 2, stride: 3, ceilMode: true }).output).toEqual([2]);
  });

  test('keep batch and channels, or the channels of an unbatched input', () => {
    const batched = maxPoolGeometry(3, [2, 3, 4, 5, 6], { kernelSize: 2 });
    expect(batched.shape).toEqual([2, 3, 2, 2, 3]);
    expect(batched.planes).toBe(6);
    expect(avgPoolGeometry(1, [3, 6], { kernelSize: 2 })).toMatchObject({
      planes: 3,
      input: [6],
      output: [3],
      shape: [3, 3],
    });
    expect(maxPoolGeometry(2, [0, 3, 4, 4], { kernelSize: 2 }).shape).toEqual([0, 3, 2, 2]);
  });
});

describe('pooling refuses', () => {
  test('padding beyond half of the kernel, and says how much works', () => {
    expect(messageOf(() => maxPoolGeometry(2, [1, 3, 9, 9], { kernelSize: [4, 3], padding: [1, 2] }))).toBe(
      'pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and dilation=1\n' +
        '`padding` on axis W may be at most 1 = half of the kernel, 3.',
    );
  });

  test('a negative stride only after stride zero and padding', () => {
    expect(messageOf(() => maxPoolGeometry(1, [1, 3, 9], { kernelSize: 2, stride: -1, returnIndices: true }))).toBe(
      'stride should be greater than zero, but got dH: 1 dW: -1\nGive a `stride` of at least 1 on every axis.',
    );
    expect(messageOf(() => maxPoolGeometry(3, [1, 3, 9, 9, 9], { kernelSize: 2, stride: [1, -1, 0] }))).toContain(
      'stride should not be zero',
    );
  });

  test('an input that is smaller than the kernel, with the axis and the smallest that works', () => {
    expect(messageOf(() => maxPoolGeometry(2, [1, 3, 9, 4], { kernelSize: 3, dilation: 3, padding: 1 }))).toBe(
      'Given input size: (3x9x4). Calculated output size: (3x2x0). Output size is too small\n' +
        'Axis W needs at least 5 elements, not 4.',
    );
  });

  test('an empty channel axis, but no empty batch', () => {
    expect(messageOf(() => avgPoolGeometry(3, [1, 0, 9, 9, 9], { kernelSize: 2 }))).toBe(
      "avg_pool3d(): Expected input's non-batch dimensions to have positive length, but input has a shape of [1, 0, 9, 9, 9] and non-batch dimension 0 has length zero!\n" +
        'Only the batch may be empty.',
    );
  });

  test('a 3-D average of an input below the kernel, even where the padding would do', () => {
    expect(messageOf(() => avgPoolGeometry(3, [1, 1, 2, 3, 3], { kernelSize: 3, padding: 1 }))).toBe(
      'input image (T: 2 H: 3 W: 3) smaller than kernel size (kT: 3 kH: 3 kW: 3)\n' +
        'Axis D needs at least 3 elements, not 2: 3-D average pooling does not count the padding here.',
    );
    expect(maxPoolGeometry(3, [1, 1, 2, 3, 3], { kernelSize: 3, padding: 1 }).output).toEqual([1, 1, 1]);
  });

  test('lists of the wrong length, in the words of each function', () => {
    const input = [1, 1, 9, 9, 9];
    const kernelSize = 2;
    expect(words(() => maxPoolGeometry(3, input, { kernelSize, padding: [1, 1] }))).toBe(
      'max_pool3d: padding must either be a single int, or a tuple of three ints',
    );
    expect(words(() => maxPoolGeometry(3, input, { kernelSize, dilation: [1, 1] }))).toBe(
      'max_pool3d: dilation must be either a single int, or a tuple of three ints',
    );
    expect(words(() => avgPoolGeometry(3, input, { kernelSize, stride: [1, 1] }))).toBe(
      'avg_pool3d: stride must be omitted, a single int, or a tuple of three ints',
    );
    expect(words(() => maxPoolGeometry(1, [1, 9], { kernelSize, padding: [1, 1] }))).toBe(
      'max_pool1d() padding must be an int, list of ints, or tuple of ints of size 1 but got size 2',
    );
    expect(words(() => maxPoolGeometry(1, [1, 9], { kernelSize: [2, 2], returnIndices: true }))).toBe(
      "max_pool1d() argument 'kernel_size' should contain one int (got 2)",
    );
    expect(words(() => lpPoolGeometry(2, [1, 9, 9], { kernelSize: [2, 2, 2] }))).toBe(
      'too many values to unpack (expected 2)',
    );
  });

  test('what is no integer, as PyTorch does', () => {
    expect(outcome(() => maxPoolGeometry(2, [1, 9, 9], { kernelSize: 2.5 }))).toBe(
      "TypeError: max_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not float",
    );
    expect(outcome(() => avgPoolGeometry(2, [1, 9, 9], { kernelSize: 2, stride: [1, Number.NaN] }))).toBe(
      "TypeError: avg_pool2d(): argument 'stride' must be tuple of ints, not list",
    );
  });

  test('two dimensions for a 2-D average by counting from the end', () => {
    expect(outcome(() => avgPoolGeometry(2, [9, 9], { kernelSize: 2 }))).toBe(
      'IndexError: Dimension out of range (expected to be in range of [-2, 1], but got -3)',
    );
  });
});
