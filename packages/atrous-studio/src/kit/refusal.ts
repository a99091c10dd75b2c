/** @file What the library refuses, in PyTorch's words. */

import { inPythonNames } from 'atrous-explain';

export interface Refusal {
  /** PyTorch's words. */
  readonly message: string;
  /** What to try, in PyTorch's names. */
  readonly hint: string | undefined;
}

/** The refusal that an error of the library stands for. @throws any other error: that is a mistake of ours */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error && 'torchMessage' in error && typeof error.torchMessage === 'string')) throw error;
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return { message: error.torchMessage, hint: hint === undefined ? undefined : inPythonNames(hint) };
}
