import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import * as F from '../../src/nn/functional.js';
import * as nn from '../../src/nn/index.js';
import { arange, ones, tensor, zeros } from '../../src/tensor/create.js';
import { manualSeed, rand, randn } from '../../src/tensor/random/index.js';
import '../../src/ops/methods.js';

const count = (module: nn.Module): number => [...module.parameters()].reduce((sum, p) => sum + p.numel(), 0);

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('facts about convolutions', () => {
  test('Conv2d(12, 6, 3) has 654 parameters, in three groups 222, and five groups are refused', () => {
    const conv = new nn.Conv2d(12, 6, 3);
    expect([conv.weight.shape, conv.bias!.shape, count(conv)]).toEqual([[6, 12, 3, 3], [6], 654]);
    const grouped = new nn.Conv2d(12, 6, 3, { groups: 3 });
    expect([grouped.weight.shape, count(grouped)]).toEqual([[6, 4, 3, 3], 222]);
    expect(failure(() => new nn.Conv2d(12, 6, 3, { groups: 5 }))).toMatch(/^in_channels must be divisible by groups/);
  });

  test('a stride of 2 takes 7 to 3', () => {
    expect(new nn.Conv2d(3, 2, 3, { stride: 2 }).forward(zeros([1, 3, 7, 7])).shape).toEqual([1, 2, 3, 3]);
  });

  test('28 becomes 10 becomes 5, and a transposed convolution takes 10 back to 28', () => {
    const small = new nn.Conv2d(1, 1, 3, { stride: 3, padding: 1 }).forward(zeros([1, 1, 28, 28]));
    expect(small.shape).toEqual([1, 1, 10, 10]);
    expect(new nn.MaxPool2d(2).forward(small).shape).toEqual([1, 1, 5, 5]);
    const back = new nn.ConvTranspose2d(1, 1, 3, { stride: 3, padding: 1 });
    expect(back.forward(small).shape).toEqual([1, 1, 28, 28]);
    expect(back.forward(small, [30, 29]).shape).toEqual([1, 1, 30, 29]);
  });

  test('the stride of a pool defaults to its kernel, and 3×3 with dilation 2 spans 5×5', () => {
    expect(new nn.MaxPool2d(3).stride).toBe(3);
    expect(new nn.Conv2d(1, 1, 3, { dilation: 2 }).forward(zeros([1, 1, 5, 5])).shape).toEqual([1, 1, 1, 1]);
  });

  test('padding modes pad first and then convolve without padding', () => {
    manualSeed(0);
    const conv = new nn.Conv2d(2, 3, [3, 2], { padding: [1, 2], paddingMode: 'circular' });
    const x = rand([1, 2, 4, 5]);
    const padded = F.pad(x, [2, 2, 1, 1], { mode: 'circular' });
    const expected = F.conv2d(padded, conv.weight, { bias: conv.bias });
    expect(conv.forward(x).tolist()).toEqual(expected.tolist());
  });

  test("'same' puts the odd cell at the end, in every padding mode", () => {
    const conv = new nn.Conv1d(1, 1, 2, { padding: 'same', paddingMode: 'replicate', bias: false });
    nn.init.ones_(conv.weight);
    expect(conv.forward(tensor([[1, 2, 3]])).tolist()).toEqual([[3, 5, 6]]);
  });
});

describe('constructors', () => {
  test('take float64 and the cpu, and refuse other places', () => {
    const conv = new nn.Conv2d(1, 1, 3, { dtype: 'float64', device: 'cpu' });
    expect([...conv.parameters()].map((p) => p.dtype)).toEqual(['float64', 'float64']);
    expect(conv.forward(zeros([1, 1, 3, 3], { dtype: 'float64' })).dtype).toBe('float64');
    const norm = new nn.BatchNorm1d(2, { dtype: 'float64' });
    expect(norm.runningMean!.dtype).toBe('float64');
    expect(failure(() => new nn.Linear(1, 1, { device: 'cuda' as never }))).toContain(
      "device 'cuda' does not exist here",
    );
    expect(failure(() => new nn.Linear(1, 1, { dtype: 'int32' as never }))).toContain("'int32'");
  });

  test.each([
    ['an unknown option', () => new nn.Conv2d(1, 1, 1, { strides: 2 } as never), 'Did you mean `stride`?'],
    [
      'a name of Python',
      () => new nn.Conv2d(1, 1, 1, { padding_mode: 'zeros' } as never),
      'Did you mean `paddingMode`?',
    ],
    [
      'a type for a layer without tensors',
      () => new nn.ReLU({ dtype: 'float64' } as never),
      "got an unexpected keyword argument 'dtype'",
    ],
    [
      'a missing argument',
      () => new nn.Conv2d(...([1, 1] as unknown as [number, number, number])),
      "missing 1 required positional argument: 'kernel_size'",
    ],
  ])('refuse %s', (_, run, text) => {
    expect(failure(run)).toContain(text);
  });

  test('Identity takes anything', () => {
    expect(String(new nn.Identity(54, { unused: true }))).toBe('Identity()');
  });
});

