/** @file Samples made into one batch. */

import { ArgumentError } from '../errors.js';
import { stack } from '../ops/shape/index.js';
import { tensor } from '../tensor/create.js';
import type { TypedArray } from '../tensor/dtype.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { Tensor } from '../tensor/tensor.js';

/** What a batch of such samples is. */
export type Collated<Sample> = Sample extends Tensor | TypedArray | number | bigint | boolean
  ? Tensor
  : Sample extends string
    ? string[]
    : { [Key in keyof Sample]: Collated<Sample[Key]> };

/**
 * PyTorch's `default_collate`: tensors are stacked along a new first axis; numbers become a tensor, as `tensor(…)` makes it
 * (`float32`; booleans `bool`, BigInts `int64`); typed arrays are stacked as tensors; texts stay an array; arrays and objects
 * are collated field by field.
 *
 * Class labels are integers: give them as `tensor(label, { dtype: 'int64' })` or as a BigInt.
 *
 * @throws ArgumentError or ShapeError for samples that do not go together
 */
export function defaultCollate<Sample>(batch: readonly Sample[]): Collated<Sample> {
  return collated(batch) as Collated<Sample>;
}

function collated(batch: readonly unknown[]): unknown {
  const [first] = batch;
  if (first instanceof Tensor) return stack(batch as Tensor[]);
  if (ArrayBuffer.isView(first)) return stack(batch.map((array) => tensor(array as TypedArray)));
  if (typeof first === 'number' || typeof first === 'bigint' || typeof first === 'boolean')
    return tensor(batch as number[]);
  if (typeof first === 'string') return [...batch];
  if (Array.isArray(first)) return columns(batch as unknown[][], first.length);
  if (pythonTypeName(first) === 'dict') return fields(batch as Record<string, unknown>[], Object.keys(first as object));
  throw new ArgumentError(
    `default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class '${pythonTypeName(first)}'>`,
    { pythonType: 'TypeError', hint: 'Give the loader a `collateFn` that knows these samples.' },
  );
}

function columns(batch: readonly unknown[][], width: number): unknown[] {
  if (batch.some((sample) => sample.length !== width))
    throw new ArgumentError('each element in list of batch should be of equal size', {
      pythonType: 'RuntimeError',
      fields: { sizes: batch.map((sample) => sample.length) },
    });
  return Array.from({ length: width }, (_, i) => collated(batch.map((sample) => sample[i])));
}

function fields(batch: readonly Record<string, unknown>[], names: readonly string[]): Record<string, unknown> {
  const field = (sample: Record<string, unknown>, name: string): unknown => {
    if (!Object.hasOwn(sample, name))
      throw new ArgumentError(`'${name}'`, { pythonType: 'KeyError', fields: { name } });
    return sample[name];
  };
  return Object.fromEntries(names.map((name) => [name, collated(batch.map((sample) => field(sample, name)))]));
}
