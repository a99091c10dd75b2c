/** @file Names and what they stand for. */

import type { Runtime } from './runtime.js';

/** The variables of a function, and those around it. */
export class Scope {
  readonly variables: Map<string, Runtime> = new Map();
  readonly #around: Scope | undefined;

  constructor(around?: Scope) {
    this.#around = around;
  }

  find(name: string): Runtime | undefined {
    return this.variables.get(name) ?? this.#around?.find(name);
  }

  set(name: string, value: Runtime): void {
    this.variables.set(name, value);
  }
}
