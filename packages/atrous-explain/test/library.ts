/** @file The library's own layers, with weights and inputs of one's own, for tests that compare against them. */

import { Tensor, nn } from 'atrous';
import { type LayerSpec, layerSpec } from 'atrous/spec';

/** A layer of the library. */
export type Built = ReturnType<typeof nn.build>;

/** A layer in float64. */
export function built(spec: LayerSpec): Built {
  return nn.build('dtype' in spec.args ? layerSpec(spec.op, [], { ...spec.args, dtype: 'float64' }) : spec);
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** What the layer computes, flat; weights (and no bias) as given. */
export function computed(
  module: Built,
  shape: readonly number[],
  x: ArrayLike<number>,
  weight?: ArrayLike<number>,
): Float64Array {
  if (weight) {
    const { data } = (module as unknown as { weight: Tensor }).weight;
    (data as Float64Array).set(Array.from(weight));
    (module as unknown as { weight: Tensor }).weight.touch();
  }
  return module.forward(new Tensor(Float64Array.from(x), [...shape], 'float64')).data as Float64Array;
}

/** Zeros with one 1. */
export function impulse(shape: readonly number[], at: number): Float64Array {
  const values = new Float64Array(count(shape));
  values[at] = 1;
  return values;
}

/** Values in which every sum of products is another: small, odd, without a pattern. */
export const noise = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(1 + 12.9898 * i) * 7);

export { count };
