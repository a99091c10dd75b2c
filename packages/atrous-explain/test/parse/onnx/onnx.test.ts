/** @file ONNX files → networks: every operator as the layer that it is. */

import { type NetworkSpec, type Shape, LAYERS, printLayer, traceNetwork } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { type OnnxNetwork, parseOnnx } from 'atrous-explain';
import { looksLikeOnnx } from 'atrous-explain/read';
import { onnx, RESIDUAL, type WrittenModel } from './writer.js';

const shown = ({ nodes }: NetworkSpec): string[] =>
  nodes.map(({ name, spec, from }) => {
    const layer = Object.hasOwn(LAYERS, spec.op) ? printLayer(spec) : `${spec.op} ${JSON.stringify(spec.args)}`;
    return `${name}: ${layer} of ${from.join(', ')}`;
  });

const output = ({ network }: OnnxNetwork, input: Shape): Shape | undefined =>
  traceNetwork(network, input).rows.at(-1)?.output;

/** The layers of a file with one node and weight `w`, and the output's sizes. */
function only(op: string, model: Omit<WrittenModel, 'nodes'> & Pick<WrittenModel['nodes'][0], 'attributes'>): string[] {
  const names = [...Object.keys(model.weights ?? {}), ...Object.keys(model.lists ?? {})];
  const read = parseOnnx(
    onnx({ ...model, nodes: [{ op, in: ['x', ...names], out: ['y'], attributes: model.attributes ?? {} }] }),
  );
  const input = model.input as number[];
  return [...shown(read.network), String(output(read, input)), ...read.problems.map(({ message }) => message.text)];
}

test('a network has the names, sizes and parameters that PyTorch had', () => {
  const read = parseOnnx(RESIDUAL);
  expect(shown(read.network)).toEqual([
    'stem: Conv2d(3, 16, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3)) of input',
    'relu: ReLU() of stem',
    'block.conv: Conv2d(16, 16, kernel_size=(3, 3), stride=(1, 1), padding=(2, 2), dilation=(2, 2), groups=4, bias=False) of relu',
    'norm: BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True) of block.conv',
    'block.add: add {} of norm, relu',
    'pool: AdaptiveAvgPool2d(output_size=1) of block.add',
    'flatten: Flatten(start_dim=1, end_dim=-1) of pool',
    'fc: Linear(in_features=16, out_features=10, bias=True) of flatten',
  ]);
  expect(read.problems).toEqual([]);
  // A batch that the file leaves open is 1.
  expect(read.example).toEqual([1, 3, 32, 32]);
  expect(output(read, [1, 3, 32, 32])).toEqual([1, 10]);
  // Means and variances are no parameters.
  expect(read.parameters).toBe(16 * 3 * 49 + 16 + 16 * 4 * 9 + 32 + 170);
  expect(output(parseOnnx(RESIDUAL, { input: [5, 3, 64, 48] }), [5, 3, 64, 48])).toEqual([5, 10]);
});

describe('padding', () => {
  test('that differs at the two ends is a layer before the convolution', () => {
    const attributes = { pads: [0, 1, 1, 2], strides: [2, 2] };
    expect(only('Conv', { input: [1, 3, 8, 8], weights: { w: [4, 3, 3, 3] }, attributes })).toEqual([
      'conv_pad: ZeroPad2d((1, 2, 0, 1)) of input',
      'conv: Conv2d(3, 4, kernel_size=(3, 3), stride=(2, 2), bias=False) of conv_pad',
      '1,4,4,5',
    ]);
  });

  test('SAME depends on the size, and puts the odd cell where it says', () => {
    const same = (auto_pad: string, size: number): string[] =>
      only('Conv', {
        input: [1, 1, size],
        weights: { w: [1, 1, 3] },
        attributes: { auto_pad, strides: [2] },
      });
    expect(same('SAME_UPPER', 8)[0]).toBe('conv_pad: ZeroPad1d((0, 1)) of input');
    expect(same('SAME_LOWER', 8)[0]).toBe('conv_pad: ZeroPad1d((1, 0)) of input');
    expect(same('SAME_UPPER', 7)).toEqual([
      'conv: Conv1d(1, 1, kernel_size=(3,), stride=(2,), padding=(1,), bias=False) of input',
      '1,1,4',
    ]);
  });

  test('of the largest is less than any number', () => {
    const attributes = { kernel_shape: [2, 2], pads: [0, 0, 1, 1], strides: [2, 2] };
    const [pad, pool, size] = only('MaxPool', { input: [1, 1, 5, 5], attributes });
    expect(pad).toContain('ConstantPad2d(padding=(0, 1, 0, 1), value=-3.4028234663852886e+38)');
    expect(pool).toContain('MaxPool2d(kernel_size=(2, 2), stride=(2, 2), padding=0, dilation=(1, 1), ceil_mode=False)');
    expect(size).toBe('1,1,3,3');
  });
});

