import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failure.js';
import { readSource } from '../../src/network/source.js';
import { networkFrom, type NetworkText } from '../../src/run/network.js';
import { scratch } from '../command.js';

const folder = scratch();

const readNetwork = async (net: string): Promise<NetworkText> =>
  networkFrom(await readSource(net, '--net'), [1, 3, 16, 16]);

async function refusal(net: string): Promise<[code: number, message: string]> {
  const { failure } = await readNetwork(net).catch((failure: unknown) => ({ failure: failure as Failure }));
  return [failure!.exitCode, failure!.message];
}

const ops = async (net: string): Promise<string[]> => (await readNetwork(net)).network.nodes.map(({ spec }) => spec.op);

describe('--net', () => {
  test.each([
    'Conv2d(3, 8, 3), ReLU()',
    'nn.Conv2d(3, 8, 3), nn.ReLU()',
    'torch.nn.Sequential(\n  torch.nn.Conv2d(3, 8, 3),  # edges\n  torch.nn.ReLU(inplace=True),\n)',
  ])('takes PyTorch source: %s', async (net) => expect(await ops(net)).toEqual(['Conv2d', 'ReLU']));

  test('takes a file, whose layers keep their names and run as forward says', async () => {
    const path = join(folder, 'model.py');
    writeFileSync(
      path,
      `import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU()
        self.edges = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        return self.act(self.edges(x))
`,
    );
    const { network, warnings, failure } = await readNetwork(path);
    expect(network.nodes.map(({ name }) => name)).toEqual(['edges', 'act']);
    expect(failure).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('reads the layers beside a mistake; those behind it have no sizes', async () => {
    const { network, unsized, failure } = await readNetwork('nn.Conv2d(3, 8, 3), nn.Conv2D(8, 8, 3), nn.ReLU()');
    expect(network.nodes.map(({ spec }) => spec.op)).toEqual(['Conv2d']);
    expect(unsized).toEqual(['ReLU()']);
    expect(failure?.message).toBe(`there is a mistake in the network
--net:1:24: error: module 'torch.nn' has no attribute 'Conv2D'
  nn.Conv2d(3, 8, 3), nn.Conv2D(8, 8, 3), nn.ReLU()
                         ^^^^^^
  Did you mean \`Conv2d\`?`);
  });
});

describe('a text that cannot be read is a matter of usage (2): line, column and what was meant', () => {
  test.each([
    [
      'nn.Conv2d(3, 8, 3, paddings=1)',
      `there is a mistake in the network
--net:1:20: error: Conv2d.__init__() got an unexpected keyword argument 'paddings'
  nn.Conv2d(3, 8, 3, paddings=1)
                     ^^^^^^^^
  Did you mean \`padding\`?`,
    ],
    [
      'nn.ReLU(),\nnn.Conv2d(3, n, 3)',
      `there is a mistake in the network
--net:2:14: error: not a number: n
  nn.Conv2d(3, n, 3)
               ^
  Variables are not evaluated: write the value of n.`,
    ],
    [
      'nn.Conv2d(3 8, 3), nn.Relu()',
      `there are 2 mistakes in the network
--net:1:13: error: invalid syntax. Perhaps you forgot a comma?
  nn.Conv2d(3 8, 3), nn.Relu()
              ^
  Expected a comma before this.
--net:1:23: error: module 'torch.nn' has no attribute 'Relu'
  nn.Conv2d(3 8, 3), nn.Relu()
                        ^^^^
  Did you mean \`ReLU\`?`,
    ],
    ['', '--net holds no layer\nFor example: --net "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()"'],
    ['x = 3', '--net holds no layer\nFor example: --net "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()"'],
  ])('%j', async (net, message) => expect(await refusal(net)).toEqual([2, message]));
});

describe("values that PyTorch's constructors refuse are data that do not fit (1), with the hint in PyTorch's names", () => {
  test.each([
    [
      'nn.Conv2d(3, 8, 3, groups=2)',
      `there is a mistake in the network
--net:1:1: error: in_channels must be divisible by groups
  nn.Conv2d(3, 8, 3, groups=2)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  3 channels do not fall into 2 equal groups.`,
    ],
    [
      "nn.Conv2d(3, 8, 3, 2, padding='same')",
      `there is a mistake in the network
--net:1:1: error: padding='same' is not supported for strided convolutions
  nn.Conv2d(3, 8, 3, 2, padding='same')
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  With a stride, give the padding as a number: (kernel_size − 1) / 2 for an odd kernel.`,
    ],
  ])('%s', async (net, message) => expect(await refusal(net)).toEqual([1, message]));
});

describe('layers that a chain has no place for', () => {
  test.each([
    [
      'nn.ReLU(), nn.MaxPool2d(2, return_indices=True)',
      'layer 1: MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)\ngives two tensors, but each layer of a chain hands on one\nLeave return_indices out.',
    ],
    [
      'nn.MaxUnpool2d(2)',
      'layer 0: MaxUnpool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0))\nreads two tensors, but each layer of a chain gets one',
    ],
  ])('%s', async (net, message) => expect(await refusal(net)).toEqual([1, message]));
});

describe('a file of layers that cannot be read', () => {
  test('is told from a text by its ending', async () => {
    expect(await refusal('nowhere.py')).toEqual([3, 'cannot read nowhere.py: there is no such file']);
  });

  test('may be a folder', async () => {
    const path = join(folder, 'nets');
    mkdirSync(path);
    expect(await refusal(path)).toEqual([3, `cannot read ${path}: it is a folder`]);
  });
});
