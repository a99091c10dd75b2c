/** @file The engine, watched: what the operations ask it for, and what it leaves to the reference. */

import * as cpu from '../../../src/engine/cpu/index.js';
import type { Engine } from '../../../src/ops/engine.js';

/** The engine; `note` hears of every function that was asked, and whether it gave a result. */
export function observed(note: (name: string, taken: boolean) => void): Engine {
  const entries = Object.entries(cpu as Engine).map(([name, run]: [string, (...args: never[]) => unknown]) => [
    name,
    (...args: never[]) => {
      const result = run(...args);
      note(name, result !== undefined);
      return result;
    },
  ]);
  return Object.fromEntries(entries) as Engine;
}
