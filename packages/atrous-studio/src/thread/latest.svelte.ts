/** @file The answer to the latest question of a page. While one is being answered, later ones replace each other. */

import { ask } from './ask.js';
import type { Answer, Question, QuestionName } from './questions.js';

export class LatestOf<Asked, Found> {
  readonly #ask: (question: Asked) => Promise<Found>;
  /** To the latest question that is answered; undefined before the first. */
  answer: Found | undefined = $state.raw();
  /** Whether the answer is of an older question. */
  isBehind: boolean = $state(false);
  /** What went wrong with us. */
  failed: string | undefined = $state();

  #isAsking = false;
  #next: { readonly question: Asked } | undefined;

  constructor(ask: (question: Asked) => Promise<Found>) {
    this.#ask = ask;
  }

  put(question: Asked): void {
    this.#next = { question };
    this.isBehind = true;
    if (!this.#isAsking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isAsking = true;
    while (this.#next !== undefined) {
      const { question } = this.#next;
      this.#next = undefined;
      try {
        this.answer = await this.#ask(question);
        this.failed = undefined;
      } catch (error) {
        this.failed = error instanceof Error ? error.message : String(error);
      }
    }
    this.#isAsking = false;
    this.isBehind = false;
  }
}

/** Of the thread that all pages share. */
export class Latest<Name extends QuestionName> extends LatestOf<Question<Name>, Answer<Name>> {
  constructor(name: Name) {
    super((question) => ask(name, question));
  }
}
