/** @file The pool of threads: the main one and its workers, who share the tasks that it publishes. */

import { warnOnce } from '../../tensor/warn.js';
import { type Worker, spawn } from './spawn.js';
import { MAX_TASKS, PLACES, type WorkerData, runTask, takeTask } from './tasks.js';
import type { KernelFunction, WasmMemory } from './webassembly.js';

declare const performance: { now(): number };

/** How long workers look for a next task before they sleep: waking one takes 20 µs, finding a task 0.2. */
const SPIN_MS = 0.1;
/** The same while a call goes on that shares work. */
const CALLING_MS = 0.3;
/** A task that takes longer once all others are done is lost: its thread has died or stalled. */
const LOST_MS = 1000;
/** How long the main thread looks before it sleeps as well, where it may. */
const LOOKS = 2000;
/** Milliseconds that sharing has gained, and may lose again, before this thread works alone; and for how many times the loss. */
const CREDIT_MS = 2;
const ALONE_TIMES = 8;
/** Operations that are shared out before the next worker is started: starting one takes this thread a few milliseconds. */
const OPERATIONS_PER_START = 1e8;

/** What a thread needs to know of a kernel. */
export interface KernelCode {
  readonly id: number;
  /** Where its code lies. */
  readonly address: number;
  readonly bytes: number;
  /** A bit per argument: whether it is an address of scratch, and every thread's own. */
  readonly scratch: number;
}

export interface ThreadOptions {
  /** The calling one included. */
  readonly threads: number;
  readonly workerUrl?: string | undefined;
  /** Whether somebody has asked for threads, and wants to know why there are none. */
  readonly asked?: boolean;
}