describe('layers in place', () => {
  test.each([
    ['ReLU', new nn.ReLU({ inplace: true })],
    ['LeakyReLU', new nn.LeakyReLU({ inplace: true })],
    ['ELU', new nn.ELU({ inplace: true })],
    ['SiLU', new nn.SiLU({ inplace: true })],
    ['Hardtanh', new nn.Hardtanh({ inplace: true })],
    ['Threshold', new nn.Threshold(0, 7, { inplace: true })],
    ['Dropout', new nn.Dropout({ p: 1, inplace: true })],
  ])('%s writes into its input and raises its version', (_, layer) => {
    const x = tensor([-2, 3]);
    const expected = new (layer.constructor as new (...a: unknown[]) => typeof layer)(
      ...(layer instanceof nn.Threshold ? [0, 7] : [layer instanceof nn.Dropout ? { p: 1 } : {}]),
    ).forward(tensor([-2, 3]));
    const version = x.version;
    expect(layer.forward(x)).toBe(x);
    expect(x.data).toEqual(expected.data);
    expect(x.version).toBeGreaterThan(version);
  });
});

describe('modes', () => {
  test('dropout drops in training alone', () => {
    const layer = new nn.Dropout({ p: 0.5 });
    const x = ones([64]);
    expect(layer.forward(x).tolist()).toContain(0);
    expect(layer.eval().forward(x)).toBe(x);
  });

  test('batch norm keeps statistics in training and uses them in evaluation', () => {
    const norm = new nn.BatchNorm1d(1);
    const x = tensor([[1], [2], [3], [4]]);
    norm.forward(x);
    expect(norm.runningMean!.data[0]).toBeCloseTo(0.25, 6);
    expect(norm.runningVar!.data[0]).toBeCloseTo(1.0666667, 6);
    expect(norm.numBatchesTracked!.data).toEqual(BigInt64Array.of(1n));
    const before = norm.runningMean!.data.slice();
    norm.eval().forward(x);
    expect(norm.runningMean!.data).toEqual(before);
    expect(norm.numBatchesTracked!.data).toEqual(BigInt64Array.of(1n));
  });

  test('a batch that is refused is not counted', () => {
    const norm = new nn.BatchNorm2d(3);
    expect(failure(() => norm.forward(zeros([1, 2, 2, 2])))).toMatch(/running_mean should contain 2 elements not 3/);
    expect(norm.numBatchesTracked!.data).toEqual(BigInt64Array.of(0n));
  });

  test('without momentum the running statistics are plain averages', () => {
    const norm = new nn.BatchNorm1d(1, { momentum: null });
    norm.forward(tensor([[0], [2]]));
    norm.forward(tensor([[3], [5]]));
    expect(norm.runningMean!.data).toEqual(Float32Array.of(2.5));
  });
});

describe('layers with more than one tensor', () => {
  test('a max pool gives indices when asked, and its unpooling puts the values back', () => {
    const pool = new nn.MaxPool2d(2, { returnIndices: true });
    const x = arange(16).reshape([1, 1, 4, 4]);
    const [y, indices] = pool.forward(x);
    expect(indices.tolist()).toEqual([
      [
        [
          [5, 7],
          [13, 15],
        ],
      ],
    ]);
    const back = new nn.MaxUnpool2d(2).forward(y, indices);
    expect(back.tolist()).toEqual([
      [
        [
          [0, 0, 0, 0],
          [0, 5, 0, 7],
          [0, 0, 0, 0],
          [0, 13, 0, 15],
        ],
      ],
    ]);
    expect(new nn.MaxUnpool2d(2).forward(y, indices, [1, 1, 5, 5]).shape).toEqual([1, 1, 5, 5]);
  });

  test('bilinear sums over all pairs of features', () => {
    const layer = new nn.Bilinear(2, 3, 2);
    const [a, b] = [randn([4, 2]), randn([4, 3])];
    const y = layer.forward(a, b).tolist() as number[][];
    const [w, bias] = [layer.weight.tolist() as number[][][], layer.bias!.tolist() as number[]];
    const [u, v] = [a.tolist() as number[][], b.tolist() as number[][]];
    for (const [r, row] of y.entries())
      for (const [o, value] of row.entries()) {
        let sum = bias[o]!;
        for (const [i, line] of w[o]!.entries()) for (const [j, k] of line.entries()) sum += u[r]![i]! * k * v[r]![j]!;
        expect(value).toBeCloseTo(sum, 5);
      }
    expect(failure(() => layer.forward(a, randn([4, 2])))).toMatch(/^bilinear\(\): input2 size does not match/);
    expect(failure(() => layer.forward(a, randn([4, 3], { dtype: 'float64' })))).toMatch(
      /^All tensors must have the same dtype, got input1: float, input2: double, weight: float, bias: float/,
    );
  });
});

describe('the functions of F', () => {
  test('are the operations that the layers call', () => {
    const x = randn([1, 2, 6, 6]);
    expect(new nn.AvgPool2d(2).forward(x)).toEqual(F.avgPool2d(x, 2));
    expect(new nn.Softmax({ dim: 1 }).forward(x)).toEqual(F.softmax(x, { dim: 1 }));
    expect(new nn.GELU({ approximate: 'tanh' }).forward(x)).toEqual(F.gelu(x, { approximate: 'tanh' }));
    expect(new nn.Upsample({ scaleFactor: 2, mode: 'bilinear' }).forward(x)).toEqual(
      F.interpolate(x, { scaleFactor: 2, mode: 'bilinear' }),
    );
  });
});
