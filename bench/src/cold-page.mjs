/** @file Fresh pages of the browser that the tests use: the library as a production build bundles it. */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const TOOLS = here('../../tools/test-env/package.json');

/** Clocks tick in 5 µs where no other origin can look on, and in 100 µs elsewhere. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The library, the engine and a layer in one file. */
async function bundle() {
  const { build } = await import('vite');
  const output = await build({
    root: here('.'),
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, lib: { entry: 'cold-entry.mjs', formats: ['es'] } },
  });
  return /** @type {any} */ (output)[0].output[0].code;
}

/** @param {Record<string, string>} files  by path; scripts but for `/` */
async function serve(files) {
  const server = createServer(({ url = '/' }, response) => {
    const body = files[url];
    const type = url === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type, ...ISOLATED }).end(body);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(null));
  });
  return server;
}

/** What a page runs. Only the import and the calls are timed. */
const script = (/** @type {object} */ layer) => `(async () => {
  const { noise } = await import('/data.js');
  const { coldStart } = await import('/cold-start.js');
  const layer = ${JSON.stringify(layer)};
  const count = (sizes) => sizes.reduce((a, b) => a * b, 1);
  const fanIn = (layer.input[0] / layer.groups) * count(layer.kernel);
  const x = noise(1, layer.batch * count(layer.input));
  const weight = noise(99, layer.outChannels * fanIn, 1 / Math.sqrt(fanIn));
  return coldStart(performance.now(), async () => (await import('/bundle.js')).prepare(layer, x, weight));
})()`;

/**
 * The browser, or null where this machine has none.
 *
 * @returns {Promise<{ start: (layer: object) => Promise<import('./cold.mjs').Cold>, close: () => Promise<void> } | null>}
 */
export async function coldPages() {
  if (!existsSync(TOOLS)) return null;
  const { chromium } = await import('../../tools/test-env/chromium.mjs');
  const place = chromium();
  if (place === undefined) return null;
  const playwright = createRequire(TOOLS)('playwright-core');
  const browser = await playwright.chromium.launch({
    executablePath: place.program,
    env: { ...process.env, LD_LIBRARY_PATH: `${place.libraries}:${process.env['LD_LIBRARY_PATH'] ?? ''}` },
  });
  const server = await serve({
    '/': '<!doctype html><title>cold</title>',
    '/bundle.js': await bundle(),
    '/cold-start.js': readFileSync(here('cold-start.mjs'), 'utf8'),
    '/data.js': readFileSync(here('noise.mjs'), 'utf8'),
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    async start(layer) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.goto(`http://127.0.0.1:${port}/`);
        return await page.evaluate(script(layer));
      } finally {
        await context.close();
      }
    },
    async close() {
      server.close();
      await browser.close();
    },
  };
}
