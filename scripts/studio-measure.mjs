/**
 * @file `npm run studio:measure`: what the first visit loads, and how long the studio takes to show what somebody does.
 *
 * Times are of this machine and its load: the median and the least of a dozen, printed and never asserted. From the event
 * to the paint that shows it; what is answered by the worker, to the paint that shows the answer.
 */

import { chromium, launch } from '../tools/test-env/chromium.mjs';
import { contextOptions, goTo } from '../tools/test-env/studio.mjs';
import { build, buildStudio, install, ROOT } from './run.mjs';
import { join } from 'node:path';
import { serveBuiltStudio } from './serve-studio.mjs';

const ROUNDS = 13;
const LOOK = { width: 1440, theme: 'light', lang: 'en' };

install(join(ROOT, 'tools', 'test-env'), ' for the measurements (a browser)');
if (chromium() === undefined) {
  console.error('There is no browser here: it comes for Linux on x64.');
  process.exit(1);
}

/** Lives in the page: acts, and waits for the paint that follows, or for one after `until` holds. */
const HELPERS = `
  window.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  window.timed = async (act, until = () => true) => {
    const start = performance.now();
    act();
    do await painted(); while (!until());
    return performance.now() - start;
  };
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: 'layout-shift' });
  window.key = (selector, key) => () => document.querySelector(selector)
    .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  window.hover = (share) => () => {
    const box = document.querySelector('.stage svg').getBoundingClientRect();
    const at = { clientX: box.x + box.width * share, clientY: box.y + box.height * 0.45 };
    (document.elementFromPoint(at.clientX, at.clientY) ?? document.body)
      .dispatchEvent(new PointerEvent('pointermove', { ...at, bubbles: true, pointerType: 'mouse' }));
  };
  window.headline = () => document.querySelector('h2')?.textContent;
`;

const layer = (sizes) => `#/layer?v=1&op=conv2d&in=1,1,${sizes}&out=1&k=3&p=1&view=slide`;
const KERNEL = '[role=spinbutton][aria-label="kernel_size"]';

/** What is measured: a state, and what is done in it again and again; \`i\` counts the rounds. */
const MEASURED = [
  {
    name: 'Layer 64 × 64: kernel_size to paint',
    link: layer('64,64'),
    act: `key('${KERNEL}', i % 2 ? 'ArrowDown' : 'ArrowUp')`,
  },
  {
    name: 'Layer 4096 × 4096: kernel_size to paint',
    link: layer('4096,4096'),
    act: `key('${KERNEL}', i % 2 ? 'ArrowDown' : 'ArrowUp')`,
  },
  { name: 'Layer 64 × 64: pointer to paint', link: layer('64,64'), act: 'hover(0.12 + 0.01 * i)' },
  { name: 'Layer 4096 × 4096: pointer to paint', link: layer('4096,4096'), act: 'hover(0.12 + 0.01 * i)' },
  {
    name: 'Solve: a size to the answer',
    link: '#/solve?v=1&op=conv&in=304,228&to=152,114',
    act: `(window.before = headline(), key('[role=spinbutton]', 'ArrowUp'))`,
    until: '() => headline() !== window.before',
  },
  {
    name: 'Network: sizes to the table',
    link: '#/network',
    act: `() => {
      const field = document.querySelector('.sizes input');
      window.before = headline();
      field.value = String(96 + 32 * i) + 'x' + String(96 + 32 * i);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }`,
    until: '() => headline() !== window.before',
  },
];

async function measure(page, { act, until }) {
  const times = [];
  for (let i = 0; i < ROUNDS; i++)
    times.push(await page.evaluate(`(() => { const i = ${i}; return timed(${act}${until ? `, ${until}` : ''}); })()`));
  // The first round compiles.
  return times.slice(1).sort((a, b) => a - b);
}

const LOADED = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;

const line = (name, ...values) =>
  console.log(`${name.padEnd(44)}${values.map((value) => value.padStart(14)).join('')}`);
const ms = (time) => `${time.toFixed(1)} ms`;

build();
buildStudio();
const { url, stop } = await serveBuiltStudio();
const browser = await launch();
const open = async (link) => {
  const page = await (await browser.newContext(contextOptions(LOOK))).newPage();
  await goTo(page, url, { link });
  return page;
};

const first = await open('');
line('First visit, compressed', `${((await first.evaluate(LOADED)) / 1000).toFixed(1)} KB`);
console.log();
line('', 'median', 'least', 'layout shift');
for (const one of MEASURED) {
  const page = await open(one.link);
  await page.evaluate(HELPERS);
  const times = await measure(page, one);
  const shift = await page.evaluate('window.shift');
  line(one.name, ms(times[Math.floor(times.length / 2)]), ms(times[0]), shift.toFixed(4));
  await page.close();
}
await browser.close();
stop();
