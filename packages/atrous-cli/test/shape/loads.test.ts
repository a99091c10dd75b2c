/** @file What has to be loaded before `atrous shape` can answer. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

const ENTRIES: Readonly<Record<string, string>> = {
  atrous: 'atrous/src/index.ts',
  'atrous/spec': 'atrous/src/spec.ts',
  'atrous-explain': 'atrous-explain/src/index.ts',
  'atrous-explain/pictures': 'atrous-explain/src/pictures/index.ts',
  'atrous-explain/read': 'atrous-explain/src/read.ts',
};

/** Specifiers of the imports that are followed as a module is loaded; types alone are not. */
function imported(source: string): string[] {
  const found = source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gms);
  return Array.from(found, ([, specifier]) => specifier!);
}

/** Every file of ours, and every package of others, that loads with these files. */
function loadedWith(files: readonly string[]): { files: ReadonlySet<string>; packages: ReadonlySet<string> } {
  const [seen, others, open] = [new Set<string>(), new Set<string>(), [...files]];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const specifier of imported(readFileSync(file, 'utf8'))) {
      const own = ENTRIES[specifier];
      if (own) open.push(resolve(packages, own));
      else if (specifier.startsWith('.')) open.push(resolve(dirname(file), specifier.replace(/\.js$/, '.ts')));
      else others.add(specifier);
    }
  }
  return { files: seen, packages: others };
}

const command = (path: string): string => resolve(packages, 'atrous-cli/src', path);

test('atrous shape loads no tensors, no pictures and none of the other commands', () => {
  const { files, packages: others } = loadedWith(['main.ts', 'shape/command.ts', 'shape/shape.ts'].map(command));
  expect([...files].filter((file) => !existsSync(file))).toEqual([]);
  expect([...others].sort()).toEqual(['@lezer/python', 'commander', 'node:fs/promises', 'node:module']);
  const own = [...files].map((file) => file.slice(packages.length));
  expect(own).not.toContain('atrous/src/index.ts');
  expect(own.filter((file) => /^atrous\/src\/(tensor|ops|nn|autograd|vision)\//.test(file))).toEqual([]);
  const commands = own.filter((file) => file.startsWith('atrous-cli/src/')).map((file) => file.slice(15));
  expect(commands.filter((file) => /^(pictures|report|sample|input|solve|net|doctor|explain)\//.test(file))).toEqual(
    [],
  );
  expect(commands.length).toBeLessThan(20);
  const explaining = own.filter((file) => file.startsWith('atrous-explain/src/')).map((file) => file.slice(19));
  expect(explaining.filter((file) => !/^(parse|explain|read\.ts|units\.ts)/.test(file))).toEqual([]);
  expect(files.size).toBeLessThan(180);
  const bytes = [...files].reduce((sum, file) => sum + readFileSync(file).length, 0);
  expect(bytes).toBeLessThan(800_000);
});

test('the words of the other commands wait until they are called', () => {
  const { files } = loadedWith([command('main.ts')]);
  expect([...files].filter((file) => file.endsWith('/command.ts'))).toEqual([]);
});
