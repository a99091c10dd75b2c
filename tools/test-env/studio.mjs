/**
 * @file The studio in the browser of the tests: its states, and pages that notice what goes wrong in them.
 *
 * A page of the studio lists the states that are looked at and tested in `states.json` beside its code: `name`, `link`,
 * and where a link is not enough, `steps`: `{ "click": selector }`, `{ "hover": selector }`, `{ "press": key }`,
 * `{ "fill": [selector, text] }`, `{ "wait": selector }`.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGES = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'packages', 'atrous-studio', 'src', 'pages');

export const WIDTHS = [390, 820, 1440];
export const HEIGHTS = { 390: 844, 820: 1180, 1440: 900 };
export const THEMES = ['light', 'dark'];
export const LANGUAGES = ['en', 'zh'];

/** Every look that a state is drawn in. */
export const LOOKS = WIDTHS.flatMap((width) =>
  THEMES.flatMap((theme) => LANGUAGES.map((lang) => ({ width, theme, lang }))),
);

/** The states of every page, each with its page. */
export function studioStates() {
  return readdirSync(PAGES)
    .filter((page) => existsSync(join(PAGES, page, 'states.json')))
    .flatMap((page) =>
      JSON.parse(readFileSync(join(PAGES, page, 'states.json'), 'utf8')).map((state) => ({ page, ...state })),
    );
}

const LOCALES = { en: 'en-GB', zh: 'zh-CN' };

/** What a browser has to be like for a look. Motion is off, so that a picture is of the end of it. */
export function contextOptions({ width, theme, lang }) {
  return {
    viewport: { width, height: HEIGHTS[width] ?? 900 },
    colorScheme: theme,
    locale: LOCALES[lang],
    reducedMotion: 'reduce',
    hasTouch: width < 600,
    serviceWorkers: 'block',
  };
}

/** Everything that must not happen in a page, as it happens: errors, requests that fail or go elsewhere. */
export function watch(page, origin) {
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.stack ?? error}`));
  page.on('crash', () => problems.push('the page crashed'));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) problems.push(`request to ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
  return problems;
}

async function step(page, { click, hover, press, fill, wait }) {
  if (click !== undefined) await page.locator(click).first().click();
  if (hover !== undefined) await page.locator(hover).first().hover();
  if (press !== undefined) await page.keyboard.press(press);
  if (fill !== undefined) await page.locator(fill[0]).first().fill(fill[1]);
  if (wait !== undefined) await page.locator(wait).first().waitFor();
}

/** Parts of a page that wait for an answer say so. */
const isIdle = (page) => page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });

/** Goes to a state and through its steps. @param url of the studio, without a hash */
export async function goTo(page, url, { link, steps = [] }) {
  await page.goto(url + link);
  await page.locator('main > :not(.state)').first().waitFor({ state: 'attached' });
  for (const each of steps) {
    await isIdle(page);
    await step(page, each);
  }
  await isIdle(page);
}

/** A file name for a state in a look. */
export const shotName = ({ page, name }, { width, theme, lang }) =>
  `${page}-${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${width}-${theme}-${lang}.png`;
