import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { match } from '../../src/app/palette/fuzzy.js';

/** The best of some texts. */
const best = (typed: string, ...texts: string[]): string =>
  texts.reduce((a, b) => ((match(typed, b)?.score ?? -Infinity) > (match(typed, a)?.score ?? -Infinity) ? b : a));

describe('fuzzy search', () => {
  test.each([
    ['conv2', ['ConvTranspose2d', 'Conv2d', 'Conv1d'], 'Conv2d'],
    ['ct2', ['Conv2d', 'ConvTranspose2d', 'ConvTranspose1d'], 'ConvTranspose2d'],
    ['maxpool', ['AdaptiveMaxPool2d', 'MaxPool2d'], 'MaxPool2d'],
    ['field', ['Image lab', 'Receptive field'], 'Receptive field'],
    ['copy link', ['Link to what you see', 'Copy link'], 'Copy link'],
    ['link copy', ['Copy LaTeX', 'Copy link'], 'Copy link'],
    ['感受', ['图像实验室', '感受野'], '感受野'],
  ])('%j is %j', (typed, texts, wanted) => {
    expect(best(typed, ...texts)).toBe(wanted);
  });

  test('finds nothing where a word is missing', () => {
    expect(match('conv pool', 'Conv2d')).toBeUndefined();
    expect(match('2dconv', 'Conv2d')).toBeUndefined();
  });

  test('marks the letters that it means: those that stand together or begin words', () => {
    expect(match('pool', 'AdaptiveMaxPool2d')!.at).toEqual([11, 12, 13, 14]);
    expect(match('amp', 'AdaptiveMaxPool2d')!.at).toEqual([0, 8, 11]);
    expect(match('', 'x')!.at).toEqual([]);
  });

  test('finds every text by any of its letters in order, at places that hold them', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abCD2 _é层'.split('')), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(29), { maxLength: 8 }), (whole, picks) => {
        const places = [...new Set(picks.filter((at) => at < whole.length))].sort((a, b) => a - b);
        const typed = places
          .map((at) => whole[at])
          .join('')
          .replaceAll(' ', '');
        const found = match(typed, whole);
        expect(found).toBeDefined();
        expect(found!.at.map((at) => whole[at]!.toLowerCase()).join('')).toBe(typed.toLowerCase());
      }),
    );
  });
});
