/**
 * @file Results that stay in wasm memory until somebody reads them: what one operation leaves there the next one takes up,
 * and no array is made in between.
 */

import { Storage } from '../../tensor/tensor.js';
import type { Machine } from './machine.js';

/** A result in wasm memory, or, once it had to make room for others, in an array. */
export class Kept {
  readonly length: number;
  /** Whether a call that is running reads it. */
  busy = false;
  readonly #machine: Machine;
  #address: number;
  #array: Float32Array | null = null;

  constructor(machine: Machine, address: number, length: number) {
    this.#machine = machine;
    this.#address = address;
    this.length = length;
  }

  /** Whether it is in wasm memory. */
  get isThere(): boolean {
    return this.#address > 0;
  }

  /** Where in wasm memory it is. */
  get address(): number {
    if (!this.isThere) throw new Error('what is kept is read after it has left');
    return this.#address;
  }

  /** The numbers, copied out at the first time. */
  array(): Float32Array {
    this.#array ??= this.#machine.read(this.address, this.length);
    return this.#array;
  }

  /** Leaves wasm memory; an array takes its place. */
  spill(): void {
    this.array();
    this.drop();
  }

  /** Leaves wasm memory, and is gone if nobody has read it. */
  drop(): void {
    if (!this.isThere) return;
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
    this.#all.add(kept);
    this.#bytes += 4 * kept.length;
    const storage = new KeptStorage(kept, this);
    this.#collected.register(storage, kept, kept);
    for (const oldest of this.#all) {
      if (this.#bytes <= this.#limit) break;
      if (oldest !== kept) this.spill(oldest);
    }
    return storage;
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

  /** Copies everything out. */
  spillAll(): void {
    for (const kept of this.#all) this.spill(kept);
  }

  spill(kept: Kept): void {
    kept.spill();
    this.#forget(kept);
  }

  drop(kept: Kept): void {
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
    const value = this.#kept.array();
    Object.defineProperty(this, 'array', { value, enumerable: true });
    return value;
  }

  /** What is kept, as long as it is in wasm memory and nobody can have written to the array since. */
  get kept(): Kept | null {
    return this.#kept.isThere && this.version === 0 && this.handedOut === 0 ? this.#kept : null;
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
