/** @file The documents say the same in both languages, link to files that exist, and name scripts that exist. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const links = (text: string): string[] => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
const tableRows = (text: string): number => text.split('\n').filter((line) => line.startsWith('|')).length;
const codeBlocks = (text: string): string[] => [...text.matchAll(/```\w*\n[\s\S]*?```/g)].map(([block]) => block);
const headings = (text: string): string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ .*$/gm)].map(([line]) => line);
const levels = (text: string): string[] => headings(text).map((line) => line.split(' ')[0]!);

describe('the two READMEs', () => {
  const [english, chinese] = [read('README.md'), read('README.zh-CN.md')];

  test('have the same headings, level by level', () => {
    expect(levels(chinese)).toEqual(levels(english));
  });

  test('have the same code blocks', () => {
    expect(codeBlocks(chinese)).toEqual(codeBlocks(english));
  });

  test('link to the same places, each in its language where there are two', () => {
    expect(links(chinese).map((link) => link.replace(/\.zh(?=\.md$)/, ''))).toEqual(links(english));
  });

  test('have tables of the same size', () => {
    expect(tableRows(chinese)).toBe(tableRows(english));
  });
});

const documents = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(documents)('%s', (path) => {
  const text = read(path);

  test('links only to files that exist', () => {
    for (const [, link] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect(existsSync(join(ROOT, dirname(path), link!)), link).toBe(true);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script] of text.matchAll(/`npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script);
  });

  test('names only source files that exist', () => {
    for (const [, file] of text.matchAll(/`((?:packages|scripts|tests|tools)\/[\w./-]+\.\w+)`/g))
      expect(existsSync(join(ROOT, file!)), file).toBe(true);
  });
});
