/** @file What people write in Python, one idiom at a time: read into the layers that it makes. */

import { describe, expect, test } from 'vitest';
import { doctor, parsePython } from 'atrous-explain';
import { type Shape, printLayer, traceNetwork } from 'atrous/spec';

const IMPORTS = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';

/** The layers that `forward` runs, as PyTorch prints them; every problem is a failure. */
function layers(text: string, input?: Shape): string[] {
  const { network, problems, assumptions } = parsePython(IMPORTS + text, { input });
  expect(problems).toEqual([]);
  expect(assumptions).toEqual([]);
  return network.nodes.map(({ name, spec }) => `${name}: ${printLayer(spec)}`);
}

/** A module whose constructor and forward are these lines. */
const module = (init: string, forward: string, before = ''): string =>
  `${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
${init
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}

    def forward(self, x):
${forward
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`;

const linear = (from: number, to: number): string => `Linear(in_features=${from}, out_features=${to}, bias=True)`;

describe('values taken apart', () => {
  test.each([
    ['first, *middle, last = [4, 5, 6, 7]', 'len(middle), last', linear(2, 7)],
    ['*front, last = (4, 5)', 'front[0], last', linear(4, 5)],
    ['first, *rest = 9,', 'first, len(rest) + 1', linear(9, 1)],
    ['a, (b, *c), d = 1, (2, 3, 4), 5', 'len(c), a + b + d', linear(2, 8)],
    ['sizes = [(1, 2, 3), (4, 5, 6)]\nfor low, *high in sizes:\n    pass', 'low, sum(high)', linear(4, 11)],
  ])('%s', (init, sizes, expected) => {
    expect(layers(module(`${init}\nself.fc = nn.Linear(${sizes})`, 'return self.fc(x)'))).toEqual([`fc: ${expected}`]);
  });

  test('too few of them are told in the words of Python', () => {
    const { problems } = parsePython(module('a, *b, c = [1]\nself.fc = nn.ReLU()', 'return self.fc(x)'));
    expect(problems.map(({ message }) => message.text)).toEqual([
      'not enough values to unpack (expected at least 2, got 1)',
    ]);
  });

  test('the axes of a tensor', () => {
    const text = module('self.act = nn.ReLU()', 'n, *sides = x.shape\nreturn self.act(x).reshape(n, -1)');
    const { network } = parsePython(text);
    expect(traceNetwork(network, [2, 3, 4, 5]).rows.at(-1)!.output).toEqual([2, 60]);
  });
});

describe('conditions and loops', () => {
  test.each([
    ['7 if not False or True and False else 8', 7],
    ['7 if not True or 2 != 1 else 8', 7],
    ['7 if not True and True else 8', 8],
    ['7 if not (True and False) else 8', 7],
    ['7 if not 1 in [1] or not 2 in [1] else 8', 7],
    ['math.ceil(2.5)', 3],
    ['int(math.floor(7.9))', 7],
    ['max(3, 2) if isinstance((3,), tuple) else 1', 3],
  ])('%s is %j', (source, value) => {
    expect(layers(module(`self.fc = nn.Linear(1, ${source})`, 'return self.fc(x)', 'import math'))).toEqual([
      `fc: ${linear(1, value)}`,
    ]);
  });

  test('a loop over numbers without brackets', () => {
    const init =
      'self.all = nn.ModuleList()\nbefore = 3\nfor width in 5, 7:\n    self.all.append(nn.Linear(before, width))\n    before = width';
    expect(layers(module(init, 'for one in self.all:\n    x = one(x)\nreturn x'))).toEqual([
      `all.0: ${linear(3, 5)}`,
      `all.1: ${linear(5, 7)}`,
    ]);
  });
});

