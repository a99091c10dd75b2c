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

/** A stem, and behind it one block. */
const behindStem = (channels: number, block: string): string => `Net(
  (stem): Conv2d(3, ${channels}, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (block): ${block.trim().replaceAll('\n', '\n  ')}
)`;

const nodesOf = (text: string): string[] => {
  const { network } = parsePrinted(text);
  expect(traceNetwork(network, [1, 3, 8, 8]).failure).toBeNull();
  return network.nodes.slice(1).map(({ name, spec, from }) => `${name} ${spec.op} ← ${from.join(', ')}`);
};

/** Printed in the order of registration, which is not the order in which they run. */
const EXCITATION = (channels: number, hidden: number): string => `SqueezeExcitation(
  (avgpool): AdaptiveAvgPool2d(output_size=1)
  (fc1): Conv2d(${channels}, ${hidden}, kernel_size=(1, 1), stride=(1, 1))
  (fc2): Conv2d(${hidden}, ${channels}, kernel_size=(1, 1), stride=(1, 1))
  (activation): SiLU(inplace=True)
  (scale_activation): Sigmoid()
)`;

test('squeeze and excitation runs as it does, in whatever order it is printed', () => {
  expect(nodesOf(behindStem(16, EXCITATION(16, 4)))).toEqual([
    'block.avgpool AdaptiveAvgPool2d ← stem',
    'block.fc1 Conv2d ← block.avgpool',
    'block.activation SiLU ← block.fc1',
    'block.fc2 Conv2d ← block.activation',
    'block.scale_activation Sigmoid ← block.fc2',
    'block.mul mul ← stem, block.scale_activation',
  ]);
  const { problems } = parsePrinted(behindStem(16, EXCITATION(16, 4)));
  expect(problems.map(({ message, hint }) => [message.text, hint?.text])).toContainEqual([
    'SqueezeExcitation is taken to be the well-known block',
    'It gives input * gate(fc2(act(fc1(avgpool(input))))).',
  ]);
});

test('also with linear layers, under another name, and with a pool that is not printed', () => {
  const linear = `SELayer(
  (fc): Sequential(
    (0): Linear(in_features=16, out_features=4, bias=False)
    (1): ReLU(inplace=True)
    (2): Linear(in_features=4, out_features=16, bias=False)
    (3): Sigmoid()
  )
)`;
  expect(nodesOf(behindStem(16, linear))).toEqual([
    'block.mean mean ← stem',
    'block.flatten Flatten ← block.mean',
    'block.fc.0 Linear ← block.flatten',
    'block.fc.1 ReLU ← block.fc.0',
    'block.fc.2 Linear ← block.fc.1',
    'block.fc.3 Sigmoid ← block.fc.2',
    'block.unsqueeze unsqueeze ← block.fc.3',
    'block.unsqueeze_2 unsqueeze ← block.unsqueeze',
    'block.mul mul ← stem, block.unsqueeze_2',
  ]);
  const plain = EXCITATION(16, 4)
    .replace(/\n.*activation\): SiLU.*/, '')
    .replace('SqueezeExcitation', 'Gate');
  expect(nodesOf(behindStem(16, plain))).toContain('block.relu ReLU ← block.fc1');
  // What comes back to other channels is none, nor is a chain that says its order.
  for (const other of [
    EXCITATION(16, 4).replace('Conv2d(4, 16', 'Conv2d(4, 8'),
    linear.replace('SELayer', 'Sequential'),
  ])
    expect(parsePrinted(behindStem(16, other)).network.nodes.map(({ spec }) => spec.op)).not.toContain('mul');
});

const MBCONV = (stride: number): string => `MBConv(
  (block): Sequential(
    (0): Conv2dNormActivation(
      (0): Conv2d(16, 64, kernel_size=(1, 1), stride=(1, 1), bias=False)
      (1): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (2): SiLU(inplace=True)
    )
    (1): Conv2dNormActivation(
      (0): Conv2d(64, 64, kernel_size=(3, 3), stride=(${stride}, ${stride}), padding=(1, 1), groups=64, bias=False)
      (1): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (2): SiLU(inplace=True)
    )
    (2): ${EXCITATION(64, 4).replaceAll('\n', '\n    ')}
    (3): Conv2dNormActivation(
      (0): Conv2d(64, 16, kernel_size=(1, 1), stride=(1, 1), bias=False)
      (1): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    )
  )
  (stochastic_depth): StochasticDepth(p=0.0125, mode=row)
)`;

test('a mobile block adds its input where it keeps the sizes, and what acts in training alone is left out', () => {
  const kept = nodesOf(behindStem(16, MBCONV(1)));
  expect(kept.at(-1)).toBe('block.add add ← stem, block.block.3.1');
  expect(kept).toContain('block.block.2.mul mul ← block.block.1.2, block.block.2.scale_activation');
  expect(kept.some((node) => node.includes('stochastic'))).toBe(false);
  const halved = nodesOf(behindStem(16, MBCONV(2)));
  expect(halved.at(-1)).toBe('block.block.3.1 BatchNorm2d ← block.block.3.0');
  expect(parsePrinted(behindStem(16, MBCONV(1))).assumptions).toEqual([]);
});
