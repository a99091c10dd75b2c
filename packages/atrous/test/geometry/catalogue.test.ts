/** @file The catalogue against PyTorch: text, parameters, buffers and sizes of every layer class, and what constructors refuse. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { LAYERS } from '../../src/geometry/catalogue/index.js';
import { camelCase, snakeCase } from '../../src/geometry/names.js';
import {
  bufferShapes,
  layerSpec,
  layerWindows,
  outputShape,
  parameterCount,
  parameterShapes,
  printLayer,
} from '../../src/geometry/spec.js';
import type { Arg, LayerSpec } from '../../src/geometry/types.js';

interface Meta {
  id: string;
  spec: { type: string; args?: Record<string, Arg>; children?: unknown };
  repr: string;
  parameters: [string, number[]][];
  buffers: [string, number[], string][];
  parameter_count: number;
  input_shape: number[] | null;
  output_shape: number[] | null;
}
interface Refusal {
  id: string;
  kind: string;
  op: string;
  args: Record<string, Arg>;
  call_args?: { output_size?: number[] };
  training?: boolean;
  inputs: { input: { shape: number[]; dtype: string } };
  exception: string;
  message: string;
}

function golden<T>(family: string): T[] {
  const folder = process.env['ATROUS_GOLDEN'] ?? new URL('../../../../golden', import.meta.url).pathname;
  return (JSON.parse(readFileSync(`${folder}/${family}.json`, 'utf8')) as { cases: T[] }).cases;
}

const camel = (args: Record<string, Arg>): Record<string, Arg> =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [camelCase(name), value]));

const specOf = (type: string, args: Record<string, Arg> = {}): LayerSpec => layerSpec(type, [], camel(args));

const layers = golden<Meta>('module_meta').filter(({ spec }) => spec.type in LAYERS);

/** JSON has no 2.0, and neither has JavaScript: a whole number of these prints as an integer. */
const PRINTED_AS_INTEGER: Record<string, [string, string]> = {
  'ConstantPad3d(padding=(1, 1, 1, 1, 1, 1), value=-1.0)': ['-1.0', '-1'],
};

describe.each(layers)('$id $repr', ({ spec: { type, args }, ...meta }) => {
  const spec = specOf(type, args);

  test('prints as PyTorch prints it', () => {
    const [from, to] = PRINTED_AS_INTEGER[meta.repr] ?? ['', ''];
    expect(printLayer(spec)).toBe(meta.repr.replace(from, to));
  });

  test('has its parameters and buffers', () => {
    expect(parameterShapes(spec)).toEqual(meta.parameters);
    expect(bufferShapes(spec)).toEqual(meta.buffers);
    expect(parameterCount(spec)).toBe(meta.parameter_count);
  });

  test.runIf(meta.input_shape !== null)('has its output size', () => {
    expect(outputShape(spec, meta.input_shape!)).toEqual(meta.output_shape);
  });

  test('is the same from its own spec', () => {
    expect(layerSpec(spec.op, [], spec.args)).toEqual(spec);
  });
});

test('every class of the golden cases that is no container and no loss is catalogued', () => {
  const types = new Set(golden<Meta>('module_meta').map(({ spec }) => spec.type));
  const others = [...types].filter((type) => !(type in LAYERS) && !type.endsWith('Loss'));
  expect(others.sort()).toEqual(['ModuleDict', 'ModuleList', 'Sequential']);
  expect(layers.length).toBe(164);
});

