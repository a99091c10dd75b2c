/** @file `--ascii`: what every command says, in plain ASCII, with columns that stand. */

import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands.js';
import { toAscii } from '../../src/words/ascii.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();
const NET =
  'nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.ConvTranspose2d(8, 3, 3, 2))';
const MESSAGE = 'mat1 and mat2 shapes cannot be multiplied (1x2048 and 1568x128)';

const SAID: Readonly<Record<string, readonly (readonly string[])[]>> = {
  shape: [[NET, '--in', '32x32'], ['Conv2d(3, 8, 7)', '--in', '5x5'], ['Conv2D(3, 8, 7)', '--in', '5x5'], ['--help']],
  explain: [
    [NET, '--in', '32x32', '--detail'],
    ['MaxPool2d(3, 2, ceil_mode=True)', '--in', '64x112x112'],
  ],
  solve: [
    ['--in', '304x228', '--out', '152x114'],
    ['--in', '304x228', '--out', '700x114'],
    ['--in', '10x10', '--same', '--k', '3', '--s', '2'],
  ],
  sizes: [[NET, '--in', '32x32']],
  net: [
    [NET, '--in', '32x32'],
    [NET, '--in', '32x32', '--csv'],
    [NET, '--in', '32x32', '--md'],
    [NET, '--in', '1,4,32,32'],
  ],
  doctor: [[MESSAGE], [NET, '--in', '1,4,32,32']],
  rf: [
    [NET, '--in', '32x32'],
    [NET, '--in', '32x32', '--node', '2', '--at', '1,1'],
  ],
  checker: [['ConvTranspose2d(8, 3, 3, 2, 1, 1)', '--fix']],
  run: [['--net', 'Conv2d(3, 2, 3), MaxPool2d(2)', '--size', '9x9', '--out', join(folder, 'run')]],
  animate: [['Conv2d(1, 1, 3)', '--in', '4x4']],
  matrix: [
    ['Conv2d(1, 1, 2)', '--in', '3x3'],
    ['Conv2d(1, 1, 2)', '--in', '3x3', '--work'],
    ['Conv2d(3, 64, 7, 2, 3)', '--in', '224x224'],
  ],
};

const columns = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
afterEach(() => {
  if (columns) Object.defineProperty(process.stdout, 'columns', columns);
  else Reflect.deleteProperty(process.stdout, 'columns');
});
const setWidth = (width: number): unknown =>
  Object.defineProperty(process.stdout, 'columns', { value: width, configurable: true });

test('is there for every command that says things to people', () => {
  expect(Object.keys(SAID).sort()).toEqual(
    COMMANDS.map(({ name }) => name)
      .filter((name) => !['export', 'studio', 'completion'].includes(name))
      .sort(),
  );
});

test.each(Object.entries(SAID))('%s says everything in ASCII', async (name, all) => {
  for (const words of all) {
    const usual = await atrous(name, ...words);
    const { code, stdout, stderr } = await atrous(name, ...words, '--ascii');
    expect([words, (stdout + stderr).replaceAll(/[\x20-\x7E\n]/g, '')]).toEqual([words, '']);
    expect(code).toBe(usual.code);
    // Apart from times and the room that longer signs take, it says the same.
    const bare = (text: string): string => toAscii(text).replaceAll(/[\d.]+ m?s\b|[\s-]+/g, ' ');
    expect(bare(stdout)).toBe(bare(usual.stdout));
  }
  // Nothing of it stays behind.
  expect((await atrous('shape', 'Conv2d(3, 8, 3)', '--in', '5x5')).stdout).toBe('1×8×3×3\n');
});

test('columns stand, and lines are no longer, where signs take more room', async () => {
  for (const width of [60, 80]) {
    setWidth(width);
    const { stdout } = await atrous('run', ...SAID['run']![0]!, '--ascii');
    const lines = stdout.split('\n');
    const title = lines.find((line) => line.includes('params'))!;
    const row = lines.find((line) => line.includes(' 56 '))!;
    expect(row.indexOf(' 56 ') + 3).toBe(title.indexOf('params') + 6);
    const explained = await atrous('explain', 'MaxPool2d(3, 2, ceil_mode=True)', '--in', '64x112x112', '--ascii');
    expect(Math.max(...explained.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});

test('powers, indices and cut lines', () => {
  expect(toAscii('2.3·10⁻⁷ x² n₁₂ ≥ ½')).toBe('2.3*10^-7 x^2 n_12 >= 1/2');
  expect(toAscii('  …nn.Conv2D(3)…\n   ^^^')).toBe('  ~nn.Conv2D(3)...\n   ^^^');
});
