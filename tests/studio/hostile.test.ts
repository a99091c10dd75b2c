/** @file Links and pasted texts of any kind: the page stays whole, and nothing of them becomes markup. */

import * as fc from 'fast-check';
import { describe, expect } from 'vitest';
import { pack } from '../../packages/atrous-studio/src/kit/pack.js';
import { studioStates } from '../../tools/test-env/studio.mjs';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><svg onload="window.hacked=1">';
const PAGES = [...new Set(studioStates().map(({ page }) => page))];

/** What a text must not have made: elements that no page has, and a script that ran. */
const injected = (page: Page): Promise<unknown> =>
  page.evaluate(`[
    window.hacked ?? 'no',
    document.querySelectorAll('main script, main img, main iframe, main object, main [onload], main [onerror]').length,
  ]`);

/** Goes to one address after another in an open page, as clicks on links do. */
async function follow(page: Page, hashes: readonly string[]): Promise<void> {
  for (const hash of hashes) {
    await page.evaluate((next) => void (location.hash = next), hash);
    await page.evaluate('new Promise((done) => setTimeout(done, 15))');
  }
}

const TEXTS = [
  `class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Conv2d(3, '${MARKUP}', 3)`,
  `nn.Sequential(OrderedDict([('${MARKUP}', nn.Conv2d(3, 8, 3)), ('b', nn.BatchNorm2d(9))]))`,
  `Sequential(\n  (${MARKUP}): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n  (1): BatchNorm2d(9)\n)`,
  `RuntimeError: Given groups=1, weight of size [${MARKUP}], expected input[1, 1, 2, 2] to have 3 channels, but got 1 channels instead`,
  `${MARKUP}Error: ${MARKUP}`,
  MARKUP,
];

describe.skipIf(!HAS_BROWSER)('hostile input', () => {
  test('in a link neither breaks a page nor becomes markup', async ({ open }) => {
    const page = await open('');
    const key = fc.constantFrom(
      'op',
      'in',
      'to',
      'k',
      's',
      'p',
      't',
      'text',
      'sel',
      'view',
      'v',
      'x',
      '__proto__',
      MARKUP,
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        MARKUP,
        '-1',
        '1e308',
        '999999999999',
        '0,0',
        ',',
        '1,1,1,1',
        'NaN',
        '%',
        '%00',
        '[object Object]',
      ),
      fc.integer().map(String),
    );
    const hash = fc
      .tuple(
        fc.constantFrom(...PAGES, 'nowhere', MARKUP, '__proto__'),
        fc.array(fc.tuple(key, value), { maxLength: 6 }),
      )
      .map(([to, pairs]) => `#/${to}?${pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')}`);
    await follow(page, fc.sample(hash, { numRuns: 50, seed: 7 }));
    expect(await injected(page)).toEqual(['no', 0]);
    await follow(page, ['#/solve?v=1&op=conv&in=304,228&to=152,114']);
    await page.locator('h2', { hasText: '29 settings' }).waitFor();
  });

  test('in a pasted text is shown as text', async ({ open }) => {
    for (const id of PAGES.filter((name) => name === 'doctor' || name === 'network')) {
      const page = await open(`#/${id}`);
      for (const text of TEXTS) {
        await follow(page, [`#/${id}?v=1&t=${pack(text)}`]);
        await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
        expect(await injected(page), text).toEqual(['no', 0]);
      }
    }
  });
});
