/**
 * @file What a random comparison with PyTorch found. All numbers and texts here were printed by PyTorch 2.13 (CPU) for
 * the same calls.
 */

import { describe, expect, test } from 'vitest';
import { arange, F, full, manualSeed, nn, ones, randperm, tensor, zeros, type Tensor } from '../../src/index.js';
import { failure } from '../failure.js';

const values = (t: Tensor): number[] => Array.from(t.data as Float32Array);
const bools = (): Tensor => ones([3]).bool();

describe('values', () => {
  test('a convolution with padding by name converts its bias', () => {
    const [x, weight, bias] = [ones([1, 1, 5]), ones([1, 1, 3]), ones([1]).double()];
    const same = F.conv1d(x, weight, { bias, padding: 'same' });
    expect(same.dtype).toBe('float32');
    expect(values(same)).toEqual([3, 4, 4, 4, 3]);
    expect(values(F.conv1d(x, weight, { bias, padding: 'valid' }))).toEqual([4, 4, 4]);
  });

  test('a linear layer without a bias takes a weight that is a vector', () => {
    const weight = tensor([1, 2, 3], { requiresGrad: true });
    const y = F.linear(ones([2, 3]), weight);
    expect(y.shape).toEqual([2]);
    expect(values(y)).toEqual([6, 6]);
    y.backward(ones([2]));
    expect(values(weight.grad!)).toEqual([2, 2, 2]);
    expect(F.linear(ones([2, 2, 3]), weight).shape).toEqual([2, 2]);
    expect(F.linear(ones([3]), weight).shape).toEqual([]);
  });

  test('truncated normal draws around infinity are uniform, and come to an end', () => {
    manualSeed(0);
    const draws = values(nn.init.truncNormal_(zeros([4]), { mean: Infinity }));
    for (const value of draws) expect(Math.abs(value)).toBeLessThanOrEqual(2);
    expect(new Set(draws).size).toBe(4);
  });

  test('instance normalisation takes an eps that batch normalisation refuses', () => {
    expect(values(F.instanceNorm(tensor([[[1, 3]]]), { eps: 0 }))).toEqual([-1, 1]);
    expect(failure(() => F.batchNorm(tensor([[[1, 3]]]), null, null, { training: true, eps: 0 }))).toBe(
      'ValueError: batch_norm eps must be positive during training, but got 0.0',
    );
  });

  test('the losses of multiMarginLoss have the shape of the target', () => {
    const one = tensor([0], { dtype: 'int64' });
    expect(F.multiMarginLoss(ones([3]), one, { reduction: 'none' }).shape).toEqual([1]);
    expect(F.multiMarginLoss(ones([1, 3]), one.reshape([]), { reduction: 'none' }).shape).toEqual([]);
  });

  test('channel dropout that drops nothing takes any number of dimensions', () => {
    expect(values(F.dropout2d(ones([2]), { training: false }))).toEqual([1, 1]);
    expect(values(F.dropout2d(ones([2]), { p: 0 }))).toEqual([1, 1]);
    expect(failure(() => F.dropout2d(ones([2])))).toBe(
      'RuntimeError: Feature dropout requires at least 2 dimensions in the input',
    );
  });

  test('squares of bools are integers', () => {
    const squares = bools().square();
    expect([squares.dtype, squares.tolist()]).toEqual(['int64', [1, 1, 1]]);
  });

  test('Hardswish does not print that it works in place', () => {
    expect(String(new nn.Hardswish({ inplace: true }))).toBe('Hardswish()');
    expect(String(new nn.Hardsigmoid({ inplace: true }))).toBe('Hardsigmoid(inplace=True)');
  });
});

const x1 = (): Tensor => ones([1, 1, 4]);
const x2 = (): Tensor => ones([1, 1, 4, 4]);
const x3 = (): Tensor => ones([1, 1, 4, 4, 4]);
const labels = (shape: number[]): Tensor => zeros(shape, { dtype: 'int64' });
const SUBTRACTION =
  'RuntimeError: Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.';

