/** @file Imports run one way: each part of the house may import only what stands below it. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const PACKAGES = fileURLToPath(new URL('../packages', import.meta.url));

/** Folders of the library, lowest first. `engine` stands beside the ops that it implements. */
const ORDER = ['geometry', 'tensor', 'autograd', 'ops', 'nn', 'optim'];
/** What the remaining folders and the files at the top may import. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  data: ['geometry', 'tensor', 'autograd', 'ops', 'io'],
  engine: ['geometry', 'tensor', 'autograd', 'ops'],
  io: ['geometry', 'tensor', 'autograd', 'ops', 'nn'],
  vision: ['geometry', 'tensor', 'autograd', 'ops', 'nn'],
  spec: ['geometry'],
  index: [...ORDER, 'io', 'data', 'engine'],
  node: [...ORDER, 'index', 'engine'],
  errors: [],
};

/** Imports of other packages, by package. */
const FOREIGN: Readonly<Record<string, readonly RegExp[]>> = {
  atrous: [],
  'atrous-explain': [/^atrous\/(geometry|spec)$/, /^@lezer\/(common|python)$/, /^(d3-scale-chromatic|gifenc)$/],
  'atrous-studio': [
    /^atrous(\/\w+)?$/,
    /^atrous-explain(\/(read|pictures|animation))?$/,
    /^(svelte(\/\w+)?|fflate|@codemirror\/[\w-]+|@lezer\/\w+)$/,
  ],
  'atrous-cli': [/^atrous(\/\w+)?$/, /^atrous-explain(\/(read|pictures|animation))?$/, /^(node:|sharp$|commander$)/],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(join(folder, entry.name))
      : /\.(ts|svelte)$/.test(entry.name)
        ? [join(folder, entry.name)]
        : [],
  );
}

const IMPORT = /^\s*(?:import|export)\b[^'";]*?\bfrom\s+'([^']+)'|^\s*import '([^']+)'|\bimport\('([^']+)'\)/gm;

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, from, bare, dynamic]) => (from ?? bare ?? dynamic)!);

/** The folder under `src` that a file belongs to; files at the top stand for themselves. */
const partOf = (file: string, src: string): string =>
  relative(src, file)
    .split(/[\\/]/)[0]!
    .replace(/\.(ts|js)$/, '');

function allowed(part: string): readonly string[] {
  const place = ORDER.indexOf(part);
  return [part, 'errors', ...(place >= 0 ? ORDER.slice(0, place) : (OTHERS[part] ?? []))];
}

describe('imports', () => {
  const src = join(PACKAGES, 'atrous', 'src');
  test.each(sources(src).map((file) => [relative(src, file), file]))('of atrous/src/%s point down', (_, file) => {
    for (const target of importsOf(file).filter((name) => name.startsWith('.')))
      expect(allowed(partOf(file, src)), `${target} from ${relative(src, file)}`).toContain(
        partOf(resolve(dirname(file), target), src),
      );
  });

  test.each(Object.keys(FOREIGN))('of %s from outside are the ones it declares', (name) => {
    for (const file of sources(join(PACKAGES, name, 'src')))
      for (const target of importsOf(file).filter((path) => !path.startsWith('.')))
        expect(
          FOREIGN[name]!.some((pattern) => pattern.test(target)),
          `${target} in ${relative(PACKAGES, file)}`,
        ).toBe(true);
  });
});
