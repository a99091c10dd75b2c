import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConvOptions, convGeometry } from '../../src/geometry/conv.js';
import type { Rank } from '../../src/geometry/types.js';
import { conv1d, conv2d, conv3d } from '../../src/ops/conv/index.js';
import { convReference } from '../../src/ops/conv/reference.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { count, expectNear, f32, f64, noise, product, values } from './arrays.js';
import { type ErrorCase, functionalErrors, runError } from './error-cases.js';
import { type ConvCase, anyConvCase } from './conv-cases.js';

const CONV = { 1: conv1d, 2: conv2d, 3: conv3d } as const;

/** The definition, element by element: every output, every tap, with a test whether it reads the input. */
function naive(x: Tensor, w: Tensor, b: Tensor | null, { rank, stride, padding, dilation, groups }: ConvCase): Tensor {
  const { output, input, windows } = convGeometry(rank, x.shape, w.shape, null, { stride, padding, dilation, groups });
  const [N, C] = x.shape as [number, number];
  const [K, shareOfC] = w.shape as [number, number];
  const kernel = windows.map((window) => window.kernel);
  const y = new Float64Array(N * K * product(output));
  let at = 0;
  for (let n = 0; n < N; n++)
    for (let k = 0; k < K; k++)
      for (const o of positions(output)) {
        let sum = b === null ? 0 : values(b)[k]!;
        for (let j = 0; j < shareOfC; j++) {
          const c = Math.floor(k / (K / groups)) * shareOfC + j;
          positions(kernel).forEach((t, tap) => {
            const i = o.map((p, axis) => p * stride[axis]! - windows[axis]!.padBefore + dilation[axis]! * t[axis]!);
            if (i.some((p, axis) => p < 0 || p >= input[axis]!)) return;
            const cell = i.reduce((offset, p, axis) => offset * input[axis]! + p, 0);
            sum +=
              values(w)[(k * shareOfC + j) * product(kernel) + tap]! * values(x)[(n * C + c) * product(input) + cell]!;
          });
        }
        y[at++] = sum;
      }
  return f64(y, [N, K, ...output]);
}

/** All positions of a box, the last axis fastest. */
function positions(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (found, size) => found.flatMap((p) => Array.from({ length: size }, (_, i) => [...p, i])),
    [[]],
  );
}

const A = (h: number, w: number): Tensor => count([1, 1, h, w]);
const rows = (t: Tensor): number[] => [...values(t)];

describe('golden values of the guide', () => {
  test.each<[string, Tensor, Tensor, ConvOptions, number[]]>([
    ['3×3 under 2×2', A(3, 3), A(2, 2), {}, [37, 47, 67, 77]],
    ['padding 1', A(3, 3), A(2, 2), { padding: 1 }, [4, 11, 18, 9, 18, 37, 47, 21, 36, 67, 77, 33, 14, 23, 26, 9]],
    ['an even kernel, same', A(3, 3), A(2, 2), { padding: 'same' }, [37, 47, 21, 67, 77, 33, 23, 26, 9]],
    ['an odd kernel, same', A(3, 3), A(3, 3), { padding: 'same' }, [94, 154, 106, 186, 285, 186, 106, 154, 94]],
    ['stride 2, padding 1', A(4, 4), A(3, 3), { stride: 2, padding: 1 }, [111, 217, 363, 573]],
    ['dilation 2', A(4, 4), A(2, 2), { dilation: 2 }, [78, 88, 118, 128]],
    ['groups', count([1, 2, 2, 2]), count([2, 1, 2, 2]), { groups: 2 }, [30, 174]],
  ])('conv2d, %s', (_, x, w, options, expected) => expect(rows(conv2d(x, w, options))).toEqual(expected));

  test('conv2d with a bias', () =>
    expect(rows(conv2d(count([1, 2, 2, 2]), count([1, 2, 2, 2]), { bias: f32([0.5], [1]) }))).toEqual([204.5]));

  test('conv1d, stride 2, padding 1', () =>
    expect(rows(conv1d(count([1, 1, 5]), count([1, 1, 3]), { stride: 2, padding: 1 }))).toEqual([8, 20, 14]));

  test.each<[number[], ConvOptions, number[]]>([
    [[1, 10, 100, 1000], {}, [3210, 4321, 5432, 543, 54]],
    [[1, 10], {}, [21, 32, 43, 54, 5]],
    [[1, 10], { dilation: 3 }, [30, 41, 52, 3, 4]],
    [[1, 10, 100, 1000], { dilation: 2 }, [4200, 5310, 420, 531, 42]],
  ])('same padding puts the odd zero at the end: kernel %j, %j', (kernel, options, expected) => {
    const y = conv1d(count([1, 1, 5]), f32(kernel, [1, 1, kernel.length]), { ...options, padding: 'same' });
    expect(rows(y)).toEqual(expected);
  });
});

