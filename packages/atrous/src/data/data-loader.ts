/** @file Batches of a dataset, in order or shuffled. */

import { ArgumentError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { asGiven } from '../geometry/python.js';
import type { Generator } from '../tensor/random/index.js';
import { type Collated, defaultCollate } from './collate.js';
import { type Dataset, outside } from './dataset.js';
import { drawSeed, grouped, shuffled } from './order.js';

/** Where samples come from: by index, or one after another. */
export type Source<Sample> = Dataset<Sample> | readonly Sample[] | Iterable<Sample> | AsyncIterable<Sample>;

export interface LoaderOptions<Sample, Batch> {
  /** Samples per batch; default 1. `null`: samples come one by one, not collated. */
  batchSize?: number | null;
  /** Whether every pass has an order of its own; default false. */
  shuffle?: boolean;
  /** Which indices, in which order, in place of `shuffle`. */
  sampler?: Iterable<number> | null;
  /** Whether a last batch that is not full is left out; default false. */
  dropLast?: boolean;
  /** Makes a batch of samples (of one sample, where `batchSize` is null); default `defaultCollate`. */
  collateFn?: ((samples: Sample[]) => Batch) | null;
  /** Where shuffling draws from; default: a generator seeded by the one that `manualSeed` seeds. */
  generator?: Generator | null;
}

const OPTIONS = ['batchSize', 'shuffle', 'sampler', 'dropLast', 'collateFn', 'generator'];

type Get<Sample> = (index: number) => Sample | Promise<Sample>;

/** A dataset's samples by index; null for a source that gives them one after another. */
function indexed<Sample>(source: Source<Sample>): { length: number; get: Get<Sample> } | null {
  if (Array.isArray(source)) {
    const items = source as readonly Sample[];
    return { length: items.length, get: (i) => (i in items ? items[i]! : fail(outside(i, items.length))) };
  }
  const { length, get } = source as Partial<Dataset<Sample>>;
  if (typeof get !== 'function' || typeof length !== 'number') return null;
  return { length, get: (i) => (source as Dataset<Sample>).get(i) };
}

function fail(error: Error): never {
  throw error;
}

/**
 * `torch.utils.data.DataLoader`, in one thread:
 *
 *     for (const [images, labels] of new data.DataLoader(set, { batchSize: 32, shuffle: true })) …
 *
 * A dataset whose `get` gives promises, and an asynchronous source, are read with `for await`; the samples of one batch are
 * then asked for all at once.
 *
 * The order is PyTorch's for the same seed. Every pass draws a 63-bit seed from the default generator (or `generator`),
 * which PyTorch would hand to its workers; then, where it shuffles, the first batch draws another that seeds the
 * permutation (with a `generator` the permutation comes from it directly).
 */
export class DataLoader<Sample, Batch = Collated<Sample>> {
  readonly dataset: Source<Sample>;
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  readonly #shuffle: boolean;
  readonly #sampler: Iterable<number> | null;
  readonly #generator: Generator | null;
  readonly #collate: ((samples: Sample[]) => Batch) | null;

  /** @throws ArgumentError for options that exclude each other */
  constructor(dataset: Source<Sample>, options: LoaderOptions<Sample, Batch> = {}) {
    checkOptions('DataLoader.__init__', options, OPTIONS);
    this.dataset = dataset;
    this.batchSize = options.batchSize === undefined ? 1 : options.batchSize;
    this.dropLast = options.dropLast ?? false;
    this.#shuffle = options.shuffle ?? false;
    this.#sampler = options.sampler ?? null;
    this.#generator = options.generator ?? null;
    this.#collate = options.collateFn ?? null;
    checkBatching(this.batchSize, this.dropLast);
    this.#checkOrder();
  }

  #checkOrder(): void {
    const source = indexed(this.dataset);
    if (source === null && this.#shuffle)
      throw new ArgumentError(
        'DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True',
        { hint: 'A source without `length` and `get` comes in its own order.' },
      );
    if (source === null && this.#sampler !== null)
      throw new ArgumentError('DataLoader with IterableDataset: expected unspecified sampler option', {
        hint: 'A source without `length` and `get` comes in its own order.',
      });
    if (this.#sampler !== null && this.#shuffle)
      throw new ArgumentError('sampler option is mutually exclusive with shuffle');
    if (source?.length === 0 && this.#shuffle)
      throw new ArgumentError('num_samples should be a positive integer value, but got num_samples=0', {
        hint: 'The dataset is empty.',
      });
  }

  /**
   * Number of batches in one pass.
   *
   * @throws ArgumentError (Python's TypeError) for a source or sampler that does not know its length
   */
  get length(): number {
    const source = indexed(this.dataset);
    const sampler = this.#sampler as { length?: number; size?: number } | null;
    const count = sampler === null ? source?.length : (sampler.length ?? sampler.size);
    if (source === null || count === undefined)
      throw new ArgumentError(`object of type '${source === null ? 'IterableDataset' : 'Sampler'}' has no len()`, {
        pythonType: 'TypeError',
      });
    if (this.batchSize === null) return count;
    return this.dropLast ? Math.floor(count / this.batchSize) : Math.ceil(count / this.batchSize);
  }

  /** Batches. @throws ArgumentError where samples come as promises */
  [Symbol.iterator](): IterableIterator<Batch> {
    const source = indexed(this.dataset);
    if (source === null && !(Symbol.iterator in this.dataset)) throw asynchronous();
    drawSeed(this.#generator);
    return source === null ? this.#inTurn(this.dataset as Iterable<Sample>) : this.#byIndex(source);
  }

  *#byIndex(source: { length: number; get: Get<Sample> }): IterableIterator<Batch> {
    const get = (index: number): Sample => {
      const sample = source.get(index);
      if (sample instanceof Promise) throw asynchronous();
      return sample;
    };
    for (const indices of this.#groups(this.#order(source.length))) yield this.#batch(indices.map(get));
  }

  *#inTurn(samples: Iterable<Sample>): IterableIterator<Batch> {
    for (const group of this.#groups(samples)) yield this.#batch(group);
  }

  /** Batches, whatever the source. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Batch> {
    drawSeed(this.#generator);
    const source = indexed(this.dataset);
    return source === null ? this.#asTheyCome() : this.#awaited(source);
  }

  async *#awaited(source: { length: number; get: Get<Sample> }): AsyncIterableIterator<Batch> {
    for (const indices of this.#groups(this.#order(source.length)))
      yield this.#batch(await Promise.all(indices.map((index) => source.get(index))));
  }

  async *#asTheyCome(): AsyncIterableIterator<Batch> {
    let group: Sample[] = [];
    for await (const sample of this.dataset as AsyncIterable<Sample> | Iterable<Sample>) {
      group.push(sample);
      if (group.length < (this.batchSize ?? 1)) continue;
      yield this.#batch(group);
      group = [];
    }
    if (group.length > 0 && !this.dropLast) yield this.#batch(group);
  }

  #order(length: number): Iterable<number> {
    if (this.#sampler !== null) return this.#sampler;
    return this.#shuffle ? shuffled(length, this.#generator) : Array.from({ length }, (_, i) => i);
  }

  #groups<T>(items: Iterable<T>): IterableIterator<T[]> {
    return grouped(items, this.batchSize ?? 1, this.dropLast);
  }

  #batch(samples: Sample[]): Batch {
    if (this.#collate !== null) return this.#collate(samples);
    return (this.batchSize === null ? samples[0] : defaultCollate(samples)) as Batch;
  }
}

function checkBatching(batchSize: number | null, dropLast: boolean): void {
  if (batchSize === null && dropLast)
    throw new ArgumentError('batch_size=None option disables auto-batching and is mutually exclusive with drop_last');
  if (batchSize !== null && !(Number.isInteger(batchSize) && batchSize > 0))
    throw new ArgumentError(`batch_size should be a positive integer value, but got batch_size=${asGiven(batchSize)}`, {
      fields: { batchSize },
    });
}

function asynchronous(): ArgumentError {
  return new ArgumentError('the samples come as promises', {
    pythonType: 'TypeError',
    hint: 'Read the loader with `for await (const batch of loader)`.',
  });
}
