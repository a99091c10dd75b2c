/** @file `atrous animate` and `atrous matrix`: the files that they write, and what they say. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { frameCount, scene } from 'atrous-explain';
import { encodeGif, film } from 'atrous-explain/animation';
import { scenePixels, strokeSvg } from '../../src/scene/raster.js';
import { sceneState } from '../../src/scene/state.js';
import { GLYPHS } from 'atrous-explain/pictures';
import { EXAMPLES } from '../../../atrous-explain/test/scene/examples.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();
const CONV = 'Conv2d(1, 1, 3, stride=2, padding=1)';

describe('atrous animate', () => {
  test('writes a GIF with a frame per position and the motion between neighbours', async () => {
    const gif = join(folder, 'conv.gif');
    const { code, stdout } = await atrous('animate', CONV, '--in', '5x5', '--gif', gif);
    expect(code).toBe(0);
    // 9 positions; 2 motions of 4 pictures in each of 3 rows.
    const { pages, delay, loop, width, pageHeight } = await sharp(gif, { animated: true }).metadata();
    expect(pages).toBe(9 + 3 * 2 * 4);
    expect(loop).toBe(0);
    // The last of a row rests for as long as the others rest and move.
    expect(delay!.slice(0, 11)).toEqual([450, 80, 80, 80, 80, 450, 80, 80, 80, 80, 750]);
    expect(stdout).toBe(`${gif}: 33 frames, ${width} × ${pageHeight}\n`);
  });

  test('moves nothing where it is asked not to', async () => {
    const gif = join(folder, 'stepped.gif');
    await atrous('animate', CONV, '--in', '5x5', '--gif', gif, '--stepped');
    const { pages, delay } = await sharp(gif, { animated: true }).metadata();
    expect(pages).toBe(9);
    expect(new Set(delay)).toEqual(new Set([750]));
  });

  test('writes one frame as SVG with text that can be edited, and as PNG', async () => {
    const [svg, png] = [join(folder, 'frame.svg'), join(folder, 'frame.png')];
    const { stdout } = await atrous('animate', CONV, '--in', '7x7', '--svg', svg, '--png', png, '--step', '5');
    expect(stdout).toBe(`${svg}: frame 5\n${png}: frame 5\n`);
    const text = readFileSync(svg, 'utf8');
    expect(text).toContain('>Output row 1, column 1 is the sum of 9 products');
    const size = /width="(\d+)" height="(\d+)"/.exec(text)!;
    const { width, height } = await sharp(png).metadata();
    expect([width, height]).toEqual([2 * Number(size[1]), 2 * Number(size[2])]);
  });

  test('writes the dark theme', async () => {
    const png = join(folder, 'dark.png');
    await atrous('animate', CONV, '--in', '7x7', '--png', png, '--theme', 'dark');
    const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([0x14, 0x17, 0x1f]);
  });

  test('says in words what the frames show', async () => {
    const { stdout } = await atrous('animate', 'Conv1d(1, 1, 3)', '--in', '4');
    expect(stdout).toBe(`Conv1d(1, 1, kernel_size=(3,), stride=(1,))
     0  output position 0 is the sum of 3 products: positions 0 to 2; none is padding.
     1  output position 1 is the sum of 3 products: positions 1 to 3; none is padding.
`);
  });

  test('shows the receptive field of several layers', async () => {
    const { stdout } = await atrous(
      'animate',
      'Conv1d(1, 1, 2), Conv1d(1, 1, 2, dilation=2)',
      '--in',
      '12',
      '--step',
      '3',
    );
    expect(stdout).toBe(
      'Receptive field through 2 layers: output position 3 depends on input positions 3 to 6: 4 cells.\n',
    );
  });

  test('says it in Chinese: SVG and sentences; pixels keep English labels, and say so', async () => {
    const [svg, png] = [join(folder, 'zh.svg'), join(folder, 'zh.png')];
    const words = ['animate', 'Conv1d(1, 1, 3)', '--in', '4', '--step', '0'];
    const { code, stdout } = await atrous(...words, '--lang', 'zh');
    expect([code, stdout]).toEqual([
      0,
      'Conv1d(1, 1, kernel_size=(3,), stride=(1,))：输出第 0 位是 3 个乘积之和：第 0 到 2 位；没有填充。\n',
    ]);
    const { stderr } = await atrous(...words, '--lang', 'zh', '--svg', svg, '--png', png);
    expect(stderr).toBe('atrous: PNG and GIF keep English labels, their drawn letters have no Chinese; SVG has both\n');
    expect(readFileSync(svg, 'utf8')).toMatch(/<svg [^>]*lang="zh"[^]*>输入</);
    const plain = join(folder, 'en.png');
    await atrous(...words, '--png', plain);
    expect(readFileSync(png)).toEqual(readFileSync(plain));
    const matrix = join(folder, 'zh-matrix.svg');
    await atrous('matrix', 'Conv1d(1, 1, 2)', '--in', '3', '--lang', 'zh', '--svg', matrix);
    expect(readFileSync(matrix, 'utf8')).toContain('>输入格子<');
  });

  test('writes TikZ, and JSON of all frames or of the marks of one', async () => {
    const tex = join(folder, 'frame.tex');
    const words = ['animate', 'Conv1d(1, 1, 3)', '--in', '5'];
    expect((await atrous(...words, '--tex', tex, '--step', '2')).stdout).toBe(`${tex}: frame 2\n`);
    expect(readFileSync(tex, 'utf8')).toContain('\\begin{tikzpicture}');
    const all = JSON.parse((await atrous(...words, '--json')).stdout);
    expect(all).toMatchObject({ version: 1, view: 'slide', frames: 3 });
    expect(all.sentences.map(({ frame }: { frame: number }) => frame)).toEqual([0, 1, 2]);
    expect(all.scene).toBeUndefined();
    const one = JSON.parse((await atrous(...words, '--json', '--step', '1', '--tex', tex)).stdout);
    expect(one.scene.rects.length).toBeGreaterThan(5);
    expect(one.sentences).toEqual([all.sentences[1]]);
  });

  test('takes positions of a large layer evenly', async () => {
    const state = sceneState({
      layer: 'Conv2d(3, 8, 7, 2, 3)',
      sizes: [224, 224],
      view: undefined,
      channel: undefined,
    });
    const { shots, shown, all } = film(state, { fps: 12, stepped: false });
    expect([shots.length, shown, all]).toEqual([64, 64, 112 * 112]);
    // Or of a row of them, from one on, with the motion between; at the end the last ones.
    const here = film(state, { fps: 12, stepped: false, from: 500 });
    expect([here.shown, here.all]).toEqual([64, 112 * 112]);
    expect(here.shots.length).toBeGreaterThan(64);
    const last = film(state, { fps: 12, stepped: true, from: 112 * 112 - 1 });
    expect(last.shots).toHaveLength(64);
    expect(last.shots.at(-1)!.scene.sentence).toContain('row 111, column 111');
  });

  test.each([
    [['Conv2d(1, 1, 9)', '--in', '7x7'], 1, 'Calculated padded input size per channel: (7 x 7). Kernel size: (9 x 9).'],
    [[CONV, '--in', '7x7', '--step', '16'], 2, 'there is no frame 16\nThey are 0 to 15.'],
    [[CONV, '--in', '7x7', '--view', 'stamp'], 2, "Conv2d has no view 'stamp'\nIt has slide, matrix, solid."],
    [['ReLU()', '--in', '7x7'], 2, 'There is no picture of ReLU. It treats every cell by itself: convolutions, pools,'],
    [['Cnv2d(1, 1, 3)', '--in', '7x7'], 2, 'Did you mean `Conv2d`?'],
    [['Conv2d', '--in', '7x7'], 2, 'A layer is written as a call'],
    [[' ', '--in', '7x7'], 2, 'there is no layer in the text\nFor example: "Conv2d(1, 1, 3, stride=2, padding=1)"'],
    [[CONV, '--in', '7by7'], 2, 'Give sizes as 7x7 (height × width), or a whole shape as 1,3,224,224.'],
    [[CONV, '--in', '7x7', '--fps', '0'], 2, 'Give pictures per second, from 1 to 50.'],
    [['Conv2d(1, 4, 3)', '--in', '7x7', '--channel', '4'], 2, 'there is no output channel 4\nThey are 0 to 3.'],
    [[CONV, '--in', '7x7', '--svg', join('no', 'such', 'folder.svg')], 3, 'there is no such file'],
    [
      ['Conv1d(1, 2, 3), Conv1d(1, 2, 3)', '--in', '9'],
      1,
      '1: Conv1d(1, 2, kernel_size=(3,), stride=(1,))\ncannot take 1×2×7:\nGiven groups=1',
    ],
    [
      ['AdaptiveAvgPool2d(0)', '--in', '3x3'],
      2,
      'There is no picture of AdaptiveAvgPool2d(output_size=0) on 1 × 1 × 3 × 3: it has no cells.',
    ],
    [['Linear(3, 4), ReLU()', '--in', '2,3'], 2, 'There is a receptive-field picture of chains of layers'],
  ])('refuses %j with exit code %i', async (words, code, message) => {
    const ended = await atrous('animate', ...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(ended.stdout).toBe('');
  });
});

describe('atrous matrix', () => {
  test('prints a small matrix', async () => {
    const { code, stdout } = await atrous('matrix', 'Conv1d(1, 1, 2)', '--in', '3');
    expect(code).toBe(0);
    expect(stdout).toBe(`Conv1d(1, 1, kernel_size=(2,), stride=(1,))
       x[0,0] x[0,1] x[0,2]
y[0,0]     w0     w1      ·
y[0,1]      ·     w0     w1
`);
  });

  test('writes a picture', async () => {
    const svg = join(folder, 'matrix.svg');
    const { stdout } = await atrous(
      'matrix',
      'ConvTranspose2d(1, 1, 3, 2, 1)',
      '--in',
      '3x3',
      '--svg',
      svg,
      '--row',
      '6',
    );
    expect(stdout).toBe(`${svg}: ConvTranspose2d(1, 1, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))\n`);
    expect(readFileSync(svg, 'utf8')).toContain('>Matrix row 6 makes output row 1, column 1 from 4 entries');
  });

  test('gives the matrix as JSON, CSV, Markdown and TikZ', async () => {
    const words = ['matrix', 'Conv1d(1, 1, 2)', '--in', '3'];
    expect((await atrous(...words, '--csv')).stdout).toBe(
      ',"x[0,0]","x[0,1]","x[0,2]"\n"y[0,0]",w0,w1,·\n"y[0,1]",·,w0,w1\n',
    );
    expect((await atrous(...words, '--md')).stdout.split('\n')[2]).toBe('| y[0,0] | w0 | w1 | · |');
    expect(JSON.parse((await atrous(...words, '--json')).stdout)).toMatchObject({
      version: 1,
      rows: 2,
      columns: 3,
      weightShape: [1, 1, 2],
      entries: [
        [0, 0, 0],
        [0, 1, 1],
        [1, 1, 0],
        [1, 2, 1],
      ],
    });
    const tex = join(folder, 'matrix.tex');
    await atrous(...words, '--tex', tex);
    expect(readFileSync(tex, 'utf8')).toContain('% Conv1d(1, 1, kernel_size=(2,), stride=(1,))');
  });

  test('describes a matrix that no page holds by its blocks', async () => {
    const words = ['matrix', 'Conv2d(3, 64, 7, 2, 3)', '--in', '224x224'];
    expect((await atrous(...words)).stdout.split('\n').slice(1)).toEqual([
      'matrix 802,816 × 150,528: 116,214,528 elements are not always 0, 0.096 % of all',
      'blocks of 112 × 224, one row of the output by one row of the input: 7,168 × 672 of them,',
      '    149,376 with a row of the kernel, the rest 0',
      'block row 3584: 0 ← w[32,0,3], 1 ← w[32,0,4], 2 ← w[32,0,5], 3 ← w[32,0,6], 224 ← w[32,1,3],',
      '    225 ← w[32,1,4], 226 ← w[32,1,5], 227 ← w[32,1,6], …',
      'in each block, row 56: columns 109 to 115 by taps 0 to 6',
      '',
    ]);
    expect((await atrous(...words, '--lang', 'zh')).stdout).toContain(
      '每块的第 56 行：第 109 到 115 列乘以第 0 到 6 个元素',
    );
    const { blocks, entries } = JSON.parse((await atrous(...words, '--json')).stdout);
    expect([blocks.entries, entries]).toEqual([116_214_528, undefined]);
    const dilated = ['matrix', 'ConvTranspose2d(1, 1, 4, 2, dilation=3)', '--in', '40x40'];
    expect((await atrous(...dilated)).stdout).toMatch(
      /row 44: columns 22 to 19 in steps of 3 by taps 0 to 2 in steps of 2\n$/,
    );
  });

  test('refers to the picture for a pool, whose entries have no names', async () => {
    const { code, stderr } = await atrous('matrix', 'AvgPool2d(2)', '--in', '4x4');
    expect([code, stderr.split('\n')[1]]).toEqual([2, 'A picture shows it: give --svg or --png.']);
  });

  test('works flatten, multiply, reshape through', async () => {
    const words = ['matrix', 'Conv1d(1, 1, 2)', '--in', '3', '--work'];
    expect((await atrous(...words)).stdout.split('\n').slice(5, 7)).toEqual(['  · 1 2', '  y[0,0] = 1·1 + 2·2 = 5']);
    expect((await atrous(...words, '--lang', 'zh')).stdout).toContain('把 1×3 的输入展平为 3 个元素的列：');
    expect((await atrous(...words, '--json')).code).toBe(2);
    expect((await atrous('matrix', 'Conv2d(1, 1, 3)', '--in', '99x99', '--work')).code).toBe(2);
  });

  test('CSV and Markdown of a matrix that is too large are refused', async () => {
    const { code, stderr } = await atrous('matrix', 'Conv2d(1, 1, 3)', '--in', '40x40', '--csv');
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'atrous: 1444 × 1600 is too large to be written out']);
    expect(existsSync(join(folder, 'none.svg'))).toBe(false);
  });
});

test('the stroke font has every character of every picture', () => {
  const missing = EXAMPLES.flatMap(({ state, time }) =>
    scene(state, time).texts.flatMap(({ text }) =>
      Array.from(text).filter((character) => !Object.hasOwn(GLYPHS, character)),
    ),
  );
  expect(missing).toEqual([]);
});

test('a pool shows what the library computed', () => {
  const state = sceneState({ layer: 'AvgPool2d(2)', sizes: [4, 4], view: undefined, channel: undefined });
  if (state.view === 'field') throw new Error('a pool has windows');
  const { input, output } = state.values!;
  expect(output![0]).toBe((input[0]! + input[1]! + input[4]! + input[5]!) / 4);
});

test('frames that differ in size are filled up with paper', async () => {
  const state = sceneState({ layer: CONV, sizes: [5, 5], view: undefined, channel: undefined });
  const first = scene(state, 0);
  const size = { width: first.width + 7, height: first.height + 3 };
  const rgba = await scenePixels(strokeSvg(first, 'light'), 'light', size);
  expect(rgba).toHaveLength(size.width * size.height * 4);
  expect([...rgba.subarray(-4)]).toEqual([0xfb, 0xfb, 0xf9, 255]);
});

test('a GIF decodes to the pixels that went in, where there are few colours', async () => {
  const [width, height] = [6, 4];
  const solid = (colour: readonly number[], dot: number): Uint8Array => {
    const rgba = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) rgba.set(i === dot ? [255, 255, 255, 255] : [...colour, 255], i * 4);
    return rgba;
  };
  const frames = [0, 5, 9].map((dot) => ({ rgba: solid([0, 0, 0], dot), delay: 100 }));
  const gif = encodeGif(frames, width, height);
  for (const [page, { rgba }] of frames.entries()) {
    const decoded = await sharp(gif, { page }).ensureAlpha().raw().toBuffer();
    expect([...decoded]).toEqual([...rgba]);
  }
});

test('there is at least one frame', () => {
  expect(() => encodeGif([], 1, 1)).toThrow('An animation needs a frame.');
  expect(frameCount(sceneState({ layer: CONV, sizes: [1, 1], view: undefined, channel: undefined }))).toBe(1);
});
