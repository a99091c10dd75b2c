/** @file Nothing on a page moves by itself: not while it loads, not while an answer comes to what somebody did. */

import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { studioStates } from '../../tools/test-env/studio.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

interface Shift {
  readonly value: number;
  /** What moved, with its place before and after. */
  readonly what: readonly string[];
}

/**
 * The shifts of a page so far, as Cumulative Layout Shift counts them: the share of the window that moved, times how far;
 * without those in the half second after somebody's key or click, which are what was asked for.
 */
const shifts = (page: Page): Promise<Shift[]> =>
  page.evaluate(`new Promise((done) => {
    const all = [];
    const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput)
          all.push({ value, what: sources.map(({ node, previousRect, currentRect }) =>
            (node?.outerHTML ?? node?.textContent ?? '').slice(0, 60) + ': ' + box(previousRect) + ' → ' + box(currentRect)) });
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(all), 120);
  })`);

/** What is called good is a tenth; a hundredth of that is a line of text that moved by a few pixels. */
const LEAST = 0.001;

async function expectSteady(page: Page, when: string): Promise<void> {
  const found = await shifts(page);
  const sum = found.reduce((total, { value }) => total + value, 0);
  expect(sum < LEAST ? [] : found, when).toEqual([]);
}

/** What people do first on each page. */
const FIRST: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  layer: (page) => page.locator('[role=spinbutton]').first().press('ArrowUp'),
  network: (page) => page.locator('[data-row=stem] .grip').press('Alt+ArrowDown'),
  solve: (page) => page.getByRole('button', { name: 'Double' }).click(),
  doctor: (page) => page.locator('.examples button').first().click(),
  lab: (page) => page.getByRole('button', { name: /MaxPool2d/ }).click(),
  field: (page) => page.locator('[role=spinbutton]').first().press('ArrowUp'),
  upsampling: (page) => page.locator('[role=spinbutton]').first().press('ArrowUp'),
  train: (page) => page.locator('.controls button').nth(1).click(),
  learn: (page) => page.locator('main a').first().click(),
};

const idle = (page: Page): Promise<void> =>
  page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });

describe.skipIf(!HAS_BROWSER)('layout', () => {
  for (const [id, act] of Object.entries(FIRST))
    test(`of ${id} stays where it is`, async ({ open }) => {
      for (const width of [390, 1440]) {
        const page = await open(`#/${id}`, { width });
        await expectSteady(page, `${width} pixels, loaded`);
        await act(page);
        await idle(page);
        await expectSteady(page, `${width} pixels, after the first step`);
      }
    });

  test('is looked at on every page', () => {
    expect(Object.keys(FIRST).sort()).toEqual([...new Set(studioStates().map(({ page }) => page))].sort());
  });

  test('would not pass with something that comes late above the rest', async ({ open }) => {
    const page = await open('#/solve');
    await page.evaluate(
      `document.querySelector('main').prepend(Object.assign(document.createElement('p'), { textContent: 'late' }))`,
    );
    expect((await shifts(page)).reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(LEAST);
  });
});
