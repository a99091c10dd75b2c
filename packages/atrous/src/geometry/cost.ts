/**
 * @file What a layer costs: parameters, multiply-accumulates, memory.
 *
 * Convolutions and (bi)linear layers multiply and accumulate, in three conventions (see `Macs`). Pooling, normalisation,
 * activations, padding and upsampling count 0, as in PyTorch's flop counter. FLOPs are 2·MACs: a multiplication and an addition.
 */

import type { CallArgs, Macs } from './catalogue/rule.js';
import { product } from './catalogue/rule.js';
import { layerRule, outputShape, parameterCount } from './spec.js';
import type { LayerSpec, Shape } from './types.js';

/** Bytes of one element. */
export const ELEMENT_BYTES = { float64: 8, float32: 4, float16: 2, bfloat16: 2 } as const;

export type ElementType = keyof typeof ELEMENT_BYTES;

export interface Cost {
  readonly output: number[];
  readonly parameters: number;
  readonly macs: Macs;
  /** `2·macs.nominal`. */
  readonly flops: number;
  /** Bytes of the output. */
  readonly activationBytes: number;
}

/** Bytes of a tensor. */
export function tensorBytes(shape: Shape, dtype: ElementType = 'float32'): number {
  return product(shape) * ELEMENT_BYTES[dtype];
}

export const NO_MACS: Macs = { nominal: 0, withBias: 0, effective: 0 };

/** Cost of one call of a layer. @throws what `outputShape` throws */
export function layerCost(spec: LayerSpec, input: Shape, dtype: ElementType = 'float32', call?: CallArgs): Cost {
  const output = outputShape(spec, input, call);
  const macs = layerRule(spec.op).macs?.(spec.args, input, output) ?? NO_MACS;
  return {
    output,
    parameters: parameterCount(spec),
    macs,
    flops: 2 * macs.nominal,
    activationBytes: tensorBytes(output, dtype),
  };
}

/** Nominal multiply-accumulates of one call. @throws what `outputShape` throws */
export function macs(spec: LayerSpec, input: Shape): number {
  return layerCost(spec, input).macs.nominal;
}

/** What a memory plan has to know of a tensor: its bytes, and the numbers of the earlier tensors it is made from. */
export interface Held {
  readonly bytes: number;
  readonly from: readonly number[];
}

/**
 * The most bytes that are alive at once when tensors are computed in order, each with memory of its own, and dropped
 * after their last reader. In a chain: the input and output of the layer that runs, where their sum is largest.
 */
export function peakBytes(tensors: readonly Held[]): number {
  const lastReader = tensors.map((_, i) => i);
  for (const [reader, { from }] of tensors.entries()) for (const i of from) lastReader[i] = reader;
  const alive = tensors.map((_, now) =>
    tensors.slice(0, now + 1).reduce((sum, { bytes }, i) => sum + (lastReader[i]! >= now ? bytes : 0), 0),
  );
  return Math.max(0, ...alive);
}
