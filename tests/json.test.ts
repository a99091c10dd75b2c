/** @file `docs/json.md`: what the commands print as JSON is held against the types that stand there, by the compiler. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { atrous, scratch } from '../packages/atrous-cli/test/command.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = scratch();
const page = readFileSync(join(ROOT, 'docs/json.md'), 'utf8');
const network = join(folder, 'net.py');
const broken = join(folder, 'broken.py');

const SOURCE = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.up = nn.ConvTranspose2d(8, 4, 3, 2)
        self.rest = nn.LSTM(3, 4)

    def forward(self, x):
        return self.up(self.norm(self.conv(x)))
`;
writeFileSync(network, SOURCE);
writeFileSync(
  broken,
  `${SOURCE}\nTraceback (most recent call last):\n  File "a.py", line 3, in f\n    net(x)\nRuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)\n`,
);

/** Types, and words that print them. */
const PRINTED: readonly (readonly [string, readonly string[]])[] = [
  ['ShapeJson', ['shape', network, '--in', '8x8']],
  ['ExplainJson', ['explain', network, '--in', '8x8']],
  ['ExplainJson', ['explain', 'MaxPool2d(3, 2, ceil_mode=True)', '--in', '4,9,9']],
  ['SolveJson', ['solve', '--in', '304x228', '--out', '152x114']],
  ['SolveJson', ['solve', '--in', '304x228', '--out', '700x114']],
  ['SizesJson', ['sizes', network, '--in', '8x8', '--range', '1:20']],
  ['NetJson', ['net', network, '--in', '8x8']],
  ['NetJson', ['net', 'Conv2d(3, 8, 3), Flatten()', '--in', '8x8', '--depth', '1']],
  ['NetModuleJson', ['net', join(ROOT, 'packages/atrous-cli/test/net/networks/block.js'), '--in', '1,3,8,8']],
  ['DoctorJson', ['doctor', network]],
  ['DoctorJson', ['doctor', network, '--in', '1,4,8,8']],
  ['DoctorJson', ['doctor', broken]],
  ['DoctorJson', ['doctor', 'mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)']],
  ['RfJson', ['rf', network, '--in', '8x8']],
  ['MatrixJson', ['matrix', 'Conv2d(1, 1, 2)', '--in', '3x3']],
];

test('docs/json.md tells every field that the commands print, and no other', { timeout: 60_000 }, async () => {
  const types = Array.from(page.matchAll(/^```ts\n([^]*?)^```$/gm), ([, block]) => block!);
  const values: string[] = [];
  for (const [i, [type, words]] of PRINTED.entries()) {
    const { stdout } = await atrous(...words, '--json');
    expect([words, stdout.slice(0, 18)]).toEqual([words, '{\n  "version": 1,\n']);
    values.push(`export const value${i}: ${type} = ${stdout.trim()};`);
  }
  const file = join(folder, 'json.ts');
  writeFileSync(file, [...types, ...values].join('\n'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const run = (): string =>
    execFileSync(process.execPath, [compiler, '--noEmit', '--strict', '--ignoreConfig', '--types', '', file], {
      encoding: 'utf8',
    });
  let told: string;
  try {
    told = run();
  } catch (error) {
    told = String((error as { stdout?: unknown }).stdout);
  }
  expect(told.replaceAll(file, 'json.ts')).toBe('');
  expect(new Set(PRINTED.map(([type]) => type)).size).toBe(page.match(/^interface \w+Json/gm)!.length);
});
