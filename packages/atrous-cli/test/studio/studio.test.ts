import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { StudioFlags } from '../../src/studio/command.js';
import { serveStudio } from '../../src/studio/studio.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();
const [studio, report] = [join(folder, 'studio'), join(folder, 'out')];
for (const [place, file] of [
  [studio, 'index.html'],
  [report, 'report.html'],
] as const) {
  mkdirSync(place);
  writeFileSync(join(place, file), file);
}

/** What is printed when the server is up, and what stands at each address that is named there; then Ctrl-C. */
async function served(flags: StudioFlags, ...folders: [string?, string?]): Promise<[string, Record<string, string>]> {
  let stdout = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const ended = serveStudio(flags, ...folders);
  try {
    await Promise.race([expect.poll(() => stdout).toContain('Ctrl-C ends.'), ended]);
    const urls = stdout.match(/http:\S+/g) ?? [];
    const pages = await Promise.all(urls.map(async (url) => [new URL(url).pathname, await (await fetch(url)).text()]));
    return [stdout, Object.fromEntries(pages) as Record<string, string>];
  } finally {
    process.emit('SIGINT');
    await ended.finally(() => spy.mockRestore());
  }
}

describe('atrous studio', () => {
  test('serves the studio and says where', async () => {
    const [stdout, pages] = await served({ port: 0 }, undefined, studio);
    expect(stdout).toMatch(/^The studio is at http:\/\/127\.0\.0\.1:\d+\/\nCtrl-C ends\.\n/);
    expect(pages).toEqual({ '/': 'index.html' });
  });

  test('has the report of a run beside it', async () => {
    const [stdout, pages] = await served({ port: 0 }, report, studio);
    expect(stdout).toMatch(/\nThe report is at http:\/\/127\.0\.0\.1:\d+\/report\/\n/);
    expect(pages).toEqual({ '/': 'index.html', '/report/': 'report.html' });
  });

  test('warns when other machines can open it', async () => {
    const [stdout] = await served({ port: 0, host: '0.0.0.0' }, undefined, studio);
    expect(stdout).toContain('Every machine that reaches this one can open it.\n');
  });

  test('says so when no browser can be opened', async () => {
    vi.stubEnv('PATH', folder);
    const [stdout] = await served({ port: 0, open: true }, undefined, studio);
    vi.unstubAllEnvs();
    expect(stdout).toContain('No browser could be started: open the address yourself.\n');
  });

  test('that is not built is refused in words', async () => {
    await expect(serveStudio({ port: 0 }, undefined, join(folder, 'nowhere'))).rejects.toThrow(
      'the studio is not built\nIn a clone of the project, `npm start -- studio` builds it.',
    );
  });

  test.each(['65536', '-1', 'http', '1e3', ''])('refuses %j as a port', async (port) => {
    const { code, stderr } = await atrous('studio', '--port', port);
    expect(code).toBe(2);
    expect(stderr).toContain('Give a whole number from 0 to 65535; 0 takes any free port.');
  });

  test('refuses an address that is not here', async () => {
    const failing = serveStudio({ host: '192.0.2.1', port: 0 }, undefined, studio);
    await expect(failing).rejects.toThrow('cannot listen at 192.0.2.1: this machine has no such address');
  });
});
