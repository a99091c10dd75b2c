/** @file Structure changed in the text: the very lines that go and come, and the network that comes of it. */

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type Change, emitPython, parsePython, restructure } from 'atrous-explain';
import { chain, layerSpec, type LayerSpec } from 'atrous/spec';
import { convolutions, pools } from '../layers.js';

const relu = layerSpec('ReLU');

/** The text after a change that can be made in it. */
function edited(text: string, change: Change): string {
  const result = restructure(text, change);
  if (result.kind !== 'edited') throw new Error(`${result.kind}: ${result.reason.text}`);
  return applyEdits(text, result.edits);
}

/** Lines that only one of two texts has: those that go and those that come. */
function lines(before: string, after: string): { goes: string[]; comes: string[] } {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const only = (own: string[], other: string[]): string[] => {
    const left = [...other];
    return own
      .filter((line) => {
        const at = left.indexOf(line);
        if (at >= 0) left.splice(at, 1);
        return at < 0;
      })
      .map((line) => line.trim());
  };
  return { goes: only(a, b), comes: only(b, a) };
}

const NET = `import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(x)
        x = self.conv2(x)
        x = x.mean((2, 3))
        return self.fc(x)
`;

describe('a class with forward', () => {
  test.each<[Change, goes: string[], comes: string[]]>([
    [{ do: 'insert', spec: relu, after: 'conv2' }, [], ['self.relu2 = nn.ReLU()', 'x = self.relu2(x)']],
    [{ do: 'insert', spec: relu, after: 'input' }, [], ['self.relu2 = nn.ReLU()', 'x = self.relu2(x)']],
    [
      { do: 'insert', spec: relu, after: 'fc' },
      ['return self.fc(x)'],
      ['self.relu2 = nn.ReLU()', 'return self.relu2(self.fc(x))'],
    ],
    [{ do: 'duplicate', node: 'conv2' }, [], ['self.conv3 = nn.Conv2d(8, 8, 3, padding=1)', 'x = self.conv3(x)']],
    [{ do: 'duplicate', node: 'relu' }, [], ['x = F.relu(x)']],
    [{ do: 'remove', node: 'conv2' }, ['self.conv2 = nn.Conv2d(8, 8, 3, padding=1)', 'x = self.conv2(x)'], []],
    [{ do: 'remove', node: 'mean' }, ['x = x.mean((2, 3))'], []],
    [{ do: 'remove', node: 'fc' }, ['self.fc = nn.Linear(8, 10)', 'return self.fc(x)'], ['return x']],
    [
      { do: 'join', first: 'conv2', last: 'conv2', how: 'add' },
      ['x = self.conv2(x)'],
      ['skip = x', 'x = self.conv2(x) + skip'],
    ],
    [
      { do: 'join', first: 'relu', last: 'conv2', how: 'cat' },
      ['x = self.conv2(x)'],
      ['import torch', 'skip = x', 'x = torch.cat([self.conv2(x), skip], dim=1)'],
    ],
  ])('%j', (change, goes, comes) => {
    expect(lines(NET, edited(NET, change))).toEqual({ goes, comes });
  });

  test('a layer moves with its line, and keeps its name', () => {
    const text = edited(NET, { do: 'move', node: 'relu', after: 'conv2' });
    expect(text).toContain('x = self.conv2(x)\n        x = F.relu(x)\n        x = x.mean');
    expect(lines(NET, text)).toEqual({ goes: [], comes: [] });
    expect(restructure(NET, { do: 'move', node: 'relu', after: 'conv2' })).toMatchObject({ copies: 1, node: 'relu' });
  });

  test('a step down is the move behind the next layer, and a step up takes it back', () => {
    const down = edited(NET, { do: 'step', node: 'relu', by: 1 });
    expect(down).toBe(edited(NET, { do: 'move', node: 'relu', after: 'conv2' }));
    expect(edited(down, { do: 'step', node: 'relu', by: -1 })).toBe(NET);
  });

  test('a branch that was made is taken away, and the text is as it was', () => {
    for (const how of ['add', 'cat'] as const) {
      const base = `import torch\n${NET}`;
      const branched = edited(base, { do: 'join', first: 'relu', last: 'conv2', how });
      expect(edited(branched, { do: 'remove', node: how })).toBe(base);
    }
  });

  test('a shortcut goes with the layer that only it used', () => {
    const block = `class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)
        self.short = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        y = self.conv(x)
        return F.relu(y + self.short(x))
`;
    expect(lines(block, edited(block, { do: 'remove', node: 'add' }))).toEqual({
      goes: ['self.short = nn.Conv2d(8, 8, 1)', 'return F.relu(y + self.short(x))'],
      comes: ['return F.relu(y)'],
    });
  });

  test('in a class that is used twice the change is made in both, and counted', () => {
    const twice = `class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))

net = nn.Sequential(Block(), Block())
`;
    const result = restructure(twice, { do: 'insert', spec: relu, after: '0.conv' });
    expect(result).toMatchObject({ kind: 'edited', copies: 2 });
    expect(edited(twice, { do: 'insert', spec: relu, after: '0.conv' })).toContain(
      'return F.relu(self.relu2(self.conv(x)))',
    );
  });

  test('layers go from a Sequential into forward', () => {
    const text = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.up = nn.ConvTranspose2d(8, 8, 2)

    def forward(self, x):
        x = self.features(x)
        return self.up(x)
`;
    expect(lines(text, edited(text, { do: 'move', node: 'features.1', after: 'up' })).comes).toEqual([
      'self.features = nn.Sequential(nn.Conv2d(3, 8, 3))',
      'self.relu = nn.ReLU()',
      'return self.relu(self.up(x))',
    ]);
  });
});

describe('a list of layers', () => {
  const LIST = `model = nn.Sequential(
    nn.Conv2d(3, 8, 3),  # stem
    nn.ReLU(),
    nn.Conv2d(8, 8, 3)
)
`;

  test('a layer moves with its comment, and the commas stay right', () => {
    expect(edited(LIST, { do: 'move', node: '0', after: '2' })).toBe(`model = nn.Sequential(
    nn.ReLU(),
    nn.Conv2d(8, 8, 3),
    nn.Conv2d(3, 8, 3)  # stem
)
`);
    expect(restructure(LIST, { do: 'move', node: '0', after: '2' })).toMatchObject({ node: '2' });
  });

  test('names of an OrderedDict go with their layers, and new ones are free', () => {
    const named = `nn.Sequential(OrderedDict([('a', nn.Conv2d(3, 8, 3)), ('b', nn.ReLU())]))`;
    expect(edited(named, { do: 'move', node: 'b', after: 'input' })).toBe(
      `nn.Sequential(OrderedDict([('b', nn.ReLU()), ('a', nn.Conv2d(3, 8, 3))]))`,
    );
    expect(edited(named, { do: 'duplicate', node: 'b' })).toContain(`('b', nn.ReLU()), ('b2', nn.ReLU())`);
  });

  test('classes are called as the text calls them', () => {
    expect(edited('torch.nn.Conv2d(3, 8, 3), torch.nn.ReLU()', { do: 'insert', spec: relu, after: '0' })).toBe(
      'torch.nn.Conv2d(3, 8, 3), torch.nn.ReLU(), torch.nn.ReLU()',
    );
  });

  test('any change of any list comes to the list with just that change', () => {
    const specs = fc.array(
      fc.oneof(
        convolutions.map(({ spec }) => spec),
        pools.map(({ spec }) => spec),
        fc.constant(relu),
      ),
      { minLength: 2, maxLength: 5 },
    );
    const forms = [
      (layers: readonly LayerSpec[]) => emitPython(chain(layers)),
      (layers: readonly LayerSpec[]) => emitPython(chain(layers)).split('\n').slice(3, -2).join('\n'),
      (layers: readonly LayerSpec[]) => emitPython(chain(layers)).split('\n').slice(3, -2).join(' ').replace(/,$/, ''),
    ];
    fc.assert(
      fc.property(specs, fc.constantFrom(...forms), fc.nat(), fc.nat(), (layers, form, from, to) => {
        const text = form(layers);
        const n = layers.length;
        const [i, j] = [from % n, to % n];
        const name = (at: number): string => (at < 0 ? 'input' : String(at));
        const specsOf = (source: string): LayerSpec[] => parsePython(source).network.nodes.map(({ spec }) => spec);
        const without = layers.filter((_, k) => k !== i);
        expect(specsOf(edited(text, { do: 'remove', node: name(i) }))).toEqual(without);
        expect(specsOf(edited(text, { do: 'insert', spec: relu, after: name(j - 1) }))).toEqual(
          layers.toSpliced(j, 0, relu),
        );
        expect(specsOf(edited(text, { do: 'duplicate', node: name(i) }))).toEqual(layers.toSpliced(i, 0, layers[i]!));
        // Behind the layer that then stands before place j.
        const before = j <= i ? j - 1 : j;
        if (before === i || before === i - 1) return;
        expect(specsOf(edited(text, { do: 'move', node: name(i), after: name(before) }))).toEqual(
          without.toSpliced(j, 0, layers[i]!),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('what the text cannot hold', () => {
  test('a branch in a list is written out as a class, in words', () => {
    const result = restructure('nn.Conv2d(3, 3, 3, padding=1), nn.ReLU()', {
      do: 'join',
      first: '0',
      last: '1',
      how: 'add',
    });
    expect(result).toMatchObject({ kind: 'outline', node: 'add' });
    expect(result.kind === 'outline' && result.text).toContain(`    def forward(self, x):
        conv = self.conv(x)
        relu = self.relu(conv)
        add = relu + x
        return add
`);
    expect(result.kind === 'outline' && result.reason.text).toContain('has no branches');
  });

  test('a loop is written out with the input that the text tries it with', () => {
    const loop = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(4, 4, 3, padding=1) for _ in range(3)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

Net()(torch.randn(2, 4, 9, 9))
`;
    const result = restructure(loop, { do: 'remove', node: 'layers.1' });
    expect(result.kind).toBe('outline');
    const { network, example } = parsePython(result.kind === 'outline' ? result.text : '');
    expect(network.nodes.map(({ name, from }) => [name, ...from])).toEqual([
      ['layers.0', 'input'],
      ['layers.2', 'layers.0'],
    ]);
    expect(example).toEqual([2, 4, 9, 9]);
  });

  test.each<[text: string, change: Change, reason: string]>([
    ['nn.ReLU()', { do: 'remove', node: '0' }, '0 is the only layer'],
    ['nn.ReLU()', { do: 'remove', node: 'x' }, "no step 'x'"],
    ['nn.ReLU(), nn.ReLU()', { do: 'join', first: '1', last: '0', how: 'add' }, 'does not read what comes out of 1'],
    ['nn.ReLU(), nn.ReLU()', { do: 'step', node: '0', by: -1 }, '0 already reads the input'],
    ['nn.ReLU(), nn.ReLU()', { do: 'step', node: '1', by: 1 }, '1 already gives the output'],
    ['what is this', { do: 'remove', node: '0' }, 'no network'],
  ])('%s: %j', (text, change, reason) => {
    const result = restructure(text, change);
    expect(result).toMatchObject({ kind: 'refused' });
    expect(result.kind === 'refused' && result.reason.text).toContain(reason);
  });
});

test.each(['resnet18', 'unet', 'densenet121', 'self_attention_gan', 'lenet5'])(
  'in %s every answer is an edit that is one, an outline or a reason',
  (name) => {
    const text = readFileSync(new URL(`../corpus/${name}.py`, import.meta.url), 'utf8');
    const { nodes } = parsePython(text).network;
    const [first, middle] = [nodes[0]!.name, nodes[nodes.length >> 1]!.name];
    const changes: Change[] = [
      { do: 'insert', spec: relu, after: middle },
      { do: 'remove', node: middle },
      { do: 'move', node: first, after: middle },
    ];
    for (const change of changes) {
      const result = restructure(text, change);
      if (result.kind !== 'edited') expect(result.reason.text).not.toBe('');
      else expect(parsePython(applyEdits(text, result.edits)).network.nodes).not.toEqual(nodes);
    }
  },
);
