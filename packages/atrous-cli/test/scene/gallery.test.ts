/** @file Writes the gallery to docs/gallery, where a person can look at it. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { atrous } from '../command.js';
import { FILMS, writeGallery } from './gallery.js';

const folder = fileURLToPath(new URL('../../../../docs/gallery', import.meta.url));

test('the gallery holds every picture in both themes', () => {
  const names = writeGallery(folder);
  expect(names.length).toBeGreaterThan(40);
  // Small enough for a page: cells that look alike are one mark.
  for (const name of names) expect(statSync(join(folder, name)).size, name).toBeLessThan(200_000);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(FILMS)('the gallery shows $name in motion', async ({ name, words }) => {
  const { code, stderr } = await atrous(...words, '--gif', join(folder, `${name}.gif`));
  expect([code, stderr]).toEqual([0, '']);
});
