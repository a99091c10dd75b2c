/** @file The engine of this JavaScript realm: its machine and its packed weights. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { warnOnce } from '../../tensor/warn.js';
import { type Features, detectFeatures } from './features.js';
import { fillKernel } from './kernels/fill.js';
import { JobCache } from './job-cache.js';
import { Keeper } from './keeper.js';
import { Machine } from './machine.js';
import { PackCache } from './packing.js';
import type { TileSet } from './tiles.js';
import type { V8Flag } from './tuning/v8-flags.js';
import { canSpawn, parallelism } from './spawn.js';
import { MAX_THREADS } from './tasks.js';

export interface Engine {
  readonly machine: Machine;
  readonly packs: PackCache;
  readonly jobs: JobCache;
  /** Results that stay in the machine's memory. */
  readonly keeper: Keeper;
  readonly strict: boolean;
}

export interface EngineOptions {
  /** The same bits on every machine: no fused multiply-add, the same tiles everywhere. Default false. */
  readonly deterministic?: boolean | undefined;
  /**
   * `default`: any algorithm that stays inside PyTorch's own test tolerance: Winograd, where gradients are recorded only
   * with tiles of 2×2, which round less than direct sums. `strict`: direct algorithms only.
   */
  readonly precision?: 'strict' | 'default' | undefined;
  /** Bytes that packed weights may take before the least recently used are dropped; default 1 GiB. */
  readonly packedBytes?: number | undefined;
  /** Bytes of results that may stay in wasm memory, unread, before the oldest become arrays; default 256 MiB. */
  readonly keptBytes?: number | undefined;
  /**
   * At first use, times the tiles that suit this machine, some 15 ms for each, and takes the fastest. Results keep their
   * bits. Pages need `atrous/engine/calibrate` for it. Default false: a table by engine and processor says.
   */
  readonly tune?: boolean | undefined;
  /**
   * Flags of V8, which hold for the whole process; in Node only, and experimental. `revectorize` is tested and timed at
   * first use, and set back where it does not pay. Default none.
   */
  readonly v8Flags?: readonly V8Flag[] | undefined;
  /**
   * Threads that share large layers, the calling one included: 1 to 64. Default: as many as run at the same time on this
   * machine, at most 16. Results have the same bits for any number. A page needs to be cross-origin isolated for more than one.
   */
  readonly threads?: number | undefined;
  /** Address of a script that runs `atrous/engine/worker`, for pages whose policy forbids workers from blobs. */
  readonly workerUrl?: string | undefined;
}

const OPTIONS = [
  'deterministic',
  'precision',
  'packedBytes',
  'keptBytes',
  'tune',
  'v8Flags',
  'threads',
  'workerUrl',
] as const;

/** What the engine holds. */
export interface EngineMemory {
  /** Bytes of the wasm memory, which never shrinks. */
  readonly total: number;
  /** Bytes of packed weights in it. */
  readonly packed: number;
  /** Bytes of results in it that nobody has read. */
  readonly kept: number;
  /** Threads that share work now: they are started when there is work for them. */
  readonly threads: number;
}

/** Most threads, unless more are asked for. */
const USUAL_THREADS = 16;

let options: EngineOptions = {};
let engine: Engine | null | undefined;

/** The engine, made at first use; null where there is no wasm with SIMD. */
export function theEngine(): Engine | null {
  if (engine === undefined) engine = makeEngine(featuresHere());
  return engine;
}

/** Runs `work` on an engine that others may have taken the place of. */
export function onEngine<T>(own: Engine, work: () => T): T {
  const before = engine;
  engine = own;
  try {
    return work();
  } finally {
    engine = before;
  }
}

/** What this machine can do, or as little of it as every machine. */
export function featuresHere(): Features {
  const features = detectFeatures();
  const { simd } = features;
  return options.deterministic ? { simd, relaxed: false, keepsOrder: false, arm: false } : features;
}

