/** @file The Layer page: what it shows is what the library says, and every way of using it leads there. */

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { F, fromTypedArray } from 'atrous';
import { layerSpec, outputShape } from 'atrous/spec';
import { explain, renderStep } from 'atrous-explain';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const output = (page: Page): Promise<string> => page.getByRole('group', { name: 'Output', exact: true }).innerText();
const shown = async (page: Page): Promise<string> => (await output(page)).replaceAll(/\s+/g, '');
const sentence = (page: Page): Promise<string> => page.locator('.sentence').innerText();
const place = (page: Page): Promise<string> => page.locator('.timeline output').innerText();
const hash = (page: Page): string => new URL(page.url()).hash;

const STEM = '#/layer?v=1&op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&view=slide&sel=out:0,4,17';
const SMALL = '#/layer?v=1&op=conv2d&in=1,1,5,5&out=1&k=3&view=slide&sel=out:0,0,0';

/** The middle of a cell of a plane, in the page. */
async function cellAt(page: Page, plane: string, row: number, column: number): Promise<[number, number]> {
  const [x, y] = await page.evaluate<[number, number]>(`(() => {
    const cell = document.querySelector('[role=gridcell][data-plane=${plane}]');
    const box = cell.getBoundingClientRect();
    const [r, c] = [cell.parentElement.ariaRowIndex - 1, cell.ariaColIndex - 1];
    return [box.x + box.width * (${column} - c + 0.5), box.y + box.height * (${row} - r + 0.5)];
  })()`);
  return [x, y];
}

