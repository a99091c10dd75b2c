/** @file What pictures show and say: words, motion, lenses, winners. */

import { describe, expect, test } from 'vitest';
import { chain } from 'atrous/spec';
import { describeScene, frameCount, type LayerState, scene, sceneViews } from '../../src/index.js';
import { wrap } from '../../src/scene/captions.js';
import { noPicture } from '../../src/scene/refused.js';
import { sceneWords } from '../../src/scene/words/index.js';
import { lensOf } from '../../src/scene/lens.js';
import { textRoom } from '../../src/scene/sketch.js';
import { tapLetter } from '../../src/scene/taps.js';
import { momentAt } from '../../src/scene/timeline.js';
import { winnerOf } from '../../src/scene/values.js';
import { englishWords } from '../chinese.js';
import { EXAMPLES, layer, numbers } from './examples.js';

const slide = (text: string, input: number[], more: Partial<LayerState> = {}): LayerState => ({
  spec: layer(text),
  input,
  view: 'slide',
  ...more,
});

describe('the sentence', () => {
  test('names the output, the products and the cells that are read', () => {
    const state = slide('Conv2d(3, 64, 7, stride=2, padding=3)', [1, 3, 224, 224]);
    expect(describeScene(scene(state, 112 * 4 + 17))).toBe(
      'Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3)): output row 4, column 17 is the sum of 147 products: rows 5 to 11, columns 31 to 37 of 3 channels; none is padding.',
    );
  });

  test('counts the cells of the padding', () => {
    expect(scene(slide('Conv2d(1, 1, 3, padding=1)', [1, 1, 7, 7]), 0).sentence).toBe(
      "output row 0, column 0 is the sum of 9 products: rows 0 and 1, columns 0 and 1; 5 of the window's 9 cells lie outside the input.",
    );
  });

  test('lists dilated cells', () => {
    expect(scene(slide('Conv1d(1, 1, 3, dilation=3)', [1, 1, 9]), 1).sentence).toBe(
      'output position 1 is the sum of 3 products: positions 1, 4 and 7; none is padding.',
    );
  });

  test('names the winner of a max pool', () => {
    const values = { input: [1, 2, 3, 4, 9, 5, 6, 7, 8], output: [9, 9, 9, 9] };
    expect(scene(slide('MaxPool2d(2, 1)', [1, 3, 3], { values }), 3).sentence).toBe(
      'output row 1, column 1 is the largest of 4 values: rows 1 and 2, columns 1 and 2; none is padding. The result is 9, from row 1, column 1.',
    );
  });

  test.each([
    ['AvgPool2d(3, 2, padding=1)', 9],
    ['AvgPool2d(3, 2, padding=1, count_include_pad=False)', 4],
    ['AvgPool2d(3, 2, padding=1, divisor_override=5)', 5],
    ['AdaptiveAvgPool2d(3)', 4],
  ])('gives the divisor of %s', (text, divisor) => {
    expect(scene(slide(text, [1, 6, 6]), 0).sentence).toContain(`divided by ${divisor}:`);
  });

  test('does not count what hangs over beyond the padding of an average', () => {
    const state = slide('AvgPool2d(3, 2, ceil_mode=True)', [1, 6, 6]);
    expect(scene(state, 8).sentence).toContain('the sum of 4 values divided by 4:');
    expect(scene(state, 2).sentence).toContain('the sum of 6 values divided by 6:');
  });

  test('says what a stamp covers and what is cropped', () => {
    const state = { ...slide('ConvTranspose2d(1, 1, 3, 2, 1)', [1, 3, 3]), view: 'stamp' as const };
    expect(scene(state, 0).sentence).toBe(
      'input row 0, column 0 stamps the kernel onto output rows 0 and 1, columns 0 and 1; 5 of its 9 taps are cropped.',
    );
    expect(scene({ ...state, view: 'gather' }, 0).sentence).toBe(
      'output row 0, column 0 gathers 1 product: input row 0, column 0; the other 8 of 9 taps meet zeros.',
    );
  });

  test('says which columns a row of the matrix has', () => {
    const state = { ...slide('Conv2d(1, 1, 3)', [1, 4, 4]), view: 'matrix' as const };
    expect(scene(state, 2).sentence).toBe(
      'matrix row 2 makes output row 1, column 0 from 9 entries, in columns 4, 5, 6, 8, 9, 10, 12, 13 and 14.',
    );
  });

  test('says which cells a stack of dilated layers never reaches', () => {
    const network = chain([2, 2, 2].map(() => layer('Conv1d(1, 1, 3, dilation=2, padding=2)')));
    expect(scene({ network, input: [1, 1, 24], view: 'field' }, 11).sentence).toBe(
      'output position 11 depends on input positions 5 to 17, of which 6 are never reached.',
    );
  });
});

