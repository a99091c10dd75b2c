/** @file Specs made from calls and from JSON: what is filled in, what is refused, in Python's words. */

import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { bufferShapes, layerSpec, printLayer, validateSpec } from '../../src/geometry/spec.js';

function thrown(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a call', () => {
  test('gets every default, and tuples where the module keeps tuples', () => {
    expect(layerSpec('Conv2d', [3, 64, 7], { stride: 2, padding: 3, bias: false })).toEqual({
      op: 'Conv2d',
      args: {
        inChannels: 3,
        outChannels: 64,
        kernelSize: [7, 7],
        stride: [2, 2],
        padding: [3, 3],
        dilation: [1, 1],
        groups: 1,
        bias: false,
        paddingMode: 'zeros',
        device: 'cpu',
        dtype: 'float32',
      },
    });
  });

  test('takes optional arguments by position in PyTorch’s order', () => {
    expect(layerSpec('Conv2d', [3, 64, 7, 2, 3])).toEqual(layerSpec('Conv2d', [3, 64, 7], { stride: 2, padding: 3 }));
    expect(layerSpec('Unfold', [3, 2, 1, 4]).args).toEqual({ kernelSize: 3, dilation: 2, padding: 1, stride: 4 });
    const order = Object.keys(layerSpec('ConvTranspose2d', [1, 1, 3]).args);
    expect(order.join(' ')).toBe(
      'inChannels outChannels kernelSize stride padding outputPadding groups bias dilation paddingMode device dtype',
    );
  });

  test('counts undefined as not given, and null as None', () => {
    expect(layerSpec('BatchNorm2d', [8], { momentum: undefined as never }).args['momentum']).toBe(0.1);
    expect(layerSpec('BatchNorm2d', [8], { momentum: null }).args['momentum']).toBeNull();
    expect(layerSpec('MaxPool2d', [3], { stride: null }).args['stride']).toBe(3);
  });

  test('of an equal layer gives an equal spec', () => {
    expect(layerSpec('Conv2d', [1, 1, [3, 3]])).toEqual(layerSpec('Conv2d', [1, 1, 3]));
    expect(layerSpec('BatchNorm2d', [4], { affine: false })).toEqual(
      layerSpec('BatchNorm2d', [4], { affine: false, bias: false }),
    );
  });

  test('of Identity may have any arguments, as in PyTorch', () => {
    expect(layerSpec('Identity', [54], { unused: 0.1 })).toEqual({ op: 'Identity', args: {} });
  });

  test('puts parameters and buffers into the dtype', () => {
    const spec = layerSpec('BatchNorm1d', [2], { dtype: 'float64' });
    expect(bufferShapes(spec).map(([, , dtype]) => dtype)).toEqual(['float64', 'float64', 'int64']);
  });
});