describe('transposed convolutions', () => {
  const transposed = (attributes: Record<string, string | number[]>): string[] =>
    only('ConvTranspose', { input: [1, 2, 5], weights: { w: [2, 3, 3] }, attributes });

  test('cut more in front than behind by their output padding', () => {
    const layer = 'convtranspose: ConvTranspose1d(2, 3, kernel_size=(3,), stride=(2,), padding=(1,)';
    const expected = [`${layer}, output_padding=(1,), bias=False) of input`, '1,3,10'];
    expect(transposed({ strides: [2], pads: [1, 0] })).toEqual(expected);
    expect(transposed({ strides: [2], pads: [1, 1], output_padding: [1] })).toEqual(expected);
    expect(transposed({ strides: [2], output_shape: [10] })).toEqual(expected);
    expect(transposed({ strides: [2], auto_pad: 'SAME_LOWER' })).toEqual(expected);
  });

  test('cut more behind than in front by a layer of their own', () => {
    expect(transposed({ strides: [2], auto_pad: 'SAME_UPPER' })).toEqual([
      'convtranspose: ConvTranspose1d(2, 3, kernel_size=(3,), stride=(2,), bias=False) of input',
      'convtranspose_pad: ZeroPad1d((0, -1)) of convtranspose',
      '1,3,10',
    ]);
  });
});

describe('pools and shapes', () => {
  test('a stride that is not said is 1, other than in PyTorch', () => {
    expect(only('AveragePool', { input: [1, 1, 6], attributes: { kernel_shape: [3], ceil_mode: 1 } })).toEqual([
      'averagepool: AvgPool1d(kernel_size=(3,), stride=(1,), padding=(0,)) of input',
      '1,1,4',
    ]);
  });

  test('resizing by factors and to sizes', () => {
    const upsample = parseOnnx(
      onnx({
        nodes: [{ op: 'Resize', in: ['x', '', '', 'sizes'], out: ['y'], attributes: { mode: 'linear' } }],
        lists: { sizes: [1, 3, 20, 12] },
      }),
    );
    expect(shown(upsample.network)).toEqual(["resize: Upsample(size=(20, 12), mode='bilinear') of input"]);
    expect(output(upsample, [1, 3, 8, 8])).toEqual([1, 3, 20, 12]);
  });

  test('sizes that the file works out from sizes are worked out', () => {
    const read = parseOnnx(
      onnx({
        lists: { first: [0], rest: [-1] },
        nodes: [
          { op: 'Shape', in: ['x'], out: ['s'] },
          { op: 'Gather', in: ['s', 'first'], out: ['n'] },
          { op: 'Concat', in: ['n', 'rest'], out: ['shape'], attributes: { axis: 0 } },
          { op: 'Reshape', in: ['x', 'shape'], out: ['y'] },
        ],
      }),
    );
    expect(shown(read.network)).toEqual(['reshape: view {"sizes":"1, -1"} of input']);
    expect(output(read, [1, 3, 8, 8])).toEqual([1, 192]);
  });
});

describe('what is not understood', () => {
  const bytes = onnx({
    nodes: [
      { op: 'Relu', in: ['x'], out: ['a'] },
      { op: 'Strange', domain: 'com.example', in: ['a'], out: ['b'] },
      { op: 'Relu', in: ['b'], out: ['y'] },
    ],
  });

  test('is named with its place among the nodes, and assumed', () => {
    const { problems, text, assumptions } = parseOnnx(bytes);
    expect(problems.map(({ severity, message, line }) => [severity, message.text, line])).toEqual([
      ['warning', 'not understood: com.example.Strange', 2],
    ]);
    expect(text.split('\n')[1]).toBe('b = com.example.Strange(a)');
    expect(assumptions.map(({ name }) => name)).toEqual(['strange']);
  });

  test('gives what the caller says', () => {
    const read = parseOnnx(bytes, { assume: { strange: [1, 7] } });
    expect(output(read, [1, 3, 8, 8])).toEqual([1, 7]);
    expect(read.problems).toEqual([]);
  });

  test('a value that no node gives is an error', () => {
    const read = parseOnnx(onnx({ nodes: [{ op: 'Relu', in: ['nowhere'], out: ['y'] }] }));
    expect(read.problems.map(({ severity, message }) => `${severity}: ${message.text}`)).toEqual([
      "error: 'nowhere' is read, but no node before gives it",
    ]);
  });
});

test('files are known by their first bytes', () => {
  expect(looksLikeOnnx(RESIDUAL)).toBe(true);
  expect(looksLikeOnnx(new TextEncoder().encode('nn.ReLU()'))).toBe(false);
  expect(looksLikeOnnx(new Uint8Array())).toBe(false);
});
