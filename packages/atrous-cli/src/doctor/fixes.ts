/** @file Changes that were tried, in words. */

import { type Fix, type Lang, say } from 'atrous-explain';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { doctorWords } from './words.js';

/** A line per change, and the changed lines below it; none where nothing helps. */
export function fixesText(fixes: readonly Fix[], width: number, lang: Lang): string[] {
  if (fixes.length === 0) return [];
  const words = doctorWords(lang);
  return [
    words.helps(fixes.length),
    ...fixes.flatMap(({ title, works, output, preview }, i) => [
      fold(`${i + 1}. ${words.fix(say(title, lang), works, output && shapeText(output))}`, width, 3),
      ...preview.split('\n').map((line) => `     ${line}`),
    ]),
  ];
}
