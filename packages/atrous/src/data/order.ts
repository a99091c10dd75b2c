/** @file In which order samples are read, drawn as PyTorch draws it. */

import { defaultGenerator, Generator, randperm } from '../tensor/random/index.js';

/** `torch.empty((), dtype=torch.int64).random_()`: 63 bits. */
export function drawSeed(generator: Generator | null): bigint {
  return BigInt.asUintN(63, (generator ?? defaultGenerator()).nextUint64());
}

/**
 * The indices 0 … n − 1 shuffled, as `RandomSampler` does: without a generator of its own it draws a seed from the default
 * one, and a fresh generator with that seed makes the permutation.
 *
 * Whoever reads to the end makes PyTorch's sampler draw one more permutation, of which it takes nothing. A generator that
 * goes on afterwards would show it.
 */
export function* shuffled(n: number, generator: Generator | null): IterableIterator<number> {
  const own = generator ?? new Generator().manualSeed(drawSeed(null));
  yield* randperm(n, { generator: own }).data as Int32Array;
  if (generator !== null) randperm(n, { generator });
}

/** Consecutive groups of `size`; the last one may be smaller, or is dropped. */
export function* grouped<T>(items: Iterable<T>, size: number, dropLast: boolean): IterableIterator<T[]> {
  let group: T[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0 && !dropLast) yield group;
}
