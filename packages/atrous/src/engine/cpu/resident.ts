/** @file How operations reach the engine: storages in, of which it knows what is in its memory already; a storage out. */

import { isGradEnabled } from '../../autograd/index.js';
import { Storage } from '../../tensor/tensor.js';
import { type Engine, theEngine } from './engine.js';
import { valuesOf } from './keeper.js';
import { type Kept, type Values, isKept } from './kept.js';
import { originOf } from './origin.js';

/** The parameters of a function that takes values, for storages in their place, and for arrays. */
type OfStorages<A extends unknown[]> = {
  [K in keyof A]: Kept extends A[K] ? Storage | Exclude<A[K], Values> : A[K];
};
type OfArrays<A extends unknown[]> = { [K in keyof A]: Exclude<A[K], Kept> };

/** Whether an operation can be run again. */
type Repetition = 'never' | 'slowly' | 'quickly';

/** A function of storages whose result stays in wasm memory, and of arrays whose result is one. */
export interface Resident<A extends unknown[], R> {
  (...args: OfStorages<A>): Kept extends R ? Storage | Exclude<R, Values> : R;
  (...args: OfArrays<A>): Exclude<R, Kept>;
}

/**
 * @param run         takes values, and may give some
 * @param operands    which of its parameters these are
 * @param repetition  whether it can be run again, and how quickly: nobody writes to what the other parameters hold. Where
 *   operations are recorded results then know how they came about
 */
export function resident<A extends unknown[], R>(
  run: (...args: A) => R,
  operands: readonly number[],
  repetition: Repetition = 'never',
): Resident<A, R> {
  const onStorages = (engine: Engine, args: unknown[]): unknown => {
    const storages = new Map<number, Storage>();
    const used: Kept[] = [];
    for (const i of operands) {
      const storage = args[i];
      if (!(storage instanceof Storage)) continue;
      storages.set(i, storage);
      const values = (args[i] = valuesOf(storage));
      if (!isKept(values)) continue;
      values.busy = true;
      used.push(values);
    }
    try {
      const result = engine.machine.keep(() => run(...(args as A)));
      const isRecorded = repetition !== 'never' && isGradEnabled();
      if (isRecorded && repetition === 'slowly') for (const kept of used) kept.enclose();
      if (!isKept(result)) return result;
      if (isRecorded && result.delayed === null)
        result.origin = originOf(engine, result, {
          run,
          args: args as A,
          storages,
          isQuick: repetition === 'quickly',
        });
      return engine.keeper.store(result);
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
