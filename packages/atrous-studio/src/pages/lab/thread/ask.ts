/** @file Questions to the lab's thread. */

import { LatestOf } from '../../../thread/latest.svelte.js';
import { Thread } from '../../../thread/thread.js';
import type { LabQuestions } from './questions.js';

/** A run of the largest network that is allowed, on a slow machine with one thread. */
const PATIENCE_MS = 120_000;

const thread = new Thread({
  start: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  here: async (name, question) => (await import('./questions.js')).answerLab(name, question),
  patience: PATIENCE_MS,
});

type Name = keyof LabQuestions;
type Question<Of extends Name> = Parameters<LabQuestions[Of]>[0];
type Answer<Of extends Name> = Awaited<ReturnType<LabQuestions[Of]>>;

/** The answer to the latest question of one kind. */
export const latestOf = <Of extends Name>(name: Of): LatestOf<Question<Of>, Answer<Of>> =>
  new LatestOf<Question<Of>, Answer<Of>>((question) => thread.ask(name, question) as Promise<Answer<Of>>);
