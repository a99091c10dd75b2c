/** @file Questions to the thread that answers. */

import { type Answer, answerHere, type Question, type QuestionName } from './questions.js';
import { Thread } from './thread.js';

const thread = new Thread({
  start: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  here: answerHere,
  patience: 15_000,
});

/** @throws what went wrong with us: a bug, an answer that takes too long */
export async function ask<Name extends QuestionName>(name: Name, question: Question<Name>): Promise<Answer<Name>> {
  return (await thread.ask(name, question)) as Answer<Name>;
}
