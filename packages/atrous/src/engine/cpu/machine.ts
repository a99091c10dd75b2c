/** @file The wasm memory, who has which part of it, the kernels that run on it, and the threads that they run on. */

import { NotSupportedError } from '../../errors.js';
import { warnOnce } from '../../tensor/warn.js';
import { MAX_PAGES, encode } from './emit/encode.js';
import type { Program } from './emit/language.js';
import type { Features } from './features.js';
import { Heap } from './heap.js';
import { cutRows, sizesFor } from './cuts.js';
import { copyNumbers, expectArray, resultArray } from './copies.js';
import { Kept, type Values, isKept } from './kept.js';
import { copyKernel } from './kernels/copy.js';
import { type Source, type Tile, denseKernel } from './kernels/dense.js';
import { fillKernel } from './kernels/fill.js';
import { type KernelCode, type ThreadOptions, Threads } from './threads.js';
import { MOST_ROWS, type TileSet, tileFor, tilesOf } from './tiles.js';
import { type KernelFunction, type WasmMemory, wasm } from './webassembly.js';

const PAGE = 65536;
/** Nothing is kept at address 0. */
const FIRST = 64;
/** Vectors are read whole: a last one reaches a few bytes past its data. */
const SLACK = 64;

/** One loop of a copy: turns, and bytes from turn to turn on both sides. */
export interface CopyLoop {
  readonly count: number;
  readonly to: number;
  readonly from: number;
}

const ONCE: CopyLoop = { count: 1, to: 0, from: 0 };

/** What copying a number costs, in operations of the dense kernel. */
export const COPY_OPERATIONS = 12;
/** Operations from which on work is shared: with threads that wait for it, and with threads that must be woken. */
export const SHARING: { least: number; leastWaking: number } = { least: 1e6, leastWaking: 8e6 };
/** Lost threads after which no more are started. */
const MOST_LOSSES = 3;

/** Work that is shared out in pieces. */
export interface Work {
  readonly pieces: number;
  /** Multiplications and additions of all pieces, by which it is decided whether sharing pays. */
  readonly operations: number;
  /** Bytes of memory that a piece needs for itself while it runs. */
  readonly scratch?: number;
}

/** Memory that is given back when the work that borrowed it ends, unless what is in it is kept. */
interface Loan {
  readonly address: number;
  readonly bytes: number;
  kept: boolean;
}

/** By output channels: names that are put together once, as kernels of small layers run in microseconds. */
const namesOf = (source: Source): string[] => Array.from({ length: MOST_ROWS }, (_, i) => `dense${i + 1}${source}`);
const DENSE_NAMES: Readonly<Record<Source, readonly string[]>> = {
  table: namesOf('table'),
  gathering: namesOf('gathering'),
  gathered: namesOf('gathered'),
};

const ALONE: ThreadOptions = { threads: 1 };

export class Machine {
  readonly features: Features;
  readonly tileSet: TileSet;
  readonly #options: ThreadOptions;
  readonly #maximum: number;
  readonly #heap: Heap;
  readonly #kernels = new Map<string, KernelFunction>();
  /** By the kernels' ids: their modules, and their functions in this thread. */
  readonly #modules: object[] = [];
  readonly #functions: KernelFunction[] = [];
  readonly #constants = new Map<number, number>();
  #memory: WasmMemory;
  #floats: Float32Array;
  #pages = 1;
  #threads: Threads | null = null;
  #losses = 0;
  readonly #loans: Loan[] = [];
  /** Whether results stay in this memory. */
  #keeping = false;
  /** The threads that kernel calls are written down for, instead of being run. */
  #recorder: Threads | null = null;
  /** Asked to let go of cached memory; says whether it could. */
  evict: () => boolean = () => false;

