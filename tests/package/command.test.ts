/** @file The built command as a process of its own, and its report in a browser. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, launch } from '../../tools/test-env/chromium.mjs';
import { HAS_BROWSER, ROOT } from './environment.js';

const COMMAND = join(ROOT, 'packages', 'atrous-cli', 'bin', 'atrous.js');
const folder = mkdtempSync(join(tmpdir(), 'atrous-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function atrous(...words: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

let sample: ReturnType<typeof atrous>;

beforeAll(() => {
  sample = atrous('--once');
});

describe('the command as a process', () => {
  test('runs the sample without words, writes its folder and ends, output being no terminal', () => {
    expect([sample.code, sample.stderr]).toEqual([0, '']);
    expect(sample.stdout).toContain('Total: 4 layers, 9,536 parameters, 163.02 M MACs (326.04 M FLOPs)');
    expect(sample.stdout).not.toContain('http://');
    expect(readdirSync(join(folder, 'atrous-out')).sort()).toEqual([
      '0-conv2d-filters.png',
      '0-conv2d.png',
      '1-batchnorm2d.png',
      '2-relu.png',
      '3-maxpool2d-heat.png',
      '3-maxpool2d-strongest.png',
      '3-maxpool2d.png',
      'report.html',
    ]);
  });

  test.each([
    [['--version'], 0],
    [['run', '--net', 'nn.Conv2d(4, 8, 3)'], 1],
    [['run', '--nett'], 2],
    [['run', 'nowhere.png'], 3],
  ])('%j exits with %i', (words, code) => expect(atrous(...words).code).toBe(code));

  test('ends quietly when nobody reads on', () => {
    const script = `"${process.execPath}" "${COMMAND}" run --net "nn.ReLU()" --out piped | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });
});

describe.skipIf(!HAS_BROWSER)('the report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test.each([1280, 390])(
    'opens %i pixels wide without errors, requests, or a page that scrolls sideways',
    async (width) => {
      const page = await browser.newPage();
      const url = pathToFileURL(join(folder, 'atrous-out', 'report.html')).href;
      const [problems, requests]: [string[], string[]] = [[], []];
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('request', (request) => requests.push(request.url()));
      await page.setViewportSize({ width, height: 900 });
      await page.goto(url);
      const [contentWidth, broken, images] = await page.evaluate<[number, number, number]>(`[
      document.documentElement.scrollWidth,
      [...document.images].filter((image) => image.naturalWidth === 0).length,
      document.images.length,
    ]`);
      expect(problems).toEqual([]);
      expect(requests.filter((request) => request !== url && !request.startsWith('data:'))).toEqual([]);
      expect(contentWidth).toBe(width);
      // The input and seven pictures.
      expect([images, broken]).toEqual([8, 0]);
    },
  );
});
