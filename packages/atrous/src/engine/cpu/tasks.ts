/**
 * @file Tasks that threads share: lists of kernel calls in shared memory, taken one after the other by whoever is free.
 *
 * The functions are the whole program of a worker, which gets them as source text: they name nothing outside themselves
 * but JavaScript's globals, and hold no functions of their own, which bundlers would mark with helpers.
 */

import type { KernelFunction, WasmApi, WasmMemory } from './webassembly.js';

declare const WebAssembly: WasmApi;
declare const performance: { now(): number };

/** Where things stand in the shared words. What threads write often has a cache line of its own. */
export const PLACES = {
  /** Tasks published, taken and done since the beginning; the numbers wrap, and only their differences count. */
  published: 0,
  taken: 16,
  done: 32,
  /** Workers that sleep, and whether the main thread waits for `done`. */
  asleep: 48,
  waiting: 49,
  /** Bytes from one thread's scratch to the next one's. */
  stride: 50,
  /** Whether the main thread is in a call that has more to share: nobody goes to sleep meanwhile. */
  calling: 51,
  /** Per thread: whether it has started (1) and ended (2), whether its task failed, and which task that was. */
  ready: 64,
  failed: 128,
  failedTask: 192,
  /** Where each task begins; then the calls, [kernel, address and bytes of its code, scratch, count, …arguments], −1 after the last. */
  tasks: 256,
  calls: 4352,
  words: 266496,
} as const;

export type Places = { readonly [K in keyof typeof PLACES]: number };

/** Most threads that there are words for. */
export const MAX_THREADS = 64;
/** Most tasks that are published at a time: a power of two. */
export const MAX_TASKS: number = PLACES.calls - PLACES.tasks;

/** Takes a task; where its calls begin, or −1 if none is left. */
export function takeTask(words: Int32Array, at: Places): number {
  for (;;) {
    const next = Atomics.load(words, at.taken);
    if (((Atomics.load(words, at.published) - next) | 0) <= 0) return -1;
    // Whoever replaces the number has the task; it cannot have been replaced by another list's, since numbers only rise.
    if (Atomics.compareExchange(words, at.taken, next, (next + 1) | 0) === next)
      return words[at.tasks + (next & (at.calls - at.tasks - 1))]!;
  }
}

/** Runs the calls of a task. Kernels that this thread does not know yet are compiled from their code in `memory`. */
export function runTask(
  words: Int32Array,
  at: Places,
  task: number,
  thread: number,
  memory: WasmMemory,
  kernels: KernelFunction[],
): void {
  for (let call = task; words[call]! >= 0;) {
    const id = words[call]!;
    if (kernels[id] === undefined) {
      // Another thread may have made the memory larger: this shows all of it.
      memory.grow(0);
      const code = new Uint8Array(memory.buffer, words[call + 1]! >>> 0, words[call + 2]).slice();
      const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { m: { m: memory } });
      kernels[id] = Object.values(instance.exports)[0]!;
    }
    const scratch = words[call + 3]!;
    const end = call + 5 + words[call + 4]!;
    const args: number[] = [];
    for (let i = call + 5; i < end; i++)
      args.push(words[i]! + ((scratch >> args.length) & 1) * thread * words[at.stride]!);
    kernels[id](...args);
    call = end;
  }
}

/** `Atomics.pause` tells the core that this is a wait; engines are only beginning to have it. */
type Pausing = typeof Atomics & { readonly pause?: () => void };

/** What a worker is given. */
export interface WorkerData {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly memory: WasmMemory;
  readonly thread: number;
  readonly at: Places;
  /** How long it looks for a next task before it sleeps: between calls, and in one. */
  readonly spinMs: number;
  readonly callingMs: number;
}

/** A worker's life: it takes tasks, waits for more for a while, and sleeps until it is woken. */
export function work(data: WorkerData, take: typeof takeTask, run: typeof runTask): void {
  const { words, at, thread } = data;
  const kernels: KernelFunction[] = [];
  Atomics.store(words, at.ready + thread, 1);
  for (;;) {
    const published = Atomics.load(words, at.published);
    for (let task = take(words, at); task >= 0; task = take(words, at)) {
      try {
        run(words, at, task, thread, data.memory, kernels);
        Atomics.add(words, at.done, 1);
        if (Atomics.load(words, at.waiting) > 0) Atomics.notify(words, at.done);
      } catch {
        // The main thread runs it once more, and has its result or its error.
        words[at.failedTask + thread] = task;
        Atomics.store(words, at.failed + thread, 1);
        Atomics.wait(words, at.failed + thread, 1);
      }
    }
    const since = performance.now();
    for (let turns = 1; Atomics.load(words, at.published) === published; turns++) {
      const most = Atomics.load(words, at.calling) === 0 ? data.spinMs : data.callingMs;
      if (turns % 64 === 0 && performance.now() > since + most) break;
      (Atomics as Pausing).pause?.();
    }
    if (Atomics.load(words, at.published) !== published) continue;
    Atomics.add(words, at.asleep, 1);
    Atomics.wait(words, at.published, published);
    Atomics.sub(words, at.asleep, 1);
  }
}

interface Globals {
  readonly process?: { getBuiltinModule?(name: string): { readonly workerData: WorkerData } };
  onmessage?: (event: { readonly data: WorkerData }) => void;
}

/** Begins a worker's life with what it is given: at once in Node, with the first message in a page. */
export function beginWork(globals: Globals, start: typeof work, take: typeof takeTask, run: typeof runTask): void {
  const threads = globals.process?.getBuiltinModule?.('node:worker_threads');
  if (threads === undefined) globals.onmessage = ({ data }) => start(data, take, run);
  else start(threads.workerData, take, run);
}

/** The program of a worker. */
export const WORKER_SOURCE: string = `(${String(beginWork)})(globalThis,${[work, takeTask, runTask].map(String).join()})`;
