/** @file The language of the page, and tables of words. */

import { embedding } from './embed.js';
import { recall, remember } from './memory.js';

export type Lang = 'en' | 'zh';

/** A table with the same entries as the English one: an entry that is missing does not compile. */
export type WordsOf<English> = {
  readonly [Key in keyof English]: English[Key] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : string;
};

function preferred(): Lang {
  if (embedding?.lang !== undefined) return embedding.lang;
  const kept = recall('language');
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.languages.some((name) => /^zh/i.test(name)) && !/^en/i.test(navigator.language) ? 'zh' : 'en';
}

class Language {
  #now: Lang = $state(preferred());

  get now(): Lang {
    return this.#now;
  }

  set now(lang: Lang) {
    this.#now = lang;
    remember('language', lang);
  }

  /** The table of the language in use. */
  pick<Table>(tables: { readonly en: NoInfer<Table>; readonly zh: Table }): Table {
    return tables[this.#now];
  }
}

export const language: Language = new Language();
