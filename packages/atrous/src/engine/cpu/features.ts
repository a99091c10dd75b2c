/** @file What this JavaScript engine can do, and which tiles suit it. */

import { encode } from './emit/encode.js';
import { i32, op, program, zeros } from './emit/language.js';
import type { Tile } from './kernels/dense.js';
import { wasm } from './webassembly.js';

export interface Features {
  readonly simd: boolean;
  /** Fused multiply-add. */
  readonly relaxed: boolean;
  /** V8 that keeps loads where they were emitted (13.5 on: Node 24, current Chromium). */
  readonly keepsOrder: boolean;
}

const SIMD_PROBE = program('probe', [], (w) => w.store(i32(0), op('f32x4.add', zeros, zeros)));
const RELAXED_PROBE = program('probe', [], (w) => w.store(i32(0), op('f32x4.relaxed_madd', zeros, zeros, zeros)));

export function detectFeatures(): Features {
  const has = (probe: typeof SIMD_PROBE): boolean => wasm !== undefined && wasm.validate(encode([probe]));
  const relaxed = has(RELAXED_PROBE);
  // Nothing in wasm tells V8's two compilers apart; Float16Array came with the first version that has the new one.
  return { simd: has(SIMD_PROBE), relaxed, keepsOrder: relaxed && 'Float16Array' in globalThis };
}

/** Vectors of pixels for tiles of 1, 2, … output channels: as many as the registers hold. */
const KEEPING_ORDER = [8, 4, 3, 2, 2, 2];
/** Old V8 loads all inputs and weights of a turn before it multiplies: they need registers as well. */
const HOISTING = [6, 4, 2, 2];

/** The tiles of an engine, for 1, 2, … output channels. */
export function tilesOf({ relaxed, keepsOrder }: Features): Tile[] {
  // An unfused product needs a register of its own, which 6×8 does not have.
  const vectors = keepsOrder ? KEEPING_ORDER.slice(0, relaxed ? 6 : 5) : HOISTING;
  return vectors.map((count, i) => ({ rows: i + 1, vectors: count, fused: relaxed }));
}
