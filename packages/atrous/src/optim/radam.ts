/** @file RAdam: Adam that begins as momentum and becomes adaptive once its variance is known. */

import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addSquare, arithmeticOf, lerp } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkBetas, checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface RAdamOptions extends GroupOptions {
  /** Decay of the running averages of the gradient and of its square; default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator; default 1e-8. */
  eps?: number;
  /** Default 0. */
  weightDecay?: number;
  /** Whether weights shrink by lr·weightDecay instead of the gradient growing; default false. */
  decoupledWeightDecay?: boolean;
  /** `true` throws: there are no CUDA graphs here. */
  capturable?: false;
}

const DEFAULTS: Required<RAdamOptions> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  maximize: false,
  foreach: null,
  capturable: false,
  decoupledWeightDecay: false,
  differentiable: false,
};

function checked(options: RAdamOptions): Required<RAdamOptions> {
  const all = optionsOf('RAdam', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid epsilon value', all.eps);
  checkBetas(all.betas);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  return all;
}

/**
 * `torch.optim.RAdam`, at step t:
 *
 *     g ← ∇ + weightDecay·p                        decoupled: p ← p·(1 − lr·weightDecay) instead
 *     m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²
 *     ρ = 2/(1 − β₂) − 1,  ρₜ = ρ − 2t·β₂ᵗ/(1 − β₂ᵗ)
 *     p ← p − lr·m/(1 − β₁ᵗ) · rₜ·√(1 − β₂ᵗ)/(√v + eps)      where ρₜ > 5, else without the second factor
 *     rₜ² = (ρₜ − 4)(ρₜ − 2)·ρ / ((ρ − 4)(ρ − 2)·ρₜ)
 *
 * State: `step`, `exp_avg` (m), `exp_avg_sq` (v).
 * Liu et al.: "On the variance of the adaptive learning rate and beyond", ICLR 2020.
 */
export class RAdam extends Optimizer<RAdamOptions> {
  static readonly op: string = 'RAdam';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<RAdamOptions>, options: RAdamOptions = {}) {
    super(params, checked(options));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<RAdamOptions>): void {
    const step = this.number(param, 'step');
    step[0]!++;
    const [m, v] = [this.buffer(param, 'exp_avg'), this.buffer(param, 'exp_avg_sq')];
    descend(floats(param), floats(grad), m, v, step[0]!, group);
  }
}

/** rₜ, or null while the variance cannot be estimated. */
function rectification(step: number, beta2: number): number | null {
  const limit = 2 / (1 - beta2) - 1;
  const length = limit - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  if (!(length > 5)) return null;
  return Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length));
}

function descend(
  x: FloatArray,
  g: FloatArray,
  m: FloatArray,
  v: FloatArray,
  step: number,
  { lr, betas, eps, weightDecay, maximize, decoupledWeightDecay }: Group<RAdamOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const decay = decoupledWeightDecay ? 0 : round(weightDecay);
  const shrink = decoupledWeightDecay ? round(1 - lr * weightDecay) : 1;
  const [take1, keep2, take2] = [round(1 - betas[0]), round(betas[1]), round(1 - betas[1])];
  const [unbias1, unbias2] = [round(1 - betas[0] ** step), round(Math.sqrt(1 - betas[1] ** step))];
  const rectify = rectification(step, betas[1]);
  const [stride, factor, small, sign] = [round(lr), round(rectify ?? 1), round(eps), maximize ? -1 : 1];
  for (let i = 0; i < x.length; i++) {
    const p = round(x[i]! * shrink);
    const d = decay === 0 ? sign * g[i]! : fma(decay, p, sign * g[i]!);
    const mean = lerp(m[i]!, d, take1, arithmetic);
    const square = addSquare(round(keep2 * v[i]!), d, take2, arithmetic);
    m[i] = mean;
    v[i] = square;
    let move = round(round(mean / unbias1) * stride);
    if (rectify !== null) {
      const adaptive = round(round(1 / round(round(Math.sqrt(square)) + small)) * unbias2);
      move = round(round(move * adaptive) * factor);
    }
    x[i] = round(p - move);
  }
}
