/** @file Tests of the studio: `open` gives a page in a state, and fails the test for whatever went wrong in any of them. */

import { afterAll, expect, inject, test } from 'vitest';
import { type Browser, chromium, type Context, type Frame, launch, type Page } from '../../tools/test-env/chromium.mjs';
import { contextOptions, goTo, type Look, type Step, watch } from '../../tools/test-env/studio.mjs';

export const HAS_BROWSER: boolean = chromium() !== undefined;

/** What most tests look at. */
const USUAL: Look = { width: 1440, theme: 'light', lang: 'en' };

export interface Opening extends Partial<Look> {
  readonly steps?: readonly Step[];
  /** What goes wrong on purpose. */
  readonly expected?: RegExp;
}

/** Opens the studio at a link. */
export type Open = (link: string, opening?: Opening) => Promise<Page>;

let browser: Promise<Browser> | undefined;
/** One context for each look, kept for the file: its pages share what the browser has loaded. */
const contexts = new Map<string, Promise<Context>>();
afterAll(async () => (await browser)?.close());

async function newContext(look: Look): Promise<Context> {
  browser ??= launch();
  return (await browser).newContext(contextOptions(look));
}

async function openIn(look: Look): Promise<Page> {
  const key = JSON.stringify(look);
  const context = contexts.get(key) ?? newContext(look);
  contexts.set(key, context);
  return (await context).newPage();
}

/** What a page keeps in the browser is gone with it, so that no test sees another's. */
async function closeClean(page: Page): Promise<void> {
  await page.evaluate('(localStorage.clear(), sessionStorage.clear())');
  await page.close();
}

/** A `test` whose tests open pages. */
export const studioTest = test.extend<{ open: Open }>({
  // oxlint-disable-next-line no-empty-pattern -- Vitest wants to see what a fixture needs
  open: async ({}, use) => {
    const url = inject('studio');
    const [pages, problems]: [Page[], (() => string[])[]] = [[], []];
    await use(async (link, { steps, expected, ...look } = {}) => {
      const page = await openIn({ ...USUAL, ...look });
      pages.push(page);
      const seen = watch(page, url);
      problems.push(() => seen.filter((problem) => !expected?.test(problem)));
      await goTo(page, url, steps === undefined ? { link } : { link, steps });
      return page;
    });
    for (const page of pages) await closeClean(page);
    expect(problems.flatMap((each) => each())).toEqual([]);
  },
});

interface AxeResult {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe finds serious or worse in the page, one line each. */
export async function seriousProblems(page: Page | Frame): Promise<string[]> {
  const violations = await page.evaluate<AxeResult[]>(`(async () => {
    await new Promise((done, failed) => {
      const script = Object.assign(document.createElement('script'), { src: '/axe/axe.min.js', onload: done, onerror: failed });
      document.head.append(script);
    });
    return (await axe.run(document, { resultTypes: ['violations'], preload: false })).violations;
  })()`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** How far the page can be scrolled sideways, in pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)');
