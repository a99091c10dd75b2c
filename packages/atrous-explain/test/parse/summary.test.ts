/** @file Tables of torchinfo and torchsummary, in the forms that they print, back to networks. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { doctor, looksSummarised, parsePython, parseSummary } from 'atrous-explain';
import { LAYERS, type Shape, type TraceRow, printLayer, traceNetwork } from 'atrous/spec';

const RULE = '='.repeat(90);

const LEAVES = `${RULE}
Layer (type:depth-idx)                   Output Shape              Param #
${RULE}
Leaves                                   [2, 12]                   --
├─Sequential: 1-1                        [2, 30, 14, 14]           --
│    └─Conv2d: 2-1                       [2, 18, 28, 28]           504
│    └─BatchNorm2d: 2-2                  [2, 18, 28, 28]           36
│    └─ReLU: 2-3                         [2, 18, 28, 28]           --
│    └─Conv2d: 2-4                       [2, 30, 14, 14]           4,890
├─Linear: 1-2                            [2, 12]                   70,572
${RULE}
Total params: 76,002
`;

const STAMPS = `${'-'.repeat(64)}
        Layer (type)               Output Shape         Param #
${'='.repeat(64)}
            Conv2d-1            [-1, 9, 22, 22]             450
         MaxPool2d-2            [-1, 9, 11, 11]               0
            Conv2d-3             [-1, 15, 9, 9]           1,230
             Block-4             [-1, 15, 9, 9]               0
         MaxPool2d-5             [-1, 15, 4, 4]               0
            Linear-6                    [-1, 4]             964
${'='.repeat(64)}
Total params: 2,644
`;

const COLUMNS = `${RULE}
Layer (type (var_name))                  Input Shape               Output Shape              Param #                   Kernel Shape
${RULE}
Net (Net)                                [1, 3, 32, 32]            [1, 5]                    --                        --
├─Block (stem)                           [1, 3, 32, 32]            [1, 16, 16, 16]           --                        --
│    └─Conv2d (conv)                     [1, 3, 32, 32]            [1, 16, 16, 16]           448                       [3, 3]
│    └─Attention (mix)                   [1, 16, 16, 16]           [1, 16, 16, 16]           1,088                     --
├─Conv2d (side)                          [1, 3, 32, 32]            [1, 8, 32, 32]            24                        [1, 1]
├─ConvTranspose2d (up)                   [1, 16, 16, 16]           [1, 8, 32, 32]            2,056                     [4, 4]
├─AdaptiveAvgPool2d (pool)               [1, 8, 32, 32]            [1, 8, 1, 1]              --                        --
├─Linear (head)                          [1, 8]                    [1, 5]                    45                        --
${RULE}
`;

const nodes = (text: string): string[] =>
  parseSummary(text).network.nodes.map(
    ({ name, spec, from }) => `${name} ← ${from.join()}: ${spec.op in LAYERS ? printLayer(spec) : spec.op}`,
  );

describe('tables', () => {
  test('of torchinfo give the layers that have their sizes and counts', () => {
    expect(looksSummarised(LEAVES)).toBe(true);
    expect(nodes(LEAVES)).toEqual([
      'conv2d_2_1 ← input: Conv2d(3, 18, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))',
      'batchnorm2d_2_2 ← conv2d_2_1: BatchNorm2d(18, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
      'relu_2_3 ← batchnorm2d_2_2: ReLU()',
      'conv2d_2_4 ← relu_2_3: Conv2d(18, 30, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))',
      'flatten ← conv2d_2_4: Flatten(start_dim=1, end_dim=-1)',
      'linear_1_2 ← flatten: Linear(in_features=5880, out_features=12, bias=True)',
    ]);
    const { entry, parameters, problems, example } = parseSummary(LEAVES);
    expect([entry, parameters, example]).toEqual(['Leaves', 76_002, [2, 3, 28, 28]]);
    expect(problems.map(({ message }) => message.text)).toEqual([
      'the table does not hold the input',
      'a table holds sizes and counts alone',
      'a flatten is not in the table',
    ]);
  });

  test('of torchsummary have no batch, and name blocks behind their parts', () => {
    expect(nodes(STAMPS).map((line) => line.replace(/, stride=\(1, 1\)|, bias=True/g, ''))).toEqual([
      'conv2d_1 ← input: Conv2d(1, 9, kernel_size=(7, 7))',
      'maxpool2d_2 ← conv2d_1: MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)',
      'conv2d_3 ← maxpool2d_2: Conv2d(9, 15, kernel_size=(3, 3))',
      'maxpool2d_5 ← conv2d_3: MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)',
      'flatten ← maxpool2d_5: Flatten(start_dim=1, end_dim=-1)',
      'linear_6 ← flatten: Linear(in_features=240, out_features=4)',
    ]);
  });

  test('with names, inputs and kernels tell which row reads what; what is no layer is named, with its shape', () => {
    expect(nodes(COLUMNS).map((line) => line.slice(0, 44))).toEqual([
      'stem.conv ← input: Conv2d(3, 16, kernel_size',
      'stem.mix ← stem.conv: assumed',
      'side ← input: Conv2d(3, 8, kernel_size=(1, 1',
      'up ← stem.mix: ConvTranspose2d(16, 8, kernel',
      'pool ← up: AdaptiveAvgPool2d(output_size=(1,',
      'flatten ← pool: Flatten(start_dim=1, end_dim',
      'head ← flatten: Linear(in_features=8, out_fe',
    ]);
    const { assumptions, network } = parseSummary(COLUMNS, { assume: { 'stem.mix': [1, 16, 8, 8] } });
    expect(assumptions.map(({ name, what }) => [name, what])).toEqual([['stem.mix', 'Attention']]);
    expect(traceNetwork(network, [1, 3, 32, 32]).rows[3]!.output).toEqual([1, 8, 16, 16]);
  });

  test('go to the doctor', () => {
    expect(doctor(`here it is:\n${LEAVES}`)).toMatchObject({
      kind: 'summary',
      input: [2, 3, 28, 28],
      failure: undefined,
    });
    expect(doctor(STAMPS, { input: [1, 1, 36, 36] }).failure?.name).toBe('linear_6');
    expect(looksSummarised('nn.Sequential(nn.ReLU())')).toBe(false);
  });
});

/** A table as torchinfo prints it, of the layers that run. */
function tableOf(rows: readonly TraceRow[], withKernels: boolean): string {
  const cell = (shape: unknown): string => (Array.isArray(shape) ? `[${shape.join(', ')}]` : '--');
  const lines = rows
    .filter(({ spec }) => spec.op in LAYERS && spec.op !== 'Flatten')
    .map(({ spec, output, parameters }, i) => {
      const kernel = withKernels && !spec.op.includes('Pool') ? `  ${cell(spec.args['kernelSize'])}` : '';
      return `├─${spec.op}: 1-${i}  ${cell(output)}  ${parameters === 0 ? '--' : parameters}${kernel}`;
    });
  const head = `Layer (type:depth-idx)   Output Shape   Param #${withKernels ? '   Kernel Shape' : ''}`;
  return [head, ...lines, 'Total params: 1'].join('\n');
}

