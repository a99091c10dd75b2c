/** @file The state of an open page: what is shown, undo and redo. The address follows it. */

import { begin, change, type History, redo, undo } from './history.js';

export class Session<State> {
  #history: History<State> = $state.raw()!;

  constructor(state: State) {
    this.#history = begin(state);
  }

  get state(): State {
    return this.#history.present;
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0;
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }

  /** A change that can be taken back. @param of  what changes; changes of one thing soon after each other are one step */
  set(next: State, of: string = ''): void {
    this.#history = change(this.#history, next, of, Date.now());
  }

  /** A change that is no work of anybody's: where an animation stands. */
  move(next: State): void {
    this.#history = { ...this.#history, present: next };
  }

  undo(): void {
    this.#history = undo(this.#history);
  }

  redo(): void {
    this.#history = redo(this.#history);
  }
}
