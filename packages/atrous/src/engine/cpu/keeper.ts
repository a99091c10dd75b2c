/** @file Who has what is kept: a tensor's storage, until it is collected, and a list that makes room when there is too much. */

import type { TypedArray } from '../../tensor/dtype.js';
import { Storage } from '../../tensor/tensor.js';
import type { Kept, Values } from './kept.js';

/** Bytes of results that may stay. */
const MAX_BYTES = 256 << 20;
/** Numbers from which on a result is worth keeping. */
const LEAST_NUMBERS = 1024;

/** Everything that is kept, the oldest first. */
export class Keeper {
  readonly #all = new Set<Kept>();
  /** Those of them that know how they came about. */
  readonly #recorded = new Set<Kept>();
  readonly #collected: FinalizationRegistry<Kept>;
  readonly #limit: number;
  #bytes = 0;
  /** Whether its memory is no longer the engine's. */
  closed = false;

  /** @param limit  bytes that may be kept before the oldest are copied out */
  constructor(limit: number = MAX_BYTES) {
    this.#limit = limit;
    this.#collected = new FinalizationRegistry((kept) => this.drop(kept));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The storage of a result; of a small one that of an array. */
  store(kept: Kept): Storage {
    if (kept.length < LEAST_NUMBERS) {
      const storage = new Storage(kept.array());
      kept.drop();
      return storage;
    }
    const storage = new KeptStorage(kept, this);
    this.#collected.register(storage, kept, kept);
    kept.settled = () => this.#count(kept);
    if (kept.delayed === null) kept.settled();
    return storage;
  }

  #count(kept: Kept): void {
    this.#all.add(kept);
    if (kept.origin !== null) this.#recorded.add(kept);
    this.#bytes += 4 * kept.length;
    for (const oldest of this.#all) {
      if (this.#bytes <= this.#limit) break;
      if (oldest !== kept && !oldest.busy) this.spill(oldest);
    }
  }

  /** Copies the oldest out that no running call reads; whether there was one. */
  spillOldest(): boolean {
    for (const kept of this.#all)
      if (!kept.busy) {
        this.spill(kept);
        return true;
      }
    return false;
  }

  /** Copies everything out; from now on what is delayed is read as an array. */
  close(): void {
    this.closed = true;
    for (const kept of this.#all) this.spill(kept);
  }

  spill(kept: Kept): void {
    kept.spill();
    this.#forget(kept);
    // Else the registry would hold on to the array, by way of what is computed from it.
    for (const dependent of kept.dependents) this.#collected.unregister(dependent);
  }

  /**
   * The tape has read these for the last time, the latest first. What lies within a network is forgotten; what is computed
   * behind its last layer somebody may want to read.
   */
  pass(storages: Iterable<Storage>): void {
    for (const storage of storages)
      if (storage instanceof KeptStorage && storage.kept !== null) this.#pass(storage.kept);
    for (const kept of this.#recorded)
      if (kept.hasForgotten) {
        // Nothing that is there holds on to what is not.
        if (!kept.isSecure) kept.origin = null;
        this.#recorded.delete(kept);
      }
  }

  #pass(kept: Kept): void {
    if (kept.busy || kept.isForgotten) return;
    if (kept.isInner) kept.secure();
    const leaves = kept.isSecure || kept.isCopied || kept.dependents.size > 0;
    if (leaves && kept.delayed === null) this.spill(kept);
    // Of what is quickly done the tape often has the result alone.
    if (kept.isQuick) for (const source of kept.sources) this.#pass(source);
  }

  /** What delayed results are computed from waits for them. */
  drop(kept: Kept): void {
    kept.unwanted = kept.dependents.size > 0 ? () => this.drop(kept) : null;
    if (kept.unwanted !== null) return;
    kept.drop();
    this.#forget(kept);
  }

  #forget(kept: Kept): void {
    if (!this.#all.delete(kept)) return;
    this.#recorded.delete(kept);
    this.#bytes -= 4 * kept.length;
    this.#collected.unregister(kept);
  }
}

const NOTHING = new Float32Array(0);

/** The storage of what is kept: its array is made when somebody asks for it. */
export class KeptStorage extends Storage {
  readonly #kept: Kept;
  readonly #keeper: Keeper;

  constructor(kept: Kept, keeper: Keeper) {
    super(NOTHING, kept.length);
    this.#kept = kept;
    this.#keeper = keeper;
    Object.defineProperty(this, 'array', { get: () => this.#read(), enumerable: true, configurable: true });
  }

  #read(): Float32Array {
    const value = this.#kept.handOut();
    Object.defineProperty(this, 'array', { value, enumerable: true });
    return value;
  }

  /** What is kept, as long as it is in the engine's memory and nobody can have written to the array since. */
  get kept(): Kept | null {
    const same = this.version === 0 && this.handedOut === 0 && !this.#keeper.closed;
    return same && this.#kept.isThere ? this.#kept : null;
  }

  /** Whoever has the array may write to it, so that nobody reads the memory any more: the next result has it, warm. */
  override handOut(): TypedArray {
    const array = super.handOut();
    this.release();
    return array;
  }

  override release(): void {
    this.#keeper.drop(this.#kept);
  }
}

/** What to read of a storage. */
export const valuesOf = (storage: Storage): Values =>
  (storage instanceof KeptStorage && storage.kept) || (storage.array as Float32Array);
