/**
 * @file How results came about, for those that a backward pass has used: their memory goes to the next step, and whoever
 * still wants one has it computed again, from what it was computed from. The same bits, since the same kernels run.
 */

import { Storage } from '../../tensor/tensor.js';
import { type Engine, onEngine } from './engine.js';
import { type Kept, MOST_DEPTH, type Origin, type Values, isKept } from './kept.js';

/** Arrays have to be copied, as whoever owns them may write to them: at most so many numbers for each of the result. */
const MOST_COPIED = 1 / 2;

/** An array that a result was computed from, as it was then. */
interface Watched {
  readonly operand: number;
  readonly storage: Storage;
  readonly version: number;
  readonly handedOut: number;
}

const isUnchanged = ({ storage, version, handedOut }: Watched): boolean =>
  storage.version === version && storage.handedOut === handedOut;

/** What is read, and what is passed through. */
export interface Call<A extends unknown[]> {
  readonly run: (...args: A) => unknown;
  /** With values for storages. */
  readonly args: A;
  /** The storages that values were read of, by their place in `args`. */
  readonly storages: ReadonlyMap<number, Storage>;
  readonly isQuick: boolean;
}

/** How the result of a call came about; null where it is not worth knowing. */
export function originOf<A extends unknown[]>(
  engine: Engine,
  result: Kept,
  { run, args, storages, isQuick }: Call<A>,
): Origin | null {
  const read = [...storages].map(([operand, storage]) => ({ operand, storage, values: args[operand] as Values }));
  const sources = read.flatMap(({ values }) => (isKept(values) ? [values] : []));
  const watched = read.flatMap(({ operand, storage, values }): Watched[] =>
    isKept(values) ? [] : [{ operand, storage, version: storage.version, handedOut: storage.handedOut }],
  );
  const copied = watched.reduce((sum, { storage }) => sum + storage.length, 0);
  const depth = 1 + Math.max(0, ...sources.map((source) => source.depth));
  if (depth > MOST_DEPTH || copied > MOST_COPIED * result.length) return null;
  // A storage that is no operand is a key, of what has changed since.
  const own = args.map((arg) => (arg instanceof Storage ? null : arg)) as A;
  return {
    isQuick,
    depth,
    sources,
    secure: () => {
      if (!watched.every(isUnchanged)) return false;
      for (const { operand, storage } of watched.splice(0)) own[operand] = storage.array.slice();
      return true;
    },
    again: () => {
      const there = own.map((arg) => (isKept(arg) && !arg.isThere ? arg.array() : arg)) as A;
      return busily(sources, () => onEngine(engine, () => engine.machine.keep(() => run(...there)))) as Kept;
    },
  };
}

/** Runs what reads these, which stay where they are meanwhile. */
export function busily<T>(sources: readonly Kept[], work: () => T): T {
  const before = sources.map(({ busy }) => busy);
  for (const source of sources) source.busy = true;
  try {
    return work();
  } finally {
    sources.forEach((source, i) => (source.busy = before[i]!));
  }
}
