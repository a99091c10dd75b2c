/** @file `--arg` and `--assume`: what a text leaves open, said from the command line. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pythonValue } from '../../src/words/values.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();
const file = join(folder, 'net.py');
writeFileSync(
  file,
  `class Net(nn.Module):
    def __init__(self, num_classes, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.fc = nn.Linear(width, num_classes)
    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))
`,
);

test('values are read as Python writes them', () => {
  const texts = ['10', '-1e-5', '1_000', 'True', 'None', "'relu'", 'nn.GELU', '[3, 4, [1]]', '2,2', '(7,)', '[]'];
  expect(texts.map(pythonValue)).toEqual([
    10,
    -1e-5,
    1000,
    true,
    null,
    'relu',
    'nn.GELU',
    [3, 4, [1]],
    [2, 2],
    [7],
    [],
  ]);
});

test('every command that reads a network takes values for the arguments of its model', async () => {
  const given = ['--arg', 'num_classes=4', '--arg', 'width=5'];
  expect((await atrous('shape', file, '--in', '8x8', ...given)).stdout).toBe('1×4\n');
  expect((await atrous('net', file, '--in', '8x8', '--csv', ...given)).stdout).toContain('fc,"Linear(in_features=5, ');
  expect((await atrous('doctor', file, '--in', '8x8', ...given)).stdout).toBe('It runs: 1×3×8×8 → 1×4\n');
  expect((await atrous('rf', file, '--in', '8x8', '--csv', ...given)).stdout).toContain('Linear(5, 4)');
  expect((await atrous('sizes', file, '--in', '8x8', '--range', '1:9', ...given)).stdout).toContain('3–9');
  expect((await atrous('export', file, '--torch', ...given)).stdout).toContain('nn.Linear(5, 4)');
});

test('what is missing is told with the words that say it', async () => {
  const { code, stderr } = await atrous('shape', file, '--in', '8x8');
  expect([code, stderr]).toEqual([2, expect.stringContaining('\n  --arg num_classes=<value> gives it a value.\n')]);
  expect((await atrous('shape', 'Conv2d(3, WIDTH, 3)', '--in', '8x8')).stderr).toContain(
    '--arg WIDTH=<value> gives it a value.',
  );
  expect((await atrous('shape', 'Conv2d(3, WIDTH, 3)', '--in', '8x8', '--arg', 'WIDTH=6')).stdout).toBe('1×6×6×6\n');
});

test('what nothing takes is refused', async () => {
  const misspelt = await atrous('shape', file, '--in', '8x8', '--arg', 'num_classes=4', '--arg', 'wdth=5');
  expect([misspelt.code, misspelt.stderr.replaceAll(file, 'FILE')]).toEqual([
    2,
    `atrous: there is a mistake in the network
FILE: error: 'wdth' is no argument of Net, and no name that the text reads
  Net takes: num_classes, width.
`,
  ]);
  const unknown = await atrous('shape', file, '--in', '8x8', '--arg', 'num_classes=4', '--assume', 'cnv=1,4');
  expect(unknown.stderr).toContain("a shape is assumed for 'cnv', and no node is called so\n  Did you mean `conv`?");
  const printed = 'Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n)';
  expect(await atrous('shape', printed, '--in', '8x8', '--arg', 'width=3')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'atrous: network is a printed model, whose values stand in it\n' +
      '--arg is for PyTorch source with a class, a function or names.\n',
  });
  expect(await atrous('doctor', printed, '--arg', 'width=3')).toMatchObject({ code: 2, stdout: '' });
  expect((await atrous('shape', file, '--in', '8x8', '--arg', 'width')).stderr).toContain('num_classes=10.');
  expect((await atrous('net', 'net.js', '--in', '1,3', '--arg', 'a=1')).stderr).toContain('JavaScript modules run');
});