describe('settings', () => {
  const used = module('self.fc = nn.Linear(settings.width, settings.classes)', 'return self.fc(x)');

  test.each([
    [
      'dataclass',
      'from dataclasses import dataclass, field\n@dataclass\nclass S:\n    classes: int\n    width: int = 4\n    more: list = field(default_factory=list)\nsettings = S(5)',
    ],
    [
      'dataclass that extends another, and works something out',
      'from dataclasses import dataclass\n@dataclass\nclass A:\n    width: int = 2\n@dataclass\nclass S(A):\n    classes: int = 3\n    def __post_init__(self):\n        self.width = self.width * 2\nsettings = S(classes=5)',
    ],
    [
      'dataclass with a property',
      'from dataclasses import dataclass\n@dataclass\nclass S:\n    half: int\n    classes: int = 5\n    @property\n    def width(self):\n        return 2 * self.half\nsettings = S(half=2)',
    ],
    [
      'NamedTuple',
      'from typing import NamedTuple\nclass S(NamedTuple):\n    width: int\n    classes: int = 5\nsettings = S(4)',
    ],
    ['namedtuple', "from collections import namedtuple\nS = namedtuple('S', 'width classes')\nsettings = S(*[4, 5])"],
    ['SimpleNamespace', 'from types import SimpleNamespace\nsettings = SimpleNamespace(width=4, classes=5)'],
    [
      'defaults of the command line',
      "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('-w', '--width', type=int, default=4)\nparser.add_argument('--classes', default=5)\nsettings = parser.parse_args()",
    ],
    ['a class of constants', 'class settings:\n    width = 4\n    classes = width + 1'],
    [
      'a class with a constructor',
      'class S:\n    def __init__(self, **given):\n        self.width = given["w"]\n        self.classes = given.get("c", 5)\nsettings = S(w=4)',
    ],
  ])('%s', (_, before) => {
    expect(layers(`${before}\n${used}`)).toEqual([`fc: ${linear(4, 5)}`]);
  });

  test('members of an enumeration stand for their values', () => {
    const before = 'from enum import Enum\nclass Kind(Enum):\n    WIDE = 8\n    SLIM = 2';
    const init = 'kind = Kind.SLIM\nself.fc = nn.Linear(kind.value, 1 if kind == Kind.WIDE else 3)';
    expect(layers(module(init, 'return self.fc(x)', before))).toEqual([`fc: ${linear(2, 3)}`]);
  });

  test('records can be unpacked and looped over', () => {
    const before = "from collections import namedtuple\nS = namedtuple('S', ['a', 'b'])";
    const init = 'a, b = S(b=6, a=5)\nself.fc = nn.Linear(a, sum(S(b, 1)))';
    expect(layers(module(init, 'return self.fc(x)', before))).toEqual([`fc: ${linear(5, 7)}`]);
  });
});

describe('classes', () => {
  test('class methods are called on the class, with it as the first argument', () => {
    const text = `
class Net(nn.Module):
    width = 4
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(self.width, classes)
    @classmethod
    def small(cls, **settings):
        return cls(classes=3, **settings)
    @classmethod
    def usual(cls):
        return cls.small()
    def forward(self, x):
        return self.fc(x)
class Wide(Net):
    width = 9
net = Wide.usual()
`;
    expect(layers(text)).toEqual([`fc: ${linear(9, 3)}`]);
  });

  test('defaults of methods see the names of the class', () => {
    const text = `
class Net(nn.Module):
    WIDTH = 6
    def __init__(self, width=WIDTH):
        super().__init__()
        self.fc = nn.Linear(width, 1)
    @property
    def factor(self):
        return self._factor
    @factor.setter
    def factor(self, value):
        self._factor = value
    def forward(self, x):
        return self.fc(x)
`;
    expect(layers(text)).toEqual([`fc: ${linear(6, 1)}`]);
  });

  test('a forward with two inputs, also an inherited one, assumes the second to be like the first', () => {
    const text = `
class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.see = nn.Conv2d(3, 4, 1)
    def forward(self, a, b):
        return torch.cat([self.see(a), self.see(b)], 1)
class Own(Pair):
    pass
net = Own()
`;
    const { network, assumptions } = parsePython(text);
    expect(assumptions.map(({ name, what }) => [name, what])).toEqual([['b', 'the input b']]);
    expect(traceNetwork(network, [1, 3, 5, 5]).rows.at(-1)!.output).toEqual([1, 8, 5, 5]);
    const said = parsePython(text, { assume: { b: [1, 3, 7, 5] } });
    expect(traceNetwork(said.network, [1, 3, 5, 5]).failure?.name).toBe('cat');
  });
});

