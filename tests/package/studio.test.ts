/** @file The packed command finds the packed studio. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pack, ROOT } from './environment.js';

const OURS = ['atrous', 'atrous-explain', 'atrous-studio', 'atrous-cli'];
const folder = mkdtempSync(join(tmpdir(), 'atrous-packed-'));
const modules = join(folder, 'node_modules');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Our packages as they are published, everybody else's as they are installed here. */
beforeAll(() => {
  for (const name of OURS) {
    mkdirSync(join(modules, name), { recursive: true });
    execFileSync('tar', ['-xzf', pack(name, folder), '-C', join(modules, name), '--strip-components=1']);
  }
  const others = readdirSync(join(ROOT, 'node_modules')).filter(
    (name) => !name.startsWith('.') && !OURS.includes(name),
  );
  for (const name of others) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
});

test('the packed studio is static files: it asks for no other package', () => {
  expect(readdirSync(join(modules, 'atrous-studio')).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  expect(readdirSync(join(modules, 'atrous-studio', 'dist'))).toEqual(expect.arrayContaining(['index.html', 'sw.js']));
});

test('the packed command serves it', async () => {
  const command = join(modules, 'atrous-cli', 'bin', 'atrous.js');
  const child = spawn(process.execPath, [command, 'studio', '--port', '0'], { cwd: folder });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const [url] = /http:\S+/.exec(String(chunk))!;
  const page = await (await fetch(url)).text();
  const [, script] = /<script[^>]* src="\.\/([^"]+)"/.exec(page)!;
  expect((await fetch(url + script)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
