/** @file `nn.utils.weightNorm`: a weight as a length and a direction. */

import { checkOptions } from '../../geometry/options.js';
import { wrapDimension } from '../../geometry/dim.js';
import { abs, div, mul } from '../../ops/elementwise/index.js';
import { norm } from '../../ops/reduce/index.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { type NameOptions, releaseParameter, reparametrize, restoreParameter, takeParameter } from './reparametrize.js';

export interface WeightNormOptions extends NameOptions {
  /** The axis that keeps a length per index; `null` (and −1, as in PyTorch) gives the whole weight one. Default 0. */
  dim?: number | null;
}

/** Length of every slice across `dim`, with the other axes kept as 1; of the whole, a scalar. */
function lengths(v: Tensor, dim: number | null): Tensor {
  if (dim === null || dim === -1) return norm(v);
  const kept = wrapDimension(dim, v.dim());
  const others = v.shape.map((_, axis) => axis).filter((axis) => axis !== kept);
  // Over no axis at all every element has a length of its own.
  return others.length === 0 ? abs(v) : norm(v, 2, { dim: others, keepdim: true });
}

/**
 * Replaces a parameter by its length `<name>_g` and its direction `<name>_v`, of which `g·v/‖v‖` is made before every call
 * (Salimans and Kingma, "Weight Normalization", 2016).
 *
 * @returns the module itself
 * @throws ArgumentError for a parameter that is absent, has no shape yet or is normalised already; IndexError for `dim`
 */
export function weightNorm<T extends Module>(module: T, options: WeightNormOptions = {}): T {
  checkOptions('weight_norm', options, ['name', 'dim']);
  const { name = 'weight', dim = 0 } = options;
  const weight = takeParameter(module, 'weight_norm', 'WeightNorm', name);
  const [g, v] = [`${name}_g`, `${name}_v`];
  const length = lengths(weight.detach(), dim);
  const held = module as unknown as Record<string, Tensor>;
  const make = (): Tensor => mul(held[v]!, div(held[g]!, lengths(held[v]!, dim)));
  releaseParameter(module, name);
  module.registerParameter(g, new Parameter(length));
  module.registerParameter(v, new Parameter(weight.detach()));
  reparametrize(module, { kind: 'weight_norm', name, make, parts: [g, v] }, make());
  return module;
}

/**
 * Makes the weight an ordinary parameter again.
 *
 * @returns the module itself
 * @throws ArgumentError where the weight is not normalised
 */
export function removeWeightNorm<T extends Module>(module: T, options: NameOptions = {}): T {
  checkOptions('remove_weight_norm', options, ['name']);
  restoreParameter(module, 'weight_norm', options.name ?? 'weight');
  return module;
}
