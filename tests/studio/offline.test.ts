/** @file The service worker, on a site small enough to be built twice: any path, no network, a new build, isolation. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build } from 'vite';
import { type Browser, chromium, type Context, launch, type Page } from '../../tools/test-env/chromium.mjs';
import { offline } from '../../packages/atrous-studio/offline/plugin.js';
import { type PlainServer, plainServer } from './plain-server.js';

const REGISTER = fileURLToPath(new URL('../../packages/atrous-studio/offline/register.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'atrous-offline-'));
const SITE = join(folder, 'dist');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A page with a part that loads later, a worker, and a file that is no part of it. */
async function buildSite(name: string): Promise<void> {
  const sources: Readonly<Record<string, string>> = {
    'index.html': '<!doctype html><h1></h1><script type="module" src="./main.ts"></script>',
    'main.ts': `import { stayOffline } from ${JSON.stringify(REGISTER)};
      document.querySelector('h1')!.textContent = '${name}';
      window.later = async () => (await import('./later.ts')).default;
      window.work = () => new Promise((done) => {
        const worker = new Worker(new URL('./work.ts', import.meta.url), { type: 'module' });
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = () => done('failed');
      });
      void stayOffline().then(() => (window.settled = true));`,
    'later.ts': `export default '${name}, later';`,
    'work.ts': `postMessage('${name} ' + crossOriginIsolated);`,
  };
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(folder, file), text);
  mkdirSync(join(folder, 'public'), { recursive: true });
  writeFileSync(join(folder, 'public', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    base: './',
    plugins: [offline()],
    worker: { format: 'es' },
  });
}

const heading = (page: Page): Promise<string> => page.evaluate(`document.querySelector('h1').textContent`);
/** The first visit ends with a load that is isolated, or with a page that stays as it is. */
const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction('window.settled === true && (crossOriginIsolated || window.same === true)');
/** The new build's worker is there, and waits for the last page of the old one to be closed. */
const isWaiting = (page: Page, url: string): Promise<boolean> =>
  page.evaluate(
    `navigator.serviceWorker.getRegistration(${JSON.stringify(url)}).then(({ waiting }) => waiting !== null)`,
  );
const cached = (page: Page): Promise<string[]> =>
  page.evaluate(`(async () => {
    const found = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) found.push(url.replace(/.*where./, ''));
    return found.sort();
  })()`);

describe.skipIf(chromium() === undefined)('the service worker', () => {
  let browser: Browser;
  let context: Context;
  let server: PlainServer;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    context = await browser.newContext();
    await buildSite('first');
    server = await plainServer(SITE);
  });
  afterEach(async () => {
    await context.close();
    await server.stop();
  });

  /** @param isAtWork whether the test's own looks into the page count as somebody's clicks, as they do for the browser */
  async function visit(isAtWork = false): Promise<Page> {
    const page = await context.newPage();
    if (!isAtWork)
      await page.addInitScript(
        `Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })`,
      );
    await page.goto(server.url);
    return page;
  }

  /** Closes the last page of the old build and opens one of the new. */
  async function reopened(page: Page): Promise<Page> {
    // Browsers look for a new worker a second after a page has loaded.
    const poll = { timeout: 10_000 };
    await expect.poll(() => isWaiting(page, server.url), poll).toBe(true);
    const beside = await context.newPage();
    await beside.goto(new URL('/elsewhere', server.url).href);
    await page.close();
    await expect.poll(() => isWaiting(beside, server.url), poll).toBe(false);
    const next = await visit();
    await settled(next);
    return next;
  }

  test('isolates a page of a host that cannot, loading it once more, and never again', async () => {
    const page = await visit();
    await settled(page);
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    expect(await page.evaluate('window.work()')).toBe('first true');
    expect(server.asked.filter((file) => file === 'index.html').length).toBeLessThanOrEqual(3);
    await page.evaluate('(window.settled = false, window.same = true)');
    await page.evaluate('new Promise((done) => setTimeout(done, 300))');
    expect(await page.evaluate('window.same')).toBe(true);
  });

  test('opens the page without a network after one visit, with everything that it may load', async () => {
    const page = await visit();
    await settled(page);
    await expect.poll(() => cached(page)).toHaveLength(5);
    await server.stop();
    await page.reload();
    expect(await heading(page)).toBe('first');
    expect(await page.evaluate('window.later()')).toBe('first, later');
    expect(await page.evaluate('window.work()')).toBe('first true');
    expect(await page.evaluate(`fetch('icon.svg').then(({ ok }) => ok)`)).toBe(true);
    await page.goto(`${server.url}index.html?x=1#/layer?k=3`);
    expect(await heading(page)).toBe('first');
  });

  test('shows a new build at once, and drops the old one, and nothing else, when its last page is closed', async () => {
    const page = await visit();
    await settled(page);
    const ELSEWHERE = 'atrous-studio http://elsewhere/ 1';
    await page.evaluate(`caches.open('${ELSEWHERE}')`);
    const old = await page.evaluate<string[]>('caches.keys()');
    await buildSite('second');
    await page.reload();
    expect(await heading(page)).toBe('second');
    expect(await page.evaluate('window.later()')).toBe('second, later');
    const next = await reopened(page);
    await expect.poll(() => cached(next)).toHaveLength(5);
    const names = await next.evaluate<string[]>('caches.keys()');
    expect(names).toHaveLength(2);
    expect(names.filter((name) => old.includes(name))).toEqual([ELSEWHERE]);
    await server.stop();
    await next.reload();
    expect(await heading(next)).toBe('second');
  });

  test('loads nothing again under the hands of somebody who is at work', async () => {
    await server.stop();
    server = await plainServer(SITE, server.port, { 'sw.js': 700 });
    const page = await visit(true);
    await page.evaluate('window.same = true');
    await page.mouse.click(20, 20);
    await settled(page);
    expect(await page.evaluate('window.same')).toBe(true);
    await page.reload();
    await settled(page);
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  });

  test('answers for its own files only', async () => {
    const page = await visit();
    await settled(page);
    expect(await page.evaluate(`fetch('nothing.html').then(({ status }) => status)`)).toBe(404);
    await page.goto(`${server.url}nothing.html`);
    expect(await page.content()).toContain('nothing here');
  });
});
