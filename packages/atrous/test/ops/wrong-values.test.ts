/** What PyTorch 2.13 says of arguments and options of the wrong kind, word for word, and what it counts. */
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/index.js';
import { F, nn, ones, tensor, zeros } from '../../src/index.js';
import { failure } from '../failure.js';

type Call = (value: never) => unknown;

const x = zeros([1, 4, 6, 6]);
const w = zeros([4, 4, 3, 3]);
const plain = zeros([2, 2]);

/** What a call with a wrong value throws. */
const said = (call: Call, value: unknown): string => failure(() => call(value as never));

const WORD = 'a';
const PAIR = [1.5, 1];

describe('options of the wrong kind', () => {
  const rows: readonly (readonly [call: Call, value: unknown, text: string])[] = [
    [
      (v) => F.convTranspose2d(x, w, { stride: v }),
      WORD,
      "conv_transpose2d(): argument 'stride' must be tuple of ints, not str",
    ],
    [
      (v) => F.convTranspose2d(x, w, { stride: v }),
      PAIR,
      "conv_transpose2d(): argument 'stride' must be tuple of ints, not list",
    ],
    [
      (v) => F.convTranspose2d(x, w, { padding: v }),
      null,
      "conv_transpose2d(): argument 'padding' must be tuple of ints, not NoneType",
    ],
    [
      (v) => F.convTranspose2d(x, w, { groups: v }),
      1.5,
      "conv_transpose2d(): argument 'groups' must be int, not float",
    ],
    [
      (v) => F.maxPool2d(x, v),
      true,
      "max_pool2d(): argument 'kernel_size' (position 2) must be tuple of ints, not bool",
    ],
    [
      (v) => F.maxPool2d(x, 2, { stride: v }),
      PAIR,
      "max_pool2d(): argument 'stride' (position 3) must be tuple of ints, but found element of type float at pos 0",
    ],
    [
      (v) => F.maxPool2d(x, 2, { padding: v }),
      null,
      "max_pool2d(): argument 'padding' (position 4) must be tuple of ints, not NoneType",
    ],
    [
      (v) => F.maxPool2d(x, 2, { ceilMode: v }),
      1.5,
      "max_pool2d(): argument 'ceil_mode' (position 6) must be bool, not float",
    ],
    [(v) => F.avgPool2d(x, 2, { stride: v }), PAIR, "avg_pool2d(): argument 'stride' must be tuple of ints, not list"],
    [
      (v) => F.avgPool2d(x, 2, { padding: v }),
      null,
      "avg_pool2d(): argument 'padding' must be tuple of ints, not NoneType",
    ],
    [(v) => F.avgPool2d(x, 2, { ceilMode: v }), WORD, "avg_pool2d(): argument 'ceil_mode' must be bool, not str"],
    [
      (v) => F.avgPool2d(x, 2, { countIncludePad: v }),
      {},
      "avg_pool2d(): argument 'count_include_pad' must be bool, not dict",
    ],
    [
      (v) => F.avgPool2d(x, 2, { divisorOverride: v }),
      true,
      "avg_pool2d(): argument 'divisor_override' must be int, not bool",
    ],
    [
      (v) => F.batchNorm(x, zeros([4]), ones([4]), { momentum: v }),
      null,
      "batch_norm(): argument 'momentum' (position 7) must be float, not NoneType",
    ],
    [
      (v) => F.batchNorm(x, zeros([4]), ones([4]), { training: v }),
      WORD,
      "batch_norm(): argument 'training' (position 6) must be bool, not str",
    ],
    [(v) => F.threshold(x, v, 1), null, "threshold(): argument 'threshold' (position 2) must be Number, not NoneType"],
    [(v) => F.threshold(x, 1, v), WORD, "threshold(): argument 'value' (position 3) must be Number, not str"],
    [(v) => F.groupNorm(x, v), true, "group_norm(): argument 'num_groups' (position 2) must be int, not bool"],
    [(v) => F.groupNorm(x, 2, { eps: v }), PAIR, "group_norm(): argument 'eps' (position 5) must be float, not list"],
    [
      (v) => F.layerNorm(x, [6], { eps: v }),
      null,
      "layer_norm(): argument 'eps' (position 5) must be float, not NoneType",
    ],
    [(v) => F.rmsNorm(x, [6], { eps: v }), WORD, "rms_norm(): argument 'eps' (position 4) must be float, not str"],
    [
      (v) => F.instanceNorm(x, { useInputStats: v }),
      null,
      "instance_norm(): argument 'use_input_stats' (position 6) must be bool, not NoneType",
    ],
    [
      (v) => F.leakyRelu(x, { negativeSlope: v }),
      null,
      "leaky_relu(): argument 'negative_slope' (position 2) must be Number, not NoneType",
    ],
    [(v) => F.elu(x, { alpha: v }), WORD, "elu(): argument 'alpha' (position 2) must be Number, not str"],
    [
      (v) => F.softplus(x, { threshold: v }),
      PAIR,
      "softplus(): argument 'threshold' (position 3) must be Number, not list",
    ],
    [(v) => F.rrelu(x, { upper: v }), {}, "rrelu(): argument 'upper' (position 3) must be Number, not dict"],
    [(v) => F.hardtanh(x, { minVal: v }), WORD, "'>' not supported between instances of 'str' and 'float'"],
    [(v) => F.dropout(x, { p: v }), null, "'<' not supported between instances of 'NoneType' and 'float'"],
    [(v) => F.softmax(x, { dim: v }), true, "softmax(): argument 'dim' (position 1) must be int, not bool"],
    [(v) => F.glu(x, { dim: v }), null, "glu(): argument 'dim' (position 2) must be int, not NoneType"],
    [(v) => F.gelu(x, { approximate: v }), null, "gelu(): argument 'approximate' must be str, not NoneType"],
    [
      (v) => F.unfold(x, v),
      1.5,
      "im2col(): argument 'kernel_size' (position 2) must be tuple of ints, but found element of type float at pos 0",
    ],
    [
      (v) => F.unfold(x, 2, { stride: v }),
      null,
      "im2col(): argument 'stride' (position 5) must be tuple of ints, but found element of type NoneType at pos 0",
    ],
    [(v) => F.pad(x, [1, 1], { value: v }), WORD, "pad(): argument 'value' (position 4) must be float, not str"],
    [(v) => F.pad(x, [1, 1], { mode: v }), true, "pad(): argument 'mode' (position 3) must be str, not bool"],
    [
      (v) => F.huberLoss(x, x, { delta: v }),
      null,
      "huber_loss(): argument 'delta' (position 4) must be float, not NoneType",
    ],
    [
      (v) => F.crossEntropy(plain, tensor([0n, 1n]), { ignoreIndex: v }),
      1.5,
      "cross_entropy_loss(): argument 'ignore_index' (position 5) must be int, not float",
    ],
    [(v) => F.klDiv(x, x, { logTarget: v }), WORD, "kl_div(): argument 'log_target' must be bool, not str"],
    [(v) => plain.flatten({ startDim: v }), 1.5, "flatten(): argument 'start_dim' must be int, not float"],
  ];

  test.each(rows)('%s of %j', (call, value, text) => expect(said(call, value)).toBe(`TypeError: ${text}`));

  test('None is taken where PyTorch takes it', () => {
    expect(F.maxPool2d(x, 2, { stride: null }).shape).toEqual([1, 4, 3, 3]);
    expect(F.avgPool2d(x, 2, { divisorOverride: null as never }).shape).toEqual([1, 4, 3, 3]);
    expect(F.pad(x, [1, 1], { value: null as never }).shape).toEqual([1, 4, 6, 8]);
  });

  test('a truth value is a number, and an option that is undefined is not given', () => {
    expect(F.elu(plain, { alpha: true as never }).shape).toEqual([2, 2]);
    expect(F.maxPool2d(x, 2, { ceilMode: undefined }).shape).toEqual([1, 4, 3, 3]);
  });

  test('sizes of interpolate that are no numbers', () => {
    const words =
      'TypeError: expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size with types';
    expect(said((v) => F.interpolate(x, { size: v }), PAIR)).toBe(`${words} [<class 'float'>, <class 'int'>]`);
    expect(said((v) => F.interpolate(x, { size: v }), WORD)).toBe(`${words} [<class 'str'>, <class 'str'>]`);
  });
});

