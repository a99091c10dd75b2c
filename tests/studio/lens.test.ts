/** @file Large planes by lens: two fingers, the wheel with Ctrl, keys and buttons; what is pinned where windows gather; slices behind others. */

import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const LARGE = '#/layer?v=1&op=conv2d&in=1,1,224,224&out=1&k=3&p=1&view=slide&sel=out:0,100,100';
const UP = '#/layer?v=1&op=convtranspose2d&in=1,1,3,3&out=1&k=3&s=2&p=1&view=gather&sel=out:0,2,2';
const DEEP = '#/layer?v=1&op=conv3d&in=1,1,4,5,5&out=1&k=3&p=1&view=solid&sel=out:0,0,2,2';

const hash = (page: Page): string => new URL(page.url()).hash;
const cells = (page: Page): Promise<string> => page.locator('.zoom span').innerText();
const place = (page: Page): Promise<string> => page.locator('.timeline output').innerText();
const sentence = (page: Page): Promise<string> => page.locator('.sentence').innerText();
const top = (page: Page): Promise<number> => page.evaluate('document.scrollingElement.scrollTop');

/** Two fingers on the picture: each pair of distances from its middle, in pixels, is a place that they go through. */
function pinch(
  page: Page,
  distances: readonly number[],
  moves: readonly (readonly [number, number])[],
): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const picture = document.querySelector('.picture');
    const box = picture.getBoundingClientRect();
    const [x, y] = [box.x + box.width * 0.2, box.y + box.height * 0.3];
    const send = (type, distance, [right, down]) => {
      const touches = type === 'touchend' ? [] : [-1, 1].map((side, identifier) => new Touch({
        identifier, target: picture, clientX: x + right + side * distance / 2, clientY: y + down,
      }));
      return picture.dispatchEvent(new TouchEvent(type, { touches, bubbles: true, cancelable: true }));
    };
    const moves = ${JSON.stringify(moves)};
    const went = ${JSON.stringify(distances)}.map((distance, i) => send(i === 0 ? 'touchstart' : 'touchmove', distance, moves[i]));
    send('touchend', 0, [0, 0]);
    // Whether the browser was kept from zooming and scrolling the page.
    return went.every((isFree) => !isFree);
  })()`);
}

describe.skipIf(!HAS_BROWSER)('the lens', () => {
  test('keys and buttons show fewer cells and more, and the link holds it', async ({ open }) => {
    const page = await open(LARGE);
    expect(await cells(page)).toBe('16 cells a side');
    await page.keyboard.press('+');
    await expect.poll(() => cells(page)).toBe('12 cells a side');
    await page.getByRole('button', { name: 'Further: more cells' }).click();
    await page.keyboard.press('-');
    await expect.poll(() => cells(page)).toBe('24 cells a side');
    expect(await place(page)).toBe('output (100, 100)');
    await expect.poll(() => hash(page)).toContain('lens=24,100,100');
    const again = await open(hash(page));
    expect(await cells(again)).toBe('24 cells a side');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => cells(page)).toBe('16 cells a side');
  });

  test('the wheel zooms with Ctrl only, and scrolls the page without', async ({ open }) => {
    const page = await open(LARGE);
    const box = (await page.locator('.picture').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.keyboard.down('Control');
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -12);
    await page.keyboard.up('Control');
    await expect.poll(async () => parseInt(await cells(page), 10)).toBeLessThan(12);
    expect(await top(page)).toBe(0);
    await page.mouse.wheel(0, 150);
    await expect.poll(() => top(page)).toBeGreaterThan(50);
  });

  test('two fingers zoom and move it; what is looked at goes with it', async ({ open }) => {
    const page = await open(LARGE, { width: 390 });
    const before = parseInt(await cells(page), 10);
    const still = [0, 0] as const;
    expect(await pinch(page, [60, 90, 120], [still, still, still])).toBe(true);
    await expect.poll(async () => parseInt(await cells(page), 10)).toBe(Math.round(before / 2));
    expect(await place(page)).toBe('output (100, 100)');
    await pinch(page, [100, 100, 100], [still, [-40, 0], [-80, 0]]);
    // The cells go to the left, so what lies to the right comes into the lens.
    const [row, column] = /\((\d+), (\d+)\)/
      .exec(await place(page))!
      .slice(1)
      .map(Number);
    expect(row).toBe(100);
    expect(column).toBeGreaterThan(100);
    await expect.poll(() => hash(page)).toMatch(new RegExp(`sel=out:0,100,${column}&lens=\\d+,100,${column}`));
  });

  test('one finger scrolls the page or goes over cells, and picks nothing where a second one joins it', async ({
    open,
  }) => {
    const page = await open(LARGE, { width: 390 });
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.picture')).touchAction`)).toBe('pan-y');
    const isFree = await page.evaluate<boolean>(`(() => {
      const picture = document.querySelector('.picture');
      const touch = new Touch({ identifier: 0, target: picture, clientX: 100, clientY: 300 });
      return picture.dispatchEvent(new TouchEvent('touchmove', { touches: [touch], bubbles: true, cancelable: true }));
    })()`);
    expect(isFree).toBe(true);
    await page.evaluate(`document.querySelector('.picture').dispatchEvent(
      new PointerEvent('pointerdown', { clientX: 60, clientY: 300, bubbles: true, pointerType: 'touch', button: 0 }))`);
    await pinch(
      page,
      [60, 60],
      [
        [0, 0],
        [0, 0],
      ],
    );
    expect(await place(page)).toBe('output (100, 100)');
  });

  test('the keyboard goes over all cells of a large plane, at their true places', async ({ open }) => {
    const page = await open(LARGE);
    const grid = page.getByRole('grid', { name: 'output, 224 by 224 cells; arrows move' });
    await page.keyboard.press('o');
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => place(page)).toBe('output (120, 100)');
    expect(await grid.locator('[role=row]').getAttribute('aria-rowindex')).toBe('121');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('output row 120, column 100');
    await page.keyboard.press('End');
    await expect.poll(() => place(page)).toBe('output (120, 223)');
    // Where nothing of a plane is selected, the keyboard begins at a cell that is seen.
    await page.keyboard.press('i');
    const isSeen = await page.evaluate<boolean>(`(() => {
      const [cell, picture] = [document.activeElement, document.querySelector('.picture')].map((one) => one.getBoundingClientRect());
      return cell.x >= picture.x && cell.y >= picture.y && cell.right <= picture.right && cell.bottom <= picture.bottom;
    })()`);
    expect(isSeen).toBe(true);
    await page.keyboard.press('PageUp');
    await expect.poll(() => sentence(page)).toMatch(/^input row \d+, column \d+ is read by/i);
  });
});

