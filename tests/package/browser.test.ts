/** @file The engine's own tests in a browser: in a page that is cross-origin isolated, and in one that is not. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../../vitest.config.js';
import { type Browser, launch, type Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, ROOT } from './environment.js';
import type { LayerOutcome } from './browser/page.js';
import type { Outcome } from './browser/vitest.js';

const folder = mkdtempSync(join(tmpdir(), 'atrous-browser-'));
let server: Server;
let browser: Browser;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const policy = (scripts: string): Record<string, string> => ({
  ...ISOLATED,
  'content-security-policy': `script-src 'self' ${scripts}; worker-src 'self'`,
});
/** The same files with other headers, by the first part of the path. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  isolated: ISOLATED,
  plain: {},
  'without-blobs': policy("'wasm-unsafe-eval'"),
  'without-wasm': policy(''),
};

function serve(): Server {
  return createServer(({ url }, response) => {
    const [, kind, name] = url!.split('/') as [string, string, string];
    try {
      const content = readFileSync(join(folder, name));
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain', ...HEADERS[kind] }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
}

beforeAll(async () => {
  if (!HAS_BROWSER) return;
  const source = (path: string): string => join(ROOT, 'tests', 'package', 'browser', path);
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    base: './',
    resolve: { alias: [...(config.resolve!.alias as []), { find: /^vitest$/, replacement: source('vitest.ts') }] },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: {
        // The package says that its files do nothing but export; its tests do.
        treeshake: false,
        input: { page: source('page.ts'), worker: join(ROOT, 'packages/atrous/src/engine/worker.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="./page.js"></script>');
  server = serve();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launch();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(kind: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${kind}/index.html`);
  return page;
}

const FILES = ['conv', 'linear', 'memory', 'pool', 'sums', 'threads', 'weight-gradient', 'winograd', 'winograd-line'];

describe.skipIf(!HAS_BROWSER).each([
  ['isolated', 2, true],
  ['plain', 1, false],
] as const)('a page, %s', (kind, threads, isolated) => {
  let page: Page;
  beforeAll(async () => {
    page = await open(kind);
    expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
  });

  test.each(FILES)('passes the tests of %s', async (name) => {
    const { passed, failures } = await page.evaluate<Outcome>(`run('${name}', ${threads})`);
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(0);
  });
});

describe.skipIf(!HAS_BROWSER)('a layer', () => {
  const right = { right: true, engine: true };

  // By default as many threads as the machine has cores.
  const cores = Math.min(16, availableParallelism());

  test.each([
    ['isolated', [], { ...right, threads: cores }, 0],
    ['isolated', [3], { ...right, threads: 3 }, 0],
    ['isolated', [1], { ...right, threads: 1 }, 0],
    ['plain', [], { ...right, threads: 1 }, 0],
    ['plain', [2], { ...right, threads: 1 }, 1],
    ['without-blobs', [2], { ...right, threads: 1 }, 1],
    ['without-blobs', [2, './worker.js'], { ...right, threads: 2 }, 0],
    ['without-wasm', [2], { right: true, engine: false, threads: 1 }, 0],
  ])('in a page, %s, with options %j, comes out as %j with %i warnings', async (kind, options, outcome, warnings) => {
    const page = await open(kind);
    let warned = 0;
    page.on('console', (message) => {
      if (message.text().includes('CPU engine')) warned++;
    });
    const words = JSON.stringify([outcome.threads, ...options]);
    expect(await page.evaluate<LayerOutcome>(`layer(...${words})`)).toEqual(outcome);
    expect(warned).toBe(warnings);
  });
});
