/** @file What this JavaScript engine and its processor can do. */

import { encode } from './emit/encode.js';
import { type Program, i32, loadSplat, op, program, zeros } from './emit/language.js';
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

const SIMD_PROBE = program('probe', [], (w) => w.store(i32(0), op('f32x4.add', zeros, zeros)));
const RELAXED_PROBE = program('probe', [], (w) => w.store(i32(0), op('f32x4.relaxed_madd', zeros, zeros, zeros)));
/** ∞ − ∞, of the number at address 0. */
const NAN_PROBE = program('probe', [], (w) => w.store(i32(0), op('f32x4.sub', loadSplat(i32(0)), loadSplat(i32(0)))));

const has = (probe: Program): boolean => wasm !== undefined && wasm.validate(encode([probe]));

/** Whether relaxed SIMD can be compiled now: a flag may have allowed it. */
export const hasRelaxed = (): boolean => has(RELAXED_PROBE);

/** The sign of the NaN that ∞ − ∞ makes: x86 sets it, ARM does not, and wasm leaves it as the processor makes it. */
function isArm(): boolean {
  try {
    const memory = new wasm!.Memory({ initial: 1, maximum: 1 });
    new Float32Array(memory.buffer)[0] = Infinity;
    const module = new wasm!.Module(encode([NAN_PROBE]));
    new wasm!.Instance(module, { m: { m: memory } }).exports['probe']!();
    return new Int32Array(memory.buffer)[0]! > 0;
  } catch {
    // Compiling is forbidden: there will be no engine.
    return false;
  }
}

export function detectFeatures(): Features {
  const simd = has(SIMD_PROBE);
  const relaxed = hasRelaxed();
  // Nothing in wasm tells V8's two compilers apart; Float16Array came with the first version that has the new one.
  return { simd, relaxed, keepsOrder: relaxed && 'Float16Array' in globalThis, arm: simd && isArm() };
}
