/** @file The Upsampling page: what it shows is what the library measures. */

import { compareRemedies, type WeightedLayer, type Values } from 'atrous-explain';
import { F, Tensor } from 'atrous';
import { layerSpec } from 'atrous/spec';
import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const numbers = (page: Page): Promise<string[]> => page.locator('.number b').allInnerTexts();

describe.skipIf(!HAS_BROWSER)('the Upsampling page', () => {
  test('shows how uneven the layer is and what each remedy makes of it', async ({ open }) => {
    const page = await open('#/upsampling');
    const spec = layerSpec('ConvTranspose2d', [8, 1, 3], { stride: 2, padding: 1, outputPadding: 1 });
    const run = ({ parameters }: WeightedLayer, { data, shape }: Values): Values => {
      const weight = new Tensor(Float64Array.from(parameters['weight']!), [8, 1, 3, 3], 'float64');
      const bias = new Tensor(Float64Array.from(parameters['bias']!), [1], 'float64');
      const x = new Tensor(Float64Array.from(data), shape, 'float64');
      const y = F.convTranspose2d(x, weight, { bias, stride: 2, padding: 1, outputPadding: 1 });
      return { data: y.data as Float64Array, shape: y.shape };
    };
    const ones = (shape: readonly number[]): Float64Array => new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1);
    const { own } = compareRemedies(spec, [1, 8, 12, 12], run, { remedies: false, initial: ones });
    expect(await numbers(page)).toEqual([String(Number(own.unevenness.value.toPrecision(2))), '0', '0', '0', '0']);
  });

  test('a stride that divides the kernel is even, and undo goes back', async ({ open }) => {
    const page = await open('#/upsampling');
    await page.getByLabel('kernel_size').fill('4');
    await page.getByLabel('output_padding').fill('0');
    await expect.poll(async () => (await numbers(page))[0]).toBe('0');
    await expect.poll(() => page.url()).toContain('k=4');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await numbers(page))[0]).not.toBe('0');
  });

  test('a refused layer says PyTorch’s words and keeps the last picture', async ({ open }) => {
    const page = await open('#/upsampling');
    await page.getByLabel('output_padding').fill('2');
    await expect
      .poll(() => page.locator('[role=alert] p').first().innerText())
      .toContain('output padding must be smaller than either stride or dilation');
    expect(await numbers(page)).toHaveLength(5);
  });

  test('other weights are one press away', async ({ open }) => {
    const page = await open('#/upsampling');
    await page.getByLabel('random, as PyTorch begins').check();
    const before = await numbers(page);
    await page.getByRole('button', { name: 'Draw again' }).click();
    await expect.poll(() => numbers(page)).not.toEqual(before);
  });
});
