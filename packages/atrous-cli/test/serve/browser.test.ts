import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openBrowser, openerOf } from '../../src/serve/browser.js';
import { scratch } from '../command.js';

const URL_WITH_EVERYTHING = 'http://127.0.0.1:2240/?a=1&b=$(touch x);"c"|d';

describe('the browser', () => {
  test.each([
    ['darwin', ['open']],
    ['win32', ['rundll32', 'url.dll,FileProtocolHandler']],
    ['linux', ['xdg-open']],
    ['freebsd', ['xdg-open']],
  ] as const)('of %s is opened by a program that is no shell, the address being one word', (platform, words) => {
    expect(openerOf(platform, URL_WITH_EVERYTHING)).toEqual([...words, URL_WITH_EVERYTHING]);
  });

  test.skipIf(process.platform !== 'linux')('is given the address as it stands', async () => {
    const folder = scratch();
    const [opener, seen] = [join(folder, 'xdg-open'), join(folder, 'seen')];
    writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$@" > "${seen}.part"\nmv "${seen}.part" "${seen}"\n`);
    chmodSync(opener, 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
    expect(await openBrowser(URL_WITH_EVERYTHING)).toBe(true);
    vi.unstubAllEnvs();
    await expect.poll(() => existsSync(seen)).toBe(true);
    expect(readFileSync(seen, 'utf8')).toBe(`${URL_WITH_EVERYTHING}\n`);
  });

  test('that is missing is said to be missing', async () => {
    vi.stubEnv('PATH', scratch());
    expect(await openBrowser(URL_WITH_EVERYTHING)).toBe(false);
    vi.unstubAllEnvs();
  });
});
