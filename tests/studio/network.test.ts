/** @file The Network page: the library's numbers in a table, the line that fails with what mends it, exports. */

import { readFileSync } from 'node:fs';
import { doctor, emitPython, emitTable, emitTypeScript, formatCount, formatLarge } from 'atrous-explain';
import { describe, expect } from 'vitest';
import { pack } from '../../packages/atrous-studio/src/kit/pack.js';
import { EXAMPLES } from '../../packages/atrous-studio/src/pages/network/examples.js';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const { model, trace } = doctor(EXAMPLES.exampleResidual);

describe.skipIf(!HAS_BROWSER)('Network', () => {
  test('shows what the library traces, row by row, and its totals', async ({ open }) => {
    const page = await open('#/network');
    const cells = (selector: string): Promise<string[]> =>
      page.locator(`.body .row:not(.first) ${selector}`).allInnerTexts();
    await page.locator('.body .row').nth(trace!.rows.length).waitFor();
    expect(await cells('.name')).toEqual(trace!.rows.map(({ name }) => name));
    expect(await cells('.output')).toEqual(trace!.rows.map(({ output }) => output.join(' × ')));
    expect(await cells('.cost:nth-of-type(2)')).toEqual(
      trace!.rows.map(({ parameters }) => (parameters > 0 ? formatCount(parameters) : '–')),
    );
    expect((await page.locator('.totals dd').allInnerTexts()).slice(0, 2)).toEqual([
      formatCount(model!.parameters),
      formatLarge(trace!.totals.macs.nominal),
    ]);
  });

  test('draws a line for everything that a layer reads', async ({ open }) => {
    const page = await open('#/network');
    await page.locator('.body svg path').first().waitFor({ state: 'attached' });
    const reads = model!.network.nodes.reduce((sum, { from }) => sum + new Set(from).size, 0);
    expect(await page.locator('.body svg path').count()).toBe(reads);
  });

  test('shows the step that fails in red, and mends it by a click', async ({ open }) => {
    const page = await open('#/network?v=1');
    await page.getByRole('button', { name: 'a small U-Net' }).click();
    await page.locator('.sizes input').fill('102x102');
    await page.locator('.row.stop', { hasText: 'cat' }).waitFor();
    expect(await page.locator('.body svg path.stop').count()).toBe(2);
    await page
      .getByRole('button', { name: /^Apply/ })
      .first()
      .click();
    await page.locator('h2', { hasText: 'It runs: 1 × 1 × 102 × 102 → 1 × 2 × 102 × 102' }).waitFor();
    expect(await page.locator('.row.stop').count()).toBe(0);
  });

  test('says which input sizes work, and takes the nearest by a click', async ({ open }) => {
    const page = await open('#/network?v=1');
    await page.getByRole('button', { name: 'a small U-Net' }).click();
    await page.locator('.safe', { hasText: 'multiples of 4, from 4' }).waitFor();
    expect(await page.locator('.safe button').count()).toBe(0);
    await page.locator('.sizes input').fill('102x102');
    await page.getByRole('button', { name: '1 × 1 × 104 × 104' }).click();
    await page.locator('h2', { hasText: 'It runs: 1 × 1 × 104 × 104 → 1 × 2 × 104 × 104' }).waitFor();
  });

  test('saves the network in every form, as the library writes it', async ({ open }) => {
    const page = await open('#/network');
    await page.locator('.totals button').click();
    const expected: Readonly<Record<string, string>> = {
      PyTorch: emitPython(model!.network),
      'TypeScript (atrous)': emitTypeScript(model!.network),
      JSON: `${JSON.stringify(model!.network, null, 2)}\n`,
      'Markdown table': emitTable(trace!, 'markdown'),
      CSV: emitTable(trace!, 'csv'),
      'LaTeX table': emitTable(trace!, 'latex'),
    };
    for (const [name, text] of Object.entries(expected)) {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Save ${name}`, exact: true }).click(),
      ]);
      expect(readFileSync(await file.path(), 'utf8'), name).toBe(text);
    }
  });

  test('keeps up with somebody who types: one question at a time, and the last one counts', async ({ open }) => {
    const page = await open('#/network?v=1');
    await page.locator('.cm-content').waitFor();
    await page.locator('.cm-content').focus();
    await page.evaluate(`
      window.asked = { all: 0, now: 0, most: 0 };
      const seen = new WeakSet();
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (...message) {
        const { onmessage } = this;
        if (!seen.has(this)) this.onmessage = (event) => (window.asked.now--, onmessage(event));
        seen.add(this);
        window.asked.all++;
        window.asked.most = Math.max(window.asked.most, ++window.asked.now);
        postMessage.apply(this, message);
      };
    `);
    const text = 'nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2)';
    await page.keyboard.type(text);
    await page.locator('.body .row .name', { hasText: '2' }).waitFor();
    expect(await page.locator('.body .row .output').last().innerText()).toBe('1 × 8 × 111 × 111');
    const { all, most } = await page.evaluate<{ all: number; most: number }>('window.asked');
    expect(most).toBe(1);
    expect(all).toBeLessThanOrEqual(text.length);
  });

  test('draws no more of a long network than a page holds, and says so', async ({ open }) => {
    const page = await open(`#/network?v=1&in=1,4&t=${pack('nn.ReLU(), '.repeat(1000))}`);
    await page.locator('.more', { hasText: '400 more steps are not shown.' }).waitFor();
    expect(await page.locator('.body .row').count()).toBe(601);
    expect(await page.locator('.totals dd').last().innerText()).toBe('1,000');
  });
});
