/** @file Workers never hold a process up, however it ends, and the built library starts them wherever it runs. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { DENO, NODE_24, ROOT } from './environment.js';

const folder = mkdtempSync(join(tmpdir(), 'atrous-threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const library = (path: string): string => pathToFileURL(join(ROOT, 'packages', 'atrous', 'bundle', path)).href;

/** A program whose engine has three threads; then `end` happens. */
function script(name: string, end: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `import { nn, rand } from '${library('index.js')}';
import { configureEngine, engineMemory } from '${library('engine.js')}';
configureEngine({ threads: 3 });
const conv = new nn.Conv2d(32, 32, 3, { padding: 1 });
const x = rand([1, 32, 64, 64]);
const run = () => conv.forward(x);
const up = async () => {
  while (engineMemory().threads < 3) {
    run();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};
${end}
`,
  );
  return file;
}

const LIMIT = 60_000;
const SAY = 'console.log(engineMemory().threads);';

/** How programs end, the exit code, and what they say. */
const ENDS: readonly (readonly [name: string, end: string, code: number, says: string])[] = [
  ['naturally', `await up(); ${SAY}`, 0, '3'],
  ['by process.exit', `await up(); ${SAY} process.exit(7);`, 7, '3'],
  ['by process.exit while threads are at work', `await up(); ${SAY} run(); process.exit(7);`, 7, '3'],
  ['by process.exit while workers start', 'run(); run(); run(); process.exit(7);', 7, ''],
  ['by an error', `await up(); ${SAY} throw new Error('stop');`, 1, '3'],
];

describe.each([
  ['this Node', process.execPath, []],
  ['Node 24', NODE_24, []],
  ['Deno', DENO, ['run', '--allow-read']],
] as const)('a program in %s', (_, program, words) => {
  test.skipIf(!program).each(ENDS)('ends %s', (name, end, code, says) => {
    const file = script(`${name.replaceAll(/\W/g, '-')}.mjs`, end);
    const { status, stdout, signal } = spawnSync(program!, [...words, file], { encoding: 'utf8', timeout: LIMIT });
    expect([status, signal, stdout.trim()]).toEqual([code, null, says]);
  });
});