describe('the formula', () => {
  test('stands under the picture with its numbers', () => {
    const { texts } = scene(slide('Conv2d(1, 1, 3, stride=2, padding=1)', [1, 1, 7, 7]), 0);
    expect(texts.filter(({ role }) => role === 'formula').map(({ text }) => text)).toEqual([
      '⌊(7 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊6/2⌋ + 1 = 4',
    ]);
    expect(texts.filter(({ role, x }) => role === 'axis' && x === 28).map(({ text }) => text)).toEqual(['H, W']);
  });
});

describe('marks', () => {
  const roles = (state: LayerState, time: number): Set<string> =>
    new Set(scene(state, time).rects.map(({ role }) => role));

  test('hatch what no window reads, and dot the padding', () => {
    expect(roles(slide('Conv2d(1, 1, 2, stride=3)', [1, 10, 9]), 0)).toContain('unread');
    expect(roles(slide('Conv2d(1, 1, 3, padding=1)', [1, 5, 5]), 0)).toContain('padding');
    const plain = roles(slide('Conv2d(1, 1, 3)', [1, 5, 5]), 0);
    expect(plain).not.toContain('unread');
    expect(plain).not.toContain('padding');
  });

  test('dash the cells over which the last window of ceil_mode hangs', () => {
    const { rects } = scene(slide('MaxPool2d(3, 2, ceil_mode=True)', [1, 6, 6]), 8);
    // 7 in the row below and 6 in the column beside, and one in the legend.
    expect(rects.filter(({ role }) => role === 'overhang')).toHaveLength(14);
  });

  test('fill the winner of a max pool, given the values', () => {
    const state = slide('MaxPool2d(3, 2, ceil_mode=True)', [1, 6, 6], { values: { input: numbers(36) } });
    const winner = scene(state, 0).rects.find(({ role }) => role === 'winner')!;
    const cells = [0, 1, 2].flatMap((h) => [0, 1, 2].map((w) => [h, w]));
    const best = cells.reduce((a, b) => (numbers(36)[b[0]! * 6 + b[1]!]! > numbers(36)[a[0]! * 6 + a[1]!]! ? b : a));
    expect(winner.cell).toEqual({ plane: 'input', index: best });
  });

  test('count how often stamps overlap', () => {
    const state = { ...slide('ConvTranspose2d(1, 1, 3, 2)', [1, 2, 2]), view: 'stamp' as const };
    const levels = scene(state, 3)
      .rects.filter(({ role, level }) => role === 'overlap' && level !== undefined)
      .map(({ level }) => level!);
    // 1 2 1 twice over: the sum over all cells is 4 stamps of 9 taps.
    expect(levels.reduce((a, b) => a + b, 0)).toBe(36);
    expect(Math.max(...levels)).toBe(4);
  });

  test('a ribbon joins the channels of each group', () => {
    const { paths } = scene(slide('Conv2d(4, 6, 3, padding=1, groups=2)', [1, 4, 6, 6], { channel: 4 }), 0);
    const ribbons = paths.filter(({ role }) => role === 'ribbon');
    expect(ribbons.map(({ tap, opacity }) => [tap, opacity])).toEqual([
      [0, 0.45],
      [1, 1],
    ]);
  });
});

test('NaN wins a max pool, the last one, as in PyTorch', () => {
  const winner = (values: number[]): number | undefined => winnerOf([...values.keys()], (i) => values[i]!);
  expect(winner([1, 3, 3, 2])).toBe(1);
  expect(winner([1, Number.NaN, 5, Number.NaN, 9])).toBe(3);
  expect(winner([-Infinity])).toBe(0);
});

