/** @file Sums by an engine, where no element has to be moved for them. */

import { numel, Tensor } from '../../tensor/tensor.js';
import { float32, onFloat32 } from '../engine.js';
import type { Reduction } from './rows.js';

/**
 * Σ x / divisor over the reduced axes, where those that are kept lie side by side: [outer, kept, inner] is then summed in
 * runs of `inner`, in doubles.
 */
export function totals(input: Tensor, { shape, kept, result }: Reduction, divisor: number): Tensor | undefined {
  if (input.dtype !== 'float32') return undefined;
  const long = kept.flatMap((size, axis) => (size > 1 ? [axis] : []));
  const [first, last] = [long[0] ?? 0, long.at(-1) ?? -1];
  const count = numel(kept);
  if (numel(shape.slice(first, last + 1)) !== count) return undefined;
  const inner = numel(shape.slice(last + 1));
  const sums = onFloat32([float32(input)], (engine, x) => engine.runMoments(x, inner, [0]));
  if (sums === undefined) return undefined;
  const all = new Float64Array(count);
  for (let run = 0; run < sums.first.length; run++) all[run % count]! += sums.first[run]!;
  return new Tensor(
    Float32Array.from(all, (sum) => sum / divisor),
    result,
    'float32',
  );
}
