/** @file The packed library, installed into an empty project, runs the README's lines everywhere they are promised. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, createServer, preview } from 'vite';
import { launch } from '../../tools/test-env/chromium.mjs';
import { DENO, EXPECTED_LINES, HAS_BROWSER, installPacked, NODE_24, readmeExample } from './environment.js';

let project: string;

beforeAll(() => {
  project = installPacked();
  // A user's example is TypeScript without types in it, so that it is JavaScript too.
  writeFileSync(join(project, 'example.js'), readmeExample());
  writeFileSync(join(project, 'index.html'), '<!doctype html><script type="module" src="/example.js"></script>');
});

afterAll(() => rmSync(dirname(project), { recursive: true, force: true }));

const linesOf = (output: string): string[] => output.trimEnd().split('\n');

/** What the page at `url` writes to its console, until it has written as much as is expected. */
async function consoleOf(url: string): Promise<string[]> {
  const browser = await launch();
  const page = await browser.newPage();
  const lines: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'debug') lines.push(...linesOf(message.text()));
  });
  page.on('pageerror', (error) => lines.push(String(error)));
  await page.goto(url);
  await expect.poll(() => lines.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(EXPECTED_LINES.length);
  await browser.close();
  return lines;
}

describe('the README example', () => {
  test('runs in this Node', () => {
    expect(linesOf(execFileSync(process.execPath, ['example.js'], { cwd: project, encoding: 'utf8' }))).toEqual(
      EXPECTED_LINES,
    );
  });

  test.skipIf(!NODE_24)('runs in Node 24', () => {
    expect(linesOf(execFileSync(NODE_24!, ['example.js'], { cwd: project, encoding: 'utf8' }))).toEqual(EXPECTED_LINES);
  });

  test.skipIf(!DENO)('runs in Deno', () => {
    expect(linesOf(execFileSync(DENO!, ['run', 'example.js'], { cwd: project, encoding: 'utf8' }))).toEqual(
      EXPECTED_LINES,
    );
  });

  test.skipIf(!HAS_BROWSER)("runs in a page of Vite's dev server without settings", async () => {
    const server = await createServer({
      root: project,
      configFile: false,
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1' },
    });
    await server.listen();
    const [url] = server.resolvedUrls!.local;
    expect(await consoleOf(url!)).toEqual(EXPECTED_LINES);
    await server.close();
  });

  test.skipIf(!HAS_BROWSER)("runs in a page of Vite's production build without settings", async () => {
    await build({ root: project, configFile: false, logLevel: 'error' });
    const server = await preview({
      root: project,
      configFile: false,
      logLevel: 'error',
      preview: { port: 0, host: '127.0.0.1' },
    });
    const [url] = server.resolvedUrls!.local;
    expect(await consoleOf(url!)).toEqual(EXPECTED_LINES);
    await server.close();
  });

  test('comes with types that check without settings', () => {
    mkdirSync(join(project, 'types'), { recursive: true });
    writeFileSync(
      join(project, 'types', 'example.ts'),
      `${readmeExample()}\nconst doubled: number = y.mul(2).mean().item() as number;\nvoid doubled;\n`,
    );
    const tsc = new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname;
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      '',
      '--lib',
      'es2023,dom',
    ];
    execFileSync(process.execPath, [tsc, ...options, join('types', 'example.ts')], { cwd: project, encoding: 'utf8' });
  });

  test('needs no other package', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['atrous']);
  });
});