/** Networks whose layers stand one behind the other. */
const CHAINS: readonly (readonly [string, Shape])[] = [
  ['vgg16', [1, 3, 224, 224]],
  ['alexnet', [1, 3, 224, 224]],
  ['lenet5', [2, 3, 32, 32]],
  ['dcgan_generator', [1, 100, 1, 1]],
  ['dcgan_discriminator', [1, 3, 64, 64]],
  ['c3d', [1, 3, 16, 112, 112]],
  ['mobilenet_v1', [1, 3, 224, 224]],
];

describe('a table printed of a network and read back', () => {
  test.each(CHAINS)('%s on %j', (name, input) => {
    const { network } = parsePython(readFileSync(new URL(`../corpus/${name}.py`, import.meta.url), 'utf8'));
    const { rows } = traceNetwork(network, input);
    const wanted = rows.filter(({ spec }) => spec.op in LAYERS && spec.op !== 'Flatten');
    for (const withKernels of [false, true]) {
      const back = parseSummary(tableOf(rows, withKernels), { input });
      expect(back.assumptions).toEqual([]);
      const found = traceNetwork(back.network, input).rows.filter(({ spec }) => spec.op !== 'Flatten');
      expect(found.map(({ output, parameters }) => [output, parameters])).toEqual(
        wanted.map(({ output, parameters }) => [output, parameters]),
      );
      const kernels = (all: readonly TraceRow[]): unknown[] =>
        all.flatMap(({ spec }) => (spec.op.startsWith('Conv') ? [[spec.args['kernelSize'], spec.args['groups']]] : []));
      expect(kernels(found)).toEqual(kernels(wanted));
    }
  });
});
