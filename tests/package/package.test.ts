/** @file The packages as npm would publish them: valid, small, and only as large as what is used. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { build, type Rolldown } from 'vite';
import { describe, expect, test } from 'vitest';
import { ROOT } from './environment.js';

/** A module with everything that it imports, as a production build makes it. */
async function bundled(code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'atrous-bundle-'));
  writeFileSync(join(folder, 'entry.js'), code);
  const output = (await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^atrous\/spec$/, replacement: join(ROOT, 'packages/atrous/dist/spec.js') },
        {
          find: /^atrous\/(geometry|nn|io|optim|data|vision|engine)$/,
          replacement: join(ROOT, 'packages/atrous/dist/$1/index.js'),
        },
        { find: /^atrous$/, replacement: join(ROOT, 'packages/atrous/dist/index.js') },
      ],
    },
    build: {
      write: false,
      minify: true,
      lib: { entry: 'entry.js', formats: ['es'] },
      rolldownOptions: { output: { minify: true } },
    },
  })) as Rolldown.RolldownOutput[];
  rmSync(folder, { recursive: true });
  return (output[0]!.output[0] as { code: string }).code;
}

/** Bytes of such a bundle, gzipped. */
async function bundledBytes(code: string): Promise<number> {
  return gzipSync(await bundled(code)).length;
}

describe('the packages', () => {
  test.each(['atrous', 'atrous-explain', 'atrous-studio', 'atrous-cli'])(
    'publint finds nothing wrong with %s',
    async (name) => {
      const { messages } = await publint({ pkgDir: join(ROOT, 'packages', name), strict: true, pack: false });
      expect(messages).toEqual([]);
    },
  );

  test('atrous stays under 100 KB, minified and gzipped', async () => {
    const bytes = await bundledBytes("export * from 'atrous';");
    console.log(`atrous: ${bytes} bytes gzipped`);
    expect(bytes).toBeLessThan(100_000);
  });

  test('atrous/geometry stays under 10 KB, minified and gzipped', async () => {
    const bytes = await bundledBytes("export * from 'atrous/geometry';");
    console.log(`atrous/geometry: ${bytes} bytes gzipped`);
    expect(bytes).toBeLessThan(10_000);
  });

  test.each([
    ['atrous', "import { zeros } from 'atrous'; export default zeros([1]).add(2).item();"],
    ['atrous/nn', "import { Linear } from 'atrous/nn'; export default new Linear(1, 1).weight.mul(0).add(2).item();"],
  ])('tensors keep their methods in a bundle of %s', async (_, code) => {
    const made = (await import(`data:text/javascript,${encodeURIComponent(await bundled(code))}`)) as {
      default: number;
    };
    expect(made.default).toBe(2);
  });

  test('a bundle holds no more than what it uses', async () => {
    const all = await bundledBytes("export * from 'atrous';");
    expect(await bundledBytes("export { span } from 'atrous/geometry';")).toBeLessThan(500);
    expect(await bundledBytes("export { parseSafetensors } from 'atrous/io';")).toBeLessThan(all / 2);
  });
});