describe('models that a text tries out', () => {
  const features = 'self.see = nn.Sequential(nn.Conv2d(3, 4, 3), nn.MaxPool2d(2))\n';

  test.each([
    ['of zeros', 'flat = self.see(torch.zeros(1, 3, 8, 8)).numel()'],
    ['with a view', 'flat = self.see(torch.rand((1, 3, 8, 8))).view(1, -1).size(1)'],
    ['reshaped before', 'flat = self.see(torch.randn(8, 8, 3).view(-1, 3, 8, 8)).flatten(1).shape[-1]'],
    ['multiplied', 'o = self.see(torch.ones(1, 3, 8, 8)).shape[1:]\nflat = o[0] * o[1] * o[2]'],
    ['with numpy', 'flat = int(np.prod(self.see(torch.zeros(1, 3, 8, 8)).size()))'],
  ])('in the constructor, %s, give sizes and no nodes', (_, init) => {
    const text = module(`${features}${init}\nself.fc = nn.Linear(flat, 2)`, 'return self.fc(self.see(x).flatten(1))');
    expect(layers(text).slice(2)).toEqual(['flatten: Flatten(start_dim=1, end_dim=-1)', `fc: ${linear(36, 2)}`]);
  });

  const net = module('self.conv = nn.Conv2d(3, 4, 3)', 'return self.conv(x)');
  const conv = ['conv: Conv2d(3, 4, kernel_size=(3, 3), stride=(1, 1))'];

  test('behind the class leave no nodes, and say an input', () => {
    const text = `${net}\nmodel = Net()\nx = torch.randn(2, 3, 40, 30)\ny = model(x)\nprint(y.shape)`;
    expect(layers(text)).toEqual(conv);
    expect(parsePython(text).example).toEqual([2, 3, 40, 30]);
    expect(doctor(text)).toMatchObject({ input: [2, 3, 40, 30], inputSource: 'text' });
  });

  test('in functions that nobody calls, and in summaries, say an input too', () => {
    const called = `${net}\ndef main():\n    print(Net()(torch.rand(4, 3, 21, 21)).shape)`;
    expect(doctor(called)).toMatchObject({ input: [4, 3, 21, 21], inputSource: 'text' });
    expect(doctor(`${net}\nsummary(Net(), (3, 50, 50))`)).toMatchObject({ input: [1, 3, 50, 50], inputSource: 'text' });
    expect(doctor(net)).toMatchObject({ input: [1, 3, 224, 224], inputSource: 'usual' });
  });

  test('a tensor that a constructor keeps is a constant of the network', () => {
    const init =
      "self.conv = nn.Conv2d(3, 4, 1)\nself.register_buffer('mask', torch.tril(torch.ones(5, 5)).view(1, 1, 5, 5))";
    const { network } = parsePython(module(init, 'return self.conv(x) * self.mask'));
    expect(traceNetwork(network, [1, 3, 5, 5]).rows.map(({ name, output }) => [name, output])).toEqual([
      ['conv', [1, 4, 5, 5]],
      ['mask', [1, 1, 5, 5]],
      ['mul', [1, 4, 5, 5]],
    ]);
  });
});

describe('what people paste round a program', () => {
  const net = ['0: Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))', '1: ReLU()'];
  const printed = (text: string): string[] => {
    const { network, problems } = parsePython(text);
    expect(problems).toEqual([]);
    return network.nodes.map(({ name, spec }) => `${name}: ${printLayer(spec)}`);
  };

  test.each([
    [
      'commands of a notebook',
      '%matplotlib inline\n!pip install torch\nm = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())',
    ],
    [
      'prompts',
      '>>> m = nn.Sequential(\n...     nn.Conv2d(3, 8, 3),\n...     nn.ReLU(),\n... )\n>>> m(torch.rand(1, 3, 9, 9)).shape\ntorch.Size([1, 8, 7, 7])',
    ],
    [
      'prompts of IPython',
      'In [1]: m = nn.Sequential(\n   ...:     nn.Conv2d(3, 8, 3), nn.ReLU())\n\nIn [2]: m\nOut[2]: something else',
    ],
    [
      'fences and sentences',
      'Hello everybody, here is my code:\n\n```python\nm = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\n```\n\nIt runs in:\n\n```bash\npython train.py --lr 3\n```\nThank you in advance!',
    ],
    [
      'sentences alone',
      'I have this network (my first one).\nm = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\nWhat am I doing wrong?',
    ],
  ])('%s', (_, text) => expect(printed(text)).toEqual(net));

  test('stays out of the way of the places that are told', () => {
    const { problems } = parsePython('Look at this please:\n```\n>>> net = nn.Sequential(nn.Conv2D(3, 8, 3))\n```');
    expect(problems.map(({ line, column, text }) => [line, column, text])).toEqual([
      [3, 25, 'nn.Conv2D(3, 8, 3)'],
      [3, 28, 'Conv2D'],
    ]);
  });

  test('a program that trains says nothing about its loops', () => {
    const { problems } = parsePython(`
net = nn.Sequential(nn.Linear(3, 4))
criterion = nn.CrossEntropyLoss()
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
loader = DataLoader(load('x'), batch_size=4)
for epoch in range(3):
    for images, labels in loader:
        loss = criterion(net(images), labels)
        loss.backward()
`);
    expect(problems.map(({ message }) => message.text)).toEqual([
      "name 'DataLoader' is not defined",
      "name 'load' is not defined",
    ]);
  });
});

