/** @file What this JavaScript engine and its processor can do. */

import { encode } from './emit/encode.js';
import { type Expr, i32, loadSplat, op, program, zeros } from './emit/language.js';
import { wasm } from './webassembly.js';

export interface Features {
  readonly simd: boolean;
  /** Fused multiply-add. */
  readonly relaxed: boolean;
  /** V8 that keeps loads where they were emitted (13.5 on: Node 24, current Chromium). */
  readonly keepsOrder: boolean;
  /** An ARM processor: twice the vector registers. */
  readonly arm: boolean;
}

/** A program that stores a value. */
const probe = (value: Expr<'v128'>): Uint8Array<ArrayBuffer> =>
  encode([program('probe', [], (w) => w.store(i32(0), value))]);

const has = (value: Expr<'v128'>): boolean => wasm !== undefined && wasm.validate(probe(value));

/** Whether relaxed SIMD can be compiled now: a flag may have allowed it. */
export const hasRelaxed = (): boolean => has(op('f32x4.relaxed_madd', zeros, zeros, zeros));

const realm = globalThis as { readonly process?: { readonly arch?: string } };

/**
 * Node says it. Pages are told by the sign of the NaN that ∞ − ∞ makes: x86 sets it, ARM does not, and wasm leaves it as
 * the processor makes it.
 */
function isArm(): boolean {
  const arch = realm.process?.arch;
  if (arch !== undefined) return arch.startsWith('arm');
  try {
    const memory = new wasm!.Memory({ initial: 1, maximum: 1 });
    new Float32Array(memory.buffer)[0] = Infinity;
    const infinity = loadSplat(i32(0));
    const module = new wasm!.Module(probe(op('f32x4.sub', infinity, infinity)));
    new wasm!.Instance(module, { m: { m: memory } }).exports['probe']!();
    return new Int32Array(memory.buffer)[0]! > 0;
  } catch {
    // Compiling is forbidden: there will be no engine.
    return false;
  }
}

export function detectFeatures(): Features {
  const relaxed = hasRelaxed();
  const simd = relaxed || has(op('f32x4.add', zeros, zeros));
  // Nothing in wasm tells V8's two compilers apart; Float16Array came with the first version that has the new one.
  return { simd, relaxed, keepsOrder: relaxed && 'Float16Array' in globalThis, arm: simd && isArm() };
}