const ERRORS: readonly (readonly [what: string, call: () => unknown, text: string])[] = [
  [
    'average pooling of bools',
    () => F.avgPool3d(x3().bool(), 2),
    '"avg_pool3d_out_frame" not implemented for \'Bool\'',
  ],
  [
    'adaptive averages',
    () => F.adaptiveAvgPool3d(x3().long(), 2),
    '"adaptive_avg_pool3d_cpu" not implemented for \'Long\'',
  ],
  [
    'adaptive maxima',
    () => F.adaptiveMaxPool3d(x3().int(), 2),
    '"adaptive_max_pool3d_cpu" not implemented for \'Int\'',
  ],
  ['softshrink', () => F.softshrink(ones([2]).long()), '"softshrink_check" not implemented for \'Long\''],
  [
    'nearest',
    () => F.interpolate(x1().long(), { size: 2 }),
    '"compute_indices_weights_nearest" not implemented for \'Long\'',
  ],
  [
    'nearest-exact',
    () => F.interpolate(x2().long(), { size: 2, mode: 'nearest-exact' }),
    '"upsample_nearest2d_channels_last" not implemented for \'Long\'',
  ],
  [
    'bilinear',
    () => F.interpolate(x2().bool(), { size: 2, mode: 'bilinear' }),
    '"upsample_bilinear2d_channels_last" not implemented for \'Bool\'',
  ],
  [
    'trilinear',
    () => F.interpolate(x3().bool(), { size: 2, mode: 'trilinear' }),
    '"compute_indices_weights_linear" not implemented for \'Bool\'',
  ],
  [
    'antialias',
    () => F.interpolate(x2().bool(), { size: 2, mode: 'bicubic', antialias: true }),
    '"compute_index_ranges_weights" not implemented for \'Bool\'',
  ],
  ['floor', () => bools().floor(), '"floor_vml_cpu" not implemented for \'Bool\''],
  ['ceil', () => bools().ceil(), '"ceil_vml_cpu" not implemented for \'Bool\''],
  ['round', () => bools().round(), '"round_vml_cpu" not implemented for \'Bool\''],
  ['trunc', () => bools().trunc(), '"trunc_vml_cpu" not implemented for \'Bool\''],
  ['abs', () => bools().abs(), '"abs_cpu" not implemented for \'Bool\''],
].map(
  ([what, call, text]) => [what, call, `NotImplementedError: ${text as string}`] as [string, () => unknown, string],
);

const TEXTS: readonly (readonly [what: string, call: () => unknown, text: string])[] = [
  [
    'a scale that is no number',
    () => F.interpolate(x1(), { scaleFactor: NaN }),
    'RuntimeError: value cannot be converted to type int64_t without overflow',
  ],
  [
    'one size for two axes in a list',
    () => F.adaptiveAvgPool2d(x2(), [3]),
    'RuntimeError: adaptive_avg_pool2d: output_size must be 2',
  ],
  [
    'one size for two axes in a list of maxima',
    () => F.adaptiveMaxPool2d(x2(), [3]),
    'RuntimeError: adaptive_max_pool2d(): internal error: output_size.size() must be 2',
  ],
  [
    'unpooling to less than nothing',
    () => F.maxUnpool3d(ones([1, 1, 1, 1, 1]), labels([1, 1, 1, 1, 2]), 1, { padding: 1 }),
    'ValueError: max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[0]=-1',
  ],
  [
    'a bias of another length',
    () => F.linear(ones([1, 1, 2, 3]), ones([4, 3]), { bias: ones([2]) }),
    'RuntimeError: The expanded size of the tensor (4) must match the existing size (2) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [2]',
  ],
  [
    'a bias of another type',
    () => F.linear(ones([1, 1, 2, 2]), ones([4, 3]), { bias: ones([4]).double() }),
    'RuntimeError: self and mat2 must have the same dtype, but got Double and Float',
  ],
  [
    'a vector of another length',
    () => F.linear(ones([2, 3]), ones([2])),
    'RuntimeError: size mismatch, got input (2), mat (2x3), vec (2)',
  ],
  [
    'a slope of another type',
    () => F.prelu(ones([2]).double(), ones([1])),
    'RuntimeError: prelu: Type promoting not supported. Got Double and Float',
  ],
  [
    'buffers of another type',
    () => F.batchNorm(ones([2, 1]), zeros([1]), ones([1]).double()),
    'RuntimeError: expected scalar type Float but found Double',
  ],
  [
    'a weight of another type',
    () => F.batchNorm(ones([2, 1]), zeros([1]), ones([1]), { weight: ones([1]).double() }),
    'RuntimeError: mixed dtype (CPU): expect parameter to have scalar type of Float',
  ],
  [
    'targets of another count',
    () => F.multiMarginLoss(ones([3]), labels([2])),
    'RuntimeError: multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [1], but got [2]. Input has shape [3].',
  ],
  [
    'a class that does not exist in a list',
    () => F.multilabelMarginLoss(ones([2, 3]), labels([2, 3]).add(4)),
    "RuntimeError: argument #2 'target' is out of range",
  ],
  [
    'an unknown reduction',
    () => F.multilabelSoftMarginLoss(ones([2, 3]), ones([2, 3]), { reduction: 'x' as 'mean' }),
    'ValueError: x is not valid',
  ],
  [
    'a loss of no classes',
    () => F.multilabelSoftMarginLoss(ones([]), ones([])),
    'IndexError: Dimension specified as -1 but tensor has no dimensions',
  ],
  [
    'no target for a batch',
    () => F.nllLoss(ones([2, 3, 2]), labels([])),
    'ValueError: Expected input batch_size (2) to match target batch_size (0).',
  ],
  [
    'class weights of images',
    () => F.nllLoss(ones([2, 3, 1]), labels([2, 1]), { weight: ones([2]) }),
    'RuntimeError: weight tensor should be defined either for all or no classes',
  ],
  [
    'distributions that do not fit',
    () => F.klDiv(ones([2]), ones([3])),
    'RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0',
  ],
  [
    'an infinite probability',
    () => F.dropout(ones([2]), { p: Infinity }),
    'ValueError: dropout probability has to be between 0 and 1, but got inf',
  ],
  ['bools less a number', () => bools().sub(1), SUBTRACTION],
  ['numbers less bools', () => ones([3]).sub(bools()), SUBTRACTION],
  ['bools less a number in place', () => bools().sub_(1), SUBTRACTION],
  ['the largest bool', () => bools().argmax(5), 'RuntimeError: argmax(): does not support bool input'],
  [
    'shape before type in place',
    () =>
      ones([3])
        .int()
        .add_(ones([2, 3])),
    "RuntimeError: output with shape [3] doesn't match the broadcast shape [2, 3]",
  ],
  [
    'the last axis first',
    () => ones([4, 2, 1, 2]).expand([1, 4, 2, -1, 2, 1]),
    'RuntimeError: The expanded size of the tensor (1) must match the existing size (2) at non-singleton dimension 5.  Target sizes: [1, 4, 2, -1, 2, 1].  Tensor sizes: [4, 2, 1, 2]',
  ],
  [
    'the axis as it was given',
    () => ones([2, 3]).split([1, 1], -1),
    "RuntimeError: split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension -1), but got split_sizes=[1, 1]",
  ],
  ['nothing beyond a float', () => zeros([2]).uniform_(Infinity), 'RuntimeError: from is out of bounds for float'],
  [
    'nothing up to infinity',
    () => zeros([2]).double().uniform_(0, Infinity),
    'RuntimeError: to is out of bounds for double',
  ],
  [
    'a range backwards',
    () => zeros([2]).uniform_(3.5, 1),
    'RuntimeError: uniform_ expects to return a [from, to) range, but found from=3.5 > to=1',
  ],
  ['no deviation', () => zeros([2]).normal_(0, NaN), 'RuntimeError: normal expects std >= 0.0, but found std nan'],
  [
    'no chance',
    () => zeros([2]).bernoulli_(Infinity),
    'RuntimeError: bernoulli_ expects p to be in [0, 1], but got p=inf',
  ],
  [
    'a million in six digits',
    () => zeros([2]).uniform_(1e6, 1),
    'RuntimeError: uniform_ expects to return a [from, to) range, but found from=1e+06 > to=1',
  ],
  [
    'a deviation of nothing',
    () => nn.init.truncNormal_(zeros([4]), { std: 0 }),
    'ZeroDivisionError: float division by zero',
  ],
  [
    'fewer numbers than none',
    () => randperm(-1),
    'RuntimeError: Trying to create tensor with negative dimension -1: [-1]',
  ],
];

