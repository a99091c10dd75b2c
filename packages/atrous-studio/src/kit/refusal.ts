/** @file What the library refuses, in PyTorch's words, with what to try in the page's. */

import { type Mistake, mistakeOf } from 'atrous-explain';

/** PyTorch's words, or ours about a question; and what to try. Plain data. */
export type Refusal = Mistake;

/** The refusal that an error of the library stands for. @throws any other error: that is a mistake of ours */
export function refusalOf(error: unknown): Refusal {
  const mistake = mistakeOf(error);
  if (!mistake) throw error;
  return mistake;
}
