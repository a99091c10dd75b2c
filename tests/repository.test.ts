/** @file What must not stand in the repository: registry hosts, download addresses, paths of one machine. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && !path.startsWith('golden/'));

test('lock files carry no download addresses', () => {
  const locks = tracked.filter((path) => path.endsWith('package-lock.json'));
  expect(locks.length).toBeGreaterThan(0);
  for (const lock of locks) expect(readFileSync(join(ROOT, lock), 'utf8'), lock).not.toMatch(/"resolved": "\w+:\/\//);
});

test('no file names a folder of one machine', () => {
  for (const path of tracked.filter((name) => /\.(ts|js|mjs|mts|json|md|yml|html)$/.test(name)))
    expect(readFileSync(join(ROOT, path), 'utf8'), path).not.toMatch(/(?<![\w.])\/(home|Users|root|work)\/\w/);
});
