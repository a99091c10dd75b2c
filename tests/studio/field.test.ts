/** @file The Receptive field page: edits, positions and maps, with the library's numbers. */

import { fieldAt } from 'atrous-explain';
import { chain, layerSpec } from 'atrous/spec';
import { describe, expect } from 'vitest';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const conv = (dilation: number): ReturnType<typeof layerSpec> =>
  layerSpec('Conv2d', [1, 1, 3], { padding: dilation, dilation });

describe.skipIf(!HAS_BROWSER)('the Receptive field page', () => {
  test('follows a layer that is edited', async ({ open }) => {
    const page = await open('#/field');
    const title = (): Promise<string> => page.locator('h2#sees').innerText();
    expect(await title()).toBe('Cell (7, 7) behind layer 3 sees 7 × 7');
    await page.getByLabel('dilation of layer 3').fill('2');
    await page.getByLabel('padding of layer 3').fill('2');
    const { axes } = fieldAt(chain([conv(1), conv(1), conv(2)]), [1, 1, 15, 15], '2', [7, 7]);
    const size = axes[0]!.high - axes[0]!.low + 1;
    await expect.poll(title).toBe(`Cell (7, 7) behind layer 3 sees ${size} × ${size}`);
    await expect.poll(() => page.url()).toContain('l=c3p1,c3p1,c3p2d2');
  });

  test('asks another cell and another layer', async ({ open }) => {
    const page = await open('#/field');
    await page.getByLabel('Look through layer 1').check();
    await page.getByLabel('row', { exact: true }).fill('0');
    await expect.poll(() => page.locator('h2#sees').innerText()).toBe('Cell (0, 7) behind layer 1 sees 3 × 3');
    expect(await page.locator('main').innerText()).toContain('33 % of it lies in the padding');
  });

  test('draws the gradient of random weights, other ones at a press', async ({ open }) => {
    const page = await open('#/field');
    const pixels = (): Promise<string> => page.evaluate("document.querySelector('canvas').toDataURL()");
    const before = await pixels();
    await page.getByLabel('gradient of random weights').check();
    await expect.poll(pixels).not.toBe(before);
    const first = await pixels();
    await page.getByRole('button', { name: 'Draw again' }).click();
    await expect.poll(pixels).not.toBe(first);
  });
});
