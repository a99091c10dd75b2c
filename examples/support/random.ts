/** @file Numbers for drawings, from the library's seeded generator. */

import { Generator, rand } from 'atrous';

export class Random {
  readonly #generator: Generator;
  #numbers: readonly number[] = [];
  #next = 0;

  constructor(seed: number) {
    this.#generator = new Generator();
    this.#generator.manualSeed(seed);
  }

  /** The next number in [0, 1). */
  next(): number {
    if (this.#next === this.#numbers.length) {
      this.#numbers = Array.from(rand([1024], { generator: this.#generator }).dataAs('float32'));
      this.#next = 0;
    }
    return this.#numbers[this.#next++]!;
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number in [low, high). */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high));
  }
}
