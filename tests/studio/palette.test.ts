/** @file The palette: everything by a part of its name, with the keyboard alone, in both languages. */

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, overflow, seriousProblems, studioTest as test } from './studio.js';

const SMALL = '#/layer?v=1&op=conv2d&in=1,1,5,5&out=1&k=3&view=slide&sel=out:0,0,0';
const hash = (page: Page): string => new URL(page.url()).hash;
const options = (page: Page): Promise<string[]> => page.locator('#palette-list [role=option] .name').allInnerTexts();

/** Opens it and types. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('dialog [role=combobox]').waitFor();
  await page.keyboard.insertText(text);
}

describe.skipIf(!HAS_BROWSER)('the palette', () => {
  test('goes to a page, to a lesson, to a class, and does things', async ({ open }) => {
    const page = await open(SMALL);
    await type(page, 'recep');
    await expect.poll(async () => (await options(page))[0]).toBe('Receptive field');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toMatch(/^#\/field/);
    await type(page, 'outpad');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toContain('lesson=output-padding.1');
    await type(page, 'maxpool2');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toContain('op=maxpool2d');
    await type(page, 'light dark');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await type(page, '中文');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    // And back, by the English word.
    await type(page, 'english');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('en');
  });

  test('takes a class into the layer that is there, opens views and saves pictures', async ({ open }) => {
    const page = await open('#/layer?v=1&op=conv2d&in=1,1,9,9&out=1&k=3&s=2&view=slide');
    await type(page, 'avgpool2d');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toContain('op=avgpool2d&in=1,1,9,9&k=3');
    await type(page, 'matrix');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toContain('view=matrix');
    await type(page, 'svg');
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(readFileSync(await file.path()).toString()).toMatch(/^<svg .*AvgPool2d/s);
    await type(page, 'undo');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toContain('view=slide');
  });

  test('is a combobox with a list: arrows go round, what is meant is named, Escape gives the focus back', async ({
    open,
  }) => {
    const page = await open(SMALL);
    const field = page.getByLabel('kernel_size', { exact: true }).first();
    await field.focus();
    await type(page, '');
    const combobox = page.getByRole('combobox', { name: 'Find anything' });
    const meant = (): Promise<string> =>
      page.evaluate(`(() => {
        const field = document.activeElement;
        const option = document.getElementById(field.getAttribute('aria-activedescendant'));
        return field.getAttribute('role') + ' ' + (option.getAttribute('aria-selected') === 'true') + ' ' + option.querySelector('.name').textContent;
      })()`);
    const all = await options(page);
    await expect.poll(meant).toBe(`combobox true ${all[0]}`);
    await page.keyboard.press('ArrowUp');
    await expect.poll(meant).toBe(`combobox true ${all.at(-1)}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(meant).toBe(`combobox true ${all[1]}`);
    expect(await seriousProblems(page)).toEqual([]);
    await combobox.fill('zzzz');
    expect(await page.locator('dialog[open]').innerText()).toContain('Nothing is called “zzzz”.');
    await expect.poll(() => page.locator('dialog[open] [role=status]').textContent()).toBe('0 results');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('kernel_size');
    await expect.poll(() => field.inputValue()).toBe('3');
  });

  test('finds recent work, and is reached without a keyboard on a narrow screen', async ({ open }) => {
    const page = await open(SMALL, { width: 390, lang: 'zh', theme: 'dark' });
    await page.evaluate(
      `localStorage.setItem('atrous-studio.recent', JSON.stringify([{ link: '#/solve?v=1&op=conv&in=304,228&to=152,114', title: 'Conv 304×228 → 152×114' }]))`,
    );
    await page.getByRole('button', { name: '查找一切' }).click();
    await page.getByRole('combobox', { name: '查找一切' }).fill('304');
    expect(await overflow(page)).toBe(0);
    await page.getByRole('option', { name: /304×228/ }).click();
    await expect.poll(() => hash(page)).toContain('#/solve?v=1&op=conv&in=304,228');
  });
});
