import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../command.js';

const CHAIN = 'Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1)), ReLU()';
const folder = scratch();

describe('atrous export', () => {
  test('writes PyTorch, TypeScript and JSON', async () => {
    expect((await atrous('export', CHAIN, '--torch')).stdout).toBe(`import torch.nn as nn

model = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.ReLU(),
)
`);
    const file = join(folder, 'net.ts');
    expect(await atrous('export', CHAIN, '--ts', file)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8')).toContain('new nn.Conv2d(3, 8, 3)');
    expect(JSON.parse((await atrous('export', CHAIN, '--json')).stdout).nodes[1].spec.op).toBe('ReLU');
  });

  test('writes tables, several at once', async () => {
    const [latex, csv] = [join(folder, 't.tex'), join(folder, 't.csv')];
    const { code, stdout } = await atrous('export', CHAIN, '--in', '5x5', '--latex', latex, '--csv', csv, '--md');
    expect([code, stdout.split('\n')[0]]).toEqual([0, '| Name | Layer | Output | Parameters | MACs |']);
    expect(readFileSync(latex, 'utf8')).toMatch(/^\\begin\{tabular\}/);
    expect(readFileSync(csv, 'utf8')).toMatch(/^Name,Layer,Output,Parameters,MACs\n/);
  });

  test('says what is missing', async () => {
    expect((await atrous('export', CHAIN)).stderr).toContain('Give --torch, --ts, --json, --md, --csv or --latex.');
    expect((await atrous('export', CHAIN, '--md')).stderr).toContain('a table needs the sizes of the input');
    expect((await atrous('export', CHAIN, '--torch', '--ts')).stderr).toContain(
      '--torch and --ts cannot both go to stdout',
    );
    expect((await atrous('export', CHAIN, '--torch', join(folder, 'no', 'where.py'))).code).toBe(3);
  });
});
