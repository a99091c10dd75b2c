/** @file The answer to the latest question of a page. While one is being answered, later ones replace each other. */

import { ask } from './ask.js';
import type { Answer, Question, QuestionName } from './questions.js';

export class Latest<Name extends QuestionName> {
  readonly #name: Name;
  /** To the latest question that is answered; undefined before the first. */
  answer: Answer<Name> | undefined = $state.raw();
  /** Whether the answer is of an older question. */
  isBehind: boolean = $state(false);
  /** What went wrong with us. */
  failed: string | undefined = $state();

  #isAsking = false;
  #next: Question<Name> | undefined;

  constructor(name: Name) {
    this.#name = name;
  }

  put(question: Question<Name>): void {
    this.#next = question;
    this.isBehind = true;
    if (!this.#isAsking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isAsking = true;
    while (this.#next !== undefined) {
      const question = this.#next;
      this.#next = undefined;
      try {
        this.answer = await ask(this.#name, question);
        this.failed = undefined;
      } catch (error) {
        this.failed = error instanceof Error ? error.message : String(error);
      }
    }
    this.#isAsking = false;
    this.isBehind = false;
  }
}
