/** @file A question that cannot be answered as it was put. */

import { isUsersMistake } from '../parse/bind.js';
import { libraryHints } from './library-hints.js';
import { type Phrase, quoted } from './words/phrase.js';

/**
 * A user's mistake in a question to this package: sizes that are none, lists of different length. It has the fields of the
 * library's own typed errors, so that whoever shows those can show this.
 */
export class QuestionError extends Error {
  readonly pythonType = 'ValueError';
  /** The text without the hint, in English. */
  readonly torchMessage: string;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The same in any language. */
  readonly said: Phrase;
  readonly advice: Phrase | undefined;

  constructor(said: Phrase, fields: Readonly<Record<string, unknown>> = {}, advice?: Phrase) {
    super(advice === undefined ? said.text : `${said.text}\n${advice.text}`);
    this.name = 'QuestionError';
    this.torchMessage = said.text;
    this.hint = advice?.text;
    this.fields = fields;
    this.said = said;
    this.advice = advice;
  }
}

/** A user's mistake in words. */
export interface Mistake {
  readonly message: Phrase;
  /** What to try. */
  readonly hints: readonly Phrase[];
}

/** What an error of the library or a `QuestionError` says; undefined for any other: that is a mistake of ours. */
export function mistakeOf(error: unknown): Mistake | undefined {
  if (error instanceof QuestionError) return { message: error.said, hints: error.advice ? [error.advice] : [] };
  if (!isUsersMistake(error)) return undefined;
  return { message: quoted(error.torchMessage), hints: libraryHints(error.hint) };
}
