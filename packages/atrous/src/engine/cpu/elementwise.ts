/** @file Functions of each element of float32 arrays, which pass through wasm memory in pieces. */

import type { ElementwiseKernel, KernelCall } from '../../ops/engine.js';
import { theEngine } from './engine.js';
import { EXPONENT_BIAS, FIXED, MAX_CONSTANTS, elementwiseKernel } from './kernels/elementwise.js';

/** Numbers of a piece: three arrays of them stay in the first-level cache or just beyond it. */
const PIECE = 8192;
/** Numbers from which on the copies into wasm memory and back are worth it. */
export const LEAST_ELEMENTS = 1024;

/**
 * @param a    the operand, or the first of two
 * @param b    null for a function of one element
 * @param out  written; may be an operand
 * @returns whether the engine could
 */
export function elementwise(
  { name, constants }: KernelCall<ElementwiseKernel>,
  a: Float32Array,
  b: Float32Array | null,
  out: Float32Array,
): boolean {
  const machine = out.length < LEAST_ELEMENTS ? undefined : theEngine()?.machine;
  if (machine === undefined) return false;
  const kernel = machine.kernel(name, () => elementwiseKernel(name));
  const piece = Math.min(PIECE, out.length);
  machine.borrow((take) => {
    const [aAt, bAt, yAt] = [take(4 * piece), b === null ? 0 : take(4 * piece), take(4 * piece)];
    const table = take(4 * (MAX_CONSTANTS + FIXED.length + 1));
    machine.write(table, constants);
    machine.write(table + 4 * MAX_CONSTANTS, FIXED);
    machine.writeInts(table + 4 * (MAX_CONSTANTS + FIXED.length), Int32Array.of(EXPONENT_BIAS));
    for (let first = 0; first < out.length; first += piece) {
      const count = Math.min(piece, out.length - first);
      machine.write(aAt, a.subarray(first, first + count));
      if (b !== null) machine.write(bAt, b.subarray(first, first + count));
      kernel(aAt, bAt, yAt, table, 4 * count);
      out.set(machine.floats.subarray(yAt / 4, yAt / 4 + count), first);
    }
  });
  return true;
}
