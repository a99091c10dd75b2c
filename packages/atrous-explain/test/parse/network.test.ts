import { describe, expect, test } from 'vitest';
import { parseNetwork, toNetworkSpec } from 'atrous-explain';
import { printLayer } from 'atrous/spec';

/** The layers as PyTorch prints them, with their names. */
function read(text: string): string[] {
  const { nodes, problems } = parseNetwork(text);
  expect(problems).toEqual([]);
  return nodes.map(({ name, spec }) => (name === undefined ? '' : `${name}: `) + printLayer(spec));
}

/** The problems as `line:column severity message | hint | text`, and how many layers were read beside them. */
function complaints(text: string): { layers: number; problems: string[] } {
  const { nodes, problems } = parseNetwork(text);
  return {
    layers: nodes.length,
    problems: problems.map((p) => `${p.line}:${p.column} ${p.message.text} | ${p.hint?.text ?? ''} | ${p.text}`),
  };
}

const CONV = 'Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))';
const POOL = 'MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)';

const severities = (text: string): string[] => parseNetwork(text).problems.map((problem) => problem.severity);

describe('parseNetwork reads', () => {
  test.each([
    ['a bare call', 'Conv2d(3, 8, 3)', [CONV]],
    ['a call of torch.nn', 'torch.nn.Conv2d(3, 8, 3)', [CONV]],
    ['calls with commas', 'nn.Conv2d(3, 8, 3), nn.MaxPool2d(2)', [CONV, POOL]],
    [
      'one call per line, with and without commas',
      'nn.Conv2d(3, 8, 3)\n\n  nn.MaxPool2d(2),\nnn.ReLU();',
      [CONV, POOL, 'ReLU()'],
    ],
    ['keywords alone', 'nn.Conv2d(kernel_size=3, out_channels=8, in_channels=3)', [CONV]],
    [
      'imports, comments and a docstring',
      '"""A net."""\nimport torch.nn as nn\nfrom torch import nn\n# a comment\nnn.ReLU() # another',
      ['ReLU()'],
    ],
    ['line breaks inside a call', 'nn.Conv2d(\n  3, # in\n  8,\n  kernel_size=3,\n)', [CONV]],
    ['CRLF', 'nn.ReLU(),\r\nnn.Tanh()\r\n', ['ReLU()', 'Tanh()']],
    ['arithmetic', 'nn.Conv2d(9 // 3, 2**3, (7-1)//2, padding=-1+1, stride=9%4)', [CONV]],
    ['tuples and lists', 'nn.Conv2d(3, 8, (3, 3), stride=[1, 1])', [CONV]],
    [
      'True, False and None',
      'nn.Conv2d(3, 8, 3, bias=not False, device=None), nn.MaxPool2d(2, None), nn.ReLU(True)',
      [CONV, POOL, 'ReLU(inplace=True)'],
    ],
    [
      'strings of every kind',
      `nn.Conv2d(3, 8, 3, padding='va' "lid", dtype=torch.float32)`,
      [`${CONV.slice(0, -1)}, padding=valid)`],
    ],
    [
      'strings without quotes, as they are printed',
      'Conv2d(3, 8, 3, padding=same, padding_mode=reflect)',
      [`${CONV.slice(0, -1)}, padding=same, padding_mode=reflect)`],
    ],
    [
      'numbers in every notation',
      'nn.LeakyReLU(1e-1), nn.Dropout(.5), nn.Linear(1_000, 0x10)',
      [
        'LeakyReLU(negative_slope=0.1)',
        'Dropout(p=0.5, inplace=False)',
        'Linear(in_features=1000, out_features=16, bias=True)',
      ],
    ],
    ['negative numbers', 'nn.ZeroPad2d((-1, 0, +2, 0))', ['ZeroPad2d((-1, 0, 2, 0))']],
    [
      'infinity',
      "nn.LPPool1d(float('inf'), 2)",
      ['LPPool1d(norm_type=inf, kernel_size=2, stride=None, ceil_mode=False)'],
    ],
    ['an empty text', ' \n# nothing\n', []],
    ['a list of layers', 'layers = [nn.ReLU(), (nn.Tanh())]', ['ReLU()', 'Tanh()']],
    [
      'Sequential',
      'nn.Sequential(nn.ReLU(), nn.Sequential(nn.Tanh(), nn.ReLU()))',
      ['0: ReLU()', '1.0: Tanh()', '1.1: ReLU()'],
    ],
    ['an assigned Sequential', 'model: nn.Module = nn.Sequential(nn.ReLU())', ['0: ReLU()']],
    ['a field', 'self.net = nn.Sequential(nn.ReLU())\nself.last = nn.Tanh()', ['net.0: ReLU()', 'last: Tanh()']],
    ['a variable', 'conv1 = nn.ReLU()', ['conv1: ReLU()']],
    [
      'OrderedDict of pairs',
      'nn.Sequential(OrderedDict([("a", nn.ReLU()), ("b", nn.Sequential(nn.Tanh()))]))',
      ['a: ReLU()', 'b.0: Tanh()'],
    ],
    [
      'OrderedDict of a dictionary',
      "nn.Sequential(collections.OrderedDict({'a': nn.ReLU(), 'b': nn.Tanh()}))",
      ['a: ReLU()', 'b: Tanh()'],
    ],
    [
      'a class',
      'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        width = 8\n        self.a = nn.ReLU()\n        self.b = nn.Sequential(nn.Tanh())',
      ['a: ReLU()', 'b.0: Tanh()'],
    ],
    ['anything in Identity', 'nn.Identity(54, unused=x)', ['Identity()']],
  ])('%s', (_, text, layers) => {
    expect(read(text)).toEqual(layers);
  });

  test('with the place of every call', () => {
    const text = 'nn.Sequential(\n  nn.ReLU(),\n  nn.Conv2d(3, 8,\n    3))';
    const { nodes } = parseNetwork(text);
    expect(nodes.map(({ line, column, from, to }) => [line, column, text.slice(from, to)])).toEqual([
      [2, 3, 'nn.ReLU()'],
      [3, 3, 'nn.Conv2d(3, 8,\n    3)'],
    ]);
  });
});

