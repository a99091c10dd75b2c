/** @file How operations reach the engine: storages in, of which it knows what is in its memory already; a storage out. */

import { Storage } from '../../tensor/tensor.js';
import { type Engine, theEngine } from './engine.js';
import { type Kept, type Values, isKept, valuesOf } from './kept.js';

/** The parameters of a function that takes values, for storages in their place, and for arrays. */
type OfStorages<A extends unknown[]> = {
  [K in keyof A]: Kept extends A[K] ? Storage | Exclude<A[K], Values> : A[K];
};
type OfArrays<A extends unknown[]> = { [K in keyof A]: Exclude<A[K], Kept> };

/** A function of storages whose result stays in wasm memory, and of arrays whose result is one. */
export interface Resident<A extends unknown[], R> {
  (...args: OfStorages<A>): Kept extends R ? Storage | Exclude<R, Values> : R;
  (...args: OfArrays<A>): Exclude<R, Kept>;
}

/**
 * @param run       takes values, and may give some
 * @param operands  which of its parameters these are
 */
export function resident<A extends unknown[], R>(run: (...args: A) => R, ...operands: number[]): Resident<A, R> {
  const onStorages = (engine: Engine, args: unknown[]): unknown => {
    const used: Kept[] = [];
    for (const i of operands) {
      const storage = args[i];
      if (!(storage instanceof Storage)) continue;
      const values = (args[i] = valuesOf(storage));
      if (!isKept(values)) continue;
      values.busy = true;
      used.push(values);
    }
    try {
      const result = engine.machine.keep(() => run(...(args as A)));
      return isKept(result) ? engine.keeper.store(result) : result;
    } finally {
      for (const kept of used) kept.busy = false;
    }
  };
  return ((...args: unknown[]) => {
    const engine = args[operands[0]!] instanceof Storage ? theEngine() : null;
    if (engine !== null) return onStorages(engine, args);
    for (const i of operands) if (args[i] instanceof Storage) args[i] = args[i].array;
    return run(...(args as A));
  }) as Resident<A, R>;
}
