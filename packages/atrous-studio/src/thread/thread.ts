/** @file A thread that answers questions. Where none can be had (a policy, a folder without a server), this one answers. */

/** From the page to the thread. */
export interface Asked {
  readonly id: number;
  readonly name: string;
  readonly question: unknown;
}

/** Back. `failed` is a bug of ours: what somebody can get wrong is part of the answer. */
export interface Answered {
  readonly id: number;
  readonly answer?: unknown;
  readonly failed?: string;
}

type AnswerHere = (name: string, question: unknown) => Promise<unknown>;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface ThreadOptions {
  readonly start: () => Worker;
  /** Answers in this thread. */
  readonly here: AnswerHere;
  /** In milliseconds: a question that takes longer is given up, with its thread. What somebody pastes must not hold the page. */
  readonly patience: number;
}

export class Thread {
  readonly #options: ThreadOptions;
  #worker: Worker | undefined;
  #hasThreads = typeof Worker !== 'undefined';
  #hasAnswered = false;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** @throws what went wrong with us: a bug, an answer that takes too long */
  async ask(name: string, question: unknown): Promise<unknown> {
    if (this.#hasThreads) {
      try {
        return await this.#askWorker(name, question);
      } catch (error) {
        if (this.#hasThreads) throw error;
      }
    }
    return this.#options.here(name, question);
  }

  async #askWorker(name: string, question: unknown): Promise<unknown> {
    const worker = (this.#worker ??= this.#started());
    const id = ++this.#last;
    const clock = setTimeout(() => this.#giveUp('this takes too long'), this.#options.patience);
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
        worker.postMessage({ id, name, question } satisfies Asked);
      });
    } finally {
      clearTimeout(clock);
    }
  }

  #started(): Worker {
    const worker = this.#options.start();
    worker.onmessage = ({ data: { id, answer, failed } }: MessageEvent<Answered>) => {
      const asker = this.#waiting.get(id);
      this.#waiting.delete(id);
      this.#hasAnswered = true;
      if (failed === undefined) asker?.resolve(answer);
      else asker?.reject(new Error(failed));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#hasThreads = this.#hasAnswered;
      this.#giveUp(event.message || 'the worker did not load');
    };
    return worker;
  }

  /** Lets the thread go, with all that it keeps; the next question starts another. */
  end(): void {
    this.#giveUp('nobody waits for this');
  }

  #giveUp(why: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

/** What stands in the thread itself: answers what comes. */
export function answerQuestions(answer: AnswerHere): void {
  addEventListener('message', ({ data: { id, name, question } }: MessageEvent<Asked>) => {
    answer(name, question).then(
      (found) => postMessage({ id, answer: found } satisfies Answered),
      (error: unknown) => postMessage({ id, failed: String(error) } satisfies Answered),
    );
  });
}
