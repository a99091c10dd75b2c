/** @file Starting a worker: a thread of Node, or a worker of a page. Neither keeps a process alive. */

import { builtin } from './builtin.js';
import { WORKER_SOURCE, type WorkerData } from './tasks.js';

export interface Worker {
  terminate(): unknown;
}

/** The parts of Node's and of the browser's workers that are used here. */
interface NodeWorker extends Worker {
  unref(): void;
  on(event: 'error' | 'exit', listener: () => void): void;
}
interface PageWorker extends Worker {
  onerror: () => void;
  postMessage(data: WorkerData, transfer: readonly object[]): void;
}
interface NodeThreads {
  readonly Worker: new (program: string | URL, options: object) => NodeWorker;
}
interface Os {
  /** Platforms that only resemble Node may lack it. */
  availableParallelism?(): number;
}

declare const URL: { new (url: string): URL; createObjectURL(blob: object): string };
interface URL {
  readonly href: string;
}
declare const Blob: new (parts: readonly string[], options: { type: string }) => object;

const realm = globalThis as unknown as {
  readonly process?: { readonly getBuiltinModule?: unknown };
  readonly Worker?: new (url: string, options: { type: 'module'; name: string }) => PageWorker;
  readonly navigator?: { readonly hardwareConcurrency?: number };
};

/** Threads that run at the same time on this machine. */
export function parallelism(): number {
  const os = builtin('os') as Os | undefined;
  return os?.availableParallelism?.() ?? realm.navigator?.hardwareConcurrency ?? 1;
}

/**
 * Whether there is memory that threads can share, and as far as can be seen a kind of worker: loading Node's would take
 * longer than a small layer. What turns out not to start is done without.
 */
export function canSpawn(): boolean {
  return 'SharedArrayBuffer' in globalThis && (realm.process?.getBuiltinModule ?? realm.Worker) !== undefined;
}

/** A worker's program as an address, made once. */
let program: string | undefined;

/**
 * Starts a worker.
 *
 * @param url   of a script that runs `atrous/engine/worker`, instead of the program that is carried along
 * @param gone  called when it ends by itself
 */
export function spawn(data: WorkerData, url: string | undefined, gone: () => void): Worker {
  const threads = builtin('worker_threads') as NodeThreads | undefined;
  if (threads === undefined) {
    program ??= URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
    const worker = new realm.Worker!(url ?? program, { type: 'module', name: `atrous ${data.thread}` });
    worker.onerror = gone;
    worker.postMessage(data, []);
    return worker;
  }
  // Without the options of this process: loaders and debuggers have no business in there.
  const options = { workerData: data, execArgv: [], name: `atrous ${data.thread}` };
  const worker =
    url === undefined
      ? new threads.Worker(WORKER_SOURCE, { ...options, eval: true })
      : new threads.Worker(new URL(url), options);
  worker.unref();
  worker.on('error', gone);
  worker.on('exit', gone);
  return worker;
}