export class Threads {
  /** Threads that there will be, the main one included. */
  readonly count: number;
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * PLACES.words));
  readonly #memory: WasmMemory;
  /** This thread's kernels by their ids. */
  readonly #kernels: KernelFunction[];
  readonly #options: ThreadOptions;
  readonly #workers: Worker[] = [];
  readonly #mayBlock: boolean;
  /** Where the next call of the list goes, and how many tasks the list has. */
  #end: number = PLACES.calls;
  #tasks = 0;
  #task: number = PLACES.calls;
  /** Whether the calls of the last task did not fit. */
  #overflowed = false;
  #operations = 0;
  /** Milliseconds that sharing has gained of late, and until when it is not tried because it lost some. */
  #gained = 0;
  #aloneUntil = 0;
  #closed = false;

  constructor(options: ThreadOptions, memory: WasmMemory, kernels: KernelFunction[]) {
    this.count = options.threads;
    this.#options = options;
    this.#memory = memory;
    this.#kernels = kernels;
    this.#mayBlock = mayBlock(this.#words);
  }

  /** Threads that take tasks now. */
  get ready(): number {
    let ready = 1;
    for (let thread = 1; thread < this.count; thread++)
      if (Atomics.load(this.#words, PLACES.ready + thread) === 1) ready++;
    return ready;
  }

  /** Whether all workers sleep, so that only large work is worth waking them. */
  get asleep(): boolean {
    return this.#words[PLACES.calling] === 0 && Atomics.load(this.#words, PLACES.asleep) >= this.ready - 1;
  }

  /** Whether others want the processor as well, so that sharing has cost more than it gained. */
  get crowded(): boolean {
    return this.#aloneUntil > 0 && performance.now() < this.#aloneUntil;
  }

  /** Wakes all workers, who stay awake until `rest`; false if they have been asked to already. */
  rouse(): boolean {
    const words = this.#words;
    if (Atomics.exchange(words, PLACES.calling, 1) === 1) return false;
    if (Atomics.load(words, PLACES.asleep) > 0) Atomics.notify(words, PLACES.published);
    return true;
  }

  rest(): void {
    Atomics.store(this.#words, PLACES.calling, 0);
  }

  /** Counts work that could have been shared, and starts workers for it, one after the other. */
  expect(operations: number): void {
    if (this.#workers.length === this.count - 1) return;
    this.#operations += operations;
    if (this.#operations < OPERATIONS_PER_START) return;
    this.#operations = 0;
    this.#start(this.#workers.length + 1);
  }

  #start(thread: number): void {
    const times = { spinMs: SPIN_MS, callingMs: CALLING_MS };
    const data = { words: this.#words, memory: this.#memory, thread, at: PLACES, ...times } satisfies WorkerData;
    // An error is followed by an end: 2 is what has been noticed.
    const gone = (): void => {
      if (Atomics.exchange(this.#words, PLACES.ready + thread, 2) === 0) this.#refused();
    };
    try {
      this.#workers.push(spawn(data, this.#options.workerUrl, gone));
    } catch {
      this.#refused();
    }
  }

  /** No worker is started any more: what is forbidden once is so for the next as well. */
  #refused(): void {
    this.#operations = -Infinity;
    if (this.#options.asked === true && !this.#closed)
      warnOnce(
        'A worker of the CPU engine could not be started, which goes on with the threads it has. Where a content security policy forbids workers from blobs, give configureEngine a `workerUrl`; in Node, permissions may forbid workers.',
      );
  }

  /** Whether the list should be finished before another task is added. */
  get full(): boolean {
    return this.#tasks === MAX_TASKS || this.#end > (PLACES.calls + PLACES.words) / 2;
  }

  /** The next call of the task that is being written. */
  call({ id, address, bytes, scratch }: KernelCode, args: readonly number[]): void {
    const words = this.#words;
    this.#overflowed ||= this.#end + 6 + args.length > PLACES.words;
    if (this.#overflowed) return;
    let at = this.#end;
    words[at++] = id;
    words[at++] = address;
    words[at++] = bytes;
    words[at++] = scratch;
    words[at++] = args.length;
    for (const arg of args) words[at++] = arg;
    this.#end = at;
  }

  /** Adds the task to the list, and so hands it to whoever is free; false if it is too long for that, and forgotten. */
  add(): boolean {
    const words = this.#words;
    const fits = !this.#overflowed;
    if (fits) {
      const number = Atomics.load(words, PLACES.published);
      words[PLACES.tasks + (number & (MAX_TASKS - 1))] = this.#task;
      words[this.#end++] = -1;
      this.#tasks++;
      Atomics.store(words, PLACES.published, (number + 1) | 0);
      if (Atomics.load(words, PLACES.asleep) > 0) Atomics.notify(words, PLACES.published, 1);
    }
    this.#overflowed = false;
    this.#end = this.#task = fits ? this.#end : this.#task;
    return fits;
  }

  /** Begins a list, when the one before is done; `stride` bytes lie between the threads' scratches. */
  begin(stride: number): void {
    this.#words[PLACES.stride] = stride;
    this.#end = this.#task = PLACES.calls;
    this.#tasks = 0;
    this.#overflowed = false;
  }

  /**
   * Finishes the list: this thread does `meanwhile`, takes tasks as long as there are any, and waits for those of others.
   *
   * @returns false if one was taken and never finished: nothing of this pool may be used again
   * @throws what a task throws, after all others have run
   */
  finish(meanwhile?: () => void): boolean {
    const words = this.#words;
    const published = Atomics.load(words, PLACES.published);
    const errors: unknown[] = [];
    try {
      meanwhile?.();
    } catch (error) {
      // Others are at work on memory that the caller would give back.
      errors.push(error);
    }
    const start = performance.now();
    let own = 0;
    for (let task = takeTask(words, PLACES); task >= 0; task = takeTask(words, PLACES), own++)
      this.#runHere(task, errors);
    const idle = performance.now();
    if (!this.#wait(published, errors)) return false;
    const end = performance.now();
    this.#account(own, idle - start, end - idle, end);
    if (errors.length > 0) throw errors[0];
    return true;
  }

  /**
   * Whether sharing pays: a worker that must wait for the processor keeps the task that it has taken, and all wait for it. What
   * the others have done would have taken as long as what this thread did in `worked` milliseconds; then it has `waited`, until `now`.
   */
  #account(own: number, worked: number, waited: number, now: number): void {
    if (own === 0) return;
    this.#gained = Math.min(CREDIT_MS, this.#gained + ((this.#tasks - own) * worked) / own - waited);
    this.#aloneUntil = this.#gained < 0 ? now - ALONE_TIMES * this.#gained : 0;
    if (this.#gained < 0) this.#gained = 0;
  }

  /** Runs the whole list once more, in another memory, whose kernels this thread's have become. */
  repeat(memory: WasmMemory): void {
    const words = this.#words;
    const first = Atomics.load(words, PLACES.published) - this.#tasks;
    for (let i = 0; i < this.#tasks; i++)
      runTask(words, PLACES, words[PLACES.tasks + ((first + i) & (MAX_TASKS - 1))]!, 0, memory, this.#kernels);
  }

  #runHere(task: number, errors: unknown[]): void {
    try {
      runTask(this.#words, PLACES, task, 0, this.#memory, this.#kernels);
    } catch (error) {
      errors.push(error);
    }
    Atomics.add(this.#words, PLACES.done, 1);
  }

  /** Waits for the tasks that others have taken; false if one of them does not come back. */
  #wait(published: number, errors: unknown[]): boolean {
    const words = this.#words;
    let lostAt = 0;
    for (;;) {
      for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, PLACES.done) === published) return true;
      this.#takeOver(errors);
      const now = performance.now();
      lostAt ||= now + LOST_MS;
      if (now > lostAt) return false;
      if (this.#mayBlock) this.#sleep(published);
    }
  }

  /** Runs what workers failed at. */
  #takeOver(errors: unknown[]): void {
    const words = this.#words;
    for (let thread = 1; thread < this.count; thread++) {
      if (Atomics.load(words, PLACES.failed + thread) === 0) continue;
      this.#runHere(words[PLACES.failedTask + thread]!, errors);
      Atomics.store(words, PLACES.failed + thread, 0);
      Atomics.notify(words, PLACES.failed + thread);
    }
  }

  /** Until a task is done, or for a millisecond. */
  #sleep(published: number): void {
    const words = this.#words;
    Atomics.store(words, PLACES.waiting, 1);
    const done = Atomics.load(words, PLACES.done);
    if (done !== published) Atomics.wait(words, PLACES.done, done, 1);
    Atomics.store(words, PLACES.waiting, 0);
  }

  close(): void {
    this.#closed = true;
    for (const worker of this.#workers) void worker.terminate();
  }
}

/** Whether this thread may sleep: that of a page may not. */
function mayBlock(words: Int32Array): boolean {
  try {
    Atomics.wait(words, PLACES.done, 1, 0);
    return true;
  } catch {
    return false;
  }
}
