/** @file Every state of every page: nothing goes wrong, nothing is out of reach, and the address says what is seen. */

import { describe, expect } from 'vitest';
import { LOOKS, type StudioState, studioStates, WIDTHS } from '../../tools/test-env/studio.mjs';
import { HAS_BROWSER, overflow, seriousProblems, studioTest as test } from './studio.js';

const states = studioStates();

/** All twelve looks come up, over all states. */
const cases = states.map((state, i) => [state, LOOKS[(5 * i) % LOOKS.length]!] as const);

const title = ({ page, name }: StudioState): string => `${page}, ${name}`;

describe.skipIf(!HAS_BROWSER)('the studio', () => {
  for (const [state, look] of cases)
    test(`${title(state)}: ${look.width} pixels, ${look.theme}, ${look.lang}`, async ({ open }) => {
      const page = await open(state.link, { ...look, steps: state.steps ?? [] });
      expect(await page.evaluate('document.documentElement.lang')).toBe(look.lang === 'zh' ? 'zh-CN' : 'en');
      expect(await seriousProblems(page)).toEqual([]);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect(await overflow(page), `${width} pixels wide`).toBe(0);
      }
      if (state.steps === undefined && state.link.includes('?')) expect(new URL(page.url()).hash).toBe(state.link);
    });

  test('would not pass with a button that has no name', async ({ open }) => {
    const page = await open('#/solve');
    await page.evaluate(`document.querySelector('main').append(document.createElement('button'))`);
    expect(await seriousProblems(page)).toEqual([expect.stringMatching(/^button-name: /)]);
  });
});
