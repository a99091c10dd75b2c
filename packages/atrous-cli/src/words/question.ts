/** @file The libraries' refusals in the command's words. */

import { type Lang, mistakeOf, QuestionError, say, sayInPythonNames } from 'atrous-explain/read';
import { EXIT, Failure } from '../failure.js';

/** Runs a question; sizes and names that make no sense come back as failures. */
export function asked<Answer>(question: () => Answer, lang?: Lang): Answer {
  try {
    return question();
  } catch (error) {
    const mistake = mistakeOf(error);
    if (!mistake) throw error;
    const exit = error instanceof QuestionError ? EXIT.usage : EXIT.data;
    const hints = mistake.hints.map((hint) => sayInPythonNames(hint, lang));
    throw new Failure(exit, say(mistake.message, lang), hints.join('\n') || undefined);
  }
}
