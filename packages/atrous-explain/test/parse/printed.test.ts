/** @file print(model) of nested modules. */

import { expect, test } from 'vitest';
import { parsePrinted } from 'atrous-explain';
import { traceNetwork } from 'atrous/spec';

const BLOCK = `Net(
  (conv1): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
  (acts): Sequential(
    (0-1): 2 x ReLU()
  )
  (layer1): Sequential(
    (0): BasicBlock(
      (conv1): Conv2d(8, 16, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
      (bn1): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (relu): ReLU(inplace=True)
      (conv2): Conv2d(16, 16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
      (bn2): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (downsample): Sequential(
        (0): Conv2d(8, 16, kernel_size=(1, 1), stride=(2, 2), bias=False)
        (1): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      )
    )
  )
  (avgpool): AdaptiveAvgPool2d(output_size=(1, 1))
  (fc): Linear(in_features=16, out_features=10, bias=True)
)`;

test('a known block runs as it does, the rest in order, with what is not printed said', () => {
  const { network, problems, parameters } = parsePrinted(BLOCK);
  expect(network.nodes.map(({ name, from }) => `${name} ← ${from.join(', ')}`)).toEqual([
    'conv1 ← input',
    'acts.0 ← conv1',
    'acts.1 ← acts.0',
    'layer1.0.conv1 ← acts.1',
    'layer1.0.bn1 ← layer1.0.conv1',
    'layer1.0.relu ← layer1.0.bn1',
    'layer1.0.conv2 ← layer1.0.relu',
    'layer1.0.bn2 ← layer1.0.conv2',
    'layer1.0.downsample.0 ← acts.1',
    'layer1.0.downsample.1 ← layer1.0.downsample.0',
    'layer1.0.add ← layer1.0.bn2, layer1.0.downsample.1',
    'layer1.0.relu_2 ← layer1.0.add',
    'avgpool ← layer1.0.relu_2',
    'flatten ← avgpool',
    'fc ← flatten',
  ]);
  expect(problems.map(({ message }) => message.text)).toEqual([
    'forward() of Net is not printed',
    'BasicBlock is taken to be the well-known block',
    'a flatten is not printed',
  ]);
  expect(traceNetwork(network, [1, 3, 8, 8]).rows.at(-1)!.output).toEqual([1, 10]);
  expect(parameters).toBe(216 + 1152 + 32 + 2304 + 32 + 128 + 32 + 170);
});

test('a text that was cut off is read as far as it goes', () => {
  const { network } = parsePrinted(BLOCK.slice(0, 500));
  expect(network.nodes.length).toBeGreaterThan(3);
});

test('what is unknown is assumed and named', () => {
  const { assumptions } = parsePrinted('Net(\n  (a): Mystery(3, 4)\n  (b): ReLU()\n)');
  expect(assumptions.map(({ name, what }) => [name, what])).toEqual([['a', 'Mystery(3, 4)']]);
});
