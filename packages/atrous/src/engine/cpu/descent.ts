/** @file Steps of optimisers over float32 parameters, with PyTorch's bits. */

import type { Adaptation, Descent } from '../../ops/engine.js';
import { theEngine } from './engine.js';
import { fusesHere } from './features.js';
import {
  type AdaptationKind,
  type DescentKind,
  STEP_NUMBERS,
  adaptationKernel,
  descentKernel,
} from './kernels/descent.js';
import type { Program } from './emit/language.js';
import type { Machine } from './machine.js';

/** Numbers of a piece: its arrays stay in the first-level cache. */
const PIECE = 1024;
/** Numbers from which on the copies into wasm memory and back are worth it. */
const LEAST_NUMBERS = 256;

type Arrays = readonly (Float32Array | null)[];

/**
 * Runs a kernel over arrays of the same length, piece by piece.
 *
 * @param arrays     read; of the kernel's last ones there may be fewer, which then are null
 * @param written    which of them are written
 * @param constants  what the kernel reads besides
 */
function overPieces(
  machine: Machine,
  kind: object,
  kernelOf: (fuses: boolean) => Program,
  arrays: Arrays,
  written: readonly boolean[],
  constants: readonly number[],
): void {
  const fuses = machine.features.relaxed && fusesHere();
  const kernel = machine.kernel(`${arrays.length} ${fuses} ${Object.values(kind).join(' ')}`, () => kernelOf(fuses));
  const count = arrays[0]!.length;
  machine.borrow((take) => {
    const places = arrays.map(() => take(4 * (PIECE + STEP_NUMBERS)));
    const constantsAt = take(4 * constants.length);
    machine.write(constantsAt, constants);
    for (let first = 0; first < count; first += PIECE) {
      const some = Math.min(PIECE, count - first);
      arrays.forEach((array, n) => array && machine.write(places[n]!, array, first, some));
      kernel(...places, constantsAt, 4 * some);
      const { floats } = machine;
      arrays.forEach((array, n) => {
        if (array && written[n]) array.set(floats.subarray(places[n]! / 4, places[n]! / 4 + some), first);
      });
    }
  });
}

const machineFor = ([x]: Arrays): Machine | undefined => (x!.length < LEAST_NUMBERS ? undefined : theEngine()?.machine);

/**
 * One step of stochastic gradient descent.
 *
 * @param arrays  the parameter x, written; its gradient g; its velocity v, written, or null without momentum
 * @returns whether the engine could
 */
export function descend(arrays: Arrays, settings: Descent): boolean {
  const machine = machineFor(arrays);
  if (machine === undefined) return false;
  const [decay, sign, keep, take, step, fresh, nesterov] = settings;
  const [, , v] = arrays;
  const kind: DescentKind = {
    decays: decay !== 0,
    momentum: v === null ? 'none' : fresh ? 'fresh' : 'kept',
    nesterov: v !== null && nesterov,
  };
  const kernelOf = (fuses: boolean): Program => descentKernel(kind, fuses);
  overPieces(machine, kind, kernelOf, arrays, [true, false, true], [decay, sign, keep, take, step]);
  return true;
}

/**
 * One step of Adam.
 *
 * @param arrays  the parameter x, its gradient g, the averages m and v, and the largest v so far or null; all but g are written
 * @returns whether the engine could
 */
export function adapt(arrays: Arrays, settings: Adaptation): boolean {
  const machine = machineFor(arrays);
  if (machine === undefined) return false;
  const [decay, shrink, sign, meanTake, ...others] = settings;
  // Counted from the nearer end, as `lerp` does.
  const fromOld = meanTake < 0.5;
  const kind: AdaptationKind = { decays: decay !== 0, shrinks: shrink !== 1, fromOld, amsgrad: arrays[4] !== null };
  const kernelOf = (fuses: boolean): Program => adaptationKernel(kind, fuses);
  const constants = [decay, shrink, sign, fromOld ? meanTake : meanTake - 1, ...others];
  overPieces(machine, kind, kernelOf, arrays, [true, false, true, true, true], constants);
  return true;
}
