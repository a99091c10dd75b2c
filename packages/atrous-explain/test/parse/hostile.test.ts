/** @file Texts that nobody means well with: every reader comes to an end, and throws nothing. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnose, doctor, parseNetwork, parsePrinted, parsePython, parseSummary } from 'atrous-explain';

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  parsePython: (text) => parsePython(text, { input: [1, 3, 8, 8] }),
  parseNetwork,
  parsePrinted,
  parseSummary,
  diagnose,
  doctor,
};

const forward = (body: string): string =>
  `class A(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.c = nn.Conv2d(3, 3, 1)\n  def forward(self, x):\n${body}\n    return x\n`;

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const HOSTILE: Readonly<Record<string, string>> = {
  'loops in loops': 'for i in range(10**9):\n  for j in range(10**9):\n    x = i * j\n',
  'a loop without end': 'x = 0\nwhile True:\n  x = x + 1\n',
  'functions that call themselves twice': 'def f(n):\n  return f(n - 1) + f(n - 1)\nx = f(50)\n',
  'a function that calls itself with itself': 'f = lambda g: g(g)\nx = f(f)\n',
  'lists that double': 'a = [1]\nfor i in range(999):\n  a = a + a\nb = [1]\nfor i in range(999):\n  b.extend(b)\n',
  'texts that double': 's = "a"\nfor i in range(99):\n  s = f"{s}{s}".join([s, s])\n',
  'lists of lists of lists': 'a, b = [1], [1]\nfor i in range(99):\n  a, b = [a, a], [b, b]\nx = a == b\n',
  'towers of powers': 'x = 9 ** 9 ** 9 ** 9\ny = 1 << 10 ** 9\nz = [0] * 10 ** 9\n',
  'nested comprehensions': 'x = [[i * j for i in range(9999)] for j in range(9999)]\n',
  'modules in modules': 'm = nn.ReLU()\nfor i in range(50):\n  m = nn.Sequential(m, m)\n',
  'a module in itself': 's = nn.Sequential(nn.ReLU())\ns.append(s)\n',
  'a module that makes itself': 'class A(nn.Module):\n  def __init__(self):\n    self.a = A()\nm = A()\n',
  'more nodes than networks have': forward('    for i in range(99999):\n      x = self.c(x)'),
  'sizes without end': forward(
    '    n = x.size(0)\n    for i in range(999):\n      n = n * x.size(1) + n\n    x = x.view(n, -1)',
  ),
  'copies of copies': forward('    for i in range(9):\n      x = x.repeat(256, 256, 256, 256)'),
  'parts without end': forward('    parts = x.split(1, 1)\n    for i in range(9999):\n      y = parts[i]'),
  brackets: '('.repeat(3000) + ')'.repeat(3000),
  'brackets that no line closes': many(8000, () => '<img src=x> Conv((((nn.Conv2d(3, 8, 3),'),
  'a chain of names': 'x' + '.a'.repeat(9000),
  'a chain of calls': 'f' + '()'.repeat(5000),
  'a chain of signs': 'x = ' + 'not '.repeat(5000) + '-'.repeat(5000) + '1',
  'a chain of conditions': 'x = ' + '1 if a else '.repeat(3000) + '2',
  'steps to the right': many(900, (i) => ' '.repeat(i) + 'if x:'),
  'one decorator over another': '@f\n'.repeat(2000) + 'def f(x):\n  return x\n',
  'words and no end': 'a '.repeat(50_000) + '!',
  fences: '```\n'.repeat(20_000),
  'nothing but space': ' '.repeat(100_000) + 'x' + '\n'.repeat(50_000),
  'a printed model that is never closed': 'Net(\n' + '  (a): B(\n'.repeat(3000),
  'folds in folds': 'Net(\n  (0-999): 1000 x S(\n    (0-999): 1000 x S(\n      (0-999): 1000 x ReLU()\n    )\n  )\n)',
  'a message that repeats itself': 'RuntimeError: ' + 'mat1 and mat2 shapes cannot be multiplied ('.repeat(2000),
  'sizes of a message without end': 'RuntimeError: Given groups=1, weight of size [' + '1, '.repeat(20_000),
  'a number of a message without end': `RuntimeError: The size of tensor a (${'9'.repeat(9000)}) must match the size of tensor b (`,
  'a file name without end': '  File "' + 'a'.repeat(100_000),
  'a table without end': `Layer (type:depth-idx)  Output Shape  Param #\n${many(2000, (i) => `├─Conv2d: 1-${i}  [1, ${i + 1}, 9${'9'.repeat(i % 20)}, 9]  99999999999`)}`,
  'names of Object':
    'x = {"__proto__": 1, "constructor": 2}\nclass toString(nn.Module): pass\nnet = nn.hasOwnProperty(nn.constructor(3), valueOf=2)\nF.__proto__(x).toString()',
};

describe('hostile texts', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, text) => {
    for (const read of Object.values(READERS)) expect(() => read(text)).not.toThrow();
  });
});

describe('random texts', () => {
  const words =
    'class def self forward nn . ( ) [ ] { } : , = + * ** -1 0 99999999999 "s" \' \n \n    \t # \\ x for in if else lambda match case torch F Conv2d Linear view size cat @ -> := ... None True yield async with as ├─ │ == Given mat1 [1, 2] Traceback Error:'.split(
      ' ',
    );
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(' '));

  test.each(Object.entries(READERS))('are no trouble to %s', (_, read) => {
    fc.assert(
      fc.property(
        fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 })),
        (text) => {
          read(text);
        },
      ),
      { numRuns: 80 },
    );
  });
});
