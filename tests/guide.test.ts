/** @file The guide's TypeScript runs, and prints what the guide says behind `// →`. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const guide = readFileSync(join(ROOT, 'docs', 'guide.md'), 'utf8');

/** Each block with the heading above it. */
const blocks = [...guide.matchAll(/^```ts\n([^]*?)^```/gm)].map(({ 1: code, index }) => ({
  heading: [...guide.slice(0, index).matchAll(/^## (.*)$/gm)].at(-1)![1]!,
  code: code!,
}));

// Inside the project, so that the packages' names resolve as for every test.
const folder = mkdtempSync(join(ROOT, 'node_modules', '.guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As Node's console writes values, on one line. */
const written = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : inspect(value, { breakLength: Infinity }))).join(' ');

describe('the guide', () => {
  test('has blocks to run', () => expect(blocks.length).toBeGreaterThanOrEqual(9));

  test.each(blocks.map(({ heading, code }, i) => [i, heading, code] as const))(
    'block %i, %s, prints what it says',
    async (i, _, code) => {
      const lines: string[] = [];
      const log = vi
        .spyOn(console, 'log')
        .mockImplementation((...values: unknown[]) => void lines.push(written(values)));
      const path = join(folder, `block-${i}.ts`);
      writeFileSync(path, code);
      try {
        await import(/* @vite-ignore */ path);
      } finally {
        log.mockRestore();
      }
      expect(lines).toEqual([...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line));
      expect(lines.length).toBeGreaterThan(0);
    },
  );
});
