/** @file What the first visit loads, and from where. */

import { describe, expect } from 'vitest';
import { HAS_BROWSER, studioTest as test } from './studio.js';

/** Kilobytes, compressed, before anything that not every visit needs is opened. */
const BUDGET_KB = 300;

interface Loaded {
  readonly name: string;
  readonly bytes: number;
}

describe.skipIf(!HAS_BROWSER)('the first load', () => {
  test(`stays under ${BUDGET_KB} KB, compressed`, async ({ open }) => {
    const page = await open('');
    const loaded = await page.evaluate<Loaded[]>(
      `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map(({ name, encodedBodySize }) => ({ name: new URL(name).pathname, bytes: encodedBodySize }))`,
    );
    const bytes = loaded.reduce((sum, each) => sum + each.bytes, 0);
    console.log(`first load: ${(bytes / 1000).toFixed(1)} KB in ${loaded.length} files`);
    expect(loaded.map(({ name }) => name)).toContain('/');
    expect(loaded.filter((each) => each.bytes === 0)).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(BUDGET_KB * 1000);
    expect(new Set(loaded.map(({ name }) => name)).size).toBe(loaded.length);
  });

  test('is isolated by the headers of the command', async ({ open }) => {
    const page = await open('');
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  });
});
