/** @file Bytes of tensors, one at a time and alive together. */

import { product } from './product.js';
import type { Shape } from './types.js';

/** Bytes of one element. */
export const ELEMENT_BYTES = { float64: 8, float32: 4, float16: 2, bfloat16: 2 } as const;

export type ElementType = keyof typeof ELEMENT_BYTES;

/** Bytes of a tensor. */
export function tensorBytes(shape: Shape, dtype: ElementType = 'float32'): number {
  return product(shape) * ELEMENT_BYTES[dtype];
}

/** What a memory plan has to know of a tensor: its bytes, and the numbers of the earlier tensors it is made from. */
export interface Held {
  readonly bytes: number;
  readonly from: readonly number[];
}

/**
 * The bytes that are alive while each tensor is computed, when they are computed in order, each with memory of its own,
 * and dropped after their last reader. In a chain: the input and the output of the layer that runs.
 */
export function aliveBytes(tensors: readonly Held[]): number[] {
  const lastReader = tensors.map((_, i) => i);
  for (const [reader, { from }] of tensors.entries()) for (const i of from) lastReader[i] = reader;
  const droppedAfter = tensors.map(() => 0);
  for (const [i, { bytes }] of tensors.entries()) droppedAfter[lastReader[i]!]! += bytes;
  let alive = 0;
  return tensors.map(({ bytes }, now) => {
    alive += bytes - (droppedAfter[now - 1] ?? 0);
    return alive;
  });
}

/** The most bytes that are alive at once, see `aliveBytes`. */
export function peakBytes(tensors: readonly Held[]): number {
  return aliveBytes(tensors).reduce((most, bytes) => Math.max(most, bytes), 0);
}
