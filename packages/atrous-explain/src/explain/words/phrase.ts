/** @file A sentence as data: which one, and its numbers. Every language says it from the one catalogue. */

import { EN as DOCTOR_EN } from './doctor/en.js';
import { ZH as DOCTOR_ZH } from './doctor/zh.js';
import { EN as EXPLANATION_EN } from './en.js';
import { EN as ERROR_EN } from './errors/en.js';
import { ZH as ERROR_ZH } from './errors/zh.js';
import { EN as HINT_EN } from './hints/en.js';
import { ZH as HINT_ZH } from './hints/zh.js';
import type { Values, WordId, Words } from './ids.js';
import { EN as PROBLEM_EN } from './problems/en.js';
import { ZH as PROBLEM_ZH } from './problems/zh.js';
import { EN as QUESTION_EN } from './questions/en.js';
import { ZH as QUESTION_ZH } from './questions/zh.js';
import { ZH as EXPLANATION_ZH } from './zh.js';

export type Lang = 'en' | 'zh';

/** What is said, without the language. */
export interface Phrase {
  readonly id: WordId;
  readonly values: Values;
  /** In English; `say` for other languages. */
  readonly text: string;
}

/** Every sentence of a language. */
export const CATALOGUE: Readonly<Record<Lang, Words>> = {
  en: { ...EXPLANATION_EN, ...ERROR_EN, ...HINT_EN, ...PROBLEM_EN, ...QUESTION_EN, ...DOCTOR_EN },
  zh: { ...EXPLANATION_ZH, ...ERROR_ZH, ...HINT_ZH, ...PROBLEM_ZH, ...QUESTION_ZH, ...DOCTOR_ZH },
};

/** A sentence of the catalogue with its numbers. */
export function phrase(id: WordId, values: Values = {}): Phrase {
  return { id, values, text: CATALOGUE.en[id](values) };
}

/** Python's or PyTorch's own words, which are the same in every language. */
export const quoted = (text: string): Phrase => phrase('quotedText', { text });

/** A sentence in a language. */
export function say({ id, values }: Pick<Phrase, 'id' | 'values'>, lang: Lang = 'en'): string {
  return CATALOGUE[lang][id](values);
}