describe.skipIf(!HAS_BROWSER)('what is pinned', () => {
  test('stays in the gathering window: an input cell, and a tap of the turned kernel', async ({ open }) => {
    const page = await open(UP);
    await page.keyboard.press('i');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => sentence(page)).toMatch(/^input row \d, column \d goes into|^input row \d, column \d/i);
    await expect.poll(() => hash(page)).toContain('sel=in:');
    await page.keyboard.press('k');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => hash(page)).toContain('sel=tap:0,0,1');
    await expect.poll(() => sentence(page)).toMatch(/^tap b joins \d+ pairs/i);
    // The kernel is turned: its first tap stands in its last corner, and the keyboard's cell lies on it.
    const drawn = await page.evaluate<number[]>(`(() => {
      const cell = document.activeElement.getBoundingClientRect();
      const kernel = [...document.querySelectorAll('.stage svg text')].find((text) => /kernel/.test(text.textContent)).getBoundingClientRect();
      return [cell.x + cell.width / 2 - (kernel.x + kernel.width / 2), cell.y - kernel.y];
    })()`);
    expect(Math.abs(drawn[0]!)).toBeLessThan(3);
    await page.keyboard.press('Escape');
    await expect.poll(() => hash(page)).not.toContain('sel=tap');
  });

  test('may lie behind the front slice of a volume: by number, by key, by pointing', async ({ open }) => {
    const page = await open(DEEP);
    await page.getByLabel('slice D of the input').fill('3');
    await expect.poll(() => sentence(page)).toMatch(/depth 3|slice 3|D 3/i);
    await expect.poll(() => hash(page)).toContain('sel=in:0,3,');
    const [x, y] = await page.evaluate<[number, number]>(`(() => {
      const cell = document.querySelector('[role=gridcell][data-plane=input]').getBoundingClientRect();
      return [cell.x + cell.width / 2, cell.y + cell.height / 2];
    })()`);
    await page.mouse.click(x, y);
    await expect.poll(() => hash(page)).toContain('sel=in:0,3,');
    await page.keyboard.press('o');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => place(page)).toMatch(/^output \(1, /);
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(() => place(page)).toMatch(/^output \(0, /);
  });
});
