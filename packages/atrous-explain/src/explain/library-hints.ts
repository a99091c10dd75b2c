/**
 * @file The library's hints as phrases. The library has them in English alone, so that nobody's bundle carries another
 * language: a hint is recognised by the sentence that the English catalogue has for it, and said in any language.
 */

import { type Template, match, template } from '../parse/error/template.js';
import { EN } from './words/hints/en.js';
import type { Values, WordId } from './words/ids.js';
import { type Phrase, phrase, quoted } from './words/phrase.js';
import { EN as PROBLEMS } from './words/problems/en.js';

/** Every name that a sentence asks for, as a placeholder of a template. */
const PLACEHOLDERS: Values = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}:text}` });

/** Sentences that the library shares with the reader of networks stand in its catalogue. */
const SENTENCES = { ...EN, didYouMean: PROBLEMS.didYouMean };

let templates: readonly (readonly [WordId, Template])[] | undefined;

const allTemplates = (): readonly (readonly [WordId, Template])[] =>
  (templates ??= Object.entries(SENTENCES).map(
    ([id, sentence]) => [id as WordId, template(sentence(PLACEHOLDERS), { whole: true })] as const,
  ));

/** A hint of the library; one that is not known stays as it is. */
export function libraryHint(hint: string): Phrase {
  for (const [id, sentence] of allTemplates()) {
    const found = match(sentence, hint);
    if (found) return phrase(id, found.fields as Values);
  }
  return quoted(hint);
}

/** The lines of an error's hint. */
export const libraryHints = (hint: string | undefined): Phrase[] =>
  hint === undefined ? [] : hint.split('\n').map(libraryHint);
