/** @file The Network page: the library's numbers in a table, the line that fails with what mends it, exports. */

import { readFileSync } from 'node:fs';
import { doctor, emitPython, emitTable, emitTypeScript, formatCount, formatLarge } from 'atrous-explain';
import { describe, expect } from 'vitest';
import { pack } from '../../packages/atrous-studio/src/kit/pack.js';
import { EXAMPLES } from '../../packages/atrous-studio/src/pages/network/examples.js';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, type Open, studioTest as test } from './studio.js';

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
    await page.locator('.body .spine path').first().waitFor({ state: 'attached' });
    const reads = model!.network.nodes.reduce((sum, { from }) => sum + new Set(from).size, 0);
    expect(await page.locator('.body .spine path').count()).toBe(reads);
  });

  test('shows the step that fails in red, and mends it by a click', async ({ open }) => {
    const page = await open('#/network?v=1');
    await page.getByRole('button', { name: 'a small U-Net' }).click();
    await page.locator('.sizes input').fill('102x102');
    await page.locator('.row.stop', { hasText: 'cat' }).waitFor();
    expect(await page.locator('.body .spine path.stop').count()).toBe(2);
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

const LAYERS = 'nn.Conv2d(3, 8, 3, padding=1),\nnn.ReLU(),\nnn.MaxPool2d(2),\nnn.BatchNorm2d(8)\n';
const CLASS = `import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.body = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        x = self.stem(x)
        x = self.body(x)
        return self.head(x)
`;

/** The page with a network of one's own, as it is when its table stands. */
async function arrange(open: Open, text: string, width = 1440): Promise<Page> {
  const page = await open(`#/network?v=1&in=16,16&t=${pack(text)}`, { width });
  await page.locator('.cm-content').waitFor();
  await page.locator('[data-row]').nth(1).waitFor();
  return page;
}

const grip = (page: Page, name: string): ReturnType<Page['locator']> => page.locator(`[data-row="${name}"] .grip`);
const code = (page: Page): Promise<string> =>
  page.evaluate(`[...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n')`);
/** The classes of the rows, as PyTorch calls them. */
const classes = async (page: Page): Promise<string[]> =>
  (await page.locator('[data-row]:not(.first) .layer').allInnerTexts()).map((text) => /\w+(?=\()/.exec(text)![0]);
const becomes = (page: Page, wanted: string[]): Promise<void> => expect.poll(() => classes(page)).toEqual(wanted);
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(`document.activeElement.closest('[data-row]')?.dataset.row`);

describe.skipIf(!HAS_BROWSER)('Network, arranged without typing', () => {
  test('by keys at a grip: each change is said, keeps the focus, and is one step to undo', async ({ open }) => {
    const page = await arrange(open, LAYERS);
    await grip(page, 'input').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('1');
    await page.keyboard.press('Alt+ArrowDown');
    await becomes(page, ['Conv2d', 'MaxPool2d', 'ReLU', 'BatchNorm2d']);
    await page.locator('[role=status]', { hasText: '2, nn.ReLU(), is step 3 of 4, behind 1.' }).waitFor();
    await expect.poll(() => focused(page)).toBe('2');
    expect(await code(page)).toContain('nn.MaxPool2d(2),\nnn.ReLU(),\nnn.BatchNorm2d(8)');
    await page.keyboard.press('Delete');
    await becomes(page, ['Conv2d', 'MaxPool2d', 'BatchNorm2d']);
    await page.locator('[role=status]', { hasText: '2 is taken out.' }).waitFor();
    for (const wanted of [
      ['Conv2d', 'MaxPool2d', 'ReLU', 'BatchNorm2d'],
      ['Conv2d', 'ReLU', 'MaxPool2d', 'BatchNorm2d'],
    ]) {
      await page.getByRole('button', { name: 'Undo', exact: true }).click();
      await becomes(page, wanted);
    }
    expect(await code(page)).toBe(LAYERS);
  });

  test('by a mouse: dragged to where the line is, or given up with Escape', async ({ open }) => {
    const page = await arrange(open, LAYERS);
    const drag = async (from: string, to: string): Promise<void> => {
      const [a, b] = [await grip(page, from).boundingBox(), await page.locator(`[data-row="${to}"]`).boundingBox()];
      await page.mouse.move(a!.x + 8, a!.y + a!.height / 2);
      await page.mouse.down();
      await page.mouse.move(b!.x + 8, b!.y + b!.height * 0.8, { steps: 5 });
    };
    await drag('3', '0');
    expect(await page.locator('.row.over').getAttribute('data-row')).toBe('0');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await page.locator('.row.over').count()).toBe(0);
    expect(await classes(page)).toEqual(['Conv2d', 'ReLU', 'MaxPool2d', 'BatchNorm2d']);
    await drag('3', '0');
    await page.mouse.up();
    await becomes(page, ['Conv2d', 'BatchNorm2d', 'ReLU', 'MaxPool2d']);
    expect(await page.locator('[role=menu]').count()).toBe(0);
  });

  test('by a finger, on a phone', async ({ open }) => {
    const page = await arrange(open, LAYERS, 390);
    await grip(page, '1').scrollIntoViewIfNeeded();
    const [a, b] = [await grip(page, '1').boundingBox(), await page.locator('[data-row="2"]').boundingBox()];
    const touch = await page.context().newCDPSession(page);
    const send = (type: string, y?: number): Promise<unknown> =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: a!.x + 10, y }] });
    await send('touchStart', a!.y + a!.height / 2);
    for (const part of [0.3, 0.6, 1]) await send('touchMove', a!.y + (b!.y + b!.height * 0.8 - a!.y) * part);
    expect(await page.locator('.row.over').getAttribute('data-row')).toBe('2');
    await send('touchEnd');
    await becomes(page, ['Conv2d', 'MaxPool2d', 'ReLU', 'BatchNorm2d']);
  });

  test('by menus: a layer of any class that fits its place, a second of the same', async ({ open }) => {
    const page = await arrange(open, CLASS);
    await grip(page, 'stem').click();
    await page.getByRole('menuitem', { name: 'Insert a layer below' }).click();
    await page.keyboard.type('batchnorm2');
    await page.keyboard.press('Enter');
    await becomes(page, ['Conv2d', 'BatchNorm2d', 'Conv2d', 'Conv2d']);
    expect(await code(page)).toContain('self.norm = nn.BatchNorm2d(8)');
    expect(await page.locator('.row.stop').count()).toBe(0);
    await grip(page, 'body').click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await becomes(page, ['Conv2d', 'BatchNorm2d', 'Conv2d', 'Conv2d', 'Conv2d']);
    expect(await code(page)).toContain('x = self.body(x)\n        x = self.body2(x)');
  });

  test('branches come and go; where channels no longer fit, the failing edge follows', async ({ open }) => {
    const page = await arrange(open, CLASS);
    const skips = page.locator('.body .spine path.skip');
    await grip(page, 'body').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('.strip', { hasText: 'A branch leaves above body.' }).waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Add the branch behind body');
    await page.keyboard.press('Enter');
    await becomes(page, ['Conv2d', 'Conv2d', 'add', 'Conv2d']);
    expect(await code(page)).toContain('skip = x\n        x = self.body(x) + skip');
    expect(await skips.count()).toBe(1);
    await grip(page, 'add').click();
    await page.getByRole('menuitem', { name: 'Take the branch away' }).click();
    await becomes(page, ['Conv2d', 'Conv2d', 'Conv2d']);
    expect(await code(page)).toBe(CLASS);
    await grip(page, 'body').click();
    await page.getByRole('menuitem', { name: 'Begin a branch above' }).click();
    await page.getByRole('button', { name: 'Concatenate the branch behind body' }).click();
    await page.locator('.row.stop .name', { hasText: 'head' }).waitFor();
    expect(await page.locator('.body .spine path.stop').count()).toBe(1);
  });

  test('what a text cannot hold is said, and written out where somebody wants that', async ({ open }) => {
    const page = await arrange(open, LAYERS);
    await grip(page, '0').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('.strip', { hasText: '0 already reads the input.' }).waitFor();
    await grip(page, '1').click();
    await page.getByRole('menuitem', { name: 'Begin a branch above' }).click();
    await page.getByRole('button', { name: 'Add the branch behind 1' }).click();
    await page.locator('.strip', { hasText: 'has no branches. The network can be written out' }).waitFor();
    expect(await code(page)).toBe(LAYERS);
    await page.getByRole('button', { name: 'Write it out' }).click();
    await becomes(page, ['Conv2d', 'ReLU', 'add', 'MaxPool2d', 'BatchNorm2d']);
    expect(await code(page)).toContain('add = relu + conv');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await becomes(page, ['Conv2d', 'ReLU', 'MaxPool2d', 'BatchNorm2d']);
  });

  test('an empty network begins with a layer from the list', async ({ open }) => {
    const page = await open('#/network?v=1');
    await page.getByRole('button', { name: 'Add a layer' }).click();
    await page.keyboard.press('Enter');
    await becomes(page, ['Conv2d']);
  });
});
