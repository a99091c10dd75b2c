/**
 * @file The committed gallery is what the commands draw. After a change of pictures `npx vitest run
 * packages/atrous-cli/test/scene/gallery.test.ts -u` writes SVGs and pages anew; a GIF or PNG that is deleted is made again.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../command.js';
import { fileOf, FILMS, galleryPage, MEASURED, SHOWN } from './gallery.js';

const folder = fileURLToPath(new URL('../../../../docs/gallery', import.meta.url));
const draft = scratch();

describe.each(['en', 'zh'] as const)('the gallery in %s', (lang) => {
  const language = lang === 'zh' ? ['--lang', 'zh'] : [];
  const sentences = new Map<string, string>();

  test.each(SHOWN)('holds $name as the command draws it, in both themes', async (shown) => {
    for (const theme of ['light', 'dark'] as const) {
      const file = join(draft, fileOf(shown, lang, theme));
      const { code, stderr } = await atrous(...shown.words, '--theme', theme, ...language, '--svg', file);
      expect([code, stderr]).toEqual([0, '']);
      const svg = readFileSync(file, 'utf8');
      await expect(svg).toMatchFileSnapshot(join(folder, fileOf(shown, lang, theme)));
      const [, description] = /<desc[^>]*>([^<]*)</.exec(svg)!;
      sentences.set(shown.name, description!.replaceAll('&#39;', "'"));
    }
  });

  test('has a page of all of them', async () => {
    const name = lang === 'zh' ? 'README.zh.md' : 'README.md';
    await expect(galleryPage(lang, sentences)).toMatchFileSnapshot(join(folder, name));
  });
});

const FILES = [
  ...FILMS.map(({ name, words }) => ({ file: `${name}.gif`, words, flag: '--gif' })),
  ...MEASURED.map(({ name, words, flag }) => ({ file: `${name}.png`, words, flag })),
];

test.each(FILES)('the gallery shows $file', async ({ file: name, words, flag }) => {
  const [made, kept] = [join(draft, name), join(folder, name)];
  const { code, stderr } = await atrous(...words, flag, existsSync(kept) ? made : kept);
  expect([code, stderr]).toEqual([0, '']);
  if (!existsSync(made)) return;
  const [now, before] = await Promise.all(
    [made, kept].map(async (file) => {
      const { pages, width, height, delay } = await sharp(file, { animated: true }).metadata();
      return { pages, width, height, delay };
    }),
  );
  expect(before).toEqual(now);
});

test('the gallery holds nothing else, and is small enough to be cloned', () => {
  const wanted = [
    'README.md',
    'README.zh.md',
    ...FILES.map(({ file }) => file),
    ...SHOWN.flatMap((shown) =>
      (['en', 'zh'] as const).flatMap((lang) => [fileOf(shown, lang, 'light'), fileOf(shown, lang, 'dark')]),
    ),
  ];
  expect(readdirSync(folder).sort()).toEqual(wanted.sort());
  const bytes = wanted.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThan(3_000_000);
});
