/** @file Advice on the Network and Doctor pages: what the library advises, with the way to its line. */

import { advise, parsePython, say, writtenIn } from 'atrous-explain';
import { describe, expect } from 'vitest';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const TEXT = 'nn.Conv2d(3, 64, 3, padding=1),\nnn.BatchNorm2d(64),\nnn.MaxPool2d(3)';
const query = `in=1,3,32,32&text=${encodeURIComponent(TEXT)}`;

describe.skipIf(!HAS_BROWSER)('advice', () => {
  for (const id of ['network', 'doctor'])
    test(`on the ${id} page is the library’s`, async ({ open }) => {
      const page = await open(`#/${id}?${query}`);
      const model = parsePython(TEXT);
      const wanted = advise(model.network, [1, 3, 32, 32], { isWritten: writtenIn(model) });
      expect(wanted.length).toBeGreaterThan(1);
      const told = page.locator('[aria-labelledby=better] .place');
      await expect.poll(() => told.allInnerTexts()).toEqual(wanted.map(({ problem }) => say(problem)));
      await told.first().click();
    });

  test('is silent where there is nothing to say', async ({ open }) => {
    const page = await open('#/network?in=1,3,32,32&text=nn.Conv2d(3,8,3,padding=1)');
    await page.getByText('It runs').first().waitFor();
    expect(await page.locator('[aria-labelledby=better]').count()).toBe(0);
  });
});