/** The error a call throws. */
function thrown(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const errors = golden<Refusal>('errors').filter(({ op }) => op in LAYERS);

describe('constructors refuse what PyTorch refuses', () => {
  test.each(errors.filter(({ kind }) => kind === 'constructor'))('$id $message', ({ op, args, exception, message }) => {
    const error = thrown(() => specOf(op, args));
    expect(error.torchMessage).toBe(message);
    expect(error.pythonType).toBe(exception);
  });
});

/** The size of a single value is refused in training only, and element types are no matter of geometry. */
const aboutSizes = ({ kind, inputs, message }: Refusal): boolean =>
  kind === 'forward' && inputs.input.dtype === 'float32' && !message.includes('value per channel when training');

describe('sizes are refused with the text of the forward call', () => {
  test.each(errors.filter(aboutSizes))('$id $message', ({ op, args, call_args, inputs, exception, message }) => {
    const spec = specOf(op, args);
    const error = thrown(() => outputShape(spec, inputs.input.shape, { outputSize: call_args?.output_size }));
    expect(error.torchMessage).toBe(message);
    expect(error.pythonType).toBe(exception);
  });
});

describe('layers that keep the shape still refuse', () => {
  test.each<[string, LayerSpec, number[], string, string]>([
    [
      'GLU of an odd size',
      layerSpec('GLU'),
      [2, 3],
      'Halving dimension must be even, but dimension 1 is size 3',
      'RuntimeError',
    ],
    [
      'Softmax along a dimension that does not exist',
      layerSpec('Softmax', [2]),
      [2, 3],
      'Dimension out of range (expected to be in range of [-2, 1], but got 2)',
      'IndexError',
    ],
    [
      'Softmax2d of a matrix',
      layerSpec('Softmax2d'),
      [2, 3],
      'Softmax2d: expected input to be 3D or 4D, got 2D instead',
      'ValueError',
    ],
    [
      'PReLU of other channels',
      layerSpec('PReLU', [4]),
      [2, 3],
      'Mismatch of parameter numbers and input channel size. Found parameter numbers = 4 and channel size = 3.\n' +
        'Use `numParameters` 1 or 3.',
      'RuntimeError',
    ],
    [
      'GELU of another approximation',
      layerSpec('GELU', ['sigmoid']),
      [2, 3],
      'approximate argument must be either none or tanh.',
      'RuntimeError',
    ],
    [
      'Dropout1d of a picture',
      layerSpec('Dropout1d'),
      [1, 2, 3, 4],
      'dropout1d: Expected 2D or 3D input, but received a 4D input. Note that dropout1d exists to provide channel-wise ' +
        'dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).',
      'RuntimeError',
    ],
  ])('%s', (_, spec, input, message, pythonType) => {
    const error = thrown(() => outputShape(spec, input));
    expect(error.message).toBe(message);
    expect(error.pythonType).toBe(pythonType);
  });
});

describe('numbers print', () => {
  test.each<[LayerSpec, string]>([
    [layerSpec('LeakyReLU', [1]), 'LeakyReLU(negative_slope=1.0)'],
    [layerSpec('Softplus'), 'Softplus(beta=1.0, threshold=20.0)'],
    [layerSpec('Softplus', [2, 10]), 'Softplus(beta=2, threshold=10)'],
    [layerSpec('ConstantPad1d', [1, 0]), 'ConstantPad1d(padding=(1, 1), value=0)'],
    [
      layerSpec('BatchNorm1d', [2, 1e-6, 1]),
      'BatchNorm1d(2, eps=1e-06, momentum=1.0, affine=True, bias=True, track_running_stats=True)',
    ],
    [layerSpec('Upsample', [], { scaleFactor: [2, 1.5] }), "Upsample(scale_factor=(2.0, 1.5), mode='nearest')"],
  ])('%j as %s: whole ones as floats where PyTorch keeps floats', (spec, text) => {
    expect(printLayer(spec)).toBe(text);
  });
});

describe('facts', () => {
  test('Conv2d(12, 6, 3) has weight [6, 12, 3, 3] and 654 parameters', () => {
    const spec = layerSpec('Conv2d', [12, 6, 3]);
    expect(parameterShapes(spec)).toEqual([
      ['weight', [6, 12, 3, 3]],
      ['bias', [6]],
    ]);
    expect(parameterCount(spec)).toBe(654);
  });

  test('with three groups it has weight [6, 4, 3, 3] and 222 parameters', () => {
    const spec = layerSpec('Conv2d', [12, 6, 3], { groups: 3 });
    expect(parameterShapes(spec)[0]).toEqual(['weight', [6, 4, 3, 3]]);
    expect(parameterCount(spec)).toBe(222);
  });

  test('with five groups it is refused', () => {
    const error = thrown(() => layerSpec('Conv2d', [12, 6, 3], { groups: 5 }));
    expect(error.message).toBe('in_channels must be divisible by groups\n12 channels do not fall into 5 equal groups.');
    expect(error.pythonType).toBe('ValueError');
  });

  test.each([
    [16, 32, 3, 4, 1184],
    [16, 32, 3, 16, 320],
  ])('Conv2d(%i, %i, %i, groups=%i) has %i parameters', (inChannels, outChannels, kernel, groups, count) => {
    expect(parameterCount(layerSpec('Conv2d', [inChannels, outChannels, kernel], { groups }))).toBe(count);
  });

  test('ConvTranspose2d(16, 32, 4, groups=8) has 1056 parameters', () => {
    expect(parameterCount(layerSpec('ConvTranspose2d', [16, 32, 4], { groups: 8 }))).toBe(1056);
  });

  test('28 goes to 10 and 5, and a transposed convolution takes 10 back to 28', () => {
    expect(outputShape(layerSpec('Conv2d', [1, 1, 3, 3, 1]), [1, 1, 28, 28])).toEqual([1, 1, 10, 10]);
    expect(outputShape(layerSpec('MaxPool2d', [2]), [1, 1, 10, 10])).toEqual([1, 1, 5, 5]);
    expect(outputShape(layerSpec('ConvTranspose2d', [1, 1, 3, 3, 1]), [1, 1, 10, 10])).toEqual([1, 1, 28, 28]);
  });

  test('a transposed layer can be asked for an output size', () => {
    const spec = layerSpec('ConvTranspose2d', [3, 3, 3, 2, 1]);
    expect(outputShape(spec, [1, 3, 152, 114])).toEqual([1, 3, 303, 227]);
    expect(outputShape(spec, [1, 3, 152, 114], { outputSize: [304, 228] })).toEqual([1, 3, 304, 228]);
  });
});

describe('windows', () => {
  test('come per axis, padding on both sides', () => {
    expect(layerWindows(layerSpec('Conv2d', [3, 64, [7, 5], 2, [3, 2]]), [1, 3, 9, 9])).toEqual([
      { kernel: 7, stride: 2, padBefore: 3, padAfter: 3, dilation: 1 },
      { kernel: 5, stride: 2, padBefore: 2, padAfter: 2, dilation: 1 },
    ]);
  });

  test("of padding 'same' have the odd cell at the end", () => {
    const spec = layerSpec('Conv1d', [1, 1, 4], { padding: 'same', dilation: 3 });
    expect(layerWindows(spec, [1, 1, 9])).toEqual([{ kernel: 4, stride: 1, padBefore: 4, padAfter: 5, dilation: 3 }]);
  });

  test('of an activation are none', () => {
    expect(layerWindows(layerSpec('ReLU'), [1, 3])).toBeNull();
  });
});

describe('two inputs', () => {
  test('Bilinear reads a second one', () => {
    const spec = layerSpec('Bilinear', [4, 5, 3]);
    expect(outputShape(spec, [2, 7, 4], { others: [[2, 7, 5]] })).toEqual([2, 7, 3]);
    expect(thrown(() => outputShape(spec, [2, 4])).message).toBe(
      "Bilinear.forward() missing 1 required positional argument: 'input2'",
    );
    expect(thrown(() => outputShape(spec, [2, 4], { others: [[2, 4]] })).message).toBe(
      'bilinear(): input2 size does not match weight size: got 4 but expected 5',
    );
    expect(thrown(() => outputShape(spec, [2, 4], { others: [[3, 5]] })).message).toBe(
      'bilinear(): input batch dimensions do not match at dim 0: got 2 and 3',
    );
  });

  test('MaxUnpool reads indices', () => {
    const spec = layerSpec('MaxUnpool2d', [2]);
    expect(outputShape(spec, [1, 2, 3, 4], { others: [[1, 2, 3, 4]] })).toEqual([1, 2, 6, 8]);
    expect(outputShape(spec, [1, 2, 3, 4], { others: [[1, 2, 3, 4]], outputSize: [7, 9] })).toEqual([1, 2, 7, 9]);
    expect(thrown(() => outputShape(spec, [1, 2, 3, 4])).message).toBe(
      "MaxUnpool2d.forward() missing 1 required positional argument: 'indices'",
    );
  });
});

describe('argument names', () => {
  const names = Object.values(LAYERS).flatMap((rule) => rule.args.map(({ name }) => name));

  test('go to PyTorch and back', () => {
    for (const name of names) expect(camelCase(snakeCase(name))).toBe(name);
  });

  test('are never given twice in one layer', () => {
    for (const [op, { args }] of Object.entries(LAYERS))
      expect(new Set(args.map(({ name }) => name)).size, op).toBe(args.length);
  });
});
