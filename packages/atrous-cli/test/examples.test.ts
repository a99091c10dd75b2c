/** @file Every example that `--help` of a command shows, run. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { manualSeed, nn } from 'atrous';
import { formatSafetensors } from 'atrous/io';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands.js';
import { RESIDUAL } from '../../atrous-explain/test/parse/onnx/writer.js';
import { atrous, type Ended, scratch } from './command.js';
import { piped } from './network/stdin.js';

const folder = scratch();

const classOf = (layers: string, forward: string): string => `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${layers
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}

    def forward(self, x):
        return ${forward}
`;

const CNN = classOf(
  'self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)\nself.layer3 = nn.Conv2d(8, 8, 3, padding=1)',
  'self.layer3(torch.relu(self.conv1(x)))',
);
const decoder = new nn.Sequential(new Map([['up', new nn.ConvTranspose2d(64, 8, 3, { stride: 2 })]]));
const cnn = new nn.Sequential(
  new Map([
    ['conv1', new nn.Conv2d(3, 8, 3, { stride: 2, padding: 1 })],
    ['layer3', new nn.Conv2d(8, 8, 3, { padding: 1 })],
  ]),
);
manualSeed(0);

/** The files that the examples name. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'unet.py': CNN,
  'net.py': CNN,
  'model.py': CNN.replace('__init__(self)', '__init__(self, num_classes=1000)'),
  'model.onnx': RESIDUAL,
  'layers.py': 'self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)\nself.layer3 = nn.Conv2d(8, 8, 3, padding=1)\n',
  'printed.txt': 'Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n)',
  'error.txt': 'RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x2048 and 1568x128)',
  'decoder.py': classOf('self.up = nn.ConvTranspose2d(64, 8, 3, stride=2)', 'self.up(x)'),
  'decoder.safetensors': formatSafetensors(new Map(decoder.stateDict())),
  'net.safetensors': formatSafetensors(new Map(cnn.stateDict())),
};
const PHOTO = await sharp({ create: { width: 24, height: 18, channels: 3, background: '#478' } })
  .jpeg()
  .toBuffer();
for (const [name, content] of Object.entries({ ...FILES, 'photo.jpg': PHOTO }))
  writeFileSync(join(folder, name), content);

/** What an example's pipe would bring. */
const PIPED: Readonly<Record<string, string>> = {
  net: FILES['printed.txt'] as string,
  doctor: FILES['error.txt'] as string,
};

/** The words of a line as a shell takes them apart; files stand in the folder of the test. */
function wordsOf(line: string): string[] {
  const words = Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? bare!);
  return words.map((word) =>
    /^\w+\.(py|txt|ts|tex|md|safetensors|js|png|onnx|jpg|gif|svg)$/.test(word) ? join(folder, word) : word,
  );
}

/** Where the files go of examples that name no folder, and what shortens those that take long. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  run: ['--out', join(folder, 'atrous-out')],
  animate: ['--stepped'],
};

/** Runs one example; behind a pipe, what comes through it is given. */
async function run(line: string): Promise<Ended> {
  const [, called] = /(?:^|\| )atrous (.*)$/.exec(line)!;
  const [name, ...words] = wordsOf(called!) as [string, ...string[]];
  return line.includes('| atrous')
    ? piped(PIPED[name]!, name, ...words)
    : atrous(name, ...words, ...(MORE[name] ?? []));
}

/** The studio's serve until they are stopped; JavaScript modules are run in the tests of `net`. */
const RUN = COMMANDS.map(({ name }) => name).filter((name) => name !== 'studio');

describe('--help', () => {
  test.each(RUN)('of %s shows examples that work, in lines that fit', async (name) => {
    const { code, stdout } = await atrous(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(COMMANDS.find((entry) => entry.name === name)!.description.slice(0, 40));
    const examples = Array.from(stdout.matchAll(/^ {2}\$ (.*)$/gm), ([, line]) => line!);
    expect(examples.length).toBeGreaterThan(2);
    for (const line of stdout.split('\n')) if (!line.startsWith('  $')) expect(line.length).toBeLessThanOrEqual(80);
    for (const line of examples.filter((example) => !example.includes('.js '))) {
      const { code: ended, stdout: printed, stderr } = await run(line);
      // The doctor's examples are of networks and messages with mistakes.
      expect([line, ended, stderr]).toEqual([
        line,
        name === 'doctor' && !/doctor model\.(py|onnx)/.test(line) ? 1 : 0,
        '',
      ]);
      expect(printed.length + Number(/out\.|table\./.test(line))).toBeGreaterThan(0);
    }
  });

  test('of all names every command', async () => {
    const { stdout } = await atrous('--help');
    for (const { name, usage } of COMMANDS) expect(stdout).toContain(`\n  ${name} ${usage}`);
    expect((await atrous('help', 'shape')).stdout).toContain('atrous shape "Conv2d(3,64,7,stride=2,padding=3)"');
  });
});
