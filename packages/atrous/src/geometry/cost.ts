/**
 * @file What a layer costs: parameters, multiply-accumulates, bytes of its output.
 *
 * Convolutions and (bi)linear layers multiply and accumulate, in three conventions (see `Macs`). Pooling, normalisation,
 * activations, padding and upsampling count 0, as in PyTorch's flop counter. FLOPs are 2·MACs: a multiplication and an addition.
 */

import type { CallArgs, Macs } from './catalogue/rule.js';
import { type ElementType, tensorBytes } from './memory.js';
import { layerRule, outputShape, parameterCount, plainSpec } from './spec.js';
import type { LayerSpec, Shape } from './types.js';

export interface Cost {
  readonly output: number[];
  readonly parameters: number;
  readonly macs: Macs;
  /** `2·macs.nominal`. */
  readonly flops: number;
  /** Bytes of the output. */
  readonly activationBytes: number;
}

export const NO_MACS: Macs = { nominal: 0, withBias: 0, effective: 0 };

/** Cost of one call of a layer; of a lazy one, once it has seen such an input. @throws what `outputShape` throws */
export function layerCost(layer: LayerSpec, input: Shape, dtype: ElementType = 'float32', call?: CallArgs): Cost {
  const spec = plainSpec(layer, input);
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
