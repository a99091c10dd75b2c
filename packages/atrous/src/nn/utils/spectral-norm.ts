/** @file `nn.utils.spectralNorm`: a weight divided by its largest singular value. */

import { ArgumentError } from '../../errors.js';
import { wrapDimension } from '../../geometry/dim.js';
import { requireOrdered } from '../../geometry/ints.js';
import { checkOptions } from '../../geometry/options.js';
import { div } from '../../ops/elementwise/index.js';
import { matmul } from '../../ops/matmul.js';
import { normalize } from '../../ops/norm/index.js';
import { permute, reshape, transpose } from '../../ops/shape/index.js';
import { clone } from '../../tensor/cast.js';
import { empty } from '../../tensor/element.js';
import { normalInto } from '../../tensor/random/fill.js';
import type { Tensor } from '../../tensor/tensor.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../conv.js';
import type { Module } from '../module.js';
import { copyData } from '../parameter.js';
import { type NameOptions, releaseParameter, reparametrize, restoreParameter, takeParameter } from './reparametrize.js';

export interface SpectralNormOptions extends NameOptions {
  /** Steps of the power iteration at every call in training; default 1. */
  nPowerIterations?: number;
  /** Least length that vectors are divided by; default 1e-12. */
  eps?: number;
  /** The axis of the outputs; default 0, of transposed convolutions 1. */
  dim?: number | null;
}

/** The weight as a matrix, `dim` by everything else. */
function asMatrix(weight: Tensor, dim: number): Tensor {
  const axes = weight.shape.map((_, axis) => axis);
  const front = dim === 0 ? weight : permute(weight, [dim, ...axes.filter((axis) => axis !== dim)]);
  return reshape(front, [weight.shape[dim]!, -1]);
}

const isTransposed = (module: Module): boolean =>
  module instanceof ConvTranspose1d || module instanceof ConvTranspose2d || module instanceof ConvTranspose3d;

/** A random direction, as PyTorch draws it. */
const direction = (length: number, like: Tensor, eps: number): Tensor =>
  normalize(normalInto(empty([length], like.dtype)), { dim: 0, eps });

/**
 * Replaces a parameter by `<name>_orig`, which is divided by its largest singular value before every call (Miyato et al.,
 * "Spectral Normalization for Generative Adversarial Networks", 2018). The value is uᵀWv, where each call in training brings
 * the buffers `<name>_u` and `<name>_v` nearer to the first singular vectors.
 *
 * @returns the module itself
 * @throws ArgumentError for a parameter that is absent, has no shape yet or is normalised already, and for no iterations
 */
export function spectralNorm<T extends Module>(module: T, options: SpectralNormOptions = {}): T {
  checkOptions('spectral_norm', options, ['name', 'nPowerIterations', 'eps', 'dim']);
  const { name = 'weight', nPowerIterations = 1, eps = 1e-12 } = options;
  requireOrdered('<=', nPowerIterations, 'int');
  if (!(nPowerIterations > 0))
    throw new ArgumentError(
      `Expected n_power_iterations to be positive, but got n_power_iterations=${nPowerIterations}`,
      { fields: { nPowerIterations } },
    );
  const weight = takeParameter(module, 'spectral_norm', 'SpectralNorm', name);
  const dim = wrapDimension(options.dim ?? (isTransposed(module) ? 1 : 0), weight.dim());
  const [orig, uName, vName] = [`${name}_orig`, `${name}_u`, `${name}_v`];
  const [h, w] = asMatrix(weight.detach(), dim).shape as readonly [number, number];
  const u = direction(h, weight, eps);
  const v = direction(w, weight, eps);
  const held = module as unknown as Record<string, Tensor>;

  /** Brings u and v nearer to the singular vectors, in place. */
  function iterate(matrix: Tensor): void {
    for (let step = 0; step < nPowerIterations; step++) {
      copyData(held[vName]!, normalize(matmul(transpose(matrix, 0, 1), held[uName]!.detach()), { dim: 0, eps }));
      copyData(held[uName]!, normalize(matmul(matrix, held[vName]!.detach()), { dim: 0, eps }));
    }
  }

  function make(training: boolean): Tensor {
    const whole = held[orig]!;
    if (training) iterate(asMatrix(whole.detach(), dim));
    // The buffers change at the next call, which a gradient of this one must not see.
    const [left, right] = [clone(held[uName]!), clone(held[vName]!)];
    return div(whole, matmul(left, matmul(asMatrix(whole, dim), right)));
  }

  releaseParameter(module, name);
  module.registerParameter(orig, weight);
  module.registerBuffer(uName, u);
  module.registerBuffer(vName, v);
  reparametrize(module, { kind: 'spectral_norm', name, make, parts: [orig, uName, vName] }, weight.detach());
  return module;
}

/**
 * Makes the weight, divided as it is by now, an ordinary parameter again.
 *
 * @returns the module itself
 * @throws ArgumentError where the weight is not normalised
 */
export function removeSpectralNorm<T extends Module>(module: T, options: NameOptions = {}): T {
  checkOptions('remove_spectral_norm', options, ['name']);
  restoreParameter(module, 'spectral_norm', options.name ?? 'weight');
  return module;
}
