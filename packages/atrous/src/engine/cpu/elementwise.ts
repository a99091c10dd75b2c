/** @file Functions of each element of float32 arrays. */

import type { KernelCall } from '../../ops/engine.js';
import { theEngine } from './engine.js';
import { MAX_CONSTANTS, TABLE_BYTES, elementwiseFunction, elementwiseKernel } from './kernels/elementwise.js';
import { BITS, FIXED } from './kernels/functions.js';
import { Kept, type Values, isKept } from './kept.js';
import type { Machine } from './machine.js';
import { resultArray } from './copies.js';

/** Numbers of a piece that passes through wasm memory: three arrays of them stay in the first-level cache or just beyond it. */
const PIECE = 8192;
/** Numbers of a piece that one thread works on where it is. */
const SHARE = 65536;
/** What a number costs, in operations of the dense kernel: it waits for memory. */
const OPERATIONS = 8;
/** Numbers from which on the copies into wasm memory and back are worth it. */
export const LEAST_ELEMENTS = 1024;

/** A call of a function that there is. */
type Call = Required<{ [K in keyof KernelCall]: NonNullable<KernelCall[K]> }>;
type Take = (bytes: number) => number;

/** What a kernel reads besides the arrays. */
export function constantTable(machine: Machine, constants: readonly number[], take: Take): number {
  const table = take(TABLE_BYTES);
  machine.write(table, constants);
  machine.write(table + 4 * MAX_CONSTANTS, FIXED);
  machine.writeInts(table + 4 * (MAX_CONSTANTS + FIXED.length), Int32Array.from(BITS));
  return table;
}

function machineFor(count: number): Machine | undefined {
  return count < LEAST_ELEMENTS ? undefined : theEngine()?.machine;
}

/**
 * `f(a)` or `f(a, b)`, element by element.
 *
 * @param a  the operand, or the first of two
 * @param b  null for a function of one element
 * @returns undefined where the engine cannot
 */
export function elementwise(call: KernelCall, a: Values, b: Values | null): Values | undefined {
  const known = elementwiseFunction(call.name, call.constants ?? []);
  const machine = machineFor(a.length);
  if (machine === undefined || known === null) return undefined;
  const { name, constants } = known;
  if (!machine.keeping) {
    const out = resultArray(a.length);
    passThrough(machine, { name, constants }, a, b, out);
    return out;
  }
  const delayed = onDelayed(machine, name, a, b);
  if (delayed !== null) return delayed;
  const kernel = machine.kernel(name, () => elementwiseKernel(name));
  return machine.borrow((take) => {
    const y = take(4 * a.length);
    const [aAt, bAt] = [machine.bring(a, take), b === null ? 0 : machine.bring(b, take)];
    const table = constantTable(machine, constants, take);
    const work = { pieces: Math.ceil(a.length / SHARE), operations: OPERATIONS * a.length };
    machine.forEach(work, (i) => {
      const at = 4 * SHARE * i;
      kernel(aAt + at, bAt + at, y + at, table, 4 * Math.min(SHARE, a.length - SHARE * i));
    });
    return machine.result(y, a.length);
  });
}

/** What can be done on the way to a result that is yet to be computed: ReLU of it, and its sum with another. */
function onDelayed(machine: Machine, name: string, a: Values, b: Values | null): Values | null {
  if (name === 'Relu' && isKept(a) && a.delayed !== null) {
    const { delayed, length } = a;
    return machine.borrow((take) => {
      const y = take(4 * length);
      delayed.compute(y, true);
      return machine.result(y, length);
    });
  }
  if (name !== 'sum' || !isKept(a) || !isKept(b)) return null;
  const [first, other] = a.delayed === null ? [b, a] : [a, b];
  // Of two that are delayed one is computed now.
  void other.address;
  const sum = other.isSource ? first.delayed?.plus(other) : null;
  return sum ? new Kept(machine, 0, a.length, sum) : null;
}

/**
 * The same into an array, which may be an operand.
 *
 * @param out  written
 * @returns whether the engine could
 */
export function elementwiseInto(call: KernelCall, a: Values, b: Values | null, out: Float32Array): boolean {
  const known = elementwiseFunction(call.name, call.constants ?? []);
  const machine = machineFor(out.length);
  if (machine === undefined || known === null) return false;
  passThrough(machine, known, a, b, out);
  return true;
}

/** Arrays go in and out again piece by piece, while the caches hold it. */
function passThrough(
  machine: Machine,
  { name, constants }: Call,
  a: Values,
  b: Values | null,
  out: Float32Array,
): void {
  const kernel = machine.kernel(name, () => elementwiseKernel(name));
  const piece = Math.min(PIECE, out.length);
  machine.borrow((take) => {
    const [aAt, bAt, yAt] = [take(4 * piece), b === null ? 0 : take(4 * piece), take(4 * piece)];
    const table = constantTable(machine, constants, take);
    for (let first = 0; first < out.length; first += piece) {
      const count = Math.min(piece, out.length - first);
      machine.write(aAt, a, first, count);
      if (b !== null) machine.write(bAt, b, first, count);
      kernel(aAt, bAt, yAt, table, 4 * count);
      machine.readInto(out, first, yAt, count);
    }
  });
}
