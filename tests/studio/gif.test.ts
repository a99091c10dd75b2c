/** @file GIFs made in the page: what is said before, the file, its frames, and the end of one that nobody wants. */

import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, seriousProblems, studioTest as test } from './studio.js';

const SMALL = '#/layer?v=1&op=conv2d&in=1,1,4,4&out=1&k=3&view=slide&sel=out:0,1,0';
const LARGE = '#/layer?v=1&op=conv2d&in=1,1,224,224&out=1&k=3&p=1&view=slide&sel=out:0,100,100';

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'GIF …' }).click();
  await expect.poll(() => page.locator('dialog [data-size]').innerText(), { timeout: 20_000 }).toMatch(/^About /);
}

/** How many pictures a GIF has, and their size, as its blocks say. */
function blocksOf(gif: Buffer): { frames: number; width: number; height: number; delay: number } {
  expect(gif.subarray(0, 6).toString('latin1')).toBe('GIF89a');
  let [at, frames, delay] = [13 + 3 * 2 ** ((gif[10]! & 7) + 1), 0, 0];
  const skip = (): void => {
    while (gif[at] !== 0) at += gif[at]! + 1;
    at++;
  };
  while (gif[at] !== 0x3b) {
    if (gif[at] === 0x21) {
      if (gif[at + 1] === 0xf9) delay += gif.readUInt16LE(at + 4);
      at += 2;
      skip();
    } else {
      frames++;
      const flags = gif[at + 9]!;
      at += 10 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0) + 1;
      skip();
    }
  }
  return { frames, width: gif.readUInt16LE(6), height: gif.readUInt16LE(8), delay: delay / 100 };
}

/** Whether the browser itself opens the file, and how many frames it finds. */
const decoded = (
  page: Page,
  gif: Buffer,
): Promise<{ frames: number; width: number; height: number; colours: number }> =>
  page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${gif.toString('base64')}'), (sign) => sign.codePointAt(0));
    const decoder = new ImageDecoder({ data: bytes, type: 'image/gif' });
    await Promise.all([decoder.completed, decoder.tracks.ready]);
    const frames = decoder.tracks.selectedTrack.frameCount;
    const { image } = await decoder.decode({ frameIndex: frames - 1 });
    const [width, height] = [image.displayWidth, image.displayHeight];
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const colours = new Set(new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)).size;
    return { frames, width, height, colours };
  })()`);

describe.skipIf(!HAS_BROWSER)('a GIF of the timeline', () => {
  test('is as it was said to be: frames, pixels, seconds, and about as many bytes', async ({ open }) => {
    const page = await open(SMALL);
    await openDialog(page);
    expect(await seriousProblems(page)).toEqual([]);
    // The browser of the tests asks for no motion.
    expect(await page.locator('dialog .plan').innerText()).toContain('4 frames of ');
    await page.getByLabel('glide from one step to the next').click();
    await expect
      .poll(() => page.locator('dialog .plan').innerText(), { timeout: 20_000 })
      .toMatch(/^12 frames.*About/s);
    const said = await page.locator('dialog .plan').innerText();
    const [, frames, width, height, seconds, size] =
      /(\d+) frames of (\d+) × (\d+) pixels, (\d+) s\.\s*About (\d+) KB/.exec(said)!;
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Make it' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('conv2d-1x1x4x4.gif');
    const gif = readFileSync(await file.path());
    const blocks = blocksOf(gif);
    // 2 × 2 outputs; two of the three ways between them are motion, of four pictures each.
    expect(blocks.frames).toBe(4 + 2 * 4);
    expect([blocks.frames, blocks.width, blocks.height, Math.round(blocks.delay)]).toEqual(
      [frames, width, height, seconds].map(Number),
    );
    expect(gif.length / 1000 / Number(size)).toBeGreaterThan(0.5);
    expect(gif.length / 1000 / Number(size)).toBeLessThan(2);
    const shown = await decoded(page, gif);
    expect([shown.frames, shown.width, shown.height]).toEqual([blocks.frames, blocks.width, blocks.height]);
    expect(shown.colours).toBeGreaterThan(12);
    await expect.poll(() => page.locator('dialog [data-size]').innerText()).toMatch(/^Saved: \d+ KB/);
  });

  test('of a large layer holds the steps from here on; it can be ended, and then begun again', async ({ open }) => {
    const page = await open(LARGE);
    await openDialog(page);
    expect(await page.getByLabel('64 steps from here on').isVisible()).toBe(true);
    expect(await page.locator('dialog .plan').innerText()).toMatch(/^64 frames of .*About/s);
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(0);
    expect(await page.locator('dialog [data-size]').innerText()).toMatch(/^About/);
    expect(await page.getByRole('button', { name: 'Make it' }).isEnabled()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[aria-labelledby=gif-title]').count()).toBe(0);
  });

  test('is nothing that the first visit loads', async ({ open }) => {
    const page = await open(SMALL);
    const loaded = (): Promise<string[]> =>
      page.evaluate(`performance.getEntriesByType('resource').map(({ name }) => name)`);
    const before = await loaded();
    await openDialog(page);
    const added = (await loaded()).filter((name) => !before.includes(name));
    expect(added.some((name) => /GifDialog/.test(name))).toBe(true);
    expect(before.some((name) => /gif/i.test(name))).toBe(false);
  });
});