describe('time', () => {
  const state = slide('Conv2d(1, 1, 3, stride=2, padding=1)', [1, 1, 7, 7]);
  const window = (time: number, more: Partial<LayerState> = {}): number =>
    scene({ ...state, ...more }, time).rects.find(({ role }) => role === 'window')!.x;

  test('has a frame per output cell', () => {
    expect(frameCount(state)).toBe(16);
    expect(frameCount({ ...slide('ConvTranspose2d(1, 1, 3, 2)', [1, 3, 4]), view: 'stamp' })).toBe(12);
  });

  test('rests, then glides to the neighbour', () => {
    expect(window(1.5)).toBe(window(1));
    const [a, middle, b] = [window(1), window(1.8), window(2)];
    expect(middle).toBeCloseTo((a + b) / 2, 6);
  });

  test('jumps from the end of a row to the next', () => {
    expect(window(3.9)).toBe(window(3));
  });

  test('has no motion where it is not wanted', () => {
    expect(window(1.9, { reducedMotion: true })).toBe(window(1));
  });

  test('outside the animation shows its first or last frame', () => {
    expect(scene(state, -3).sentence).toBe(scene(state, 0).sentence);
    expect(scene(state, 99).sentence).toBe(scene(state, 15).sentence);
    expect(momentAt(Number.NaN, [2, 2], false).frame).toBe(0);
  });

  test('a cell in motion claims no place', () => {
    const { rects } = scene(state, 1.8);
    expect(rects.filter(({ cell }) => cell?.plane === 'input' || cell?.plane === 'output')).toEqual([]);
  });
});

describe('the lens', () => {
  test('is the whole axis up to 64 cells', () => {
    expect(lensOf({ low: -3, high: 61 }, { first: 0, reach: 7, stride: 2 })).toEqual({
      low: -3,
      high: 61,
      cutBefore: false,
      cutAfter: false,
    });
  });

  test('holds every window of a large axis', () => {
    for (const [reach, stride] of [
      [7, 2],
      [1, 1],
      [33, 4],
      [3, 9],
    ] as const)
      for (let first = -3; first + reach <= 500; first += stride) {
        const lens = lensOf({ low: -3, high: 500 }, { first, reach, stride });
        expect(lens.low).toBeLessThanOrEqual(first);
        expect(lens.high).toBeGreaterThanOrEqual(first + reach);
        expect(lens.high - lens.low).toBeLessThanOrEqual(64);
      }
  });

  test('has the window that somebody went to in its middle, and turns pages from there', () => {
    const see = (first: number): { low: number; high: number } =>
      lensOf({ low: 0, high: 500 }, { first, reach: 3, stride: 1, middle: 200 }, { most: 20, usual: 20 });
    expect(see(200)).toMatchObject({ low: 192, high: 212 });
    expect(see(208)).toMatchObject({ low: 192, high: 212 });
    expect(see(209)).toMatchObject({ low: 209, high: 229 });
    for (let first = 0; first + 3 <= 500; first++) {
      const { low, high } = see(first);
      expect(low >= 0 && low <= first && high >= first + 3 && high <= 500 && high - low === 20, `${first}`).toBe(true);
    }
  });

  test.each([
    ['slide', 'Conv2d(1, 1, 3, padding=1)', [90, 90]],
    ['stamp', 'ConvTranspose2d(1, 1, 3, stride=2)', [60, 60]],
    ['gather', 'ConvTranspose2d(1, 1, 3, stride=2)', [90, 90]],
  ] as const)('is as large as wished, and goes where it is wished: %s', (view, text, at) => {
    const state = { ...slide(text, [1, 300, 300]), view, lens: { cells: 12, at } };
    const frame = at[0] * (view === 'gather' ? 601 : 300) + at[1];
    const cut = scene(state, frame).grids.filter(({ plane, whole }) => plane !== 'kernel' && !whole);
    expect(cut.map(({ rows }) => rows[1] - rows[0])).toEqual([12, 12]);
    const own = cut.find(({ plane }) => plane === (view === 'stamp' ? 'input' : 'output'))!;
    expect(Math.abs(at[0] - (own.rows[0] + own.rows[1]) / 2)).toBeLessThanOrEqual(1);
    expect(() => scene({ ...state, lens: { cells: 2 } }, 0)).toThrow('A lens has 4 to 64 cells a side, not 2.');
  });

  test('writes true indices and keeps the picture small', () => {
    const drawn = scene(slide('Conv2d(3, 8, 7, stride=2, padding=3)', [1, 3, 4096, 3328]), 2_000_000);
    expect(drawn.texts.map(({ text }) => text)).toContain('2403');
    expect(drawn.rects.length + drawn.lines.length + drawn.texts.length).toBeLessThan(1500);
    expect(Math.max(drawn.width, drawn.height)).toBeLessThan(1500);
  });
});

test.each([
  [[3, 3], [1, 1], 'e'],
  [[7, 7], [3, 5], 'A'],
  [[11, 11], [2, 10], 'c10'],
  [[64], [63], 'a63'],
])('the tap of a kernel of %j at %j is called %s', (kernel, tap, name) => {
  expect(tapLetter(tap, kernel)).toBe(name);
});

