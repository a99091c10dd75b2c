/** @file A sentence as data: which one, and its numbers. Every language says it from the one catalogue. */

import { EN as DOCTOR_EN } from './doctor/en.js';
import type { DoctorWordId } from './doctor/ids.js';
import { ZH as DOCTOR_ZH } from './doctor/zh.js';
import { EN as EXPLANATION_EN } from './en.js';
import { EN as ERROR_EN } from './errors/en.js';
import type { ErrorWordId } from './errors/ids.js';
import { ZH as ERROR_ZH } from './errors/zh.js';
import { EN as HINT_EN } from './hints/en.js';
import { ZH as HINT_ZH } from './hints/zh.js';
import type { HintWordId } from './hints/ids.js';
import type { ExplanationWordId, Values, WordId, Words } from './ids.js';
import { EN as PROBLEM_EN } from './problems/en.js';
import type { ProblemWordId } from './problems/ids.js';
import { ZH as PROBLEM_ZH } from './problems/zh.js';
import { EN as QUESTION_EN } from './questions/en.js';
import type { QuestionWordId } from './questions/ids.js';
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

type Parts<Ids extends readonly string[]> = { readonly [I in keyof Ids]: Words<Ids[I]> };

/** The parts of a language as one. Spread into an object, hundreds of sentences take V8 twenty times as long. */
const joined = (
  ...parts: Parts<[ExplanationWordId, ErrorWordId, HintWordId, ProblemWordId, QuestionWordId, DoctorWordId]>
): Words => Object.assign({}, ...parts) as Words;

/** Every sentence of a language. */
export const CATALOGUE: Readonly<Record<Lang, Words>> = {
  en: joined(EXPLANATION_EN, ERROR_EN, HINT_EN, PROBLEM_EN, QUESTION_EN, DOCTOR_EN),
  zh: joined(EXPLANATION_ZH, ERROR_ZH, HINT_ZH, PROBLEM_ZH, QUESTION_ZH, DOCTOR_ZH),
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
