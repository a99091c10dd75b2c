/** @file Adamax: Adam by the infinity norm. */

import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addQuotient, arithmeticOf, lerp } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkBetas, checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface AdamaxOptions extends GroupOptions {
  /** Decay of the average gradient and of the largest magnitude; default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to every magnitude; default 1e-8. */
  eps?: number;
  /** L2 penalty; default 0. */
  weightDecay?: number;
  /** `true` throws: there are no CUDA graphs here. */
  capturable?: false;
}

const DEFAULTS: Required<AdamaxOptions> = {
  lr: 2e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  foreach: null,
  maximize: false,
  differentiable: false,
  capturable: false,
};

function checked(options: AdamaxOptions): Required<AdamaxOptions> {
  const all = optionsOf('Adamax', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid epsilon value', all.eps);
  checkBetas(all.betas);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  return all;
}

/**
 * `torch.optim.Adamax`, at step t:
 *
 *     g ← ∇ + weightDecay·p
 *     m ← β₁·m + (1 − β₁)·g
 *     u ← max(β₂·u, |g| + eps)
 *     p ← p − lr/(1 − β₁ᵗ) · m / u
 *
 * State: `step`, `exp_avg` (m), `exp_inf` (u).
 * Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015, section 7.1.
 */
export class Adamax extends Optimizer<AdamaxOptions> {
  static readonly op: string = 'Adamax';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<AdamaxOptions>, options: AdamaxOptions = {}) {
    super(params, checked(options));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<AdamaxOptions>): void {
    const step = this.number(param, 'step');
    step[0]!++;
    const [m, u] = [this.buffer(param, 'exp_avg'), this.buffer(param, 'exp_inf')];
    descend(floats(param), floats(grad), m, u, step[0]!, group);
  }
}

function descend(
  x: FloatArray,
  g: FloatArray,
  m: FloatArray,
  u: FloatArray,
  step: number,
  { lr, betas, eps, weightDecay, maximize }: Group<AdamaxOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const [decay, take, keep] = [round(weightDecay), round(1 - betas[0]), round(betas[1])];
  const stride = round(-lr / (1 - betas[0] ** step));
  const [small, sign] = [round(eps), maximize ? -1 : 1];
  for (let i = 0; i < x.length; i++) {
    const p = x[i]!;
    const d = decay === 0 ? sign * g[i]! : fma(decay, p, sign * g[i]!);
    const mean = lerp(m[i]!, d, take, arithmetic);
    const largest = Math.max(round(keep * u[i]!), round(Math.abs(d) + small));
    m[i] = mean;
    u[i] = largest;
    x[i] = addQuotient(p, mean, largest, stride, arithmetic);
  }
}
