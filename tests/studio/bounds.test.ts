/** @file What the Layer page does for one interaction, counted in the page: elements there, changes made, questions asked of the thread. */

import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const SIZES = [64, 224, 4096];
const link = (size: number, view: string): string =>
  `#/layer?v=1&op=conv2d&in=1,1,${size},${size}&out=1&k=3&view=${view}&sel=out:0,34,34${view === 'values' ? '&x=checks&w=ones' : ''}`;

/** Counts from now on. */
const COUNT = `(() => {
  window.counts = { changes: 0, questions: 0 };
  new MutationObserver((records) => {
    for (const { type, addedNodes, removedNodes } of records)
      counts.changes += type === 'childList' ? addedNodes.length + removedNodes.length : 1;
  }).observe(document.querySelector('.stage svg'), { subtree: true, childList: true, attributes: true, characterData: true });
  const ask = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...message) {
    counts.questions++;
    return ask.apply(this, message);
  };
})()`;

interface Counts {
  readonly elements: number;
  readonly changes: number;
  readonly questions: number;
}

/** What has happened since the last look. */
async function counts(page: Page): Promise<Counts> {
  return page.evaluate(`(async () => {
    for (let i = 0; i < 3; i++) await new Promise((done) => requestAnimationFrame(done));
    const elements = document.querySelectorAll('.stage svg *').length;
    const { changes, questions } = counts;
    counts.changes = counts.questions = 0;
    return { elements, changes, questions };
  })()`);
}

const press =
  (key: string) =>
  (page: Page): Promise<void> =>
    page.keyboard.press(key);

/** The pointer over the first cell but one of a plane, counted in cells from the cell at hand. */
const point =
  (plane: string) =>
  (page: Page): Promise<void> =>
    page.evaluate(`(() => {
    const box = document.querySelector('[role=gridcell][data-plane=${plane}]').getBoundingClientRect();
    const at = { clientX: box.x + box.width * 1.5, clientY: box.y + box.height * 1.5 };
    document.querySelector('.picture').dispatchEvent(new PointerEvent('pointermove', { ...at, bubbles: true, pointerType: 'mouse' }));
  })()`);

const DONE: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['a step', press('.')],
  ['pointing at an output', point('output')],
  ['pointing at an input cell', point('input')],
  ['pointing at a tap', point('kernel')],
];

describe.skipIf(!HAS_BROWSER)('an interaction on the Layer page', () => {
  test('draws what is seen and asks nothing, as much at 4096 × 4096 as at 224 × 224', async ({ open }) => {
    const found: Counts[][] = [];
    for (const size of SIZES) {
      const page = await open(link(size, 'slide'));
      await page.evaluate(COUNT);
      const own: Counts[] = [];
      for (const [, act] of DONE) {
        await act(page);
        own.push(await counts(page));
      }
      found.push(own);
    }
    const [small, middle, large] = found as [Counts[], Counts[], Counts[]];
    for (const [i, [what]] of DONE.entries()) {
      console.log(
        `${what}: ${[small, middle, large].map((each) => `${each[i]!.elements} elements, ${each[i]!.changes} changes`).join('; ')}`,
      );
      expect(large[i], what).toEqual(middle[i]);
      for (const one of [small[i]!, middle[i]!]) {
        expect(one.questions, what).toBe(0);
        expect(one.changes, what).toBeGreaterThan(0);
      }
      expect(middle[i]!.elements, what).toBeLessThan(1200);
      expect(middle[i]!.changes, what).toBeLessThan(3000);
      expect(small[i]!.elements, what).toBeLessThan(2500);
    }
  });

  test('computes the values once: steps and pointing ask for none again', async ({ open }) => {
    for (const size of SIZES) {
      const page = await open(link(size, 'values'));
      await expect.poll(() => page.locator('[data-result]').innerText(), { timeout: 25_000 }).toMatch(/^[45]$/);
      await page.evaluate(COUNT);
      for (const [what, act] of DONE) {
        await act(page);
        const { questions, changes, elements } = await counts(page);
        expect(questions, `${size}: ${what}`).toBe(0);
        expect(changes, `${size}: ${what}`).toBeGreaterThan(0);
        expect(elements, `${size}: ${what}`).toBeLessThan(size === 64 ? 12_000 : 2500);
      }
    }
  });
});
