/** @file Every state of every page: nothing goes wrong, nothing is out of reach, and the address says what is seen. */

import { describe, expect } from 'vitest';
import { LOOKS, type StudioState, studioStates } from '../../tools/test-env/studio.mjs';
import { HAS_BROWSER, overflow, seriousProblems, studioTest as test } from './studio.js';

const NARROW = LOOKS.filter(({ width }) => width < 600);
const WIDE = LOOKS.filter(({ width }) => width > 600);
const states = studioStates();

/** All twelve looks come up, over all states; each state is seen narrow and wide. */
const cases = states.flatMap((state, i) =>
  [NARROW[i % NARROW.length]!, WIDE[i % WIDE.length]!].map((look) => [state, look] as const),
);

const title = ({ page, name }: StudioState): string => `${page}, ${name}`;

describe.skipIf(!HAS_BROWSER)('the studio', () => {
  for (const [state, look] of cases)
    test(`${title(state)}: ${look.width} pixels, ${look.theme}, ${look.lang}`, async ({ open }) => {
      const page = await open(state.link, { ...look, steps: state.steps ?? [] });
      expect(await overflow(page)).toBe(0);
      expect(await seriousProblems(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.lang')).toBe(look.lang === 'zh' ? 'zh-CN' : 'en');
    });

  for (const state of states.filter(({ steps, link }) => steps === undefined && link.includes('?')))
    test(`${title(state)}: its link is the address of what it shows`, async ({ open }) => {
      const page = await open(state.link);
      expect(new URL(page.url()).hash).toBe(state.link);
    });
});