describe('a method', () => {
  const place = (name: string, argument: string, position: number, kind: string, found: string): string =>
    `TypeError: ${name}(): argument '${argument}' (position ${position}) must be ${kind}, not ${found}`;

  test.each([
    ['matmul', () => plain.matmul(3 as never), ['other', 1, 'Tensor', 'int']],
    ['bmm', () => plain.bmm([1] as never), ['mat2', 1, 'Tensor', 'list']],
    ['index_select', () => plain.indexSelect(0, [1] as never), ['index', 2, 'Tensor', 'list']],
    ['reshape', () => plain.reshape('a' as never), ['shape', 1, 'tuple of ints', 'str']],
    ['unflatten', () => plain.unflatten(0, 'a' as never), ['sizes', 2, 'tuple of ints', 'str']],
    ['logical_and', () => plain.logicalAnd(3 as never), ['other', 1, 'Tensor', 'int']],
    // PyTorch's own method hands these on as a function does.
    ['split_with_sizes', () => plain.split('a' as never), ['split_sizes', 2, 'tuple of ints', 'str']],
    ['copy_', () => plain.copy_(3 as never), ['other', 1, 'Tensor', 'int']],
  ] as const)('%s does not count its tensor', (name, call, [argument, position, kind, found]) =>
    expect(failure(call)).toBe(place(name, argument, position, kind, found)),
  );

  test('counts as a function does what it calls itself, also after an error', () => {
    expect(failure(() => plain.matmul(3 as never))).toContain('(position 1)');
    const hooked = ones([2], { requiresGrad: true });
    hooked.registerHook(() => F.bilinear(plain, plain, 3 as never, {}));
    expect(failure(() => hooked.sum().backward())).toContain(
      "bilinear(): argument 'weight' (position 3) must be Tensor",
    );
  });
});

