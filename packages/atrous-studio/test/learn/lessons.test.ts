/** @file Lessons lead to states that exist: every link is read by its page, and nothing of it is ignored. */

import { describe, expect, test } from 'vitest';
import type { Codec } from '../../src/kit/page.js';
import { readRoute } from '../../src/kit/route.js';
import { codec as field } from '../../src/pages/field/codec.js';
import { codec as layer } from '../../src/pages/layer/codec.js';
import { LESSONS, placeLink, placeText, readPlace } from '../../src/pages/learn/lessons/index.js';
import { codeCodec } from '../../src/pages/code/codec.js';
import { codec as solve } from '../../src/pages/solve/codec.js';
import { codec as train } from '../../src/pages/train/codec.js';
import { codec as upsampling } from '../../src/pages/upsampling/codec.js';

const network = codeCodec(() => ({ text: '', sizes: undefined }));
const CODECS: Readonly<Record<string, Pick<Codec<unknown>, 'read'>>> = {
  field,
  layer,
  network,
  solve,
  train,
  upsampling,
};

const places = LESSONS.flatMap((lesson) => lesson.steps.map((_, step) => ({ lesson, step })));

describe.each(places.map((place) => [placeText(place), place] as const))('%s', (text, { lesson, step }) => {
  test('its page understands all of its link', () => {
    const { page, query } = readRoute(lesson.steps[step]!.link);
    expect(Object.keys(CODECS)).toContain(page);
    expect(CODECS[page]!.read(query).ignored).toEqual([]);
  });

  test('its address leads back to it', () => {
    const { query } = readRoute(placeLink({ lesson, step }));
    expect(query.get('lesson')).toBe(text);
    expect(readPlace(text)).toEqual({ lesson, step });
  });

  test('its words are short', () => {
    const { en, zh } = lesson.steps[step]!.text;
    expect(en.length).toBeLessThan(200);
    expect(zh.length).toBeLessThan(120);
  });
});

test('names are given once', () => {
  expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(LESSONS.length);
});

test.each(['', 'why-112', 'why-112.0', 'why-112.5', 'no.1', 'why-112.x', '__proto__.1'])('%j is no place', (text) => {
  expect(readPlace(text)).toBeUndefined();
});
