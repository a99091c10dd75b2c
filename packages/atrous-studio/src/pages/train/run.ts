/** @file A training that is begun, let run, and held: what the page wishes, and what it is told. */

import { MOST_STEPS } from './sizes.js';
import type { TrainState } from './state.js';
import { type Samples, type Seen, Trainer } from './trainer.js';

export type Wish = { readonly do: 'begin'; readonly state: TrainState } | { readonly do: 'run' | 'hold' | 'step' };

/** What has happened since the last time. */
export interface Told extends Seen {
  /** Steps done in all. */
  readonly steps: number;
  /** Of the steps since the last time. */
  readonly losses: readonly number[];
  /** Once, at the beginning. */
  readonly samples?: Samples;
}

/** The page is told this often while the training runs, in milliseconds. */
const TELL_EVERY = 120;

export class TrainingRun {
  readonly #tell: (told: Told) => void;
  #trainer: Trainer | undefined;
  #steps = 0;
  #running = false;

  constructor(tell: (told: Told) => void) {
    this.#tell = tell;
  }

  obey(wish: Wish): void {
    if (wish.do === 'begin') this.#begin(wish.state);
    else if (wish.do === 'hold') this.#running = false;
    else if (wish.do === 'step') this.#go(1);
    else if (!this.#running) {
      this.#running = true;
      this.#goOn();
    }
  }

  #begin(state: TrainState): void {
    this.#running = false;
    this.#steps = 0;
    this.#trainer = new Trainer(state);
    this.#tell({ steps: 0, losses: [], samples: this.#trainer.samples, ...this.#trainer.look() });
  }

  #goOn(): void {
    if (!this.#running) return;
    this.#go(Infinity);
    if (this.#steps >= MOST_STEPS) this.#running = false;
    // A turn of the thread's loop, in which wishes arrive.
    else setTimeout(() => this.#goOn());
  }

  /** So many steps, or as many as fit between two tellings. */
  #go(count: number): void {
    const trainer = this.#trainer;
    if (trainer === undefined) return;
    const losses: number[] = [];
    const end = performance.now() + TELL_EVERY;
    while (losses.length < count && this.#steps < MOST_STEPS && (losses.length === 0 || performance.now() < end)) {
      losses.push(trainer.step());
      this.#steps++;
    }
    if (losses.length > 0) this.#tell({ steps: this.#steps, losses, ...trainer.look() });
  }
}
