/** @file The libraries' refusals in the command's words. */

import { inPythonNames, QuestionError } from 'atrous-explain/read';
import { EXIT, Failure } from '../failure.js';

/** What both libraries throw for a user's mistake. */
interface Refused extends Error {
  readonly torchMessage: string;
  readonly hint: string | undefined;
}

const isRefused = (error: unknown): error is Refused => error instanceof Error && 'torchMessage' in error;

/** Runs a question; sizes and names that make no sense come back as failures. */
export function asked<Answer>(question: () => Answer): Answer {
  try {
    return question();
  } catch (error) {
    if (!isRefused(error)) throw error;
    const exit = error instanceof QuestionError ? EXIT.usage : EXIT.data;
    throw new Failure(exit, error.torchMessage, error.hint && inPythonNames(error.hint));
  }
}
