/** @file Questions to the thread that answers. */

import { type Answer, answerHere, type Answered, type Asked, type Question, type QuestionName } from './questions.js';

/** A question that takes longer is given up, with its thread: what somebody pastes must not hold the page. */
const PATIENCE_MS = 15_000;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

let worker: Worker | undefined;
/** Where no thread can be had (a policy, a folder without a server), this one answers. */
let hasThreads = typeof Worker !== 'undefined';
let hasAnswered = false;
let last = 0;
const waiting = new Map<number, Waiting>();

function giveUp(why: string): void {
  worker?.terminate();
  worker = undefined;
  for (const { reject } of waiting.values()) reject(new Error(why));
  waiting.clear();
}

function started(): Worker {
  const thread = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  thread.onmessage = ({ data: { id, answer, failed } }: MessageEvent<Answered>) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    hasAnswered = true;
    if (failed === undefined) asker?.resolve(answer);
    else asker?.reject(new Error(failed));
  };
  thread.onerror = (event) => {
    event.preventDefault();
    hasThreads = hasAnswered;
    giveUp(event.message || 'the worker did not load');
  };
  return thread;
}

async function askThread(name: QuestionName, question: unknown): Promise<unknown> {
  worker ??= started();
  const id = ++last;
  const clock = setTimeout(() => giveUp('this takes too long'), PATIENCE_MS);
  try {
    return await new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
      worker!.postMessage({ id, name, question } satisfies Asked);
    });
  } finally {
    clearTimeout(clock);
  }
}

/** @throws what went wrong with us: a bug, an answer that takes too long */
export async function ask<Name extends QuestionName>(name: Name, question: Question<Name>): Promise<Answer<Name>> {
  if (hasThreads) {
    try {
      return (await askThread(name, question)) as Answer<Name>;
    } catch (error) {
      if (hasThreads) throw error;
    }
  }
  return (await answerHere(name, question)) as Answer<Name>;
}
