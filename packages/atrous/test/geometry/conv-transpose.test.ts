import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GoldenCase, readFamily } from '../../../../tests/golden/files.js';
import { convGeometry } from '../../src/geometry/conv.js';
import {
  type ConvTransposeOptions,
  convTransposeGeometry,
  outputPaddingFor,
} from '../../src/geometry/conv-transpose.js';
import type { PerAxis, Rank } from '../../src/geometry/types.js';
import { perAxis } from '../../src/geometry/window.js';
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
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
  readonly dilation?: PerAxis;
  readonly output_padding?: PerAxis;
  readonly groups?: number;
}

/** What the module does when it is called: the wanted output size decides the output padding. */
function runModule(rank: Rank, golden: ErrorCase): unknown {
  const args = golden.args as unknown as ModuleArgs;
  const { stride = 1, padding = 0, dilation = 1, groups = 1, kernel_size: kernelSize } = args;
  const { shape } = golden.inputs['input'] as unknown as { shape: number[] };
  const wanted = golden.call_args?.['output_size'] as number[] | undefined;
  const outputPadding =
    wanted === undefined
      ? args.output_padding
      : outputPaddingFor(rank, shape, wanted, { kernelSize, stride, padding, dilation });
  const weight = [args.in_channels, args.out_channels / groups, ...perAxis(kernelSize, rank)];
  const options = { stride, padding, dilation, groups, outputPadding: outputPadding ?? 0 };
  return convTransposeGeometry(rank, shape, weight, [args.out_channels], options);
}

describe.each(RANKS)('convTransposeGeometry of rank %i', (rank) => {
  test('gives every size and every message of the golden rows', () => {
    const rows = shapeRows(`conv_transpose${rank}d`);
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const { in: input, kernel, dilation, out } = row;
      const options: ConvTransposeOptions = {
        stride: row.stride!,
        padding: row.padding as number[],
        dilation,
        outputPadding: row.output_padding!,
      };
      const got = outcome(() => convTransposeGeometry(rank, [1, 1, ...input], [1, 1, ...kernel], null, options).output);
      expect(got, JSON.stringify(row)).toEqual(out);
    }
  });

  test('throws what the golden module throws', () => {
    const cases = (readFamily('errors').cases as ErrorCase[]).filter(
      ({ op, kind, inputs }) =>
        op === `ConvTranspose${rank}d` &&
        kind === 'forward' &&
        (inputs['input'] as unknown as { dtype: string }).dtype === 'float32',
    );
    expect(cases.length).toBeGreaterThan(5);
    for (const golden of cases)
      expect(
        outcome(() => runModule(rank, golden)),
        golden.id,
      ).toBe(`${golden.exception}: ${golden.message}`);
  });
});

describe('convTransposeGeometry', () => {
  test('takes 10 back to 28 with kernel 3, stride 3, padding 1', () => {
    const geometry = convTransposeGeometry(2, [1, 1, 10, 10], [1, 1, 3, 3], null, { stride: 3, padding: 1 });
    expect(geometry.shape).toEqual([1, 1, 28, 28]);
    expect(convGeometry(2, geometry.shape, [1, 1, 3, 3], null, { stride: 3, padding: 1 }).output).toEqual([10, 10]);
  });

  test('with the right output padding it gives every size back that a convolution came from', () =>
    fc.assert(
      fc.property(
        fc.record({
          size: fc.integer({ min: 1, max: 25 }),
          kernel: fc.integer({ min: 1, max: 5 }),
          stride: fc.integer({ min: 1, max: 4 }),
          padding: fc.integer({ min: 0, max: 3 }),
          dilation: fc.integer({ min: 1, max: 3 }),
        }),
        ({ size, kernel, stride, padding, dilation }) => {
          const slack = size + 2 * padding - dilation * (kernel - 1) - 1;
          fc.pre(slack >= 0);
          const options = { stride, padding, dilation };
          const { output } = convGeometry(1, [1, 1, size], [1, 1, kernel], null, options);
          const back = convTransposeGeometry(1, [1, 1, ...output], [1, 1, kernel], null, {
            ...options,
            outputPadding: slack % stride,
          });
          expect(back.output).toEqual([size]);
          const chosen = outputPaddingFor(1, [1, 1, ...output], [size], { kernelSize: kernel, ...options });
          expect(chosen).toEqual([slack % stride]);
        },
      ),
    ));

  test('says how much output padding is allowed on which axis', () =>
    expect(() =>
      convTransposeGeometry(2, [1, 3, 9, 9], [3, 8, 3, 3], null, { stride: [3, 2], outputPadding: 2 }),
    ).toThrow(
      'output padding must be smaller than either stride or dilation, but got output_padding_height: 2 output_padding_width: 2 stride_height: 3 stride_width: 2 dilation_height: 1 dilation_width: 1\n' +
        'Along W `outputPadding` is at most 1.',
    ));

  test('names the smallest input that leaves an output', () =>
    expect(() => convTransposeGeometry(1, [1, 3, 2], [3, 8, 3], null, { padding: 4 })).toThrow(
      'Given input size per channel: (1 x 2). Calculated output size per channel: (1 x -4). Output size is too small\n' +
        'The smallest input that works: L = 7; or less padding.',
    ));

  test('prints one group’s share of a weight without outputs', () =>
    expect(outcome(() => convTransposeGeometry(1, [1, 4, 5], [4, 0, 3], null, { groups: 2 }))).toBe(
      'RuntimeError: non-empty 2D or 4D weight tensor expected, but got: [2, 0, 1, 3]',
    ));

  test('an empty batch has sizes', () =>
    expect(convTransposeGeometry(2, [0, 3, 4, 4], [3, 2, 3, 3], null, { stride: 2 }).shape).toEqual([0, 2, 9, 9]));
});

describe('outputPaddingFor', () => {
  const options = { kernelSize: 3, stride: 2, padding: 1, dilation: 1 };

  test('takes sizes with or without the leading axes, which it does not look at', () => {
    expect(outputPaddingFor(2, [1, 3, 5, 5], [10, 9], options)).toEqual([1, 0]);
    expect(outputPaddingFor(2, [1, 3, 5, 5], [77, 88, 10, 9], options)).toEqual([1, 0]);
    expect(outputPaddingFor(2, [3, 5, 5], [77, 10, 9], options)).toEqual([1, 0]);
  });

  test('prints one axis of an unbatched input, as PyTorch does', () =>
    expect(outcome(() => outputPaddingFor(2, [3, 5, 5], [11, 10], options))).toBe(
      'ValueError: requested an output size of [11, 10], but valid sizes range from [9, 9] to [10, 10] (for an input of torch.Size([5]))',
    ));
});
