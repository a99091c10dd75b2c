/** @file What import statements make known. */

import { type Runtime, library } from './runtime.js';

/** The names that `import a.b as c` and `from a import b, c as d` define. */
export function importedNames(source: string): [string, Runtime][] {
  const text = source
    .replaceAll(/[()\\]|#[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const from = /^from ([\w.]+) import (.*)$/.exec(text);
  if (from)
    return from[2]!.split(',').flatMap((item): [string, Runtime][] => {
      const [name, as] = item.trim().split(' as ');
      return name && name !== '*' ? [[as ?? name, library(`${from[1]}.${name}`)]] : [];
    });
  const plain = /^import (.*)$/.exec(text);
  return (plain?.[1] ?? '').split(',').flatMap((item): [string, Runtime][] => {
    const [path, as] = item.trim().split(' as ');
    if (!path) return [];
    return as ? [[as, library(path)]] : [[path.split('.')[0]!, library(path.split('.')[0]!)]];
  });
}
