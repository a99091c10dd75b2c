import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, describe, expect, test } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'atrous-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Steps between two measurements, as the program has them. */
const MEASURED_EVERY = 500;

interface Measured {
  readonly steps: number;
  readonly kept: readonly number[];
  readonly peak: number;
}

/** The program with the library's sources in one file: a child process does not read TypeScript. */
async function bundled(): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^atrous\/(data|optim\/lr-scheduler)$/, replacement: path('../../src/$1/index.ts') },
        { find: /^atrous$/, replacement: path('../../src/index.ts') },
      ],
    },
    build: {
      outDir: folder,
      minify: false,
      target: 'es2023',
      lib: { entry: path('train.ts'), formats: ['es'], fileName: () => 'train.mjs' },
      // The sources attach methods as they are loaded; the package names its built files for that.
      rolldownOptions: { treeshake: false },
    },
  });
  return join(folder, 'train.mjs');
}

/** Bytes that may be kept for every step: a kept scalar costs 400. */
const PER_STEP = 150;
/** A step's arrays are some kilobytes: this much waits for the collector at most, however long it runs. */
const MOST_WAITING = 256 * 1024 * 1024;

describe('a long training run', () => {
  test('keeps no memory from step to step', { timeout: 120_000 }, async () => {
    const program = await bundled();
    const { steps, kept, peak } = JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' }),
    ) as Measured;
    console.log(`${steps} steps, ${kept.map((bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`).join(', ')}`);
    expect(kept.length).toBeGreaterThanOrEqual(4);
    // A collection leaves more or less by chance, and never less than what is held: the least of each half tells.
    const half = Math.floor(kept.length / 2);
    const [first, second] = [Math.min(...kept.slice(0, half)), Math.min(...kept.slice(-half))];
    expect(second - first).toBeLessThan(PER_STEP * half * MEASURED_EVERY);
    expect(peak).toBeLessThan(MOST_WAITING);
  });
});
