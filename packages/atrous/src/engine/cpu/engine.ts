/** @file The engine of this JavaScript realm: its machine and its packed weights. */

import { type Features, detectFeatures } from './features.js';
import { copyKernel } from './kernels/copy.js';
import { JobCache } from './job-cache.js';
import { Machine } from './machine.js';
import { PackCache } from './packing.js';

export interface Engine {
  readonly machine: Machine;
  readonly packs: PackCache;
  readonly jobs: JobCache;
  readonly strict: boolean;
}

export interface EngineOptions {
  /** The same bits on every machine: no fused multiply-add, the same tiles everywhere. Default false. */
  readonly deterministic?: boolean | undefined;
  /**
   * `strict`, the start: direct algorithms only. `default`: any that stays inside PyTorch's own test tolerance, layer by
   * layer (Winograd); through a deep network and back, their roundings can add up to more.
   */
  readonly precision?: 'strict' | 'default' | undefined;
  /** Bytes that packed weights may take before the least recently used are dropped; default 1 GiB. */
  readonly packedBytes?: number | undefined;
}

/** What the engine holds, in bytes. */
export interface EngineMemory {
  /** The wasm memory, which never shrinks. */
  readonly total: number;
  /** Packed weights in it. */
  readonly packed: number;
}

let options: EngineOptions = {};
let engine: Engine | null | undefined;

/** The engine, made at first use; null where there is no wasm with SIMD. */
export function theEngine(): Engine | null {
  if (engine === undefined) engine = makeEngine(detectFeatures());
  return engine;
}

function makeEngine(features: Features): Engine | null {
  if (!features.simd) return null;
  const { deterministic = false, precision = 'strict', packedBytes } = options;
  const machine = newMachine(deterministic ? { simd: true, relaxed: false, keepsOrder: false } : features);
  if (machine === null) return null;
  return { machine, packs: new PackCache(machine, packedBytes), jobs: new JobCache(), strict: precision === 'strict' };
}

/** Null where no memory can be reserved, or where a page's policy forbids compiling. */
function newMachine(features: Features): Machine | null {
  try {
    const machine = new Machine(features);
    machine.kernel('copy1', () => copyKernel(1));
    return machine;
  } catch {
    return null;
  }
}

/** Sets options that are named, and begins with an empty memory. */
export function configureEngine(changes: EngineOptions): void {
  options = { ...options, ...changes };
  engine = undefined;
}

export function engineMemory(): EngineMemory {
  return { total: engine?.machine.bytes ?? 0, packed: engine?.packs.bytes ?? 0 };
}
