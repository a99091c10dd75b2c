/**
 * @file `node scripts/studio-shots.mjs OUT [words]`: pictures of every state of every page of the studio.
 *
 * Each state at 390, 820 and 1440 pixels, light and dark, in English and Chinese. With words, only the pictures whose
 * names hold all of them: `node scripts/studio-shots.mjs shots solve 390 dark`.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, launch } from '../tools/test-env/chromium.mjs';
import { contextOptions, goTo, LOOKS, shotName, studioStates, watch } from '../tools/test-env/studio.mjs';
import { build, buildStudio } from './run.mjs';
import { serveBuiltStudio } from './serve-studio.mjs';

const [out, ...words] = process.argv.slice(2);
if (out === undefined) {
  console.error('Say where the pictures go: node scripts/studio-shots.mjs shots');
  process.exit(2);
}
if (chromium() === undefined) {
  console.error('There is no browser here: npm ci in tools/test-env installs it (Linux, x64).');
  process.exit(1);
}

const states = studioStates();
const wanted = LOOKS.map((look) => ({
  look,
  shots: states
    .map((state) => ({ state, file: shotName(state, look) }))
    .filter(({ file }) => words.every((word) => file.includes(word))),
})).filter(({ shots }) => shots.length > 0);

async function shoot(page, url, { state, file }) {
  const problems = watch(page, url);
  try {
    await goTo(page, url, state);
    await page.screenshot({ path: join(out, file), fullPage: true, animations: 'disabled' });
  } catch (error) {
    problems.push(String(error));
  }
  console.log([file, ...problems].join('\n  '));
  return problems.length;
}

build();
buildStudio();
mkdirSync(out, { recursive: true });
const [{ url, stop }, browser] = [await serveBuiltStudio(), await launch()];
let problems = 0;
for (const { look, shots } of wanted) {
  const context = await browser.newContext(contextOptions(look));
  for (const shot of shots) {
    const page = await context.newPage();
    problems += await shoot(page, url, shot);
    await page.close();
  }
  await context.close();
}
await browser.close();
stop();
process.exitCode = problems > 0 ? 1 : 0;
