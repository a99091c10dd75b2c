/** @file Problems of a text with the same to be said of them, said once. */

import type { Problem } from 'atrous-explain';

/** A problem, and every place that has it, in the order of the text. */
export interface SaidOnce extends Pick<Problem, 'message' | 'hint'> {
  readonly places: readonly Pick<Problem, 'from' | 'line'>[];
}

/** Problems by their words, in the order in which those come first. */
export function saidOnce(problems: readonly Problem[]): SaidOnce[] {
  const found = new Map<string, SaidOnce & { places: Problem[] }>();
  for (const problem of problems) {
    const { message, hint } = problem;
    const key = JSON.stringify([message.text, hint?.text]);
    const same = found.get(key) ?? { message, hint, places: [] as Problem[] };
    same.places.push(problem);
    found.set(key, same);
  }
  return [...found.values()];
}
