/** @file Sums by an engine, where no element has to be moved for them. */

import { Tensor } from '../../tensor/tensor.js';
import { onFloat32 } from '../engine.js';
import type { Reduction } from './rows.js';

/** Σ x / divisor over the reduced axes. */
export function totals({ storage }: Tensor, { shape, kept, result }: Reduction, divisor: number): Tensor | undefined {
  const sums = onFloat32([storage.array], (engine, x) => engine.totals(x, shape, kept));
  return (
    sums &&
    new Tensor(
      Float32Array.from(sums, (sum) => sum / divisor),
      result,
      'float32',
    )
  );
}
