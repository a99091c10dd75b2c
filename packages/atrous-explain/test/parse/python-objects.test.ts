/** @file Python's own objects and statements as programs use them to build models. */

import { describe, expect, test } from 'vitest';
import { parsePython } from 'atrous-explain';

/** What an expression is, read as the channels of layers: a list of numbers. */
function channels(program: string, expression: string): (number | undefined)[] {
  const text = `from itertools import accumulate, islice, pairwise, repeat\nimport itertools, argparse\nfrom dataclasses import dataclass\n${program}
net = nn.Sequential(*[nn.ReLU6(), *[nn.Conv1d(1, c, 1) for c in (${expression})]])\n`;
  const { network, problems } = parsePython(text);
  expect(problems.map(({ message }) => message.text)).toEqual([]);
  return network.nodes.slice(1).map(({ spec }) => spec.args['outChannels'] as number);
}

describe('lists made of lists', () => {
  test.each([
    ['[a * b for a, b in pairwise((1, 2, 3))]', [2, 6]],
    ['list(itertools.chain.from_iterable([[1], [2, 3]]))', [1, 2, 3]],
    ['[a + b for a, b in itertools.product((1, 2), repeat=2)]', [2, 3, 3, 4]],
    ['repeat(4, 3)', [4, 4, 4]],
    ['accumulate([1, 2, 3])', [1, 3, 6]],
    ['islice(range(9), 2, 5)', [2, 3, 4]],
    ['sorted([3, 1, 2], reverse=True)', [3, 2, 1]],
    ["[len(w) for w in sorted(['ccc', 'a', 'bb'])]", [1, 2, 3]],
    ['sorted([1, 22, 3], key=lambda v: -v)', [22, 3, 1]],
    ["[int(v) for v in '1\\n2\\n'.splitlines()]", [1, 2]],
    ['[sum([[1], [2, 3]], [])[-1]]', [3]],
  ])('%s', (expression, expected) => {
    expect(channels('', expression)).toEqual(expected);
  });
});

describe('match', () => {
  const chosen = (value: string, cases: string): (number | undefined)[] =>
    channels(
      `@dataclass
class Conv:
    width: int
    stride: int = 1
def pick(v):
    match v:
${cases
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
        case _:
            return [99]
`,
      `pick(${value})`,
    );

  test.each([
    ['5', 'case int() as n:\n    return [n]', [5]],
    ['5', 'case str(n) | int(n):\n    return [n + 1]', [6]],
    ["'M'", 'case int():\n    return [1]', [99]],
    ["{'w': 3, 's': 2, 'x': 1}", "case {'w': w, 's': s, **rest}:\n    return [w, s, len(rest)]", [3, 2, 1]],
    ["{'w': 3}", "case {'w': w, 's': s}:\n    return [w, s]", [99]],
    ['[1, 2, 3, 4]', 'case [a, *more, b]:\n    return [a, b, len(more)]', [1, 4, 2]],
    ['(7,)', 'case (a, b, *_):\n    return [a]', [99]],
    ['Conv(8, stride=2)', 'case Conv(width=w, stride=2):\n    return [w]', [8]],
    ['Conv(8)', 'case Conv(w, 1):\n    return [w + 1]', [9]],
    ['Conv(8)', 'case Conv(stride=2):\n    return [1]', [99]],
  ])('%s: %s', (value, cases, expected) => {
    expect(chosen(value, cases)).toEqual(expected);
  });
});

describe('objects', () => {
  test('keys of dictionaries may be tuples', () => {
    expect(channels('t = {}\nt[0, 1] = 5\nt[(1, 0)] = 6\n', '[t[(0, 1)], t[1, 0]] if (0, 1) in t else []')).toEqual([
      5, 6,
    ]);
    expect(channels("d = {'a': 1}\nd.update(b=2)\nd.setdefault('c', 3)\n", '[d[k] for k in d]')).toEqual([1, 2, 3]);
  });

  test('stars take what others leave, class methods make objects of their class', () => {
    expect(channels('first, *middle, last = [1, 2, 3, 4]\n', '[first, last, *middle]')).toEqual([1, 4, 2, 3]);
    const made =
      'class A:\n    def __init__(self, w):\n        self.w = w\n    @classmethod\n    def wide(cls):\n        return cls(9)\n';
    expect(channels(made, '[A.wide().w]')).toEqual([9]);
  });

  test('arguments of the command line have their defaults, whatever else is there', () => {
    const parser =
      "p = argparse.ArgumentParser()\np.add_argument('--wide', type=int, default=6)\na, rest = p.parse_known_args()\n";
    expect(channels(parser, '[a.wide, len(rest) + 1]')).toEqual([6, 1]);
  });

  test('lists of modules grow by +=, parameters are held in lists, wrappers hold the model', () => {
    const { network, parameters, problems } = parsePython(
      `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.ups = nn.ModuleList()
        self.ups += [nn.Conv2d(3, 4, 1), nn.Conv2d(4, 5, 1)]
        self.scale = nn.ParameterList([nn.Parameter(torch.ones(5, 1, 1)) for _ in range(2)])
        self.scale.append(nn.Parameter(torch.ones(1)))
    def forward(self, x):
        for up in self.ups:
            x = up(x)
        return sum(x * s for s in self.scale)
net = torch.compile(nn.DataParallel(Net()))
`,
      { input: [1, 3, 8, 8] },
    );
    expect(problems).toEqual([]);
    expect(network.nodes.map(({ spec }) => spec.op).join(' ')).toBe(
      'Conv2d Conv2d constant mul constant mul constant mul add add',
    );
    expect(parameters).toBe(16 + 25 + 11);
  });
});

test('what a line that is read twice lacks is told once', () => {
  const { problems } = parsePython('net = nn.Sequential(*[nn.Conv2d(WIDTH, 8, 3) for _ in range(4)])');
  expect(problems.filter(({ severity }) => severity === 'error').length).toBe(1);
});
