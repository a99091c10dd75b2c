/** @file Steps of optimisers over float32 parameters. */

import type { Descent } from '../../ops/engine.js';
import { theEngine } from './engine.js';
import { DESCENT_CONSTANTS, DESCENT_NUMBERS, type DescentKind, descentKernel } from './kernels/descent.js';

/** Numbers of a piece: its arrays stay in the first-level cache. */
const PIECE = 2048;
/** Numbers from which on the copies into wasm memory and back are worth it. */
const LEAST_NUMBERS = 256;

/**
 * One step of stochastic gradient descent, with PyTorch's bits.
 *
 * @param x  the parameter, written
 * @param g  its gradient
 * @param v  its velocity, written, or null without momentum
 * @returns whether the engine could
 */
export function descend(
  x: Float32Array,
  g: Float32Array,
  v: Float32Array | null,
  { fresh, nesterov, ...numbers }: Descent,
): boolean {
  const machine = x.length < LEAST_NUMBERS ? undefined : theEngine()?.machine;
  if (machine === undefined) return false;
  const momentum = v === null ? 'none' : fresh ? 'fresh' : 'kept';
  const kind: DescentKind = { decays: numbers.decay !== 0, momentum, nesterov: v !== null && nesterov };
  const kernel = machine.kernel(`descent ${Object.values(kind).join(' ')}`, () => descentKernel(kind));
  machine.borrow((take) => {
    const room = (): number => take(4 * (PIECE + DESCENT_NUMBERS));
    const [xAt, gAt, vAt, constants] = [room(), room(), room(), take(8 * DESCENT_CONSTANTS.length)];
    const values = { zero: 0, ...numbers };
    new Float64Array(machine.floats.buffer, constants, DESCENT_CONSTANTS.length).set(
      DESCENT_CONSTANTS.map((name) => values[name]),
    );
    const back = (from: number, to: Float32Array, first: number, count: number): void =>
      to.set(machine.floats.subarray(from / 4, from / 4 + count), first);
    for (let first = 0; first < x.length; first += PIECE) {
      const count = Math.min(PIECE, x.length - first);
      machine.write(xAt, x, first, count);
      machine.write(gAt, g, first, count);
      if (momentum === 'kept') machine.write(vAt, v!, first, count);
      kernel(xAt, gAt, vAt, constants, 4 * count);
      back(xAt, x, first, count);
      if (v !== null) back(vAt, v, first, count);
    }
  });
  return true;
}
