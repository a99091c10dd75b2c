import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GoldenCase, readFamily } from '../../../../tests/golden/files.js';
import { AtrousError } from '../../src/errors.js';
import { type ConvOptions, convGeometry, samePadding } from '../../src/geometry/conv.js';
import type { PerAxis, Rank } from '../../src/geometry/types.js';
import { perAxis, windowCount } from '../../src/geometry/window.js';
import { outcome, shapeRows } from './shape-rows.js';

const RANKS = [1, 2, 3] as const;

interface ErrorCase extends GoldenCase {
  readonly exception: string;
  readonly message: string;
}

interface ModuleArgs {
  readonly in_channels: number;
  readonly out_channels: number;
  readonly kernel_size: PerAxis;
  readonly groups?: number;
}

/** The error cases of the module whose cause is a size: types are the operation's, padding modes the module's. */
function sizeErrors(op: string): ErrorCase[] {
  return (readFamily('errors').cases as ErrorCase[]).filter(
    (golden) =>
      golden.op === op &&
      golden.kind === 'forward' &&
      golden.args['padding_mode'] === undefined &&
      (golden.inputs['input'] as unknown as { dtype: string }).dtype === 'float32',
  );
}

function runModule(rank: Rank, golden: ErrorCase): unknown {
  const { in_channels, out_channels, kernel_size, ...rest } = golden.args as unknown as ModuleArgs;
  const weight = [out_channels, in_channels / (rest.groups ?? 1), ...perAxis(kernel_size, rank)];
  const { shape } = golden.inputs['input'] as unknown as { shape: number[] };
  const padding = (rest as ConvOptions).padding;
  const options: ConvOptions = typeof padding === 'number' ? { ...rest, padding: perAxis(padding, rank) } : rest;
  // The module hands on lists, so that a weight of another rank shows.
  const stride = perAxis(options.stride ?? 1, rank);
  return convGeometry(rank, shape, weight, [out_channels], { ...options, stride });
}

function thrown(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe.each(RANKS)('convGeometry of rank %i', (rank) => {
  test('gives every size and every message of the golden rows', () => {
    const rows = shapeRows(`conv${rank}d`);
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const { in: input, kernel, padding, dilation, out } = row;
      const options: ConvOptions = { stride: row.stride!, padding, dilation };
      const got = outcome(() => convGeometry(rank, [1, 1, ...input], [1, 1, ...kernel], null, options).output);
      expect(got, JSON.stringify(row)).toEqual(out);
    }
  });

  test('throws what the golden module throws', () => {
    const cases = sizeErrors(`Conv${rank}d`);
    expect(cases.length).toBeGreaterThan(5);
    for (const golden of cases)
      expect(
        outcome(() => runModule(rank, golden)),
        golden.id,
      ).toBe(`${golden.exception}: ${golden.message}`);
  });

  test('takes an input without batch and gives an output without one', () => {
    const axes = Array.from({ length: rank }, () => 9);
    const kernel = axes.map(() => 3);
    const geometry = convGeometry(rank, [4, ...axes], [6, 2, ...kernel], [6], { groups: 2 });
    expect(geometry.batched).toBe(false);
    expect(geometry.batch).toBe(1);
    expect(geometry.shape).toEqual([6, ...axes.map(() => 7)]);
  });
});

