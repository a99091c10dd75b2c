/** @file Adam, and AdamW, which decays weights apart from the gradient. */

import { type Adaptation, stepped } from '../ops/engine.js';
import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addQuotient, addSquare, arithmeticOf, lerp } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkBetas, checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface AdamWOptions extends GroupOptions {
  /** Decay of the running averages of the gradient and of its square; default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator; default 1e-8. */
  eps?: number;
  /** Default 0, of `AdamW` 0.01. */
  weightDecay?: number;
  /** Whether the denominator takes the largest average so far; default false. */
  amsgrad?: boolean;
  /** `true` throws: there are no CUDA graphs here. */
  capturable?: false;
  /** `true` throws: there is one implementation here. */
  fused?: false | null;
}

export interface AdamOptions extends AdamWOptions {
  /** Whether weights shrink by lr·weightDecay instead of the gradient growing, as in `AdamW`; default false. */
  decoupledWeightDecay?: boolean;
}

const ADAMW: Required<AdamWOptions> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 1e-2,
  amsgrad: false,
  maximize: false,
  foreach: null,
  capturable: false,
  differentiable: false,
  fused: null,
};

const ADAM: Required<AdamOptions> = { ...ADAMW, weightDecay: 0, decoupledWeightDecay: false };

function checked(all: Required<AdamOptions>): Required<AdamOptions> {
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid epsilon value', all.eps);
  checkBetas(all.betas);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  return all;
}

/**
 * `torch.optim.Adam`, at step t:
 *
 *     g ← ∇ + weightDecay·p                  decoupled: p ← p·(1 − lr·weightDecay) instead
 *     m ← β₁·m + (1 − β₁)·g
 *     v ← β₂·v + (1 − β₂)·g²                 amsgrad: the largest v so far divides
 *     p ← p − lr/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + eps)
 *
 * State: `step`, `exp_avg` (m), `exp_avg_sq` (v), `max_exp_avg_sq` with amsgrad.
 * Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015.
 */
export class Adam extends Optimizer<AdamOptions> {
  static readonly op: string = 'Adam';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<AdamOptions>, options: AdamOptions = {}) {
    super(params, checked(optionsOf('Adam', options, ADAM)));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<AdamOptions>): void {
    const step = this.number(param, 'step');
    step[0]!++;
    const [m, v] = [this.buffer(param, 'exp_avg'), this.buffer(param, 'exp_avg_sq')];
    const largest = group.amsgrad ? this.buffer(param, 'max_exp_avg_sq') : null;
    adapt(floats(param), floats(grad), m, v, largest, step[0]!, group);
  }
}

/**
 * `torch.optim.AdamW`: Adam with decoupled weight decay, which is 0.01 by default.
 *
 * Loshchilov, Hutter: "Decoupled weight decay regularization", ICLR 2019.
 */
export class AdamW extends Adam {
  static override readonly op: string = 'AdamW';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<AdamOptions>, options: AdamWOptions = {}) {
    super(params, { ...optionsOf('AdamW', options, ADAMW), decoupledWeightDecay: true });
  }
}

/** One step over the parameter x with gradient g; all arrays have the parameter's length. */
function adapt(
  x: FloatArray,
  g: FloatArray,
  m: FloatArray,
  v: FloatArray,
  largest: FloatArray | null,
  count: number,
  { lr, betas, eps, weightDecay, maximize, decoupledWeightDecay }: Group<AdamOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const numbers: Adaptation = [
    decoupledWeightDecay ? 0 : round(weightDecay),
    decoupledWeightDecay ? round(1 - lr * weightDecay) : 1,
    maximize ? -1 : 1,
    round(1 - betas[0]),
    round(betas[1]),
    round(1 - betas[1]),
    round(-lr / (1 - betas[0] ** count)),
    round(Math.sqrt(1 - betas[1] ** count)),
    round(eps),
  ];
  if (stepped('adapt', [x, g, m, v, largest], numbers)) return;
  const [decay, shrink, sign, meanTake, squareKeep, squareTake, step, correction, small] = numbers;
  for (let i = 0; i < x.length; i++) {
    const p = round(x[i]! * shrink);
    const d = decay === 0 ? sign * g[i]! : fma(decay, p, sign * g[i]!);
    const mean = lerp(m[i]!, d, meanTake, arithmetic);
    let square = addSquare(round(squareKeep * v[i]!), d, squareTake, arithmetic);
    m[i] = mean;
    v[i] = square;
    if (largest !== null) largest[i] = square = Math.max(largest[i]!, square);
    const denominator = round(round(round(Math.sqrt(square)) / correction) + small);
    x[i] = addQuotient(p, mean, denominator, step, arithmetic);
  }
}
