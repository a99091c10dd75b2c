/** @file The engine of this JavaScript realm: its machine and its packed weights. */

import { Machine } from './machine.js';
import { detectFeatures } from './features.js';
import { PackCache } from './packing.js';

export interface Engine {
  readonly machine: Machine;
  readonly packs: PackCache;
}

let engine: Engine | null | undefined;

/** The engine, made at first use; null where there is no wasm with SIMD. */
export function theEngine(): Engine | null {
  engine ??= makeEngine();
  return engine;
}

function makeEngine(): Engine | null {
  const features = detectFeatures();
  if (!features.simd) return null;
  const machine = new Machine(features);
  return { machine, packs: new PackCache(machine) };
}