describe('nn.utils', () => {
  const linear = (): nn.Linear => new nn.Linear(2, 2);
  const trained = (): Tensor[] => {
    const parameter = new nn.Parameter(ones([2]));
    parameter.grad = ones([2]);
    return [parameter];
  };
  const U = nn.utils;

  test.each<[Call, unknown, string]>([
    [(v) => U.clipGradNorm_(v, 1), 3, "TypeError: 'int' object is not iterable"],
    [(v) => U.clipGradValue_(v, 1), new nn.ReLU(), "TypeError: 'ReLU' object is not iterable"],
    [(v) => U.clipGradsWithNorm_(v, 1, ones([1])), WORD, "AttributeError: 'str' object has no attribute 'grad'"],
    [(v) => U.getTotalNorm(v), [1], "AttributeError: 'int' object has no attribute 'device'"],
    [(v) => U.clipGradNorm_(trained(), v), WORD, "ValueError: could not convert string to float: 'a'"],
    [
      (v) => U.clipGradNorm_(trained(), 1, { normType: v }),
      null,
      "TypeError: float() argument must be a string or a real number, not 'NoneType'",
    ],
    [
      (v) => U.clipGradValue_(trained(), v),
      {},
      "TypeError: float() argument must be a string or a real number, not 'dict'",
    ],
    [(v) => U.weightNorm(v), 3, "AttributeError: 'int' object has no attribute '_forward_pre_hooks'"],
    [(v) => U.weightNorm(linear(), { name: v }), null, "TypeError: attribute name must be string, not 'NoneType'"],
    [(v) => U.removeWeightNorm(v), ones([2]), "AttributeError: 'Tensor' object has no attribute '_forward_pre_hooks'"],
    [(v) => U.spectralNorm(v), [1], "AttributeError: 'list' object has no attribute '_forward_pre_hooks'"],
    [
      (v) => U.spectralNorm(linear(), { nPowerIterations: v }),
      WORD,
      "TypeError: '<=' not supported between instances of 'str' and 'int'",
    ],
    [
      (v) => U.fuseConvBnEval(v, new nn.BatchNorm2d(2).eval()),
      null,
      "AttributeError: 'NoneType' object has no attribute 'training'",
    ],
  ])('%s of %j', (call, value, text) => expect(said(call, value)).toBe(text));
});
