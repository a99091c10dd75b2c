/** @file The wasm memory, who has which part of it, and the kernels that run on it. */

import { NotSupportedError } from '../../errors.js';
import { MAX_PAGES, encode } from './emit/encode.js';
import type { Program } from './emit/language.js';
import type { Features } from './features.js';
import { Heap } from './heap.js';
import { copyKernel } from './kernels/copy.js';
import { denseKernel } from './kernels/dense.js';
import { type TileSet, tileFor, tilesOf } from './tiles.js';
import { type KernelFunction, type WasmMemory, wasm } from './webassembly.js';

const PAGE = 65536;
const LIMIT = MAX_PAGES * PAGE;
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

export class Machine {
  readonly features: Features;
  readonly tileSet: TileSet;
  readonly #memory: WasmMemory;
  readonly #heap = new Heap(FIRST, LIMIT);
  readonly #kernels = new Map<string, KernelFunction>();
  #floats: Float32Array<ArrayBuffer>;
  #pages = 1;
  /** Asked to let go of cached memory; says whether it could. */
  evict: () => boolean = () => false;

  constructor(features: Features, tileSet: TileSet = tilesOf(features)) {
    this.features = features;
    this.tileSet = tileSet;
    this.#memory = new wasm!.Memory({ initial: this.#pages, maximum: MAX_PAGES });
    this.#floats = new Float32Array(this.#memory.buffer);
  }

  /** Output channels of the tallest tile. */
  get tallest(): number {
    return this.tileSet.tiles.length;
  }

  /** The memory as numbers; not to be kept over a call that takes memory. */
  get floats(): Float32Array<ArrayBuffer> {
    if (this.#floats.length === 0) this.#floats = new Float32Array(this.#memory.buffer);
    return this.#floats;
  }

  /** Bytes that the wasm memory has grown to. */
  get bytes(): number {
    return this.#pages * PAGE;
  }

  /**
   * The address of so many bytes, which stay the caller's until `giveBack`.
   *
   * @throws NotSupportedError if they do not fit into wasm's 4 GiB
   */
  take(bytes: number): number {
    const size = bytes + SLACK;
    let address = this.#heap.take(size);
    while (address < 0 && this.evict()) address = this.#heap.take(size);
    if (address < 0) throw outOfMemory(bytes);
    this.#growTo(address + size, bytes);
    return address;
  }

  giveBack(address: number, bytes: number): void {
    this.#heap.giveBack(address, bytes + SLACK);
  }

  #growTo(end: number, wanted: number): void {
    const pages = Math.ceil(end / PAGE);
    if (pages <= this.#pages) return;
    // Growing in larger steps keeps the number of new views small.
    const goal = Math.min(MAX_PAGES, Math.max(pages, Math.ceil(this.#pages * 1.25)));
    try {
      this.#memory.grow(goal - this.#pages);
    } catch {
      throw outOfMemory(wanted);
    }
    this.#pages = goal;
    this.#floats = new Float32Array(this.#memory.buffer);
  }

  /** Runs `work` with memory that is given back afterwards, whatever happens. */
  borrow<T>(work: (take: (bytes: number) => number) => T): T {
    const taken: [number, number][] = [];
    const take = (bytes: number): number => {
      const address = this.take(bytes);
      taken.push([address, bytes]);
      return address;
    };
    try {
      return work(take);
    } finally {
      for (const [address, bytes] of taken) this.giveBack(address, bytes);
    }
  }

  write(address: number, values: ArrayLike<number>): void {
    this.floats.set(values, address / 4);
  }

  writeInts(address: number, values: Int32Array): void {
    new Int32Array(this.#memory.buffer, address, values.length).set(values);
  }

  /** A compiled kernel; compiled once per name. */
  kernel(name: string, make: () => Program): KernelFunction {
    const known = this.#kernels.get(name);
    if (known !== undefined) return known;
    const program = make();
    const module = new wasm!.Module(encode([program]));
    const kernel = new wasm!.Instance(module, { m: { m: this.#memory } }).exports[program.name]!;
    this.#kernels.set(name, kernel);
    return kernel;
  }

  /** The dense kernel for so many output channels. */
  dense(rows: number, gathered: boolean): KernelFunction {
    const source = gathered ? 'gathered' : 'table';
    return this.kernel(`dense${rows}${source}`, () => denseKernel(tileFor(this.tileSet, rows, gathered), source));
  }

  /** Copies a box of numbers; the last loop is the innermost one. */
  copy(to: number, from: number, ...loops: readonly CopyLoop[]): void {
    if (loops.some(({ count }) => count <= 0)) return;
    const padded = [ONCE, ONCE, ONCE, ...loops].slice(-4);
    const inner = padded[3]!;
    const step = inner.to === 4 && inner.from === 4 ? 1 : inner.to === 4 && inner.from === 8 ? 2 : null;
    const kernel = this.kernel(`copy${step ?? ''}`, () => copyKernel(step));
    kernel(to, from, ...padded.flatMap(({ count, to, from }) => [count, to, from]));
  }
}

function outOfMemory(bytes: number): NotSupportedError {
  return new NotSupportedError(`the CPU engine needs ${bytes} bytes at once, more than wasm's 4 GiB leave free`, {
    hint: 'Use smaller batches or images.',
    fields: { bytes, limit: LIMIT },
  });
}
