/**
 * @file Results that stay in wasm memory until somebody reads them: what one operation leaves there the next one takes up,
 * and no array is made in between.
 */

import type { Machine } from './machine.js';

/** Delayed results of the same numbers: who makes more of them reads none. */
const MOST_DEPENDENTS = 8;

/** Operations after which a result is copied out rather than forgotten: so long a chain is held and computed again at most. */
export const MOST_DEPTH = 64;

/** A result that is computed when somebody needs it: mostly the next operation does its own work on the way, and nobody does. */
export interface Delayed {
  /** What it is computed from; while they are there, or in arrays that nobody has seen. */
  readonly sources: readonly Kept[];
  /** Writes it, or its positive part, to an address. */
  compute(to: number, positive: boolean): void;
  /** Its sum with another, delayed as well; null where it cannot be. */
  plus(other: Kept): Delayed | null;
}

/** How a result came about, and so can come about again. */
export interface Origin {
  /** Whether it is hardly more than read and written: nobody minds if it is computed once more. */
  readonly isQuick: boolean;
  /** Operations from what has no origin up to here. */
  readonly depth: number;
  /** What it is computed from. */
  readonly sources: readonly Kept[];
  /** Takes copies of the arrays that it is computed from; whether these still hold what they held. */
  secure(): boolean;
  /** Computes it. */
  again(): Kept;
}

/**
 * A result in wasm memory, or yet to be computed, or, once it had to make room for others, in an array, or forgotten: then it
 * is computed again at the next look.
 */
export class Kept {
  readonly length: number;
  /** Whether a call that is running reads it. */
  busy = false;
  /** How it came about, where that is known. */
  origin: Origin | null = null;
  /** Whether something that takes its time was computed from it, perhaps with what is quickly done between them. */
  isInner = false;
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
  #isSecure = false;
  /** Whether what is forgotten is computed from it. */
  #isNeeded = false;
  /** Whether others have its array. */
  #isExposed = false;

  constructor(machine: Machine, address: number, length: number, delayed: Delayed | null = null) {
    this.#machine = machine;
    this.#address = address;
    this.length = length;
    this.#delayed = delayed;
    for (const source of delayed?.sources ?? []) source.dependents.add(this);
  }

  /** Whether it is in wasm memory, or will be when it is asked for. */
  get isThere(): boolean {
    return this.#address > 0 || this.#delayed !== null || this.isForgotten;
  }

  /** Whether there is an array of it as well. */
  get isCopied(): boolean {
    return this.#array !== null;
  }

  /** Whether it can be computed again at any time. */
  get isSecure(): boolean {
    return this.#isSecure;
  }

  /** Whether it will be computed again when it is asked for. */
  get isForgotten(): boolean {
    return this.#address === 0 && this.#isSecure;
  }

  /** What it is or was computed from. */
  get sources(): readonly Kept[] {
    return (this.#delayed ?? this.origin)?.sources ?? [];
  }

  /** Operations from what has no origin up to here. */
  get depth(): number {
    return this.origin?.depth ?? Math.max(0, ...this.sources.map(({ depth }) => depth));
  }

  /** Whether it is quickly computed. */
  get isQuick(): boolean {
    return this.#delayed !== null || this.origin?.isQuick === true;
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
    if (this.isForgotten) this.#comeBack(this.origin!.again());
    if (this.#address === 0) throw new Error('what is kept is read after it has left');
    return this.#address;
  }

  #settle(delayed: Delayed): void {
    this.#address = this.#machine.take(4 * this.length);
    delayed.compute(this.#address, false);
    if (this.depth < MOST_DEPTH) this.origin = this.#originOf(delayed);
    this.#leave(delayed);
    this.settled();
  }

  #originOf(delayed: Delayed): Origin {
    const again = (): Kept => new Kept(this.#machine, 0, this.length, delayed);
    return { isQuick: true, depth: this.depth + 1, sources: delayed.sources, secure: () => true, again };
  }

  #comeBack(same: Kept): void {
    this.#address = same.address;
    same.#address = 0;
    this.settled();
  }

  /** Sees to it that it can be computed again; whether it can. */
  secure(): boolean {
    if (this.#isSecure || this.origin === null) return this.#isSecure;
    const { sources } = this.origin;
    if (!sources.every(({ isWhole }) => isWhole) || !this.origin.secure()) return false;
    for (const source of sources) source.#isNeeded = true;
    return (this.#isSecure = true);
  }

  /** Whether its numbers are, and stay, where nobody else writes to them. */
  get isWhole(): boolean {
    return !this.#isExposed && (this.isThere || this.#array !== null);
  }

  /** Whether it is computed from what is forgotten. */
  get hasForgotten(): boolean {
    return this.sources.some((source) => source.isForgotten || (source.delayed !== null && source.hasForgotten));
  }

  /** Something that takes its time is computed from it. */
  enclose(): void {
    if (this.isInner) return;
    this.isInner = true;
    if (this.isQuick) for (const source of this.sources) source.enclose();
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

  /** The numbers for somebody who may write to them: what is computed from them is computed now, or has its own. */
  handOut(): Float32Array {
    for (const dependent of this.dependents) void dependent.address;
    if (this.#isNeeded) return this.#array?.slice() ?? this.#machine.read(this.address, this.length);
    this.#isExposed = true;
    return this.array();
  }

  /** Leaves wasm memory. An array takes its place, unless it can be computed again. */
  spill(): void {
    if (!this.#isSecure) this.array();
    this.#giveBack();
  }

  /** Leaves wasm memory, and is gone if nobody has read it, and nobody needs it. */
  drop(): void {
    if (this.#isNeeded) return this.spill();
    if (this.#delayed !== null) this.#leave(this.#delayed);
    this.#isSecure = false;
    this.#giveBack();
  }

  #giveBack(): void {
    if (this.#address === 0) return;
    this.#machine.giveBack(this.#address, 4 * this.length);
    this.#address = 0;
  }
}

/** What an operation reads: an array, or what is kept. */
export type Values = Float32Array | Kept;

/** The numbers as an array. */
export const arrayOf = (values: Values): Float32Array => (isKept(values) ? values.array() : values);

export const isKept = (values: unknown): values is Kept => values instanceof Kept;