describe('parseNetwork reports', () => {
  const order =
    'In order: in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype.';

  test.each<[string, number, string[]]>([
    [
      'nn.Conv2D(3, 8, 3), nn.ReLU()',
      1,
      ["1:4 module 'torch.nn' has no attribute 'Conv2D' | Did you mean `Conv2d`? | Conv2D"],
    ],
    ['nn.ReLU()\nMaxPol2d(2)', 1, ["2:1 name 'MaxPol2d' is not defined | Did you mean `MaxPool2d`? | MaxPol2d"]],
    ['nn.Whatsoever()', 0, ["1:4 module 'torch.nn' has no attribute 'Whatsoever' |  | Whatsoever"]],
    [
      'nn.Conv2d(3, 8, 3, kernal_size=3)',
      0,
      [
        "1:20 Conv2d.__init__() got an unexpected keyword argument 'kernal_size' | Did you mean `kernel_size`? | kernal_size",
      ],
    ],
    [
      'nn.Sigmoid(x=1)',
      0,
      ["1:12 Sigmoid.__init__() got an unexpected keyword argument 'x' | Sigmoid takes: no arguments. | x"],
    ],
    [
      'nn.Conv2d(3, 8, 3, in_channels=3)',
      0,
      ["1:20 Conv2d.__init__() got multiple values for argument 'in_channels' |  | in_channels"],
    ],
    ['nn.Conv2d(3, 8, 3, bias=True, bias=False)', 0, ['1:31 keyword argument repeated: bias |  | bias']],
    [
      'nn.Conv2d(3)',
      0,
      [
        `1:1 Conv2d.__init__() missing 2 required positional arguments: 'out_channels' and 'kernel_size' | ${order} | nn.Conv2d(3)`,
      ],
    ],
    [
      'nn.Conv2d()',
      0,
      [
        `1:1 Conv2d.__init__() missing 3 required positional arguments: 'in_channels', 'out_channels', and 'kernel_size' | ${order} | nn.Conv2d()`,
      ],
    ],
    [
      "nn.Conv2d(1, 2, 3, 4, 5, 6, 1, True, 'zeros', None, None, 9)",
      0,
      [`1:59 Conv2d.__init__() takes from 4 to 12 positional arguments but 13 were given | ${order} | 9`],
    ],
    [
      'nn.PixelShuffle(2, 3)',
      0,
      ['1:20 PixelShuffle.__init__() takes 2 positional arguments but 3 were given | In order: upscale_factor. | 3'],
    ],
    ['nn.Tanh(1)', 0, ['1:9 Tanh.__init__() takes 1 positional argument but 2 were given |  | 1']],
    [
      'nn.Conv2d(3, 8, 3, groups=2), nn.ReLU()',
      1,
      [
        '1:1 in_channels must be divisible by groups | 3 channels do not fall into 2 equal groups. | nn.Conv2d(3, 8, 3, groups=2)',
      ],
    ],
    [
      'nn.Conv2d(in_ch, 8, 3)',
      0,
      ['1:11 not a number: in_ch | Variables are not evaluated: write the value of in_ch. | in_ch'],
    ],
    ['nn.Conv2d(3, 2 * width, 3)', 0, ['1:18 not a number: 2 * width | Variables are not evaluated. | width']],
    [
      'nn.Conv2d(3, 8, 3, padding=pad)',
      0,
      ['1:28 not a number: pad | Variables are not evaluated: write the value of pad. | pad'],
    ],
    ['nn.Conv2d(3, 8, int(3))', 0, ['1:17 not a number: int(3) | Calls are not run. | int(3)']],
    [
      'nn.Conv2d(3, 8, *sizes)',
      0,
      ['1:18 not a number: *sizes | Variables are not evaluated: write the arguments. | sizes'],
    ],
    ['nn.Conv2d(3, 64 / 2, 3)', 0, ['1:14 not an integer: 64 / 2 | In Python `/` gives a float; use `//`. | 64 / 2']],
    ['nn.Conv2d(3, 8.0, 3)', 0, ['1:14 not an integer: 8.0 | Write 8. | 8.0']],
    ['nn.Conv2d(3, 8 // 0, 3)', 0, ['1:14 not a number: 8 // 0 | Division by zero. | 8 // 0']],
    ['nn.Conv2d(3, 9**99, 3)', 0, ['1:14 not a number: 9**99 | The number is too large. | 9**99']],
    ['nn.Conv2d(3, 8 3)', 1, ['1:16 invalid syntax. Perhaps you forgot a comma? | Expected a comma before this. | 3']],
    ['nn.Conv2d(3, 8,, 3)', 1, ["1:16 invalid syntax | Expected an argument or ')'. | ,"]],
    ['nn.Conv2d(3, 8, kernel_size=)', 0, ["1:29 invalid syntax | Expected a value after '='. | )"]],
    [
      'nn.Sequential(\n  nn.ReLU()\n  nn.Tanh()\n)',
      2,
      ['3:3 invalid syntax. Perhaps you forgot a comma? | Expected a comma before this. | nn.Tanh'],
    ],
    [
      'nn.ReLU() nn.Tanh()',
      2,
      ['1:11 invalid syntax. Perhaps you forgot a comma? | Expected a comma before this. | nn.Tanh'],
    ],
    ['nn.Conv2d(3, 8, 3\nnn.ReLU()', 2, ["1:10 '(' was never closed | Expected ')'. | ("]],
    [
      'nn.Conv2d(3, 8, 3, nn.ReLU())',
      2,
      [
        "1:20 a layer among the arguments of Conv2d | Is a ')' missing before it? It is read as the layer after Conv2d. | nn.ReLU",
      ],
    ],
    ['nn.Conv2d(3, 8, 3)), nn.ReLU()', 2, ["1:19 unmatched ')' | Nothing is open here that it could close. | )"]],
    [
      'nn.Conv2d(3, 8, [3, 3), nn.ReLU()',
      2,
      ["1:22 closing parenthesis ')' does not match opening parenthesis '[' | Expected ']' first. | )"],
    ],
    ['nn.Conv2d(3, 8, 3, padding="same)\nnn.ReLU()', 2, ['1:28 unterminated string literal | Close it with ". | "']],
    ['nn.ReLU() -> nn.Tanh()', 2, ['1:12 invalid syntax | Expected a value after the operator. | >']],
    ['nn.ReLU() + nn.Tanh()', 2, ["1:11 '+' does not join layers | Separate layers by commas. | +"]],
    ['nn.ReLU().cuda()', 1, ['1:11 .cuda() is not run | It changes no size. | cuda()']],
    ['F.max_pool2d(x, 2)', 0, ['1:1 not a layer of torch.nn: F.max_pool2d | Write nn.MaxPool2d(…). | F.max_pool2d']],
    [
      'nn.Conv2d(3, 8, ke$rnel_size=3)',
      0,
      [
        "1:19 invalid syntax | '$' has no meaning in Python. | $",
        "1:20 Conv2d.__init__() got an unexpected keyword argument 'rnel_size' | Did you mean `kernel_size`? | rnel_size",
      ],
    ],
    [
      'nn.Sequential(a=nn.ReLU())',
      0,
      ['1:17 not a layer: nn.ReLU() | A layer is written as a call, such as nn.ReLU(). | nn.ReLU()'],
    ],
    ['nn.ReLU(), 5', 1, ['1:12 not a layer: 5 | A layer is written as a call, such as nn.ReLU(). | 5']],
    [
      'nn.Sequential(*layers, nn.ReLU())',
      1,
      ['1:16 not a layer: layers | A layer is written as a call, such as nn.ReLU(). | layers'],
    ],
    [
      'for i in range(3):\n  nn.ReLU()\nnn.Tanh()',
      1,
      ["1:1 'for' is not run: what stands in it is skipped | Write the layers one after the other. | for"],
    ],
    [
      'class Net(nn.Module):\n  def __init__(self):\n    self.a = nn.ReLU()\n  def forward(self, x):\n    return x',
      1,
      [
        '4:3 forward() is not read | The layers are taken in the order in which __init__ makes them. | def forward(self, x)',
      ],
    ],
    [
      'nn.LSTM(3, 4), nn.BCELoss()',
      0,
      [
        '1:4 not supported: LSTM | It is no layer of the convolution family. | LSTM',
        '1:19 not supported: BCELoss | It is no layer of the convolution family. | BCELoss',
      ],
    ],
    ['nn.ReLU()\nprint(x)', 1, ['2:1 not a layer of torch.nn: print |  | print']],
    [
      'layers += [nn.ReLU()]',
      0,
      ['1:1 the update is not run: what it adds is skipped | Write the layers one after the other. | layers'],
    ],
    [
      'class Net(nn.Module):\n  def __init__(self):\n    self.a = nn.ReLU()\nmodel = Net()',
      1,
      ['4:9 Net is not run | Its layers are taken once, where the class stands. | Net'],
    ],
    [
      'nn.ModuleList([nn.ReLU()])',
      1,
      [
        '1:1 ModuleList has no forward() | Its layers are taken in order, as Sequential would run them. | nn.ModuleList',
      ],
    ],
    ['?', 0, ["1:1 invalid syntax | '?' has no meaning in Python. | ?"]],
  ])('%j', (text, layers, problems) => {
    expect(complaints(text)).toEqual({ layers, problems });
  });

  test('what changes no layer as a warning, everything else as an error', () => {
    expect(severities('nn.ReLU().eval()')).toEqual(['warning']);
    expect(severities('nn.ReLU().half()')).toEqual(['error']);
    expect(severities('nn.RelU6x()')).toEqual(['error']);
  });

  test('problems in the order of the text, fifty at most and a count of the others', () => {
    const { problems } = parseNetwork('nn.Nix()\n'.repeat(80));
    expect(problems).toHaveLength(51);
    expect(problems.map((problem) => problem.line).slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(problems.at(-1)!.message.text).toBe('and 30 more problems');
  });
});

const megabyte = (text: string): string => text.repeat(Math.floor(1_000_000 / text.length));

describe('hostile text neither hangs nor overflows the stack', () => {
  const line = 'nn.Conv2d(3, 8, 3, padding=1),\n';

  test('ten thousand nested parentheses are reported, and the layers beside them read', () => {
    const nested = `nn.ReLU(), ${'('.repeat(10_000)}${')'.repeat(10_000)}, nn.Tanh()`;
    expect(complaints(nested)).toEqual({
      layers: 2,
      problems: ['1:212 too many nested parentheses | Python allows 200 levels; what stands deeper is left out. | ('],
    });
    expect(complaints('nn.Sequential('.repeat(10_000)).problems[0]).toContain("'(' was never closed");
  });

  test('a megabyte of layers is read', () => {
    const { nodes, problems } = parseNetwork(megabyte(line));
    expect(nodes).toHaveLength(Math.floor(1_000_000 / line.length));
    expect(problems).toEqual([]);
  });

  test('a text beyond the limit is refused', () => {
    const { nodes, problems } = parseNetwork(' '.repeat(2_000_001));
    expect(nodes).toEqual([]);
    expect(problems[0]!.message.text).toBe('the text is too long: 2000001 characters');
  });

  test.each(['a b ', '(a b ', '"', ')', 'a.', '()', '@#$%^&*!) ', "'''", 'x = ', '[{(', '\\', '\0'])(
    '%j repeated',
    (text) => {
      expect(parseNetwork(text.repeat(Math.floor(200_000 / text.length))).nodes).toEqual([]);
    },
  );

  test('long chains of operators are no recursion', () => {
    expect(parseNetwork(`nn.Dropout(${'1+'.repeat(100_000)}1)`).nodes).toEqual([]);
    expect(parseNetwork(`nn.Dropout(${'-'.repeat(100_000)}1)`).nodes).toEqual([]);
  });
});

describe('parseNetwork on print(model)', () => {
  test('reads Sequential with its names', () => {
    const text =
      'Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n  (1): Sequential(\n    (a): ReLU()\n' +
      '    (b): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)\n  )\n)';
    expect(read(text)).toEqual([`0: ${CONV}`, '1.a: ReLU()', `1.b: ${POOL}`]);
  });

  test('reports a fold of equal layers', () => {
    expect(complaints('ModuleList(\n  (0-2): 3 x ReLU()\n  (3): Tanh()\n)')).toEqual({
      layers: 2,
      problems: [
        '1:1 ModuleList has no forward() | Its layers are taken in order, as Sequential would run them. | ModuleList',
        '2:3 equal layers that are printed once are read once | Write the layer 3 times. | (0-2): 3 x ',
      ],
    });
  });

  test('says what it assumes', () => {
    const text = 'Net(\n  (pool): AvgPool2d(kernel_size=2, stride=2, padding=0)\n  (act): ReLU()\n)';
    expect(parseNetwork(text).nodes.map(({ name, spec }) => [name, spec.op])).toEqual([
      ['pool', 'AvgPool2d'],
      ['act', 'ReLU'],
    ]);
    expect(complaints(text).problems).toEqual([
      '1:1 forward() of Net is not printed | The layers are taken in the order in which they are printed. | Net',
      '2:11 ceil_mode, count_include_pad, divisor_override of AvgPool2d are not printed | The default is assumed. | AvgPool2d(kernel_size=2, stride=2, padding=0)',
    ]);
    expect(parseNetwork(text).problems.map((problem) => problem.severity)).toEqual(['warning', 'warning']);
  });
});

describe('toNetworkSpec', () => {
  test('chains the layers and names those that have no name by their place', () => {
    const { nodes } = parseNetwork('nn.ReLU()\na = nn.Tanh()\na = nn.ReLU()');
    const { version, nodes: chain } = toNetworkSpec(nodes);
    expect(version).toBe(1);
    expect(chain.map(({ name, spec, from }) => [name, spec.op, ...from])).toEqual([
      ['0', 'ReLU', 'input'],
      ['a', 'Tanh', '0'],
      ['a_2', 'ReLU', 'a'],
    ]);
  });

  test.each([
    ['nn.ReLU(), nn.Sequential(nn.Sequential(nn.ReLU(), nn.Tanh()))', ['0', '0_2.0', '0_2.1']],
    ['nn.Sequential(nn.Sequential(nn.ReLU())), nn.ReLU(), nn.Tanh()', ['0.0', '1', '2']],
  ])('lets no layer lie inside another: %s', (text, names) => {
    expect(toNetworkSpec(parseNetwork(text).nodes).nodes.map(({ name }) => name)).toEqual(names);
  });
});
