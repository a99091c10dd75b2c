/** @file What npm would put into each package: everything that it names, and nothing that leads nowhere. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, buildStudio } from '../../scripts/run.mjs';
import { ROOT } from './environment.js';

build();
buildStudio();

type Target = string | { readonly [condition: string]: Target };
interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly bin?: Readonly<Record<string, string>>;
}

const named = (target: Target): string[] =>
  typeof target === 'string' ? [target] : Object.values(target).flatMap(named);

/** Paths of relative modules that a script or a declaration imports. */
const IMPORTS = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;

describe.each(['atrous', 'atrous-explain', 'atrous-studio', 'atrous-cli'])('%s, as it is published,', (name) => {
  const folder = join(ROOT, 'packages', name);
  const content = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const manifest = JSON.parse(content('package.json')) as Manifest;
  let files: ReadonlySet<string>;

  beforeAll(() => {
    const words = ['pack', '--dry-run', '--ignore-scripts', '--json', '--loglevel=error'];
    const packed = JSON.parse(execFileSync('npm', words, { cwd: folder, encoding: 'utf8' })) as object;
    const [{ files: list }] = Object.values(packed) as [{ files: readonly { path: string }[] }];
    files = new Set(list.map(({ path }) => path));
  });

  /** Those of `paths`, relative to `file`, that are not in the package. */
  const missing = (file: string, paths: readonly string[]): string[] =>
    paths.filter((path) => !files.has(posix.join(posix.dirname(file), path)));

  test('has a readme, a licence, and every file that its manifest names', () => {
    const targets = [...Object.values(manifest.exports).flatMap(named), ...Object.values(manifest.bin ?? {})];
    expect(missing('package.json', ['README.md', 'LICENSE', ...targets])).toEqual([]);
  });

  test('has no tests, no build state and no configuration', () => {
    const strange = [...files].filter((path) => /(^|\/)(tests?\/|\.|tsconfig)|\.(test\.\w+|tsbuildinfo)$/.test(path));
    expect(strange).toEqual([]);
  });

  test('has the sources that its maps lead to', () => {
    const maps = [...files].filter((path) => path.endsWith('.map'));
    expect(maps.length > 0).toBe(name !== 'atrous-studio');
    for (const map of maps)
      expect(missing(map, (JSON.parse(content(map)) as { sources: string[] }).sources), map).toEqual([]);
  });

  test('has what its modules and its types import', () => {
    for (const path of files)
      if (/^(bin|bundle|dist)\/.*(\.js|\.d\.ts)$/.test(path) && name !== 'atrous-studio')
        expect(
          missing(
            path,
            Array.from(content(path).matchAll(IMPORTS), ([, target]) => target!),
          ),
          path,
        ).toEqual([]);
  });

  test.runIf(name === 'atrous' || name === 'atrous-explain')('gives Node a bundle of each of its entries', () => {
    for (const [entry, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') continue;
      const bundle = `./bundle/${entry === '.' ? 'index' : entry.slice(2)}.js`;
      expect([target['node'], target['deno'], target['bun']], entry).toEqual([bundle, bundle, bundle]);
      // Conditions are tried in order.
      expect(Object.keys(target), entry).toEqual(['types', 'node', 'deno', 'bun', 'default']);
      expect(target['default']).toMatch(/^\.\/dist\//);
    }
  });
});