  /** @throws RangeError if no memory can be reserved, shared where there are to be several threads */
  constructor(features: Features, tileSet: TileSet = tilesOf(features), options: ThreadOptions = ALONE) {
    this.features = features;
    this.tileSet = tileSet;
    this.#options = options;
    [this.#memory, this.#maximum] = this.#reserve();
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#heap = new Heap(FIRST, this.#maximum * PAGE);
    this.#startThreads();
  }

  /** Output channels of the tallest tile. */
  get tallest(): number {
    return this.tileSet.tiles.length;
  }

  /** A memory, with as large a maximum as can be had. */
  #reserve(): [WasmMemory, number] {
    const shared = this.#options.threads > 1;
    for (let maximum = MAX_PAGES; ; maximum /= 2)
      try {
        return [new wasm!.Memory({ initial: this.#pages, maximum, shared }), maximum];
      } catch (error) {
        if (maximum / 2 < Math.max(this.#pages, 1024)) throw error;
      }
  }

  #startThreads(): void {
    const several = this.#options.threads > 1 && this.#losses < MOST_LOSSES;
    this.#threads = several ? new Threads(this.#options, this.#memory, this.#functions) : null;
  }

  /** The memory as numbers; not to be kept over a call that takes memory or shares work. */
  get floats(): Float32Array {
    if (this.#floats.length === 0) this.#floats = new Float32Array(this.#memory.buffer);
    return this.#floats;
  }

  /** Bytes that the wasm memory has grown to. */
  get bytes(): number {
    return this.#pages * PAGE;
  }

  /** Threads that work is shared with now, the calling one included. */
  get threads(): number {
    return this.#threads?.ready ?? 1;
  }

  /**
   * The address of so many bytes, which stay the caller's until `giveBack`.
   *
   * @throws NotSupportedError if they do not fit into wasm's 4 GiB
   */
  take(bytes: number): number {
    if (this.#recorder !== null) throw new Error('memory is taken before work is shared out');
    return this.#take(bytes);
  }

  #take(bytes: number): number {
    const size = bytes + SLACK;
    let address = this.#heap.take(size);
    while (address < 0 && this.evict()) address = this.#heap.take(size);
    if (address < 0) throw this.#outOfMemory(bytes);
    if (!this.#growTo(address + size)) {
      this.#heap.giveBack(address, size);
      throw this.#outOfMemory(bytes);
    }
    return address;
  }

  /**
   * Refuses work that no memory can hold, before anything is prepared for it.
   *
   * @throws NotSupportedError
   */
  limit(bytes: number): void {
    if (bytes > this.#maximum * PAGE) throw this.#outOfMemory(bytes);
  }

  giveBack(address: number, bytes: number): void {
    this.#heap.giveBack(address, bytes + SLACK);
  }

  #growTo(end: number): boolean {
    const pages = Math.ceil(end / PAGE);
    if (pages <= this.#pages) return true;
    // Growing in larger steps keeps the number of new views small.
    const goal = Math.min(this.#maximum, Math.max(pages, Math.ceil(this.#pages * 1.25)));
    try {
      this.#memory.grow(goal - this.#pages);
    } catch {
      return false;
    }
    this.#pages = goal;
    this.#floats = new Float32Array(this.#memory.buffer);
    return true;
  }

  #outOfMemory(bytes: number): NotSupportedError {
    const limit = this.#maximum * PAGE;
    const most = `${limit / 2 ** 30} GiB`;
    return new NotSupportedError(`the CPU engine needs ${bytes} bytes at once, more than wasm's ${most} leave free`, {
      hint: 'Use smaller batches or images.',
      fields: { bytes, limit },
    });
  }

  /** Runs `work`, which shares so many operations: where that pays, sleeping threads are woken at once, and stay awake to its end. */
  awake<T>(operations: number, work: () => T): T {
    const threads = operations >= SHARING.leastWaking ? this.#threads : null;
    if (threads === null || threads.ready < 2 || threads.crowded || !threads.rouse()) return work();
    try {
      return work();
    } finally {
      threads.rest();
    }
  }

  /** Runs `work` with memory that is given back afterwards, whatever happens. */
  borrow<T>(work: (take: (bytes: number) => number) => T): T {
    const first = this.#loans.length;
    const take = (bytes: number): number => {
      const address = this.take(bytes);
      this.#loans.push({ address, bytes, kept: false });
      return address;
    };
    try {
      return work(take);
    } finally {
      for (const { address, bytes, kept } of this.#loans.splice(first)) if (!kept) this.giveBack(address, bytes);
    }
  }

  /** Runs `work`, whose results stay in this memory. */
  keep<T>(work: () => T): T {
    const before = this.#keeping;
    this.#keeping = true;
    try {
      return work();
    } finally {
      this.#keeping = before;
    }
  }

  /** Whether results stay in this memory, so that they are better written in one piece than passed through it. */
  get keeping(): boolean {
    return this.#keeping;
  }

  /** Writes numbers, or `count` of them from the `first` on. */
  write(address: number, values: Values | readonly number[], first = 0, count: number = values.length): void {
    if (isKept(values)) this.move(address, values.address + 4 * first, count);
    else if (values instanceof Float32Array)
      copyNumbers(this.#view(address, count), count === values.length ? values : values.subarray(first, first + count));
    else this.floats.set(values, address / 4);
  }

  /** Copies so many numbers from one place to another. */
  move(to: number, from: number, count: number): void {
    copyNumbers(this.#view(to, count), this.#view(from, count));
  }

  /** So many numbers from an address on. */
  #view(address: number, count: number): Float32Array {
    return this.floats.subarray(address / 4, address / 4 + count);
  }

  /** The address of numbers to read: where they are kept, or where `take` has room for them. */
  bring(values: Values, take: (bytes: number) => number): number {
    if (isKept(values)) return values.address;
    const address = take(4 * values.length);
    this.write(address, values);
    return address;
  }

  writeInts(address: number, values: Int32Array): void {
    new Int32Array(this.#memory.buffer, address, values.length).set(values);
  }

  /** So many numbers as a result: an array of their own, or kept; without a copy where memory was borrowed for just them. */
  result(address: number, count: number): Float32Array<ArrayBuffer> | Kept {
    if (!this.#keeping) return this.read(address, count);
    const loan = this.#loans.findLast((loan) => loan.address === address && !loan.kept);
    if (loan !== undefined && loan.bytes === 4 * count) {
      loan.kept = true;
      return new Kept(this, address, count);
    }
    const own = this.take(4 * count);
    this.move(own, address, count);
    return new Kept(this, own, count);
  }

  /** So many numbers as an array of their own. */
  read(address: number, count: number): Float32Array<ArrayBuffer> {
    expectArray(4 * count);
    const isShared = !(this.floats.buffer instanceof ArrayBuffer);
    if (!isShared) return new Float32Array(this.#view(address, count));
    const values = resultArray(count);
    this.readInto(values, 0, address, count);
    return values;
  }

  /** Copies so many numbers to an array, from place `first` on. */
  readInto(values: Float32Array, first: number, address: number, count: number): void {
    copyNumbers(values.subarray(first), this.#view(address, count));
  }

  /** A compiled kernel; compiled once per name. Within `forEach` its calls become part of the piece. */
  kernel(name: string, make: () => Program): KernelFunction {
    const known = this.#kernels.get(name);
    if (known !== undefined) return known;
    const kernel = this.#compile(make());
    this.#kernels.set(name, kernel);
    return kernel;
  }

  #compile(program: Program): KernelFunction {
    const shared = this.#options.threads > 1;
    const bytes = encode([program], shared);
    const id = this.#modules.push(new wasm!.Module(bytes)) - 1;
    this.#instantiate(id);
    if (!shared) return this.#functions[id]!;
    const address = this.#take(bytes.length);
    new Uint8Array(this.#memory.buffer, address, bytes.length).set(bytes);
    const code: KernelCode = { id, address, bytes: bytes.length, scratch: program.scratch };
    return (...args) => {
      if (this.#recorder === null) this.#functions[id]!(...args);
      else this.#recorder.call(code, args);
    };
  }

  #instantiate(id: number): void {
    const { exports } = new wasm!.Instance(this.#modules[id]!, { m: { m: this.#memory } });
    this.#functions[id] = Object.values(exports)[0]!;
  }

  /** The dense kernel for so many output channels. */
  dense(rows: number, source: Source): KernelFunction {
    const tile = (): Tile => tileFor(this.tileSet, rows, source !== 'table');
    return this.kernel(DENSE_NAMES[source][rows - 1]!, () => denseKernel(tile(), source));
  }

  /** Copies a box of numbers; the last loop is the innermost one. Of the others, threads share the longest. */
  copy(to: number, from: number, ...loops: readonly CopyLoop[]): void {
    if (loops.some(({ count }) => count <= 0)) return;
    const padded = [ONCE, ONCE, ONCE, ...loops].slice(-4);
    const inner = padded[3]!;
    const step = inner.to === 4 && inner.from === 4 ? 1 : inner.to === 4 && inner.from === 8 ? 2 : null;
    const kernel = this.kernel(`copy${step ?? ''}`, () => copyKernel(step));
    const [a, b, c] = padded as [CopyLoop, CopyLoop, CopyLoop];
    const longest = Math.max(a.count, b.count, c.count);
    const shared = a.count === longest ? 0 : b.count === longest ? 1 : 2;
    const loop = padded[shared]!;
    const operations = COPY_OPERATIONS * a.count * b.count * c.count * inner.count;
    this.forRanges({ pieces: longest, operations }, (first, end) => {
      const turns = [a.count, b.count, c.count] as [number, number, number];
      turns[shared] = end - first;
      const [target, source] = [to + first * loop.to, from + first * loop.from];
      const outer = [turns[0], a.to, a.from, turns[1], b.to, b.from, turns[2], c.to, c.from] as const;
      kernel(target, source, ...outer, inner.count, inner.to, inner.from);
    });
  }

  /** Fills so many numbers with the one that stands at an address. */
  fill(to: number, from: number, count: number): void {
    const kernel = this.kernel('fill', fillKernel);
    this.forRanges({ pieces: count, operations: COPY_OPERATIONS * count }, (first, end) =>
      kernel(to + 4 * first, from, end - first),
    );
  }

  /** The address of a number that never changes. */
  constant(value: number): number {
    let address = this.#constants.get(value);
    if (address === undefined) {
      address = this.#take(4);
      this.floats[address / 4] = value;
      this.#constants.set(value, address);
    }
    return address;
  }

  /**
   * Runs every piece of some work, in any order, on all threads where that pays. A piece calls kernels, which run in
   * order, and does nothing else: it takes no memory, neither reads nor writes any, and needs nothing of other pieces.
   * It may be run again if a thread is lost, so it does not read what it has written over.
   *
   * @param piece      its number, and the address of its scratch
   * @param meanwhile  what this thread does first, while others have begun: reads and writes memory that no piece uses
   */
  forEach(
    { pieces, operations, scratch = 0 }: Work,
    piece: (i: number, scratch: number) => void,
    meanwhile?: () => void,
  ): void {
    if (operations >= SHARING.least) this.#threads?.expect(operations);
    const threads = pieces > 1 ? this.#threadsFor(operations) : null;
    const run = (address: number, stride: number): void => {
      if (threads !== null) return this.#share(threads, pieces, stride, (i) => piece(i, address), meanwhile);
      meanwhile?.();
      for (let i = 0; i < pieces; i++) piece(i, address);
    };
    if (scratch === 0) return run(0, 0);
    // A line between them, so that no two threads write to the same one.
    const stride = 64 * Math.ceil((scratch + SLACK) / 64);
    this.borrow((take) => run(take(threads === null ? scratch : threads.count * stride), stride));
  }

  /**
   * The same, many pieces at a time.
   *
   * @param run    is called with the first and what comes after the last
   * @param bring  what this thread does for them before anybody runs them: writes what they read
   */
  forRanges(
    { pieces, ...rest }: Work,
    run: (from: number, to: number, scratch: number) => void,
    bring?: (from: number, to: number) => void,
  ): void {
    const threads = this.#threadsFor(rest.operations);
    const [ends] = cutRows([pieces], sizesFor(threads?.ready ?? 1, pieces, rest.operations)) as [number[]];
    this.forEach({ pieces: ends.length, ...rest }, (i, scratch) => {
      const [from, to] = [ends[i - 1] ?? 0, ends[i]!];
      bring?.(from, to);
      run(from, to, scratch);
    });
  }

  /** The threads to share so many operations with; null where that does not pay. */
  #threadsFor(operations: number): Threads | null {
    const threads = this.#threads;
    if (threads === null || this.#recorder !== null || operations < SHARING.least || threads.ready < 2) return null;
    if (threads.crowded) return null;
    return operations >= SHARING.leastWaking || !threads.asleep ? threads : null;
  }

  /** Runs pieces on all threads, as many at a time as fit into their list. */
  #share(
    threads: Threads,
    pieces: number,
    stride: number,
    piece: (i: number) => void,
    meanwhile: (() => void) | undefined,
  ): void {
    const tooLong: number[] = [];
    let first = meanwhile;
    let next = 0;
    while (next < pieces && this.#threads === threads) {
      threads.begin(stride);
      next = this.#record(threads, next, pieces, piece, tooLong);
      if (!threads.finish(first)) this.#replace(threads);
      first = undefined;
    }
    for (; next < pieces; next++) piece(next);
    tooLong.forEach(piece);
  }

  /** Writes pieces down, from the first one on, while others run them; the number of the first that is left. */
  #record(threads: Threads, first: number, pieces: number, piece: (i: number) => void, tooLong: number[]): number {
    this.#recorder = threads;
    try {
      let i = first;
      for (; i < pieces && !threads.full; i++) {
        piece(i);
        if (!threads.add()) tooLong.push(i);
      }
      return i;
    } catch (error) {
      // Others are at work on memory that the caller would give back.
      if (!threads.finish()) this.#replace(threads);
      throw error;
    } finally {
      this.#recorder = null;
    }
  }

  /** Goes on without threads of which one was lost, in a memory that it does not know: it may still write to the old one. */
  #replace(lost: Threads): void {
    lost.close();
    this.#threads = null;
    this.#losses++;
    const known = new Float32Array(this.#memory.buffer);
    [this.#memory] = this.#reserve();
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#floats.set(known);
    this.#modules.forEach((_, id) => this.#instantiate(id));
    this.#startThreads();
    warnOnce(
      this.#threads === null
        ? 'The CPU engine has lost threads again and again, and goes on with one.'
        : 'A thread of the CPU engine did not finish its work within a second. Its work has been done again, and new threads take over.',
    );
    lost.repeat(this.#memory);
  }

  /** Ends the threads. */
  close(): void {
    this.#threads?.close();
    this.#threads = null;
  }
}
