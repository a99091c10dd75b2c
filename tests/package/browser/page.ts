/**
 * @file The engine's tests as a page: `run(file, threads)` runs those of one file, `layer(expected, threads, workerUrl)` one
 * layer, once there are as many threads as expected.
 */

import { conv2d } from 'atrous/functional';
import { configureEngine, cpu, engineMemory, useEngine } from 'atrous/engine';
import { ones } from 'atrous';
import * as fc from 'fast-check';
import { theEngine } from '../../../packages/atrous/src/engine/cpu/engine.js';
import { SHARING } from '../../../packages/atrous/src/engine/cpu/machine.js';
import { type Outcome, runFile } from './vitest.js';

interface Globbing extends ImportMeta {
  glob(pattern: string): Readonly<Record<string, () => Promise<unknown>>>;
}

// Vite knows it by its text.
const FILES = (import.meta as Globbing).glob('../../../packages/atrous/test/engine/cpu/*.test.ts');

/** How one layer went: its numbers, the threads afterwards, and whether the engine computed it. */
export interface LayerOutcome {
  readonly right: boolean;
  readonly threads: number;
  readonly engine: boolean;
}

interface Page {
  run?: (name: string, threads: number) => Promise<Outcome>;
  layer?: (expected: number, threads?: number, workerUrl?: string) => Promise<LayerOutcome>;
}

// Every piece of work is shared where there is anybody to share it with; fewer layers than in Node, which is quicker to start.
Object.assign(SHARING, { least: 1, leastWaking: 1 });
fc.configureGlobal({ numRuns: 30 });

/** Has the engine start workers, as large layers would, and waits for so many threads; workers start while a page does nothing. */
async function start(threads: number): Promise<void> {
  // Where there are to be none, long enough for one to be refused.
  const end = performance.now() + (threads > 1 ? 30_000 : 1000);
  while (engineMemory().threads < Math.max(2, threads) && performance.now() < end) {
    theEngine()?.machine.forEach({ pieces: 1, operations: 1e9 }, () => undefined);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

Object.assign(globalThis, {
  run: async (name, threads) => {
    configureEngine({ threads });
    if (threads > 1) await start(threads);
    return runFile(FILES[`../../../packages/atrous/test/engine/cpu/${name}.test.ts`]!);
  },
  layer: async (expected, threads, workerUrl) => {
    configureEngine({ threads, workerUrl });
    useEngine(cpu);
    await start(expected);
    const sums = conv2d(ones([1, 8, 40, 40]), ones([16, 8, 3, 3])).data as Float32Array;
    const right = sums.length === 16 * 38 * 38 && sums.every((sum) => sum === 72);
    return { right, threads: engineMemory().threads, engine: theEngine() !== null };
  },
} satisfies Page);
