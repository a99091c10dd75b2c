/**
 * @file Results that stay in wasm memory until somebody reads them: what one operation leaves there the next one takes up,
 * and no array is made in between.
 */

import type { TypedArray } from '../../tensor/dtype.js';
import { Storage } from '../../tensor/tensor.js';
import type { Machine } from './machine.js';

/** Delayed results of the same numbers: who makes more of them reads none. */
const MOST_DEPENDENTS = 8;

/** A result that is computed when somebody needs it: mostly the next operation does its own work on the way, and nobody does. */
export interface Delayed {
  /** What it is computed from; while they are there, or in arrays that nobody has seen. */
  readonly sources: readonly Kept[];
  /** Writes it, or its positive part, to an address. */
  compute(to: number, positive: boolean): void;
  /** Its sum with another, delayed as well; null where it cannot be. */
  plus(other: Kept): Delayed | null;
}

/** A result in wasm memory, or yet to be computed, or, once it had to make room for others, in an array. */
export class Kept {
  readonly length: number;
  /** Whether a call that is running reads it. */
  busy = false;
  /** Hears that it takes memory from now on. */
  settled: () => void = () => {};
  /** What is to be done when no delayed result needs it any more. */
  unwanted: (() => void) | null = null;
  /** Delayed results that are computed from it. */
  readonly dependents: Set<Kept> = new Set();
  readonly #machine: Machine;
  #address: number;
  #delayed: Delayed | null;
  #array: Float32Array | null = null;

  constructor(machine: Machine, address: number, length: number, delayed: Delayed | null = null) {
    this.#machine = machine;
    this.#address = address;
    this.length = length;
    this.#delayed = delayed;
    for (const source of delayed?.sources ?? []) source.dependents.add(this);
  }

  /** Whether it is in wasm memory, or will be when it is asked for. */
  get isThere(): boolean {
    return this.#address > 0 || this.#delayed !== null;
  }

  get delayed(): Delayed | null {
    return this.#delayed;
  }

  /** Whether results that are computed from it may wait: not of an array, to which others may write. */
  get isSource(): boolean {
    return this.#array === null && this.dependents.size < MOST_DEPENDENTS;
  }

  /** Where in wasm memory it is. */
  get address(): number {
    if (this.#delayed !== null) this.#settle(this.#delayed);
    if (this.#address === 0) throw new Error('what is kept is read after it has left');
    return this.#address;
  }

  #settle(delayed: Delayed): void {
    this.#address = this.#machine.take(4 * this.length);
    delayed.compute(this.#address, false);
    this.#leave(delayed);
    this.settled();
  }

  #leave(delayed: Delayed): void {
    this.#delayed = null;
    for (const source of delayed.sources) {
      source.dependents.delete(this);
      if (source.dependents.size === 0) source.unwanted?.();
    }
  }

  /** The numbers, copied out at the first time. */
  array(): Float32Array {
    this.#array ??= this.#machine.read(this.address, this.length);
    return this.#array;
  }

  /** The numbers for somebody who may write to them: what is computed from them is computed now. */
  handOut(): Float32Array {
    for (const dependent of this.dependents) void dependent.address;
    return this.array();
  }

  /** Leaves wasm memory; an array takes its place. */
  spill(): void {
    this.array();
    this.drop();
  }

  /** Leaves wasm memory, and is gone if nobody has read it. */
  drop(): void {
    if (this.#delayed !== null) this.#leave(this.#delayed);
    if (this.#address === 0) return;
    this.#machine.giveBack(this.#address, 4 * this.length);
    this.#address = 0;
  }
}

/** What an operation reads: an array, or what is kept. */
export type Values = Float32Array | Kept;

/** Bytes of results that may stay. */
const MAX_BYTES = 256 << 20;
/** Numbers from which on a result is worth keeping. */
const LEAST_NUMBERS = 1024;

/** Everything that is kept, the oldest first. */
export class Keeper {
  readonly #all = new Set<Kept>();
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
    if (kept.delayed !== null) kept.settled = () => this.#count(kept);
    else this.#count(kept);
    return storage;
  }

  #count(kept: Kept): void {
    this.#all.add(kept);
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

  /** What delayed results are computed from waits for them. */
  drop(kept: Kept): void {
    kept.unwanted = kept.dependents.size > 0 ? () => this.drop(kept) : null;
    if (kept.unwanted !== null) return;
    kept.drop();
    this.#forget(kept);
  }

  #forget(kept: Kept): void {
    if (!this.#all.delete(kept)) return;
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

/** The numbers as an array. */
export const arrayOf = (values: Values): Float32Array => (isKept(values) ? values.array() : values);

export const isKept = (values: unknown): values is Kept => values instanceof Kept;
