/** @file Values that the caller gives to a program: arguments of its model, names that it leaves open. */

import { expect, test } from 'vitest';
import { traceNetwork } from 'atrous/spec';
import { parsePython, type PythonValue } from '../../src/index.js';

const PROGRAM = `
from config import WIDTH
class Block(nn.Module):
    def __init__(self, c, act=nn.ReLU):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)
        self.act = act()
    def forward(self, x):
        return self.act(self.conv(x))
class Net(nn.Module):
    def __init__(self, num_classes, depths=(1, 1), act=nn.ReLU, **options):
        super().__init__()
        self.stem = nn.Conv2d(3, WIDTH, 3, padding=1)
        self.blocks = nn.Sequential(*[Block(WIDTH, act) for d in depths for _ in range(d)])
        self.fc = nn.Linear(WIDTH, num_classes)
    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))
`;

const INPUT = [1, 3, 8, 8];

function read(text: string, args: Readonly<Record<string, PythonValue>>, entry?: string) {
  const { network, problems } = parsePython(text, { args, entry, input: INPUT });
  const { rows, failure } = traceNetwork(network, INPUT);
  return {
    layers: rows.map(({ layer }) => layer.replace(/\(.*/, '')),
    output: failure ? undefined : rows.at(-1)?.output,
    errors: problems
      .filter(({ severity }) => severity === 'error')
      .map(({ message, hint }) => [message.text, hint?.text]),
  };
}

test('go to the arguments of the class that is the model, and to names that the text imports', () => {
  expect(read(PROGRAM, { num_classes: 7, WIDTH: 4 })).toEqual({
    layers: ['Conv2d', 'Conv2d', 'ReLU', 'Conv2d', 'ReLU', 'mean', 'Linear'],
    output: [1, 7],
    errors: [],
  });
});

test('are lists, classes of the text, and names of libraries too', () => {
  const { layers, errors } = read(PROGRAM, { num_classes: 7, WIDTH: 4, depths: [2, 1], act: 'nn.GELU' });
  expect([layers.filter((layer) => layer === 'GELU').length, errors]).toEqual([3, []]);
});

test('take the place of what the text itself gives, by position or by name, and leave the rest', () => {
  const text = `WIDTH = 2${PROGRAM.replace('from config import WIDTH', '')}\nmodel = Net(5, (3,), act=nn.Tanh)\n`;
  expect(read(text, { num_classes: 9 })).toMatchObject({ output: [1, 9], errors: [] });
  const { layers } = read(text, { act: 'nn.Sigmoid' }, 'model');
  expect(layers.filter((layer) => layer === 'Sigmoid').length).toBe(3);
  expect(read(text, { depths: [1] }).layers.filter((layer) => layer === 'Tanh').length).toBe(1);
});

test('go to a function that makes the model', () => {
  const text = `${PROGRAM}\ndef small(classes, wide=False):\n    return Net(classes, (2,) if wide else (1,))\n`;
  expect(read(text, { WIDTH: 4, classes: 3, wide: true }, 'small')).toMatchObject({ output: [1, 3], errors: [] });
});

test('of which nothing takes one are refused', () => {
  const plain = PROGRAM.replace(', **options', '');
  expect(read(plain, { num_classes: 7, WIDTH: 4, clases: 3 }).errors).toEqual([
    ["'clases' is no argument of Net, and no name that the text reads", 'Net takes: num_classes, depths, act.'],
  ]);
  expect(read('nn.Conv2d(3, 8, 3)', { C: 8 }).errors).toEqual([["'C' is no name that the text reads", undefined]]);
  expect(read('nn.Conv2d(3, C, 3)', { C: 8 })).toMatchObject({ output: [1, 8, 6, 6], errors: [] });
});

test('as shapes of nodes that there are not are refused', () => {
  const { problems } = parsePython('nn.Sequential(nn.Conv2d(3, 8, 3))', { assume: { '1': [1, 8] }, input: INPUT });
  expect(problems.map(({ message }) => message.text)).toEqual(["a shape is assumed for '1', and no node is called so"]);
});