describe('conv', () => {
  test('equals the definition, all options at once', () =>
    fc.assert(
      fc.property(anyConvCase, fc.boolean(), (options, withBias) => {
        const x = noise([options.batch, options.groups * options.inChannels, ...options.input], 1);
        const w = noise([options.groups * options.outChannels, options.inChannels, ...options.kernel], 2);
        const bias = withBias ? noise([w.shape[0]!], 3) : null;
        const { stride, padding, dilation, groups } = options;
        const y = CONV[options.rank](x, w, { bias, stride, padding, dilation, groups });
        expectNear(y, naive(x, w, bias, options));
      }),
      { numRuns: 300 },
    ));

  test('pads the two ends of an axis by different amounts where the geometry says so', () => {
    const geometry = convGeometry(1, [1, 1, 4], [1, 1, 2], null, {});
    const window = { ...geometry.windows[0]!, padBefore: 2, padAfter: 1 };
    const out = new Float32Array(6);
    const x = Float32Array.of(1, 2, 3, 4);
    convReference(out, x, Float32Array.of(1, 10), null, { ...geometry, output: [6], windows: [window] });
    expect([...out]).toEqual([0, 10, 21, 32, 43, 4]);
  });

  test('an input without batch gives the same without batch', () => {
    const [x, w] = [noise([1, 3, 5, 6], 1), noise([2, 3, 3, 3], 2)];
    const y = conv2d(f64(values(x), [3, 5, 6]), w, { padding: 1 });
    expect(y.shape).toEqual([2, 5, 6]);
    expect(rows(y)).toEqual(rows(conv2d(x, w, { padding: 1 })));
  });

  test('an empty batch and an input without channels give tensors without elements', () => {
    expect(conv2d(f32([], [0, 3, 8, 8]), count([4, 3, 3, 3])).shape).toEqual([0, 4, 6, 6]);
    expect(conv2d(f32([], [1, 0, 8, 8]), f32([], [4, 0, 3, 3])).shape).toEqual([1, 0, 6, 6]);
  });

  test('sums in doubles and rounds once', () => {
    const x = f32([1, 2 ** -24, 2 ** -24], [1, 3, 1]);
    expect(rows(conv1d(x, f32([1, 1, 1], [1, 3, 1])))).toEqual([1 + 2 ** -23]);
  });

  test('a NaN reaches the outputs that read it and no others', () => {
    const x = f32([1, 2, Number.NaN, 4, 5, 6], [1, 1, 6]);
    expect(rows(conv1d(x, count([1, 1, 2])))).toEqual([5, Number.NaN, Number.NaN, 14, 17]);
  });

  test('integers stay integers and wrap as PyTorch’s do', () => {
    expect(conv2d(count([1, 1, 3, 3], 'int32'), count([1, 1, 2, 2], 'int32')).dtype).toBe('int32');
    expect(rows(conv2d(count([1, 1, 3, 3], 'int32'), count([1, 1, 2, 2], 'int32')))).toEqual([37, 47, 67, 77]);
    expect(rows(conv2d(count([1, 1, 3, 3], 'uint8'), count([1, 1, 3, 3], 'uint8')))).toEqual([285 - 256]);
  });

  test('a 4×4 image under a 3×3 kernel is a 4×16 matrix, its rows the kernel moved', () => {
    const kernel = count([1, 1, 3, 3]);
    const columns = Array.from({ length: 16 }, (_, cell) => {
      const impulse = new Float32Array(16);
      impulse[cell] = 1;
      return rows(conv2d(f32(impulse, [1, 1, 4, 4]), kernel));
    });
    const matrix = [0, 1, 2, 3].map((row) => columns.map((column) => column[row]));
    const [top, middle, bottom] = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    expect(matrix).toEqual([
      [...top, 0, ...middle, 0, ...bottom, 0, 0, 0, 0, 0],
      [0, ...top, 0, ...middle, 0, ...bottom, 0, 0, 0, 0],
      [0, 0, 0, 0, ...top, 0, ...middle, 0, ...bottom, 0],
      [0, 0, 0, 0, 0, ...top, 0, ...middle, 0, ...bottom],
    ]);
  });
});

describe('errors', () => {
  test.each([1, 2, 3] as const)('conv%id throws what PyTorch throws', (rank: Rank) => {
    const cases: ErrorCase[] = functionalErrors(`conv${rank}d`);
    expect(cases.length).toBeGreaterThan(10);
    for (const golden of cases)
      expect(runError(golden, CONV[rank]), golden.id).toBe(`${golden.exception}: ${golden.message}`);
  });

  test('the bias’s type is looked at first of all', () => {
    const bias = f64([1], [1]);
    expect(() => conv2d(f32([1], [1]), count([1, 1, 1, 1]), { bias })).toThrow(
      'Input type (float) and bias type (double) should be the same\nInput and parameters need the same dtype.',
    );
  });

  test('a type that is not computed in is refused by PyTorch’s name', () => {
    const x = count([1, 1, 3], 'bool');
    expect(() => conv1d(x, count([1, 1, 3], 'bool'))).toThrow(
      '"slow_conv2d_cpu" not implemented for \'Bool\'\nIt computes in float32, float64, int32, uint8: convert first.',
    );
  });

  test('an option in PyTorch’s spelling or of another layer is refused', () =>
    expect(() => conv2d(A(3, 3), A(2, 2), { paddings: 1 } as ConvOptions)).toThrow(
      "conv2d() got an unexpected keyword argument 'paddings'\nDid you mean `padding`?",
    ));
});