describe('statements', () => {
  test('match', () => {
    const text = `
def make(rows):
    layers, width = [], 3
    for row in rows:
        match row:
            case 'pool' | 'M':
                layers.append(nn.MaxPool2d(2))
            case int():
                layers.append(nn.Conv2d(width, row, 1))
                width = row
            case (kernel, out) if kernel > 1:
                layers.append(nn.Conv2d(width, out, kernel))
                width = out
            case _:
                layers.append(nn.ReLU())
    return nn.Sequential(*layers)
net = make([8, 'pool', (3, 9), (1, 7), 'M'])
`;
    expect(layers(text).map((line) => line.replace(/, stride.*/, ''))).toEqual([
      '0: Conv2d(3, 8, kernel_size=(1, 1)',
      '1: MaxPool2d(kernel_size=2',
      '2: Conv2d(8, 9, kernel_size=(3, 3)',
      '3: ReLU()',
      '4: MaxPool2d(kernel_size=2',
    ]);
  });

  test('decorators of the text are called, as registries want it', () => {
    const text = `
MODELS = {}
def register(name):
    def keep(cls):
        MODELS[name] = cls
        return cls
    return keep
@register('tiny')
class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)
    def forward(self, x):
        return self.fc(x)
net = MODELS['tiny']()
`;
    expect(layers(text)).toEqual([`fc: ${linear(2, 1)}`]);
  });

  test('modules of a list are taken apart', () => {
    const init = 'self.steps = nn.ModuleList([nn.ModuleList([nn.Linear(3, 4), nn.ReLU()]) for _ in range(1)])';
    expect(layers(module(init, 'for fc, act in self.steps:\n    x = act(fc(x))\nreturn x'))).toEqual([
      `steps.0.0: ${linear(3, 4)}`,
      'steps.0.1: ReLU()',
    ]);
  });
});

describe('functions of tensors', () => {
  test.each([
    ['x.repeat(1, 1, 3)', [2, 3, 12]],
    ['x.repeat(5, 1, 1, 1)', [5, 2, 3, 4]],
    ['x.argmax(dim=1)', [2, 4]],
    ['x.norm(2, dim=-1, keepdim=True)', [2, 3, 1]],
    ['torch.where(x > 0, x, x * 2)', [2, 3, 4]],
    ["torch.einsum('bct,bdt->bcd', x, x)", [2, 3, 3]],
    ['x.reshape(x.numel())', [24]],
    ['torch.zeros(x.ndim, 1) + x.sum()', [3, 1]],
  ])('%s', (expression, output) => {
    const { network } = parsePython(IMPORTS + module('pass', `return ${expression}`), { input: [2, 3, 4] });
    expect(traceNetwork(network, [2, 3, 4]).rows.at(-1)!.output).toEqual(output);
  });
});

describe('what is not of the family', () => {
  const text = module(
    'self.rnn = nn.LSTM(6, 10, num_layers=2, bidirectional=True, batch_first=True)\nself.fc = nn.Linear(20, 3)',
    'x, (h, c) = self.rnn(x)\nreturn self.fc(x[:, -1])',
  );

  test('recurrent layers give what their arguments tell, visibly assumed', () => {
    const { network, assumptions, problems } = parsePython(text, { input: [2, 7, 6] });
    expect(assumptions.map(({ name }) => name)).toContain('rnn');
    expect(problems.map(({ hint }) => hint?.text)).toContainEqual(expect.stringContaining("give 2×7×20, as 'rnn'"));
    expect(traceNetwork(network, [2, 7, 6]).rows.at(-1)!.output).toEqual([2, 3]);
  });

  test('and can be said otherwise', () => {
    const { network } = parsePython(text, { input: [2, 7, 6], assume: { rnn: [2, 9, 20] } });
    expect(traceNetwork(network, [2, 7, 6]).rows.find(({ name }) => name === 'rnn')!.output).toEqual([2, 9, 20]);
  });

  test('einops and the like are named', () => {
    const { assumptions, problems } = parsePython(
      module(
        'self.fc = nn.ReLU()',
        "return self.fc(rearrange(x, 'b c h w -> b (h w) c'))",
        'from einops import rearrange',
      ),
    );
    expect(assumptions.map(({ name, what }) => [name, what])).toEqual([['rearrange', 'einops.rearrange']]);
    expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
  });
});
