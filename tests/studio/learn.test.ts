/** @file Lessons: the bar leads from state to state, and every step shows without a mistake. */

import { LESSONS, placeLink } from '../../packages/atrous-studio/src/pages/learn/lessons/index.js';
import { describe, expect } from 'vitest';
import { HAS_BROWSER, studioTest as test } from './studio.js';

describe.skipIf(!HAS_BROWSER)('a lesson', () => {
  test('is followed step by step, and survives what is tried on the way', async ({ open }) => {
    const page = await open('#/learn');
    await page.getByRole('link', { name: 'Why 112?' }).click();
    const bar = page.getByRole('complementary');
    await expect.poll(() => bar.innerText()).toContain('Step 1 of 4');
    await page.getByLabel('kernel_size').first().fill('2');
    await expect.poll(() => page.url()).toContain('k=2');
    expect(page.url()).toContain('lesson=why-112.1');
    await bar.getByRole('link', { name: 'Show this step again' }).click();
    await expect.poll(() => page.getByLabel('kernel_size').first().inputValue()).toBe('3');
    for (const number of [2, 3, 4]) {
      await bar.getByRole('link', { name: 'Next' }).click();
      await expect.poll(() => bar.innerText()).toContain(`Step ${number} of 4`);
    }
    expect(await page.getByLabel('Output', { exact: true }).innerText()).toContain('112');
    await bar.getByRole('button', { name: 'End the lesson' }).click();
    expect(await bar.count()).toBe(0);
    await expect.poll(() => page.url()).not.toContain('lesson');
  });

  test('that there is not is told, and the page opens all the same', async ({ open }) => {
    const page = await open('#/layer?op=conv2d&k=5&lesson=nothing.1');
    await expect.poll(() => page.locator('.notice').innerText()).toContain('lesson=nothing.1');
    expect(await page.getByLabel('kernel_size').first().inputValue()).toBe('5');
  });

  test('shows every step of every lesson', async ({ open }) => {
    const page = await open('#/learn');
    for (const lesson of LESSONS)
      for (const step of lesson.steps.keys()) {
        await page.evaluate(`location.hash = ${JSON.stringify(placeLink({ lesson, step }))}`);
        await expect.poll(() => page.getByRole('complementary').innerText()).toContain(lesson.steps[step]!.text.en);
        expect(await page.locator('.notice').count()).toBe(0);
      }
  });
});
