/** @file `atrous studio` as a process, and the studio that it serves without a network. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { chromium, launch } from '../../tools/test-env/chromium.mjs';
import { ROOT } from './files.js';

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts `atrous studio` on any port. @returns its address */
async function start(): Promise<[child: ChildProcess, url: string]> {
  const command = join(ROOT, 'packages', 'atrous-cli', 'bin', 'atrous.js');
  const child = spawn(process.execPath, [command, 'studio', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const [url] = /http:\S+/.exec(text) ?? [];
    if (url !== undefined && text.includes('Ctrl-C ends.')) return [child, url];
  }
  throw new Error(`no address in ${JSON.stringify(text)}`);
}

describe('atrous studio', () => {
  test('says where the studio is, serves it, and ends at once at Ctrl-C', async () => {
    const [child, url] = await start();
    expect(await (await fetch(url)).text()).toContain('<title>atrous studio</title>');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.skipIf(chromium() === undefined)('opens again when the command has ended: the browser kept it', async () => {
    const [child, url] = await start();
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto(url);
    await page.evaluate('navigator.serviceWorker.ready');
    const isKept = (): Promise<boolean> =>
      page.evaluate(`(async () => {
        const found = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length));
        const { count } = window.kept ?? { count: -1 };
        window.kept = { count: found[0] };
        return found[0] > 4 && found[0] === count;
      })()`);
    await expect.poll(isKept, { timeout: 10_000, interval: 150 }).toBe(true);
    child.kill('SIGINT');
    await once(child, 'exit');
    await page.goto(`${url}#/layer`);
    await page.reload();
    await page.locator('main h1, main h2').first().waitFor({ state: 'attached', timeout: 10_000 });
    await browser.close();
  });
});
