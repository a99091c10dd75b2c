/** @file Datasets: samples by index. */

import { ArgumentError, IndexError } from '../errors.js';
import { select } from '../ops/shape/index.js';
import { checkOptions } from '../geometry/options.js';
import { type Generator, randperm } from '../tensor/random/index.js';
import type { Tensor } from '../tensor/tensor.js';

/** Samples by index. `get` may give a promise; a loader then has to be read with `for await`. */
export interface Dataset<Sample = unknown> {
  /** Number of samples. */
  readonly length: number;
  /** @param index  in [0, length) */
  get(index: number): Sample | Promise<Sample>;
}

/** One tensor for each of `Tensors`. */
type Rows<Tensors extends readonly Tensor[]> = { [Index in keyof Tensors]: Tensor };

/**
 * Sample i is the i-th slice of each tensor along its first axis.
 *
 *     const set = new data.TensorDataset(images, labels); // [N, 1, 28, 28] and [N]
 *     const [image, label] = set.get(0);                  // [1, 28, 28] and []
 */
export class TensorDataset<Tensors extends readonly Tensor[]> implements Dataset<Rows<Tensors>> {
  readonly tensors: Tensors;
  readonly length: number;

  /** @throws ArgumentError (Python's AssertionError) unless all tensors have the same first size */
  constructor(...tensors: Tensors) {
    this.length = tensors[0]?.size(0) ?? 0;
    if (tensors.some((tensor) => tensor.size(0) !== this.length))
      throw new ArgumentError('Size mismatch between tensors', {
        pythonType: 'AssertionError',
        hint: `The first sizes are ${tensors.map((tensor) => tensor.size(0)).join(', ')}; each counts the samples.`,
      });
    this.tensors = tensors;
  }

  get(index: number): Rows<Tensors> {
    return this.tensors.map((tensor) => select(tensor, 0, index)) as Rows<Tensors>;
  }
}

/** Some samples of another dataset. */
export class Subset<Sample> implements Dataset<Sample> {
  readonly dataset: Dataset<Sample>;
  readonly indices: readonly number[];
  readonly length: number;

  constructor(dataset: Dataset<Sample>, indices: Iterable<number>) {
    this.dataset = dataset;
    this.indices = [...indices];
    this.length = this.indices.length;
  }

  /** @throws IndexError outside the subset */
  get(index: number): Sample | Promise<Sample> {
    const at = this.indices[index];
    if (at === undefined) throw outside(index, this.length);
    return this.dataset.get(at);
  }
}

/** @internal */
export function outside(index: number, length: number): IndexError {
  return new IndexError('list index out of range', {
    hint: `There are ${length} samples; ${index} is not among them.`,
    fields: { index, length },
  });
}

/** How many samples each part gets: whole numbers as they are, fractions of 1 rounded down, what is left over one by one. */
function countsOf(lengths: readonly number[], total: number): number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= 1e-9 && sum <= 1 + 1e-9)) return [...lengths];
  const counts = lengths.map((part) => Math.floor(total * part));
  const left = total - counts.reduce((a, b) => a + b, 0);
  for (let i = 0; i < left; i++) counts[i % counts.length]!++;
  return counts;
}

/**
 * Splits a dataset at random into parts that do not overlap, the same ones as `torch.utils.data.random_split`.
 *
 * @param lengths            sizes of the parts, or fractions that sum to 1
 * @param options.generator  default: the one that `manualSeed` seeds
 * @throws ArgumentError unless the sizes sum to the dataset's
 */
export function randomSplit<Sample>(
  dataset: Dataset<Sample>,
  lengths: readonly number[],
  options: { generator?: Generator | null } = {},
): Subset<Sample>[] {
  checkOptions('random_split', options, ['generator']);
  const counts = countsOf(lengths, dataset.length);
  if (counts.reduce((a, b) => a + b, 0) !== dataset.length)
    throw new ArgumentError('Sum of input lengths does not equal the length of the input dataset!', {
      hint: `The dataset has ${dataset.length} samples.`,
      fields: { lengths: [...lengths], samples: dataset.length },
    });
  const order = Array.from(randperm(dataset.length, { generator: options.generator ?? null }).data as Int32Array);
  let start = 0;
  return counts.map((count) => new Subset(dataset, order.slice(start, (start += count))));
}
