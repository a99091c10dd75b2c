/** @file The studio in somebody else's page: a frame of another origin, which shows one picture and tells its height. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import type { Frame, Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, seriousProblems, studioTest as test } from './studio.js';

const STEM = '#/layer?v=1&op=conv2d&in=1,3,224,224&out=64&k=7&s=2&p=3&view=slide&sel=out:0,4,17';
const ISOLATION = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** What goes elsewhere here on purpose. */
const AROUND = /^request to http:\/\/localhost:/;

/** As the documentation has it. */
const RESIZE = `addEventListener('message', ({ data, source }) => {
  if (data?.type !== 'atrous:height') return;
  for (const frame of document.querySelectorAll('iframe'))
    if (frame.contentWindow === source) frame.style.height = data.height + 'px';
});`;

describe.skipIf(!HAS_BROWSER)('an embedded picture', () => {
  let server: Server;
  let around: string;
  let body = '';

  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      response.writeHead(200, { 'content-type': 'text/html', ...(url === '/isolated' ? ISOLATION : {}) });
      response.end(`<!doctype html><title>A course</title><link rel="icon" href="data:,"><h1>Around</h1>${body}`);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    // Another site than the studio's, as far as the browser knows.
    around = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const framesOf = (page: Page): Frame[] => page.frames().filter((frame) => frame !== page.mainFrame());

  /** Shows a frame in the page around. */
  async function embed(page: Page, line: string, path = '/'): Promise<Frame> {
    body = `<div style="width:720px">${line}</div><script>${RESIZE}</script>`;
    await page.goto(around + path);
    await expect.poll(() => framesOf(page).length).toBe(1);
    const [inside] = framesOf(page);
    await inside!.locator('main > :not(.state)').first().waitFor();
    return inside!;
  }

  const iframe = (query: string, link: string): string =>
    `<iframe src="${inject('studio')}?${query}${link}" title="t" width="100%" height="300"></iframe>`;

  test('shows the picture, the timeline and the way to the studio, and nothing else', async ({ open }) => {
    const page = await open('', { expected: AROUND });
    const inside = await embed(page, iframe('embed&theme=dark&lang=zh', STEM));
    expect(await inside.locator('header, nav, .knobs, .side').count()).toBe(0);
    expect(await inside.evaluate('[document.documentElement.lang, document.documentElement.dataset.theme]')).toEqual([
      'zh-CN',
      'dark',
    ]);
    expect(await inside.locator('.timeline output').innerText()).toContain('(4, 17)');
    await inside.getByRole('button', { name: '前进一步' }).click();
    await expect.poll(() => inside.locator('.timeline output').innerText()).toContain('(4, 18)');
    const link = inside.locator('footer a');
    await expect.poll(() => link.getAttribute('href')).toBe(`/${STEM.replace('4,17', '4,18')}`);
    expect(await link.getAttribute('target')).toBe('_blank');
    // Nothing of it is kept in the reader's browser.
    expect(await inside.evaluate(`Object.keys(localStorage)`)).toEqual([]);
  });

  test('tells its height, takes less, and does not grow by what it is given', async ({ open }) => {
    const page = await open('', { expected: AROUND });
    const inside = await embed(page, iframe('embed', STEM));
    const height = (): Promise<number> => page.evaluate(`document.querySelector('iframe').clientHeight`);
    await expect.poll(height).toBeGreaterThan(350);
    const told = await height();
    const spilled = (): Promise<number> =>
      inside.evaluate('document.documentElement.scrollHeight - document.documentElement.clientHeight');
    await expect.poll(spilled).toBe(0);
    await page.evaluate(`new Promise((done) => setTimeout(done, 300))`);
    expect(await height()).toBe(told);
    await page.evaluate(`document.querySelector('iframe').style.height = '240px'`);
    await expect.poll(spilled).toBe(0);
    expect(await inside.locator('.picture').isVisible()).toBe(true);
    expect(await seriousProblems(inside)).toEqual([]);
  });

  test('shows in a page that is isolated itself, and there has what a frame may have', async ({ open }) => {
    const page = await open('', { expected: AROUND });
    const values = '#/layer?v=1&op=conv2d&in=1,1,6,6&out=1&k=3&p=1&view=values&sel=out:0,2,2&x=edge&w=sobel';
    const inside = await embed(page, iframe('embed', values), '/isolated');
    // A filter's weights and what it makes of an edge.
    await expect.poll(() => inside.locator('.stage svg').first().textContent()).toMatch(/[−-]2.*4/s);
  });

  test('the export menu gives the line, which shows the same picture', async ({ open }) => {
    const page = await open(STEM, { expected: AROUND });
    await page.evaluate(
      `Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })`,
    );
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Copy <iframe>' }).click();
    const line = await page.evaluate<string>('window.copied');
    expect(line).toMatch(
      /^<iframe src="[^"<>]*\?embed&amp;theme=light&amp;lang=en#[^"<>]*" title="Conv2d\(3, 64, [^"<>]*" width="100%" height="\d+" style="border:0" loading="lazy"><\/iframe>$/,
    );
    await expect.poll(() => page.locator('.notice').innerText()).toContain('served to your own computer only');
    const inside = await embed(page, line);
    expect(await inside.locator('.timeline output').innerText()).toBe('output (4, 17)');
    // The height of the line is near the one that it would like.
    const given = Number(/height="(\d+)"/.exec(line)![1]);
    const wished = (): Promise<number> => page.evaluate(`parseFloat(document.querySelector('iframe').style.height)`);
    await expect.poll(async () => Math.abs((await wished()) - given)).toBeLessThan(40);
  });

  test('other pages are shown without their header', async ({ open }) => {
    const page = await open('', { expected: AROUND });
    const inside = await embed(page, iframe('embed', '#/solve?v=1&op=conv&in=304,228&to=152,114'));
    expect(await inside.locator('header').count()).toBe(0);
    await expect.poll(() => page.evaluate(`document.querySelector('iframe').clientHeight`)).toBeGreaterThan(600);
  });
});
