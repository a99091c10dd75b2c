import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConvTransposeOptions } from '../../src/geometry/conv-transpose.js';
import { conv1d, conv2d, conv3d } from '../../src/ops/conv/index.js';
import { convTranspose1d, convTranspose2d, convTranspose3d } from '../../src/ops/conv-transpose/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { count, dot, f32, f64, noise, values } from './arrays.js';
import { anyConvCase } from './conv-cases.js';
import { functionalErrors, runError } from './error-cases.js';

const CONV = { 1: conv1d, 2: conv2d, 3: conv3d } as const;
const TRANSPOSED = { 1: convTranspose1d, 2: convTranspose2d, 3: convTranspose3d } as const;

const A = (h: number, w: number): Tensor => count([1, 1, h, w]);
const rows = (t: Tensor): number[] => [...values(t)];

describe('golden values of the guide', () => {
  test.each<[string, Tensor, Tensor, ConvTransposeOptions, number[]]>([
    ['2×2 under 2×2', A(2, 2), A(2, 2), {}, [1, 4, 4, 6, 20, 16, 9, 24, 16]],
    ['stride 2', A(2, 2), A(2, 2), { stride: 2 }, [1, 2, 2, 4, 3, 4, 6, 8, 3, 6, 4, 8, 9, 12, 12, 16]],
    ['padding 1', A(2, 2), A(3, 3), { padding: 1 }, [23, 33, 53, 63]],
    [
      'stride 2, padding 1, output padding 1',
      A(2, 2),
      A(3, 3),
      { stride: 2, padding: 1, outputPadding: 1 },
      [5, 14, 10, 12, 14, 36, 24, 30, 15, 34, 20, 24, 24, 55, 32, 36],
    ],
    ['two channels', count([1, 2, 1, 1]), count([2, 2, 1, 1]), {}, [7, 10]],
    ['groups', count([1, 2, 1, 1]), count([2, 2, 1, 1]), { groups: 2 }, [1, 2, 6, 8]],
  ])('conv_transpose2d, %s', (_, x, w, options, expected) =>
    expect(rows(convTranspose2d(x, w, options))).toEqual(expected),
  );

  test.each<[ConvTransposeOptions & { bias?: Tensor }, number[]]>([
    [{ stride: 2 }, [1, 10, 102, 20, 200]],
    [{ stride: 2, padding: 1 }, [10, 102, 20]],
    [{ stride: 2, padding: 1, outputPadding: 1 }, [10, 102, 20, 200]],
    [{ stride: 3, outputPadding: 2, bias: f32([0.5], [1]) }, [1.5, 10.5, 100.5, 2.5, 20.5, 200.5, 0.5, 0.5]],
  ])('conv_transpose1d of [1, 2] with [1, 10, 100], %#', (options, expected) =>
    expect(rows(convTranspose1d(count([1, 1, 2]), f32([1, 10, 100], [1, 1, 3]), options))).toEqual(expected),
  );
});

describe('convTranspose', () => {
  test('is the adjoint of convolution with the same weight and options: ⟨conv(x), y⟩ = ⟨x, convT(y)⟩', () =>
    fc.assert(
      fc.property(anyConvCase, ({ rank, batch, groups, inChannels, outChannels, input, kernel, ...options }) => {
        const x = noise([batch, groups * inChannels, ...input], 1);
        const w = noise([groups * outChannels, inChannels, ...kernel], 2);
        const convolved = CONV[rank](x, w, { ...options, groups });
        const y = noise(convolved.shape, 3);
        const outputPadding = input.map((size, a) => {
          const slack = size + 2 * options.padding[a]! - options.dilation[a]! * (kernel[a]! - 1) - 1;
          return slack % options.stride[a]!;
        });
        const back = TRANSPOSED[rank](y, w, { ...options, groups, outputPadding });
        expect(back.shape).toEqual(x.shape);
        // Rounding of sums of some thousand doubles below 1.
        expect(Math.abs(dot(convolved, y) - dot(x, back))).toBeLessThan(1e-10);
      }),
      { numRuns: 300 },
    ));

  test('a 4×16 matrix transposed takes 4 values to 16', () =>
    expect(convTranspose2d(A(2, 2), A(3, 3)).shape).toEqual([1, 1, 4, 4]));

  test('takes 10 to 28 with kernel 3, stride 3, padding 1', () =>
    expect(convTranspose2d(A(10, 10), A(3, 3), { stride: 3, padding: 1 }).shape).toEqual([1, 1, 28, 28]));

  test('an input without batch gives an output without, an empty batch one without elements', () => {
    expect(convTranspose2d(count([2, 3, 3]), count([2, 4, 2, 2])).shape).toEqual([4, 4, 4]);
    expect(convTranspose2d(f32([], [0, 2, 3, 3]), count([2, 4, 2, 2])).shape).toEqual([0, 4, 4, 4]);
  });
});

describe('errors', () => {
  test.each([1, 2, 3] as const)('conv_transpose%id throws what PyTorch throws', (rank) => {
    const cases = functionalErrors(`conv_transpose${rank}d`);
    expect(cases.length).toBeGreaterThan(5);
    for (const golden of cases)
      expect(runError(golden, TRANSPOSED[rank]), golden.id).toBe(`${golden.exception}: ${golden.message}`);
  });

  test('a bias of another float type is converted over one and two axes and refused over three', () => {
    const bias = f64([0.1], [1]);
    expect(rows(convTranspose1d(count([1, 1, 1]), count([1, 1, 1]), { bias }))).toEqual([Math.fround(1.1)]);
    expect(() => convTranspose3d(count([1, 1, 1, 1, 1]), count([1, 1, 1, 1, 1]), { bias })).toThrow(
      'expected scalar type Float but found Double\nInput and parameters need the same dtype.',
    );
  });

  test('integers are refused in PyTorch’s words', () =>
    expect(() => convTranspose2d(count([1, 1, 2, 2], 'int32'), count([1, 1, 2, 2], 'int32'))).toThrow(
      '"slow_conv_transpose2d_out_cpu" not implemented for \'Int\'\nIt computes in float32, float64: convert first.',
    ));
});