describe('a call is refused', () => {
  const cases: [string, () => unknown, string, string][] = [
    [
      'with one argument missing',
      () => layerSpec('Conv2d', [3, 8]),
      "Conv2d.__init__() missing 1 required positional argument: 'kernel_size'",
      'TypeError',
    ],
    [
      'with two missing',
      () => layerSpec('Conv2d', [3]),
      "Conv2d.__init__() missing 2 required positional arguments: 'out_channels' and 'kernel_size'",
      'TypeError',
    ],
    [
      'with three missing',
      () => layerSpec('Conv2d'),
      "Conv2d.__init__() missing 3 required positional arguments: 'in_channels', 'out_channels', and 'kernel_size'",
      'TypeError',
    ],
    [
      'with a misspelt option',
      () => layerSpec('Conv2d', [3, 8, 3], { paddin: 1 }),
      "Conv2d.__init__() got an unexpected keyword argument 'paddin'\nDid you mean `padding`?",
      'TypeError',
    ],
    [
      'with a snake_case option',
      () => layerSpec('Conv2d', [3, 8, 3], { padding_mode: 'reflect' }),
      "Conv2d.__init__() got an unexpected keyword argument 'padding_mode'\nDid you mean `paddingMode`?",
      'TypeError',
    ],
    [
      'with an argument given twice',
      () => layerSpec('Conv2d', [3, 8, 3], { kernelSize: 3 }),
      "Conv2d.__init__() got multiple values for argument 'kernel_size'",
      'TypeError',
    ],
    [
      'with too many positional arguments',
      () => layerSpec('MaxPool2d', [2, 2, 0, 1, false, false, 1]),
      'MaxPool2d.__init__() takes from 2 to 7 positional arguments but 8 were given\nPython counts the module itself as one.',
      'TypeError',
    ],
    [
      'with positional arguments where there are none',
      () => layerSpec('Sigmoid', [1]),
      'Sigmoid.__init__() takes 1 positional argument but 2 were given\nPython counts the module itself as one.',
      'TypeError',
    ],
    [
      'with a keyword-only argument by position',
      () => layerSpec('GroupNorm', [2, 4, 1e-5, true, null, null, false]),
      'GroupNorm.__init__() takes from 3 to 7 positional arguments but 8 were given\nPython counts the module itself as one.',
      'TypeError',
    ],
    [
      'with a value of the wrong type',
      () => layerSpec('Conv2d', [3, 8, 'three']),
      "Conv2d.__init__(): argument 'kernel_size' must be int or tuple of ints, not str",
      'TypeError',
    ],
    [
      'with a fraction for an integer',
      () => layerSpec('Linear', [3, 2.5]),
      "Linear.__init__(): argument 'out_features' must be int, not float",
      'TypeError',
    ],
    [
      'with None where there is no None',
      () => layerSpec('Conv2d', [3, 8, 3], { stride: null }),
      "Conv2d.__init__(): argument 'stride' must be int or tuple of ints, not NoneType",
      'TypeError',
    ],
    [
      'with string padding of a transposed layer',
      () => layerSpec('ConvTranspose2d', [3, 8, 3], { padding: 'same' }),
      "ConvTranspose2d.__init__(): argument 'padding' must be int or tuple of ints, not str",
      'TypeError',
    ],
    [
      'with a bool for a padding',
      () => layerSpec('Conv2d', [3, 8, 3], { padding: true }),
      "Conv2d.__init__(): argument 'padding' must be int, tuple of ints or str, not bool",
      'TypeError',
    ],
    [
      'for an unknown class',
      () => layerSpec('Conv2D', [3, 8, 3]),
      "module 'torch.nn' has no attribute 'Conv2D'\nDid you mean `Conv2d`?",
      'AttributeError',
    ],
    [
      'for a class far from all',
      () => layerSpec('TransformerEncoder'),
      "module 'torch.nn' has no attribute 'TransformerEncoder'\nIt is no layer that this library has.",
      'AttributeError',
    ],
    [
      'for a name of every object',
      () => layerSpec('constructor'),
      "module 'torch.nn' has no attribute 'constructor'\nIt is no layer that this library has.",
      'AttributeError',
    ],
    [
      'on another device',
      () => layerSpec('Conv2d', [3, 8, 3], { device: 'cuda' }),
      "device 'cuda' does not exist here\nThe only device is 'cpu'.",
      'NotImplementedError',
    ],
    [
      'in another dtype',
      () => layerSpec('Linear', [3, 8], { dtype: 'float16' }),
      "a layer's dtype cannot be 'float16'\nUse 'float32' or 'float64'.",
      'RuntimeError',
    ],
    [
      'in groups of none',
      () => layerSpec('Conv2d', [4, 8, 3], { groups: 0 }),
      'groups must be a positive integer',
      'ValueError',
    ],
    ['normalised in no groups', () => layerSpec('GroupNorm', [0, 8]), 'integer modulo by zero', 'ZeroDivisionError'],
  ];

  test.each(cases)('%s', (_, run, message, pythonType) => {
    const error = thrown(run);
    expect(error.message).toBe(message);
    expect(error.pythonType).toBe(pythonType);
  });

  test('with padding "same" and a stride in every form', () => {
    for (const stride of [2, [1, 2]])
      expect(thrown(() => layerSpec('Conv2d', [3, 8, 3], { padding: 'same', stride })).torchMessage).toBe(
        "padding='same' is not supported for strided convolutions",
      );
    expect(printLayer(layerSpec('Conv2d', [3, 8, 3], { padding: 'same', stride: [1, 1] }))).toBe(
      'Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same)',
    );
  });
});

describe('JSON', () => {
  test('of a spec is the spec again', () => {
    const spec = layerSpec('Upsample', [], { scaleFactor: [1.5, 2] });
    expect(validateSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  test('may leave defaults out', () => {
    expect(validateSpec({ op: 'ReLU', args: {} })).toEqual({ op: 'ReLU', args: { inplace: false } });
  });

  test.each([
    [null, "spec must be an object with 'op' and 'args'"],
    [[], "spec must be an object with 'op' and 'args'"],
    [{ op: 'ReLU' }, "spec lacks 'args'"],
    [{ op: 3, args: {} }, "spec must have a string 'op' and an object 'args'"],
    [{ op: 'ReLU', args: [] }, "spec must have a string 'op' and an object 'args'"],
    [{ op: 'ReLU', args: {}, name: 'x' }, "spec() got an unexpected keyword argument 'name'\nIt takes: op, args."],
    [{ op: 'Relu', args: {} }, "module 'torch.nn' has no attribute 'Relu'\nDid you mean `ReLU`?"],
    [{ op: 'ReLU', args: { inplace: 1 } }, "ReLU.__init__(): argument 'inplace' must be bool, not int"],
    [
      { op: 'Linear', args: { inFeatures: {}, outFeatures: 1 } },
      "Linear.__init__(): argument 'in_features' must be int, not dict",
    ],
  ])('%j is refused', (json, message) => {
    expect(thrown(() => validateSpec(json)).message).toBe(message);
  });
});