const OVERFLOWS: typeof TEXTS = [
  [
    'a byte',
    () => tensor(300, { dtype: 'uint8' }),
    'RuntimeError: value cannot be converted to type uint8 without overflow',
  ],
  [
    'an int',
    () => tensor(2 ** 31, { dtype: 'int32' }),
    'RuntimeError: value cannot be converted to type int32 without overflow',
  ],
  [
    'bytes',
    () => full([2], 300, { dtype: 'uint8' }),
    'RuntimeError: value cannot be converted to type uint8_t without overflow',
  ],
  [
    'ints',
    () =>
      zeros([2])
        .int()
        .fill_(2 ** 31),
    'RuntimeError: value cannot be converted to type int without overflow',
  ],
  [
    'no number',
    () => zeros([2]).int().fill_(NaN),
    'RuntimeError: value cannot be converted to type int without overflow',
  ],
  [
    'a negative byte',
    () => zeros([2], { dtype: 'uint8' }).fill_(-256),
    'RuntimeError: value cannot be converted to type uint8_t without overflow',
  ],
  ['an endless range', () => arange(0, Infinity), 'RuntimeError: unsupported range: 0 -> inf'],
  ['a seed', () => manualSeed(2n ** 64n), 'ValueError: Overflow when unpacking long long'],
];

test('a negative byte whose magnitude fits wraps around', () => {
  expect(zeros([2], { dtype: 'uint8' }).fill_(-255).tolist()).toEqual([1, 1]);
  expect(tensor(-1, { dtype: 'uint8' }).item()).toBe(255);
});

describe('errors', () => {
  test.each([...ERRORS, ...TEXTS, ...OVERFLOWS])('%s', (_, call, text) => {
    expect(failure(call)).toBe(text);
  });
});