function makeEngine(features: Features): Engine | null {
  if (!features.simd) return null;
  const { precision = 'default', packedBytes, keptBytes } = options;
  const machine = newMachine(features);
  if (machine === null) return null;
  const packs = new PackCache(machine, packedBytes);
  const keeper = new Keeper(keptBytes);
  machine.evict = () => keeper.spillOldest() || packs.evictOldest();
  return { machine, packs, keeper, jobs: new JobCache(), strict: precision === 'strict' };
}

/** Null where no memory can be reserved, or where a page's policy forbids compiling. */
function newMachine(features: Features): Machine | null {
  const threads = canSpawn() ? (options.threads ?? Math.min(USUAL_THREADS, parallelism())) : 1;
  const asked = options.threads !== undefined || options.workerUrl !== undefined;
  if ((options.threads ?? 1) > threads)
    warnOnce(
      'The CPU engine runs on one thread: there is no shared memory here (a page has it when it is cross-origin isolated).',
    );
  for (const count of threads > 1 ? [threads, 1] : [1])
    try {
      const sharing = { threads: count, workerUrl: options.workerUrl, asked };
      const machine = new Machine(features, tuner?.choose(features, options), sharing);
      // Nearly every layer needs it, and it is quickly compiled.
      machine.kernel('fill', fillKernel);
      return machine;
    } catch {
      // Shared memory takes address space at once, of which there may be too little.
    }
  return null;
}

/** What `atrous/engine/calibrate` brings: it would be a fifth of the engine, and few pages need it. */
export interface Tuner {
  /** Does what options ask of V8. */
  configure(changes: EngineOptions): void;
  /** The tiles to run on. */
  choose(features: Features, options: EngineOptions): TileSet;
}

let tuner: Tuner | null = null;

export function useTuner(tunes: Tuner): void {
  tuner = tunes;
}

/**
 * Sets options that are named, and begins with an empty memory.
 *
 * @throws ArgumentError for an option that does not exist, naming the nearest, and for a value that it cannot have;
 *   NotSupportedError for flags of V8 that this realm does not have
 */
export function configureEngine(changes: EngineOptions): void {
  checkOptions('configureEngine', changes, OPTIONS);
  checkValues(changes);
  if (tuner !== null) tuner.configure(changes);
  else if (changes.tune || changes.v8Flags?.length)
    throw new ArgumentError('configureEngine: tune and v8Flags are not loaded', {
      hint: "Write `import 'atrous/engine/calibrate';` beside `import 'atrous/engine';`.",
    });
  options = { ...options, ...changes };
  renewEngine();
}

/** Begins with an empty memory. */
export function renewEngine(): void {
  engine?.keeper.close();
  engine?.machine.close();
  engine = undefined;
}

function checkValues({
  deterministic,
  precision,
  packedBytes,
  keptBytes,
  threads,
  tune,
  workerUrl,
}: EngineOptions): void {
  const refuse = (name: string, value: unknown, what: string): never => {
    throw new ArgumentError(`configureEngine: ${name} is ${what}, not ${String(value)}`);
  };
  if (tune !== undefined && typeof tune !== 'boolean') refuse('tune', tune, 'true or false');
  const between = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (deterministic !== undefined && typeof deterministic !== 'boolean')
    refuse('deterministic', deterministic, 'true or false');
  if (precision !== undefined && precision !== 'strict' && precision !== 'default')
    refuse('precision', precision, "'strict' or 'default'");
  for (const [name, bytes] of Object.entries({ packedBytes, keptBytes }))
    if (bytes !== undefined && !between(bytes, 0, Infinity)) refuse(name, bytes, 'a whole number of bytes');
  if (threads !== undefined && !between(threads, 1, MAX_THREADS))
    refuse('threads', threads, `a whole number from 1 to ${MAX_THREADS}`);
  if (workerUrl !== undefined && typeof workerUrl !== 'string') refuse('workerUrl', workerUrl, 'a string');
}

export function engineMemory(): EngineMemory {
  return {
    total: engine?.machine.bytes ?? 0,
    packed: engine?.packs.bytes ?? 0,
    kept: engine?.keeper.bytes ?? 0,
    threads: engine?.machine.threads ?? 1,
  };
}
