/** @file A run in Chinese: the terminal, the report, the mistakes; only code and numbers stay as they are. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { englishWords } from '../../../atrous-explain/test/chinese.js';
import { COMMANDS } from '../../src/commands.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();

/** Units, classes of layers with their arguments, names of files, HTML's own words. */
const SHARED =
  /[\w.]+\((?:[^()\n]|\([^()\n]*\))*\)|[\w-]+\.(?:png|html)|\b(?:MiB|KiB|bytes|FLOPs|ms|NaN|Node|atrous)\b|\/\S+|N×C×H×W/g;

const english = (text: string): string[] => englishWords(text.replaceAll(SHARED, ' '));

/** What a page shows and what is read out of it. */
const wordsOfPage = (html: string): string =>
  html
    .replace(/<style>[^]*?<\/style>/, '')
    .replaceAll(/<pre[^]*?<\/pre>/g, '')
    .replaceAll(/(?:alt|aria-label)="([^"]*)"/g, '>$1<')
    .replaceAll(/<[^>]*>/g, '\n');

describe('atrous run --lang zh', () => {
  const net = 'Conv2d(3, 8, 3, padding=1, dilation=2), BatchNorm2d(8), ReLU(), Conv2d(8, 2, 3, 2)';

  test.each([
    [net, 'norm'],
    [`${net}, AdaptiveAvgPool2d(1), Flatten()`, 'gradcam'],
  ])('%s says everything in Chinese', async (layers, heatmap) => {
    const words = ['--net', layers, '--size', '24x20', '--heatmap', heatmap, '--mean', '0.5', '--out', folder];
    const { code, stdout, stderr } = await atrous('run', ...words, '--lang', 'zh');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('自带的示例图像：1×3×24×20（批次 × 通道 × 高 × 宽）\n  数值除以 255');
    expect(english(stdout)).toEqual([]);
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('<html lang="zh-CN">');
    expect(english(wordsOfPage(page))).toEqual([]);
  });

  test('says what to change where a layer does not fit, and what was set aside', async () => {
    const { code, stderr } = await atrous(
      'run',
      '--net',
      'Conv2d(1, 8, 3)',
      '--size',
      '9x9',
      '--out',
      folder,
      '--lang',
      'zh',
    );
    expect([code, stderr.split('\n').slice(1)]).toEqual([
      1,
      [
        '不能接受输入 1×3×9×9：',
        'Given groups=1, weight of size [8, 1, 3, 3], expected input[1, 3, 9, 9] to have 1 channels, but got 3 channels instead',
        '图像给出 3 个通道，而 Conv2d 按 1 个构造：请把第一个参数写成 3，或加上 --grey。',
        '',
      ],
    ]);
    const moved = await atrous(
      'run',
      '--net',
      'nn.Conv2d(3, 2, 3).cuda()',
      '--size',
      '9x9',
      '--out',
      folder,
      '--lang',
      'zh',
    );
    expect(moved.stderr).toContain('警告：.cuda() 不会运行');
  });
});

describe('what the command refuses, in Chinese', () => {
  test.each([
    [['run', join(folder, 'none.png')], `atrous: 不能读取 ${join(folder, 'none.png')}：没有这个文件\n`],
    [['run', '--net', join(folder, 'none.py')], `atrous: 不能读取 ${join(folder, 'none.py')}：没有这个文件\n`],
    [['run', '--net', 'ReLU()', '--weights', 'x.pt'], 'atrous: 不能读取 x.pt：没有这个文件\n'],
    [['run', '--net', 'ReLU()', '--kernels', 'sobel'], 'atrous: --kernels 填入第一个 Conv2d，而网络中没有\n'],
    [['run', '--net', 'Flatten()', '--heatmap', 'norm', '--out', folder], '没有热力图\n'],
    [['run', '--net', 'Conv2d(3, 90000, 3)'], '请用更小的图像，或缩放：--size 304x228（高 × 宽）。\n'],
    [['checker', 'Conv2d(3, 8, 3)', '--in', '8x8'], 'atrous: 这里没有转置卷积\n'],
    [['rf', 'Conv2d(3, 8, 3)', '--in', '8x8', '--node', 'x'], "atrous: 没有层 'x'\n其中有 0。\n"],
    [['animate', 'Linear(3, 3)', '--in', '3x3'], 'atrous: Linear 没有图。每个输出读取所有特征'],
    [['animate', 'Conv2d(1, 1, 3)', '--in', '5x5', '--step', '99', '--json'], 'atrous: 没有第 99 帧\n可取 0 到 8。\n'],
    [['shape', 'Conv2d(3, 8, 3, stide=2)', '--in', '8x8'], '您是不是要写 `stride`？\n'],
    [['export', 'Conv2d(3, 8, 9)', '--in', '8x8', '--md'], '不能接受 1×3×8×8：\nCalculated padded input size'],
  ])('%j', async (words, said) => {
    const { code, stderr } = await atrous(...words, '--lang', 'zh');
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(said);
  });

  test('every command that explains takes --lang', async () => {
    for (const { name } of COMMANDS.filter((command) => !['studio', 'completion'].includes(command.name)))
      expect([name, (await atrous(name, '--help')).stdout]).toEqual([
        name,
        expect.stringContaining('--lang <language>'),
      ]);
  });
});
