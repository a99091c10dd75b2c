/** @file Sums by an engine, where no element has to be moved for them. */

import type { Tensor } from '../../tensor/tensor.js';
import { accelerated } from '../engine.js';
import type { Reduction } from './rows.js';

/** Σ x / divisor over the reduced axes. */
export function totals(input: Tensor, { shape, kept, result }: Reduction, divisor: number): Tensor | undefined {
  return accelerated(result, [input], (engine, x) => engine.totals(x, shape, kept, divisor));
}
