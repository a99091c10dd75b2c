import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { full, ones, zeros } from 'atrous';
import { formatSafetensors } from 'atrous/io';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../command.js';

const UP = 'ConvTranspose2d(8, 3, 3, 2, 1, 1)';

describe('atrous checker', () => {
  test('draws the overlap and measures it', async () => {
    const { code, stdout } = await atrous('checker', UP, '--in', '3x3');
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(1, 10)).toEqual([
      '  1×8×3×3 → 1×3×6×6',
      'Products per cell and channel, from the first corner:',
      '  1 2 1 2 1 1',
      '  2 4 2 4 2 2',
      '  1 2 1 2 1 1',
      '  2 4 2 4 2 2',
      '  1 2 1 2 1 1',
      '  1 2 1 2 1 1',
      'Unevenness of the overlap: 1.3',
    ]);
    expect(stdout).toMatch(/^Unevenness with random weights: [\d.]+\n0 is even. With --fix/m);
  });

  test('speaks Chinese', async () => {
    const { stdout } = await atrous('checker', UP, '--in', '8x8', '--lang', 'zh', '--fix');
    expect(stdout).toContain('重叠的不均匀度：1.3\n使用随机权重时的不均匀度：');
    expect(stdout).toContain('办法       层  ');
    expect(
      stdout.replaceAll(
        /Conv\w+|PixelShuffle|Upsample|\w+Pad2d|AvgPool2d|ICNR|\w+=|divisible|resize|subpixel|blur/g,
        '',
      ),
    ).not.toMatch(/[a-z]{4}/);
  });

  test('draws the checkerboard, and each remedy where they are asked for', async () => {
    const folder = scratch();
    const size = async (file: string): Promise<readonly number[]> => {
      const { width, height } = await sharp(file).metadata();
      return [width, height];
    };
    const [plain, fixed] = [join(folder, 'plain.png'), join(folder, 'fixed.png')];
    expect((await atrous('checker', UP, '--png', plain)).stdout).toMatch(/\n\n\S*plain\.png\n$/);
    await atrous('checker', UP, '--fix', '--png', fixed, '--json');
    const [two, six] = [await size(plain), await size(fixed)];
    expect(six[0]! * six[1]!).toBeGreaterThan(1.5 * two[0]! * two[1]!);
    const several = 'ConvTranspose1d(2, 2, 3, 2), ConvTranspose1d(2, 2, 4, 2)';
    const { stdout } = await atrous('checker', several, '--png', plain);
    expect(stdout.split('\n').slice(-4, -1)).toEqual([join(folder, 'plain-0.png'), '', join(folder, 'plain-1.png')]);
    const deep = await atrous('checker', 'ConvTranspose3d(1, 1, 3, 2)', '--in', '3x3x3', '--png', plain);
    expect([deep.code, deep.stderr]).toEqual([2, expect.stringContaining('--png draws one or two axes')]);
  });

  test('measures what helps', async () => {
    const { stdout } = await atrous('checker', UP, '--fix', '--json');
    const [{ overlap, remedies }] = JSON.parse(stdout).layers;
    expect(overlap.phases).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(remedies.map(({ id }: { id: string }) => id)).toEqual(['divisible', 'resize', 'subpixel', 'blur']);
    for (const { id, unevenness } of remedies) if (id !== 'divisible') expect(unevenness).toBe(0);
    expect(JSON.parse((await atrous('checker', UP, '--json')).stdout).layers[0].remedies).toEqual([]);
    expect((await atrous('checker', UP, '--fix')).stdout).toContain(
      'resize     Upsample(size=(16, 16)), Conv2d(8, 3, 3, padding=1)',
    );
  });

  test('takes real weights', async () => {
    const file = join(scratch(), 'up.safetensors');
    const weights = new Map([
      ['weight', ones([1, 1, 3])],
      ['bias', zeros([1])],
    ]);
    writeFileSync(file, formatSafetensors(weights));
    const measure = async (): Promise<string | undefined> => {
      const { stdout } = await atrous('checker', 'ConvTranspose1d(1, 1, 3, 2)', '--weights', file);
      return /with its weights: (.*)/.exec(stdout)?.[1];
    };
    // Phases of sums 2 and 1 about a mean of 1.5.
    expect(await measure()).toBe('0.67');
    writeFileSync(file, formatSafetensors(new Map([...weights, ['bias', full([1], 1.5)]])));
    expect(await measure()).toBe('0.33');
  });

  test('says that other layers draw none', async () => {
    expect((await atrous('checker', 'Conv2d(3, 8, 3)')).stderr).toBe(
      'atrous: there is no transposed convolution here\nOnly they draw checkerboards: ConvTranspose1d, ConvTranspose2d, ConvTranspose3d.\n',
    );
  });
});