test('planes beside a cut one are cut too, so that their cells can be seen', () => {
  const { rects } = scene(slide('Conv2d(3, 64, 11, stride=4, padding=2)', [1, 3, 224, 224]), 0);
  const cell = rects.find(({ role, cell }) => role === 'tap' && cell?.plane === 'input')!;
  expect(cell.width).toBeGreaterThanOrEqual(20);
});

test('each layer has its views, the usual one first', () => {
  const views = (text: string, input: number[]): readonly string[] => sceneViews({ spec: layer(text), input });
  expect(views('Conv2d(1, 1, 3)', [1, 5, 5])).toEqual(['slide', 'matrix', 'solid']);
  expect(views('ConvTranspose2d(1, 1, 3)', [1, 5, 5])).toEqual(['stamp', 'gather', 'morph', 'matrix', 'solid']);
  expect(views('MaxPool2d(2)', [1, 5, 5])).toEqual(['slide', 'solid']);
  expect(views('ConvTranspose3d(1, 1, 3)', [1, 5, 5, 5])).toEqual(['stamp', 'matrix', 'solid']);
  expect(views('Upsample(scale_factor=2, mode="bilinear")', [1, 1, 5, 5])).toEqual(['slide']);
  expect(views('PixelShuffle(2)', [4, 5, 5])).toEqual(['slide']);
  expect(views('Unfold(2)', [4, 5, 5])).toEqual(['slide']);
  expect(views('ReLU()', [1, 5, 5])).toEqual([]);
});

test('what has no picture is refused by name', () => {
  expect(() => scene({ spec: layer('ReLU()'), input: [1, 5, 5], view: 'slide' }, 0)).toThrow(
    'There is no picture of ReLU. It treats every cell by itself:',
  );
  for (const [op, reason] of [
    ['MaxUnpool3d', 'one and of two axes'],
    ['FractionalMaxPool2d', 'AdaptiveMaxPool of the same output size'],
    ['Linear', 'reads every feature'],
    ['BatchNorm2d', 'scales whole channels'],
  ] as const)
    expect(noPicture(op, sceneWords())).toContain(reason);
  expect(() => scene({ spec: layer('MaxPool2d(2)'), input: [1, 5, 5], view: 'matrix' }, 0)).toThrow(
    "MaxPool2d has no view 'matrix'; it has slide, solid.",
  );
});

describe('in Chinese', () => {
  test.each(EXAMPLES)('$name says all that it says in English, without an English word', ({ state, time }) => {
    const [english, chinese] = (['en', 'zh'] as const).map((lang) => scene({ ...state, lang }, time));
    expect(chinese!.texts.length).toBeGreaterThan(0);
    const said = chinese!.texts.filter(({ role }) => role !== 'title').map(({ text }) => text);
    for (const text of [...said, chinese!.sentence, chinese!.description]) expect(englishWords(text)).toEqual([]);
    expect(chinese!.rects.length).toBe(english!.rects.length);
    expect(chinese!.lang).toBe('zh');
  });

  test('a sentence names the same numbers in the same places', () => {
    const state = slide('Conv2d(3, 64, 7, stride=2, padding=3)', [1, 3, 224, 224], { lang: 'zh' });
    expect(describeScene(scene(state, 112 * 4 + 17))).toBe(
      'Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3))：输出第 4 行，第 17 列是 147 个乘积之和：第 5 到 11 行，第 31 到 37 列，共 3 个通道；没有填充。',
    );
  });

  test('breaks lines between characters, and begins none with a sign', () => {
    const lines = wrap('输出第 4 行，第 17 列是 147 个乘积之和：第 5 到 11 行。', 90, 13);
    expect(lines.join('').replaceAll(' ', '')).toBe('输出第4行，第17列是147个乘积之和：第5到11行。');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      expect(line).not.toMatch(/^[，。：；、）]/);
      expect(textRoom(line, 13)).toBeLessThanOrEqual(90 + 13);
    }
  });
});

test.each(EXAMPLES)('all of $name lies inside its picture', ({ state, time }) => {
  const { width, height, rects, texts, lines } = scene(state, time);
  for (const { x, y, width: w, height: h } of rects) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + w).toBeLessThanOrEqual(width);
    expect(y + h).toBeLessThanOrEqual(height);
  }
  for (const { x, y } of texts) expect(x >= 0 && y >= 0 && x <= width && y <= height).toBe(true);
  for (const { x1, y1, x2, y2 } of lines) expect(Math.max(x1, x2) <= width && Math.max(y1, y2) <= height).toBe(true);
});
