/** @file Names and what they stand for. */

import type { Runtime } from './runtime.js';

/** The variables of a function, and those around it. */
export class Scope {
  readonly variables: Map<string, Runtime> = new Map();
  readonly #around: Scope | undefined;
  /** Names whose value the text cannot change, and those of them that were read. */
  readonly #pinned = new Map<string, Runtime>();
  readonly #read = new Set<string>();

  constructor(around?: Scope) {
    this.#around = around;
  }

  find(name: string): Runtime | undefined {
    const pinned = this.#pinned.get(name);
    if (pinned) this.#read.add(name);
    return pinned ?? this.variables.get(name) ?? this.#around?.find(name);
  }

  set(name: string, value: Runtime): void {
    this.variables.set(name, value);
  }

  /** Gives a name a value that stays. */
  pin(name: string, value: Runtime): void {
    this.#pinned.set(name, value);
  }

  /** Whether the value of a pinned name was asked for. */
  wasRead(name: string): boolean {
    return this.#read.has(name);
  }
}
