/** @file The Solve page: what it shows is what the solver says, and one click carries it to Layer. */

import { solve } from 'atrous-explain';
import { describe, expect } from 'vitest';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const HALVE = '#/solve?v=1&op=conv&in=304,228&to=152,114';
const { solutions, count } = solve({ input: [304, 228], output: [152, 114] });

describe.skipIf(!HAS_BROWSER)('Solve', () => {
  test('shows all solutions of the library, in its order', async ({ open }) => {
    const page = await open(`${HALVE}&all=1`);
    const codes = await page.locator('ol > li code').allInnerTexts();
    expect(codes.map((code) => code.replace(/^nn\.Conv2d\(…,\s|\)$/g, ''))).toEqual(solutions.map(({ text }) => text));
    expect(await page.locator('h2#answers').innerText()).toBe(`${count} settings take 304 × 228 to 152 × 114`);
  });

  test('opens a solution in Layer by one click, where it gives the size that was wanted', async ({ open }) => {
    const page = await open(HALVE);
    await page.getByRole('link', { name: /kernel_size=5, stride=2, padding=2/ }).click();
    const output = page.locator('[aria-label="Output"]');
    await output.waitFor();
    await expect
      .poll(() => new URL(page.url()).hash)
      .toContain('#/layer?v=1&op=conv2d&in=1,1,304,228&out=1&k=5&s=2&p=2');
    await expect.poll(async () => (await output.innerText()).replaceAll(/\s/g, '')).toBe('1×1×152×114');
  });

  test('answers what somebody types, fixes and undoes with the keyboard alone', async ({ open }) => {
    const page = await open(HALVE);
    const answers = page.locator('h2#answers');
    await page.getByRole('button', { name: 'any kernel_size: fix it' }).focus();
    await page.keyboard.press('Enter');
    await page
      .locator('h2#answers', { hasText: `${solutions.filter(({ kernel }) => kernel[0] === 3).length} settings` })
      .waitFor();
    await page.getByRole('spinbutton', { name: 'wanted size H' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.locator('h2#answers', { hasText: '153 × 114' }).waitFor();
    await page.locator('#main').focus();
    await page.keyboard.press('Control+z');
    await page.locator('h2#answers', { hasText: '152 × 114' }).waitFor();
    expect(await answers.innerText()).toContain('304 × 228');
    await expect.poll(() => new URL(page.url()).hash).toBe(`${HALVE}&k=3`);
  });

  test('offers what works instead, and takes it', async ({ open }) => {
    const page = await open('#/solve?v=1&op=conv&in=304,228&to=150,50&k=3&s=2');
    expect(await page.locator('h2#answers').innerText()).toBe('No setting takes 304 × 228 to 150 × 50');
    const nearest = page.locator('.sizes button').first();
    const size = await nearest.innerText();
    await nearest.click();
    await page.locator('h2#answers', { hasText: `to ${size}` }).waitFor();
    expect(await page.locator('h2#answers').innerText()).toMatch(/^\d+ settings? takes? /);
  });

  test('doubles by a transposed convolution', async ({ open }) => {
    const page = await open(HALVE);
    await page.getByRole('button', { name: 'Double' }).click();
    await page.locator('h2#answers', { hasText: '608 × 456' }).waitFor();
    expect(await page.locator('ol > li code').first().innerText()).toContain('nn.ConvTranspose2d(');
  });
});
