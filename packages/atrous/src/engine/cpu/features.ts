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

/** The memory once a program has stored a value at address 0, where it finds a number. */
function stored(value: Expr<'v128'>, number: number): Float32Array {
  const memory = new wasm!.Memory({ initial: 1, maximum: 1 });
  const numbers = new Float32Array(memory.buffer);
  numbers[0] = number;
  const module = new wasm!.Module(probe(value));
  new wasm!.Instance(module, { m: { m: memory } }).exports['probe']!();
  return numbers;
}

const realm = globalThis as { readonly process?: { readonly arch?: string } };

/**
 * Node says it. Pages are told by the sign of the NaN that ∞ − ∞ makes: x86 sets it, ARM does not, and wasm leaves it as
 * the processor makes it.
 */
function isArm(): boolean {
  const arch = realm.process?.arch;
  if (arch !== undefined) return arch.startsWith('arm');
  try {
    const infinity = loadSplat(i32(0));
    return new Int32Array(stored(op('f32x4.sub', infinity, infinity), Infinity).buffer)[0]! > 0;
  } catch {
    // Compiling is forbidden: there will be no engine.
    return false;
  }
}

let fuses: boolean | undefined;

/** Whether relaxed SIMD's multiply-add rounds once: the processor decides. Asked where relaxed SIMD can be compiled. */
export function fusesHere(): boolean {
  const x = 1 + 2 ** -12;
  const splat = loadSplat(i32(0));
  // x² = 1 + 2⁻¹¹ + 2⁻²⁴, of which a rounding takes the last term: x·x less x², rounded, is that term or nothing.
  fuses ??= stored(op('f32x4.relaxed_madd', splat, splat, op('f32x4.neg', op('f32x4.mul', splat, splat))), x)[0] !== 0;
  return fuses;
}

export function detectFeatures(): Features {
  const relaxed = hasRelaxed();
  const simd = relaxed || has(op('f32x4.add', zeros, zeros));
  // Nothing in wasm tells V8's two compilers apart; Float16Array came with the first version that has the new one.
  return { simd, relaxed, keepsOrder: relaxed && 'Float16Array' in globalThis, arm: simd && isArm() };
}
