/** @file Networks written out and read again. */

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitPython, emitTable, emitTypeScript, parsePython } from 'atrous-explain';
import { LAYERS, type NetworkSpec, chain, joinSpec, layerSpec, traceNetwork } from 'atrous/spec';
import { convolutions, pools } from '../layers.js';

/** Functions have no names in PyTorch: numbered by their place, so that two networks can be compared. */
function renamed({ nodes }: NetworkSpec): unknown {
  const names = new Map([['input', 'input']]);
  return nodes.map(({ name, spec, from }, i) => {
    names.set(name, Object.hasOwn(LAYERS, spec.op) || spec.op === 'constant' ? name : `#${i}`);
    return { name: names.get(name), spec, from: from.map((source) => names.get(source)) };
  });
}

test('a chain of random layers comes back as it was', () => {
  const specs = fc.array(
    fc.oneof(
      convolutions.map(({ spec }) => spec),
      pools.map(({ spec }) => spec),
    ),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(specs, fc.constantFrom('sequential' as const, 'module' as const), (layers, style) => {
      const network = chain(layers);
      const { network: again, problems } = parsePython(emitPython(network, { style }));
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(again).toEqual(network);
    }),
    { numRuns: 60 },
  );
});

test.each([
  'resnet18',
  'densenet121',
  'shufflenet_v2',
  'unet',
  'googlenet',
  'deeplab_aspp',
  'self_attention_gan',
  'fcn32s',
])('%s comes back as it was, but for the names of functions', (name) => {
  const source = readFileSync(new URL(`../corpus/${name}.py`, import.meta.url), 'utf8');
  const { network } = parsePython(source);
  // What calls as functions are layers of the state dict's form once they are written as modules.
  const { network: again } = parsePython(emitPython(network));
  expect(renamed(again)).toEqual(renamed(network));
});

const small: NetworkSpec = {
  version: 1,
  nodes: [
    { name: 'conv', spec: layerSpec('Conv2d', [3, 8, 3], { padding: 1, bias: false }), from: ['input'] },
    { name: 'skip', spec: joinSpec('cat', { dim: 1 }), from: ['conv', 'input'] },
  ],
};

describe('other forms', () => {
  test('TypeScript of a chain and of a graph', () => {
    const network = chain([layerSpec('Conv2d', [3, 8, 3], { stride: 2, bias: false }), layerSpec('ReLU')]);
    expect(emitTypeScript(network)).toBe(
      "import { nn } from 'atrous';\n\nconst model = new nn.Sequential(\n  new nn.Conv2d(3, 8, 3, { stride: 2, bias: false }),\n  new nn.ReLU(),\n);\n",
    );
    expect(emitTypeScript(small)).toContain('nn.build({');
  });

  test('a module', () => {
    expect(emitPython(small)).toBe(`import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1, bias=False)

    def forward(self, x):
        conv = self.conv(x)
        skip = torch.cat([conv, x], dim=1)
        return skip
`);
  });

  test('tables', () => {
    const trace = traceNetwork(small, [1, 3, 4, 4]);
    expect(emitTable(trace, 'csv')).toBe(
      'Name,Layer,Output,Parameters,MACs\nconv,"Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)",1x8x4x4,216,3456\nskip,cat(dim=1),1x11x4x4,0,0\n',
    );
    expect(emitTable(trace, 'markdown').split('\n').at(-2)).toBe('| Total |  | 1×11×4×4 | 216 | 3,456 |');
    expect(emitTable(trace, 'latex')).toContain('skip & cat(dim=1) & 1$\\times$11$\\times$4$\\times$4 & 0 & 0 \\\\');
    expect(JSON.parse(emitTable(trace, 'json'))).toMatchObject({ parameters: 216, macs: 3456, input: [1, 3, 4, 4] });
  });
});
