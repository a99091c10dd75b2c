/** @file NAdam: Adam with Nesterov's momentum. */

import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addQuotient, addSquare, arithmeticOf, lerp } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkBetas, checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface NAdamOptions extends GroupOptions {
  /** Decay of the running averages of the gradient and of its square; default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator; default 1e-8. */
  eps?: number;
  /** Default 0. */
  weightDecay?: number;
  /** How fast the momentum grows towards β₁; default 0.004. */
  momentumDecay?: number;
  /** Whether weights shrink by lr·weightDecay instead of the gradient growing; default false. */
  decoupledWeightDecay?: boolean;
  /** `true` throws: there are no CUDA graphs here. */
  capturable?: false;
}

const DEFAULTS: Required<NAdamOptions> = {
  lr: 2e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  momentumDecay: 4e-3,
  decoupledWeightDecay: false,
  maximize: false,
  foreach: null,
  capturable: false,
  differentiable: false,
};

function checked(options: NAdamOptions): Required<NAdamOptions> {
  const all = optionsOf('NAdam', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid epsilon value', all.eps);
  checkBetas(all.betas);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  checkNonNegative('Invalid momentum_decay value', all.momentumDecay);
  return all;
}

/**
 * `torch.optim.NAdam`, at step t:
 *
 *     g ← ∇ + weightDecay·p                        decoupled: p ← p·(1 − lr·weightDecay) instead
 *     μₜ = β₁·(1 − ½·0.96^(t·momentumDecay)),  Mₜ = μ₁·…·μₜ
 *     m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²
 *     p ← p − lr·((1 − μₜ)/(1 − Mₜ)·g + μₜ₊₁/(1 − Mₜ·μₜ₊₁)·m) / (√(v/(1 − β₂ᵗ)) + eps)
 *
 * State: `step`, `mu_product` (M), `exp_avg` (m), `exp_avg_sq` (v).
 * Dozat: "Incorporating Nesterov momentum into Adam", 2016.
 */
export class NAdam extends Optimizer<NAdamOptions> {
  static readonly op: string = 'NAdam';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<NAdamOptions>, options: NAdamOptions = {}) {
    super(params, checked(options));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<NAdamOptions>): void {
    const [step, product] = [this.number(param, 'step'), this.number(param, 'mu_product', 1)];
    step[0]!++;
    const [now, next] = momenta(step[0]!, group);
    product[0] = product[0]! * Math.fround(now);
    const strides: [number, number] = [
      (-group.lr * (1 - now)) / (1 - product[0]),
      (-group.lr * next) / (1 - product[0] * next),
    ];
    const [m, v] = [this.buffer(param, 'exp_avg'), this.buffer(param, 'exp_avg_sq')];
    descend(floats(param), floats(grad), m, v, strides, 1 - group.betas[1] ** step[0]!, group);
  }
}

/** μₜ and μₜ₊₁. */
function momenta(step: number, { betas, momentumDecay }: Group<NAdamOptions>): [number, number] {
  const at = (t: number): number => betas[0] * (1 - 0.5 * 0.96 ** (t * momentumDecay));
  return [at(step), at(step + 1)];
}

/** @param strides  what the gradient and the momentum are multiplied with */
function descend(
  x: FloatArray,
  g: FloatArray,
  m: FloatArray,
  v: FloatArray,
  strides: readonly [number, number],
  correction: number,
  { lr, betas, eps, weightDecay, maximize, decoupledWeightDecay }: Group<NAdamOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const decay = decoupledWeightDecay ? 0 : round(weightDecay);
  const shrink = decoupledWeightDecay ? round(1 - lr * weightDecay) : 1;
  const [take1, keep2, take2] = [round(1 - betas[0]), round(betas[1]), round(1 - betas[1])];
  const [byGradient, byMomentum, unbias] = [round(strides[0]), round(strides[1]), round(correction)];
  const [small, sign] = [round(eps), maximize ? -1 : 1];
  for (let i = 0; i < x.length; i++) {
    const p = round(x[i]! * shrink);
    const d = decay === 0 ? sign * g[i]! : fma(decay, p, sign * g[i]!);
    const mean = lerp(m[i]!, d, take1, arithmetic);
    const square = addSquare(round(keep2 * v[i]!), d, take2, arithmetic);
    m[i] = mean;
    v[i] = square;
    const denominator = round(round(Math.sqrt(round(square / unbias))) + small);
    const half = addQuotient(p, d, denominator, byGradient, arithmetic);
    x[i] = addQuotient(half, mean, denominator, byMomentum, arithmetic);
  }
}