describe('convGeometry', () => {
  test('names the axis at fault and the smallest input that works', () => {
    const error = thrown(() =>
      convGeometry(2, [1, 3, 9, 2], [8, 3, 3, 3], null, { dilation: [1, 2], padding: [1, 0] }),
    );
    expect(error.message).toBe(
      "Calculated padded input size per channel: (11 x 2). Kernel size: (3 x 5). Kernel size can't be greater than actual input size\n" +
        'Along W the kernel spans 5 and the padded input has 2. The smallest input that works: H = 1, W = 5.',
    );
    expect(error.fields).toEqual({ axis: 1, axisName: 'W', padded: [11, 2], spans: [3, 5], smallest: [1, 5] });
  });

  test('the smallest input that it names works, and no smaller one does', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        (kernel, dilation, padding) => {
          const sizeOf = (size: number): number[] | string =>
            outcome(() => convGeometry(1, [1, 1, size], [1, 1, kernel], null, { dilation, padding }).output);
          fc.pre(dilation * (kernel - 1) + 1 - 2 * padding > 1);
          const error = thrown(() => convGeometry(1, [1, 1, 1], [1, 1, kernel], null, { dilation, padding }));
          const [smallest] = error.fields['smallest'] as [number];
          expect(sizeOf(smallest)).toEqual([1]);
          expect(typeof sizeOf(smallest - 1)).toBe('string');
        },
      ),
    ));

  test('says how to move channels that come last', () => {
    expect(thrown(() => convGeometry(2, [1, 9, 9, 3], [8, 3, 3, 3], null, {})).message).toBe(
      'Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 9, 9, 3] to have 3 channels, but got 9 channels instead\n' +
        'The last axis has 3: channels come first here, so `permute(0, 3, 1, 2)` the batch.',
    );
  });

  test('counts the odd zero of an uneven same padding as input in its messages, as PyTorch does', () => {
    expect(thrown(() => convGeometry(2, [1, 4, 9, 9], [8, 3, 2, 3], null, { padding: 'same' })).torchMessage).toBe(
      'Given groups=1, weight of size [8, 3, 2, 3], expected input[1, 4, 10, 9] to have 3 channels, but got 4 channels instead',
    );
  });

  test('an empty batch and an input without channels have sizes, an empty axis has none', () => {
    expect(convGeometry(2, [0, 3, 8, 8], [4, 3, 3, 3], null, {}).shape).toEqual([0, 4, 6, 6]);
    expect(convGeometry(2, [1, 0, 8, 8], [4, 0, 3, 3], null, {}).shape).toEqual([1, 0, 6, 6]);
    expect(outcome(() => convGeometry(1, [1, 1, 0], [1, 1, 3], null, { padding: 2 }))).toBe(
      'RuntimeError: Only zero batch or zero channel inputs are supported, but got input shape: [1, 1, 1, 0]',
    );
  });

  test('checks in PyTorch’s order: rank, weight, groups, lengths, signs, groups’ division, channels, bias, size', () => {
    const broken: [number[], number[], number[] | null, ConvOptions, string][] = [
      [[3, 9], [8], [9], { groups: 0 }, 'Expected 3D (unbatched)'],
      [[1, 3, 9, 9], [8, 3], [9], { groups: 0 }, 'weight should have at least'],
      [[1, 3, 9, 9], [8, 3, 3, 3], [9], { groups: 0, stride: [1, 1, 1] }, 'non-positive groups'],
      [[1, 3, 9, 9], [8, 3, 3, 3], [9], { stride: [1, 1, 1], padding: -1 }, 'expected stride'],
      [[1, 3, 9, 9], [8, 3, 3, 3], [9], { padding: -1, stride: 0 }, 'negative padding'],
      [[1, 3, 9, 9], [8, 3, 3, 3], [9], { stride: 0, dilation: -1 }, 'non-positive stride'],
      [[1, 3, 9, 9], [8, 3, 3, 3], [9], { dilation: -1, groups: 9 }, 'dilation should be greater'],
      [[1, 2, 9, 9], [8, 3, 3, 3], [9], { groups: 9 }, 'Given groups=9, expected weight to be at least'],
      [[1, 2, 9, 9], [8, 3, 3, 3], [9], { groups: 3 }, 'Given groups=3, expected weight to be divisible'],
      [[1, 2, 2, 2], [8, 3, 3, 3], [9], {}, 'Given groups=1, weight of size'],
      [[1, 3, 2, 2], [8, 3, 3, 3], [9], {}, 'Given weight of size'],
      [[1, 3, 2, 2], [8, 3, 3, 3], [8], { dilation: 4 }, 'Calculated padded input size'],
      [[1, 3, 9, 9], [8, 3, 0, 3], [8], { dilation: 0 }, 'kernel size should be greater than zero, but got [0, 3]'],
    ];
    for (const [input, weight, bias, options, text] of broken)
      expect(thrown(() => convGeometry(2, input, weight, bias, options)).torchMessage).toContain(text);
  });

  test('refuses padding that would overflow PyTorch’s integers', () =>
    expect(outcome(() => convGeometry(1, [1, 1, 4], [1, 1, 3], null, { padding: 2 ** 62 }))).toBe(
      'RuntimeError: Given padding=4611686018427387904 at dimension 0 , expected padding to be at most 4611686018427387903',
    ));
});

describe('samePadding', () => {
  test('keeps every size at stride 1, the odd zero at the end', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        (size, kernel, dilation) => {
          const { before, after } = samePadding(kernel, dilation);
          expect(windowCount(size, { kernel, stride: 1, padBefore: before, padAfter: after, dilation })).toBe(size);
          expect(after - before === 0 || after - before === 1).toBe(true);
        },
      ),
    ));
});
