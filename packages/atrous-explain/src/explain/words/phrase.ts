/** @file A sentence as data: which one, and its numbers. Every language says it from the one catalogue. */

import { EN } from './en.js';
import type { Values, WordId, Words } from './ids.js';
import { ZH } from './zh.js';

export type Lang = 'en' | 'zh';

/** What is said, without the language. */
export interface Phrase {
  readonly id: WordId;
  readonly values: Values;
  /** In English; `say` for other languages. */
  readonly text: string;
}

const CATALOGUE: Readonly<Record<Lang, Words>> = { en: EN, zh: ZH };

/** A sentence of the catalogue with its numbers. */
export function phrase(id: WordId, values: Values = {}): Phrase {
  return { id, values, text: EN[id](values) };
}

/** A sentence in a language. */
export function say({ id, values }: Pick<Phrase, 'id' | 'values'>, lang: Lang = 'en'): string {
  return CATALOGUE[lang][id](values);
}
