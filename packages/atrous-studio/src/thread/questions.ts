/**
 * @file What is answered off the main thread, so that typing never waits: one row per question, its code loaded when it
 * is asked first. A question and its answer are plain data, which goes from one thread to the other.
 */

export const QUESTIONS = {
  layerValues: async () => (await import('../pages/layer/values.js')).answerValues,
  examine: async () => (await import('../pages/code/examine.js')).examine,
  exported: async () => (await import('../pages/code/exported.js')).exported,
  solve: async () => (await import('../pages/solve/answer.js')).answer,
  restructured: async () => (await import('../pages/network/restructured.js')).restructured,
  workingSizes: async () => (await import('../pages/network/safe.js')).workingSizes,
};

export type QuestionName = keyof typeof QUESTIONS;

type Answerer<Name extends QuestionName> = Awaited<ReturnType<(typeof QUESTIONS)[Name]>>;
export type Question<Name extends QuestionName> = Parameters<Answerer<Name>>[0];
export type Answer<Name extends QuestionName> = ReturnType<Answerer<Name>>;

/** Answers in this thread. */
export async function answerHere(name: string, question: unknown): Promise<unknown> {
  const answer = (await QUESTIONS[name as QuestionName]()) as (question: unknown) => unknown;
  return answer(question);
}