describe.skipIf(!HAS_BROWSER)('the Layer page', () => {
  test('shows the sizes, the formula and the costs that the library computes', async ({ open }) => {
    const page = await open(STEM);
    const spec = layerSpec('Conv2d', [3, 64, 7], { stride: 2, padding: 3 });
    const { axes, macs, parameters } = explain(spec, [1, 3, 224, 224]);
    expect(await shown(page)).toBe(outputShape(spec, [1, 3, 224, 224]).join('×'));
    const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, '');
    for (const step of [axes[0]!.steps[0]!, macs!, parameters!])
      expect(text).toContain(renderStep(step).replaceAll(/\s+/g, ''));
    expect(await sentence(page)).toContain('rows 5 to 11, columns 31 to 37');
  });

  test('a number is typed, stepped with arrows and dragged; undo takes a drag back as one step', async ({ open }) => {
    const page = await open(SMALL);
    const kernel = page.getByLabel('kernel_size', { exact: true }).first();
    await kernel.fill('5');
    await expect.poll(() => shown(page)).toBe('1×1×1×1');
    await kernel.press('ArrowDown');
    await expect.poll(() => shown(page)).toBe('1×1×2×2');
    const padding = await page.getByLabel('padding', { exact: true }).first().boundingBox();
    await page.mouse.move(padding!.x + 4, padding!.y + 4);
    await page.mouse.down();
    for (let x = 0; x <= 40; x += 4) await page.mouse.move(padding!.x + x, padding!.y + 4);
    await page.mouse.up();
    await expect.poll(() => hash(page)).toContain('p=4');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => shown(page)).toBe('1×1×2×2');
  });

  test('one value per axis, and back to one for all', async ({ open }) => {
    const page = await open(SMALL);
    await page.getByRole('button', { name: 'kernel_size: one value per axis' }).click();
    await page.getByLabel('kernel_size, axis W').first().fill('5');
    await expect.poll(() => shown(page)).toBe('1×1×3×1');
    await expect.poll(() => hash(page)).toContain('k=3,5');
    await page.getByRole('button', { name: 'kernel_size: one value for all axes' }).click();
    await expect.poll(() => shown(page)).toBe('1×1×3×3');
  });

  test('what PyTorch refuses is told in its words, with settings that work', async ({ open }) => {
    const page = await open(SMALL);
    await page.getByLabel('kernel_size', { exact: true }).first().fill('9');
    await expect
      .poll(() => page.locator('[role=alert]').innerText())
      .toBe(
        "Calculated padded input size per channel: (5 x 5). Kernel size: (9 x 9). Kernel size can't be greater than actual input size",
      );
    await page.getByRole('button', { name: 'kernel_size = 5' }).click();
    await expect.poll(() => shown(page)).toBe('1×1×1×1');
  });

  test('pointing at a cell, clicking it and Esc', async ({ open }) => {
    const page = await open(SMALL);
    const [x, y] = await cellAt(page, 'output', 1, 2);
    await page.mouse.move(x, y);
    await expect.poll(() => sentence(page)).toContain('utput row 1, column 2');
    const [inX, inY] = await cellAt(page, 'input', 2, 2);
    await page.mouse.click(inX, inY);
    await expect.poll(() => sentence(page)).toContain('nput row 2, column 2 is read by 9 outputs');
    await expect.poll(() => hash(page)).toContain('sel=in:0,2,2');
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
    await expect.poll(() => hash(page)).not.toContain('sel=');
  });

  test('is used with the keyboard alone', async ({ open }) => {
    const page = await open(SMALL);
    await page.keyboard.press('.');
    await expect.poll(() => place(page)).toBe('output (0, 1)');
    await page.keyboard.press('End');
    await expect.poll(() => place(page)).toBe('output (2, 2)');
    await page.keyboard.press(',');
    await expect.poll(() => place(page)).toBe('output (2, 1)');
    await page.keyboard.press('o');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => place(page)).toBe('output (1, 1)');
    await page.keyboard.press('i');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => sentence(page)).toContain('is read by');
    await page.keyboard.press('p');
    await page.keyboard.press('1');
    await expect.poll(() => shown(page)).toBe('1×1×5×5');
    await page.keyboard.press('m');
    await expect.poll(() => page.getByRole('tab', { name: 'Matrix' }).getAttribute('aria-selected')).toBe('true');
  });

  test('plays, and stops where it is', async ({ open }) => {
    const page = await open(SMALL);
    await page.getByRole('button', { name: '8×' }).click();
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => place(page)).not.toBe('output (0, 0)');
    await page.getByRole('button', { name: 'Pause' }).click();
    const at = await place(page);
    await expect.poll(() => hash(page)).toContain(`sel=out:0,${at.replaceAll(/[^\d,]/g, '')}`);
  });

  test('values are those of the library, and the sum comes to the output', async ({ open }) => {
    const page = await open('#/layer?v=1&op=conv2d&in=1,1,6,6&out=1&k=3&p=1&view=values&sel=out:0,2,2&x=edge&w=sobel');
    const x = Float32Array.from({ length: 36 }, (_, i) => Number(i % 6 > 2));
    const weight = fromTypedArray(Float32Array.of(-1, 0, 1, -2, 0, 2, -1, 0, 1), [1, 1, 3, 3]);
    const y = F.conv2d(fromTypedArray(x, [1, 1, 6, 6]), weight, { padding: 1 });
    await expect.poll(() => page.locator('[data-result]').innerText()).toBe(String(y.data[2 * 6 + 2]));
    await expect.poll(() => sentence(page)).toContain(`The result is ${String(y.data[2 * 6 + 2])}.`);
  });

  test('a large layer runs off the main thread, and what is too large says so', async ({ open }) => {
    const page = await open(
      '#/layer?v=1&op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&view=values&sel=out:0,60,50&x=ones&w=mean',
    );
    await expect.poll(() => page.locator('[data-result]').innerText(), { timeout: 15_000 }).toBe('3');
    await page.getByLabel('input size H').first().fill('90000');
    await expect
      .poll(() => page.locator('.run').innerText(), { timeout: 15_000 })
      .toContain('Too large to run in the page');
  });

  test('a click on the small picture of the whole goes there', async ({ open }) => {
    const page = await open('#/layer?v=1&op=conv2d&in=1,1,400,400&out=1&k=3&p=1&view=slide&sel=out:0,0,0');
    const box = (await page.locator('.picture').boundingBox())!;
    const places = await page.evaluate<
      [number, number][]
    >(`[...document.querySelectorAll('.stage svg rect[class*=layer-lens]')].map((lens) => {
      const box = lens.getBoundingClientRect();
      return [box.x, box.y];
    })`);
    const [x, y] = places.at(-1)!;
    await page.mouse.click(x + box.width * 0.05, y + box.width * 0.05);
    await expect.poll(() => place(page)).toMatch(/output \(\d{2,}, \d{2,}\)/);
  });

  test('a finger on the output goes to its cells, and steppers are large enough for it', async ({ open }) => {
    const page = await open(SMALL, { width: 390 });
    const [x, y] = await cellAt(page, 'output', 2, 1);
    await page.evaluate(`(() => {
      const picture = document.querySelector('.picture');
      const at = { clientX: ${x}, clientY: ${y}, bubbles: true, pointerType: 'touch', button: 0 };
      for (const type of ['pointerdown', 'pointermove', 'pointerup']) picture.dispatchEvent(new PointerEvent(type, at));
    })()`);
    await expect.poll(() => place(page)).toBe('output (2, 1)');
    const more = (await page.getByRole('button', { name: 'stride, more' }).boundingBox())!;
    expect(Math.min(more.width, more.height)).toBeGreaterThanOrEqual(44);
  });

  test('on a phone the question leads to its answer, a refusal comes first, and menus open where there is room', async ({
    open,
  }) => {
    const page = await open('#/layer', { width: 390 });
    const isSeen = (selector: string): Promise<boolean> =>
      page.evaluate(`(() => {
        const { top, bottom } = document.querySelector('${selector}').getBoundingClientRect();
        return top >= 0 && Math.floor(bottom) <= innerHeight;
      })()`);
    expect(await isSeen('.chip')).toBe(true);
    await page.getByRole('button', { name: 'Why is it 112 and not 113?' }).click();
    await expect.poll(() => isSeen('.why h2')).toBe(true);
    expect(await page.locator('.why').innerText()).toContain('Why 112?');
    await page.getByRole('button', { name: 'Export' }).click();
    await expect.poll(() => isSeen('.menu .box')).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByLabel('kernel_size', { exact: true }).first().fill('900');
    await expect.poll(() => page.locator('[role=alert]').count()).toBe(1);
    const [refusal, picture] = [await page.locator('.why').boundingBox(), await page.locator('.stage').boundingBox()];
    expect(refusal!.y).toBeLessThan(picture!.y);
  });

  test('a kernel of a million taps is explained and not drawn; a negative padding is refused in words', async ({
    open,
  }) => {
    const page = await open('#/layer?v=1&op=conv2d&in=1,1,4096,4096&out=1&k=1000&view=slide');
    expect(await shown(page)).toBe('1×1×3097×3097');
    await expect.poll(() => page.locator('.none').innerText()).toContain('is not drawn');
    await page.getByLabel('padding', { exact: true }).first().fill('-1');
    await expect.poll(() => page.locator('[role=alert]').innerText()).toContain('negative padding is not supported');
  });

  test('every class of the chooser opens, found by a part of its name', async ({ open }) => {
    const page = await open(SMALL);
    await page.getByRole('button', { name: /Layer class/ }).click();
    await page.getByRole('combobox', { name: 'Search layers' }).fill('avgpool2');
    await page.keyboard.press('Enter');
    await expect.poll(() => hash(page)).toMatch(/op=avgpool2d/);
    await page.getByRole('button', { name: /Layer class/ }).click();
    await page.getByRole('combobox', { name: 'Search layers' }).fill('zzz');
    expect(await page.getByRole('listbox').innerText()).toContain('No layer is called');
  });

  test('a pasted line of PyTorch becomes the layer; text without one says so', async ({ open }) => {
    const page = await open(SMALL);
    await page.getByRole('button', { name: 'Paste PyTorch' }).click();
    await page.locator('#paste').fill('what is <b>this</b>?');
    await page.getByRole('button', { name: 'Use it' }).click();
    await expect.poll(() => page.locator('form [role=alert]').innerText()).toBe('No layer was found in this text.');
    await page.locator('#paste').fill('self.down = nn.Conv2d(16, 32, kernel_size=3, stride=2, padding=1, bias=False)');
    await page.getByRole('button', { name: 'Use it' }).click();
    await expect.poll(() => hash(page)).toContain('op=conv2d&in=1,16,5,5&out=32&k=3&s=2&p=1&bias=0');
  });

  test('the picture and the table are saved as files that match', async ({ open }) => {
    const page = await open(SMALL);
    const save = async (button: string): Promise<Buffer> => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ]);
      return readFileSync(await file.path());
    };
    expect((await save('SVG')).toString()).toMatch(/^<svg .*Conv2d\(1, 1, kernel_size=\(3, 3\)/s);
    expect((await save('JSON')).toString()).toContain('"macs": 81');
    const png = await save('PNG 2×');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16) % 2).toBe(0);
  });

  test('as volumes: true numbers, the window moves, a cell is found by pointing, the picture is saved', async ({
    open,
  }) => {
    const page = await open('#/layer?v=1&op=conv2d&in=1,3,7,7&out=8&k=3&p=1&view=slide&sel=out:0,0,0');
    await page.getByRole('tab', { name: '3-D' }).click();
    await expect.poll(() => hash(page)).toContain('view=solid');
    const drawn = (): Promise<string> => page.evaluate<string>(`document.querySelector('.stage svg').innerHTML`);
    for (const number of ['H 7', 'W 7', 'C 3', 'C 8', '3 × 7 × 7', '8 × 7 × 7'])
      expect(await drawn()).toContain(`>${number}<`);
    const before = await drawn();
    await page.keyboard.press('.');
    await expect.poll(() => sentence(page)).toContain('utput row 0, column 1 is the sum of 27 products');
    expect(await drawn()).not.toBe(before);
    await page.mouse.click(...(await cellAt(page, 'input', 2, 2)));
    await expect.poll(() => sentence(page)).toContain('nput row 2, column 2 is read by 9 outputs');
    await expect.poll(() => hash(page)).toContain('sel=in:0,2,2');
    await page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'SVG' }).click(),
    ]);
    expect(readFileSync(await file.path()).toString()).toContain('as blocks in parallel projection');
  });

  test('a link of any kind opens, says what it left out, and injects nothing', async ({ open }) => {
    const page = await open(
      '#/layer?op=<img src=x onerror=alert(1)>&k=%22%3E%3Cscript%3E&in=1,1,1e9&sel=out:99,99,99&v=7&p=-1',
    );
    await expect.poll(() => page.locator('.notice').innerText()).toContain('Not understood in this link');
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  test('a large layer draws as few elements as a small one, and nothing moves when numbers change', async ({
    open,
  }) => {
    const page = await open('#/layer?v=1&op=conv2d&in=1,3,4096,3328&out=8&k=3&p=1&view=slide&sel=out:0,2000,1500');
    expect(await page.locator('.stage svg').first().locator('*').count()).toBeLessThan(1200);
    const top = async (): Promise<number> => (await page.locator('.timeline').boundingBox())!.y;
    const before = await top();
    for (let i = 0; i < 5; i++) await page.keyboard.press('.');
    expect(await top()).toBe(before);
    expect(await place(page)).toBe('output (2000, 1505)');
  });
});
