/** @file The Doctor page: a pasted text is recognised, its first failure shown, and a fix made by a click. */

import { describe, expect } from 'vitest';
import { EXAMPLES } from '../../packages/atrous-studio/src/pages/doctor/examples.js';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const EDITOR = '.cm-content';

/** Pastes into the editor, in place of what is there. */
async function paste(page: Page, text: string): Promise<void> {
  await page.locator(EDITOR).waitFor();
  await page.locator(EDITOR).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

describe.skipIf(!HAS_BROWSER)('Doctor', () => {
  test('finds the first failure, makes the change that helps, and takes it back', async ({ open }) => {
    const page = await open('#/doctor');
    await paste(page, EXAMPLES.exampleFlatten);
    await page.locator('h2', { hasText: 'It stops at classifier' }).waitFor();
    expect(await page.locator('.message').innerText()).toBe(
      'mat1 and mat2 shapes cannot be multiplied (1x4096 and 3136x10)',
    );
    expect(await page.locator('li.stop .name').innerText()).toBe('classifier');
    expect(await page.locator('.diff').first().locator('.comes code').innerText()).toBe(
      'self.classifier = nn.Linear(4096, 10)',
    );
    await page.getByRole('button', { name: 'Apply in_features=4096 in classifier' }).click();
    await page.locator('h2', { hasText: 'It runs: 1 × 3 × 32 × 32 → 1 × 10' }).waitFor();
    expect(await page.locator(EDITOR).innerText()).toContain('self.classifier = nn.Linear(4096, 10)');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.locator('h2', { hasText: 'It stops at classifier' }).waitFor();
    expect(await page.locator(EDITOR).innerText()).toContain('nn.Linear(64 * 7 * 7, 10)');
  });

  test('reads an error message, and shows its layer refusing its input', async ({ open }) => {
    const page = await open('#/doctor');
    await paste(page, EXAMPLES.exampleChannels);
    await page.locator('h2', { hasText: 'The convolution takes 3 channels' }).waitFor();
    await page.getByRole('link', { name: 'Open Conv2d in Layer' }).click();
    await page.locator('[role=alert]', { hasText: 'expected input[1, 1, 224, 224] to have 3 channels' }).waitFor();
  });

  test('has a link that shows the same to somebody else', async ({ open }) => {
    const page = await open('#/doctor');
    await page.getByRole('button', { name: 'a U-Net whose skip does not fit' }).click();
    await page.locator('h2', { hasText: 'It stops at cat' }).waitFor();
    await expect.poll(() => new URL(page.url()).hash).toMatch(/&t=/);
    const other = await open(new URL(page.url()).hash);
    await other.locator('h2', { hasText: 'It stops at cat' }).waitFor();
    await other.locator(EDITOR).waitFor();
    expect(await other.locator(EDITOR).innerText()).toBe(await page.locator(EDITOR).innerText());
  });

  test('answers with the sizes that somebody gives', async ({ open }) => {
    const page = await open('#/doctor');
    await page.getByRole('button', { name: 'a U-Net whose skip does not fit' }).click();
    await page.locator('.sizes input').fill('100x100');
    await page.locator('h2', { hasText: 'It runs: 1 × 1 × 100 × 100 → 1 × 2 × 100 × 100' }).waitFor();
    await page.locator('.sizes input').fill('100x');
    expect(await page.locator('.sizes input').getAttribute('aria-invalid')).toBe('true');
  });

  test('follows the address, and asks for sizes that no layer tells', async ({ open }) => {
    const page = await open('#/doctor');
    await page.evaluate(`location.hash = '#/doctor?v=1&text=nn.ReLU()'`);
    await page.locator('h2', { hasText: 'give the sizes of the input' }).waitFor();
    expect(await page.locator(EDITOR).innerText()).toBe('nn.ReLU()');
    await page.locator('.sizes input').fill('2,5');
    await page.locator('h2', { hasText: 'It runs: 2 × 5 → 2 × 5' }).waitFor();
  });

  test('says a slip once with the first of its lines, and the others on demand', async ({ open }) => {
    const page = await open('#/doctor');
    await paste(page, 'nn.Conv2D(3, 8, 3),\n'.repeat(9));
    const lines = page.locator('.where .place');
    await lines.first().waitFor();
    expect(await page.locator('.message', { hasText: "no attribute 'Conv2D'" }).count()).toBe(1);
    const visible = async (): Promise<number> =>
      (await Promise.all((await lines.all()).map((each) => each.isVisible()))).filter(Boolean).length;
    expect(await visible()).toBe(3);
    await page.locator('.where summary', { hasText: 'and 6 more' }).click();
    expect(await visible()).toBe(9);
    await lines.last().click();
    expect(await page.evaluate('document.activeElement.classList.contains("cm-content")')).toBe(true);
  });

  test('says what it found in the language of the page, which may change meanwhile', async ({ open }) => {
    const page = await open('#/doctor', { lang: 'zh' });
    await paste(page, `${EXAMPLES.exampleFlatten}\nnn.LSTM(3, 4)`);
    await page.locator('h2', { hasText: '停在 classifier' }).waitFor();
    const fix = page.locator('ol .head b').first();
    expect(await page.locator('.message').first().innerText()).toContain('mat1 and mat2 shapes cannot be multiplied');
    expect(await page.locator('.causes li').first().innerText()).toMatch(/^in_features 与展平的结果不符/);
    expect(await fix.innerText()).toBe('在 classifier 中设 in_features=4096');
    expect(await page.locator('.where.warning').first().innerText()).toContain('不支持：LSTM');
    await page.getByRole('button', { name: 'English' }).click();
    expect(await fix.innerText()).toBe('in_features=4096 in classifier');
    expect(await page.locator('.where.warning').first().innerText()).toContain('not supported: LSTM');
  });
});
