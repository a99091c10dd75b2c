/** @file The Train page: a network learns in the page, is held, and begins again. */

import { describe, expect } from 'vitest';
import { HAS_BROWSER, studioTest as test } from './studio.js';

describe.skipIf(!HAS_BROWSER)('the Train page', () => {
  test('trains, pauses, takes one step, and begins again', async ({ open }) => {
    const page = await open('#/train');
    const steps = async (): Promise<number> => Number(await page.locator('[data-steps]').innerText());
    await page.locator('.filters canvas').first().waitFor();
    const filter = (): Promise<string> => page.evaluate("document.querySelector('.filters canvas').toDataURL()");
    const before = await filter();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.poll(steps, { timeout: 15_000 }).toBeGreaterThan(60);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(filter).not.toBe(before);
    await expect.poll(async () => (await steps()) === (await page.waitForTimeout(250), await steps())).toBe(true);
    const held = await steps();
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(steps).toBe(held + 1);
    await page.getByRole('button', { name: 'Begin again' }).click();
    await expect.poll(steps).toBe(0);
    await expect.poll(filter).toBe(before);
  });

  test('says so when the learning rate is too large', async ({ open }) => {
    const page = await open('#/train?opt=sgd&lr=10000&batch=8&noise=200&seed=1');
    await page.locator('.filters canvas').first().waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect
      .poll(() => page.locator('main').innerText(), { timeout: 15_000 })
      .toMatch(/learning rate is too large|loss after|[1-9]\d* steps/i);
  });
});
