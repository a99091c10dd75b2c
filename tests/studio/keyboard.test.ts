/** @file Every page by keys alone: all controls are reached in order and seen, nothing holds the focus, results are read out. */

import { describe, expect } from 'vitest';
import type { Page } from '../../tools/test-env/chromium.mjs';
import { studioStates } from '../../tools/test-env/studio.mjs';
import { HAS_BROWSER, studioTest as test } from './studio.js';

interface Walk {
  /** What the Tab key reached, in turn. */
  readonly stops: readonly string[];
  /** Of those, what looks the same with and without the focus. */
  readonly unseen: readonly string[];
  /** Of those, what lies outside of the window, or has no size. */
  readonly outside: readonly string[];
  /** Controls that were never reached. */
  readonly missed: readonly string[];
  /** Where the focus went back in the document. */
  readonly back: readonly string[];
  readonly isRound: boolean;
}

/**
 * Notes what gets the focus. A control shows it by an outline, a shadow, a border or another ground, its own or that of
 * what stands round it.
 */
const RECORD = `(() => {
  const name = (el) => (el.getAttribute('aria-label') ?? el.textContent.trim().slice(0, 30) ?? '') + ' <' + el.tagName.toLowerCase() + '.' + (el.getAttribute('class') ?? '').split(' ')[0] + '>';
  const around = (el) => [el, el.parentElement, el.parentElement?.parentElement, el.parentElement?.parentElement?.parentElement].filter(Boolean);
  const look = (el) => around(el).map((each) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, left } = getComputedStyle(each);
    return [outlineStyle === 'none' ? '' : outlineWidth + outlineColor, boxShadow, borderColor, backgroundColor, left].join();
  }).join('|');
  const walk = (window.walk = { order: [], unseen: [], outside: [], back: [], isRound: false });
  let last, lastLook;
  const leave = () => {
    if (last?.isConnected && look(last) === lastLook) walk.unseen.push(name(last));
  };
  document.addEventListener('focusin', ({ target }) => {
    leave();
    if (target === walk.order[0]) walk.isRound = true;
    if (walk.isRound) return (last = undefined);
    if (last && last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) walk.back.push(name(last) + ' → ' + name(target));
    walk.order.push(target);
    const shown = target.closest('label')?.getBoundingClientRect() ?? target.getBoundingClientRect();
    if (shown.width * shown.height < 4 || shown.bottom < 0 || shown.top > innerHeight || shown.right < 0 || shown.left > innerWidth)
      walk.outside.push(name(target));
    [last, lastLook] = [target, look(target)];
  });
  walk.result = () => {
    const reached = new Set(walk.order);
    const groups = new Set();
    const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]')].filter((el) => {
      if (el.tabIndex < 0 || el.disabled || !el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
      if (el.type !== 'radio') return true;
      // Of a group of radio buttons the Tab key reaches one; arrows lead to the others.
      const isReached = document.querySelector('input[name="' + el.name + '"]:checked') ?? el;
      return isReached === el && !groups.has(el.name) && groups.add(el.name);
    });
    const { unseen, outside, back, isRound } = walk;
    return { stops: walk.order.map(name), unseen, outside, back, isRound, missed: controls.filter((el) => !reached.has(el)).map(name) };
  };
})()`;

/** More stops than any page has. */
const MOST = 400;

/** Goes through the page by the Tab key, until it comes round. */
async function walkThrough(page: Page): Promise<Walk> {
  // The editor takes the place of a text field when it has loaded.
  await page.locator('[data-editor="loading"]').waitFor({ state: 'detached' });
  await page.evaluate(RECORD);
  for (let presses = 0; presses < MOST; presses += 10) {
    for (let i = 0; i < 10; i++) await page.keyboard.press('Tab');
    if (await page.evaluate('window.walk.isRound')) break;
  }
  return page.evaluate<Walk>('window.walk.result()');
}

/** Tabs on until a control of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < MOST; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate<string>(
      `((el) => (el.getAttribute('aria-label') ?? el.labels?.[0]?.textContent ?? el.textContent ?? '').trim())(document.activeElement)`,
    );
    if (name.test(found)) return;
  }
  throw new Error(`the Tab key reaches nothing called ${name}`);
}

/** What a screen reader is told, all live regions together. */
const said = (page: Page): Promise<string> =>
  page.evaluate(
    `[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map((el) => el.textContent).join(' ')`,
  );

const PAGES = [...new Set(studioStates().map(({ page }) => page))];

/** One piece of work on each page: the control's name, the keys, and what is read out then. */
const WORK: readonly (readonly [page: string, control: RegExp, keys: readonly string[], says: RegExp])[] = [
  ['layer', /^kernel_size$/, ['ArrowUp'], /output row 0, column 0 is the sum of 16 products/],
  [
    'network',
    /^Arrange input$/,
    ['ArrowDown', 'Alt+ArrowDown'],
    /stem, nn\.Conv2d\(.*\), is step 2 of 22, behind relu/,
  ],
  ['solve', /^wanted size H$/, ['ArrowUp'], /settings take 304 × 228 to 153 × 114/],
  ['doctor', /^a printed model$/, ['Enter'], /It stops at 1/],
  ['lab', /^row 76, column 57/, ['ArrowRight'], /y\[0, 76, 58\] = /],
  ['field', /^dilation of layer 1$/, ['ArrowUp'], /behind layer 3 sees 9 × 9/],
  ['upsampling', /^kernel_size$/, ['ArrowUp'], /1×1×25×25, unevenness 0/],
  ['train', /^One step$/, ['Enter'], /Loss after 1 step: \d/],
  ['learn', /^2 Padding/, ['Enter'], /Step 1 of 4: padding='same' keeps the size/],
];

describe.skipIf(!HAS_BROWSER)('by keys alone', () => {
  test('there is some work for every page', () => {
    expect(WORK.map(([id]) => id).sort()).toEqual(PAGES.toSorted());
  });

  for (const [id, control, keys, says] of WORK)
    test(`${id}: the Tab key goes round once, every control in order and seen; what is done is read out`, async ({
      open,
    }) => {
      const page = await open(`#/${id}`);
      const { stops, isRound, ...wrong } = await walkThrough(page);
      expect(wrong).toEqual({ unseen: [], outside: [], missed: [], back: [] });
      expect(isRound).toBe(true);
      expect(stops.length).toBeGreaterThan(10);
      await tabTo(page, control);
      for (const key of keys) await page.keyboard.press(key);
      await expect.poll(() => said(page)).toMatch(says);
    });

  test('would not pass with a control whose focus is not seen, or that is skipped', async ({ open }) => {
    const page = await open('#/learn');
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('beforeend', '<button style="outline: none">bare</button><div style="position: absolute; left: -200vw"><button>away</button></div>')`,
    );
    const { unseen, outside } = await walkThrough(page);
    expect([...unseen, ...outside]).toEqual(['bare <button.>', 'away <button.>']);
  });
});
