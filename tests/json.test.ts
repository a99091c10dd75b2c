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
const residual = join(folder, 'residual.py');
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
  residual,
  'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv = nn.Conv2d(3, 3, 1)\n    def forward(self, x):\n        return self.conv(x) + x\n',
);
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
  ['RfAtJson', ['rf', network, '--in', '8x8', '--at', '3,4']],
  ['RfGradientJson', ['rf', network, '--in', '8x8', '--gradient', join(folder, 'field.png')]],
  ['CheckerJson', ['checker', network, '--in', '4x4']],
  ['CheckerJson', ['checker', 'ConvTranspose2d(2, 1, 3, 2)', '--in', '4x4', '--fix']],
  ['SolveSameJson', ['solve', '--in', '10x10', '--same', '--k', '3', '--s', '2']],
  ['MatrixJson', ['matrix', 'Conv2d(1, 1, 2)', '--in', '3x3']],
  ['MatrixBlocksJson', ['matrix', 'Conv2d(3, 64, 3)', '--in', '64x64']],
  ['AnimateJson', ['animate', 'Conv2d(1, 1, 2)', '--in', '3x3']],
  ['AnimateJson', ['animate', 'ConvTranspose2d(1, 1, 3, 2)', '--in', '3x3', '--view', 'gather', '--step', '2']],
  ['AnimateJson', ['animate', 'Conv3d(2, 2, 2, groups=2)', '--in', '3x3x3', '--step', '1', '--lang', 'zh']],
  ['RunJson', ['run', '--net', 'Conv2d(3, 2, 3), ReLU(), Flatten()', '--size', '6x6', '--out', join(folder, 'run')]],
  ['RunJson', ['run', '--net', residual, '--size', '6x6', '--out', join(folder, 'residual')]],
  ['ExportJson', ['export', network]],
];

/** Words of which there is no answer, and the code that says why. */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ['stops', ['shape', network, '--in', '1,4,8,8']],
  ['stops', ['explain', network, '--in', '1,4,8,8']],
  ['stops', ['net', network, '--in', '1,4,8,8']],
  ['stops', ['net', join(ROOT, 'packages/atrous-cli/test/net/networks/block.js'), '--in', '1,4,8,8']],
  ['stops', ['rf', network, '--in', '1,4,8,8']],
  ['stops', ['checker', network, '--in', '1,4,8,8']],
  ['stops', ['animate', 'Conv2d(1, 1, 5)', '--in', '3x3']],
  ['stops', ['animate', 'Conv2d(1, 1, 2), Conv2d(1, 1, 5)', '--in', '3x3']],
  ['stops', ['matrix', 'Conv2d(1, 1, 5)', '--in', '3x3']],
  ['stops', ['run', '--net', 'Conv2d(4, 2, 3)', '--size', '6x6']],
  ['text', ['net', 'Conv2D(3, 8, 3)', '--in', '8x8']],
  ['text', ['sizes', 'Conv2d(3, 8, 3, groups=2)', '--in', '8x8']],
  ['text', ['export', 'Conv2D(3, 8, 3)', '--torch', join(folder, 'out.py')]],
  ['text', ['matrix', 'Conv2D(3, 8, 3)', '--in', '8x8']],
  ['text', ['run', '--net', 'Conv2D(3, 8, 3)']],
  ['data', ['run', '--net', 'ReLU()', '--heatmap', 'gradcam', '--target', '7', '--size', '6x6']],
  ['words', ['solve', '--in', '9x9', '--same']],
  ['words', ['shape', network]],
  ['words', ['shape', network, '--in', '8x8', '--nonsense']],
  ['words', ['doctor', 'good morning']],
  ['words', ['rf', network, '--in', '8x8', '--node', 'nowhere']],
  ['file', ['doctor', join(folder, 'nowhere.txt')]],
  ['file', ['run', join(folder, 'nowhere.png')]],
];

test('docs/json.md tells every field that the commands print, and no other', { timeout: 60_000 }, async () => {
  const types = Array.from(page.matchAll(/^```ts\n([^]*?)^```$/gm), ([, block]) => block!);
  const values: string[] = [];
  for (const [i, [type, words]] of PRINTED.entries()) {
    const { stdout } = await atrous(...words, '--json');
    expect([words, stdout.slice(0, 18)]).toEqual([words, '{\n  "version": 1,\n']);
    values.push(`export const value${i}: ${type} = ${stdout.trim()};`);
  }
  for (const [i, [code, words]] of REFUSED.entries()) {
    const { stdout, stderr, code: exitCode } = await atrous(...words, '--json');
    const plain = await atrous(...words);
    // Beside the object everything is as without it.
    expect([words, stderr, exitCode]).toEqual([words, plain.stderr, plain.code]);
    expect([words, JSON.parse(stdout).error]).toMatchObject([words, { code, exitCode }]);
    values.push(`export const error${i}: ErrorJson = ${stdout.trim()};`);
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
  expect(new Set(PRINTED.map(([type]) => type)).size + 1).toBe(page.match(/^interface \w+Json/gm)!.length);
});
