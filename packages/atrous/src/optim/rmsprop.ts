/** @file RMSprop. */

import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addQuotient, addSquare, arithmeticOf, lerp } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface RMSpropOptions extends GroupOptions {
  /** Default 0. */
  momentum?: number;
  /** Decay of the running average of squares; default 0.99. */
  alpha?: number;
  /** Added to the denominator; default 1e-8. */
  eps?: number;
  /** Whether the average gradient is subtracted, so that its variance divides; default false. */
  centered?: boolean;
  /** L2 penalty; default 0. */
  weightDecay?: number;
  /** `true` throws: there are no CUDA graphs here. */
  capturable?: false;
}

const DEFAULTS: Required<RMSpropOptions> = {
  lr: 1e-2,
  momentum: 0,
  alpha: 0.99,
  eps: 1e-8,
  centered: false,
  weightDecay: 0,
  capturable: false,
  foreach: null,
  maximize: false,
  differentiable: false,
};

function checked(options: RMSpropOptions): Required<RMSpropOptions> {
  const all = optionsOf('RMSprop', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid epsilon value', all.eps);
  checkNonNegative('Invalid momentum value', all.momentum);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  checkNonNegative('Invalid alpha value', all.alpha);
  return all;
}

/**
 * `torch.optim.RMSprop`:
 *
 *     g ← ∇ + weightDecay·p
 *     v ← α·v + (1 − α)·g²
 *     d ← g / (√v + eps)                     centered: √(v − h²) with h ← α·h + (1 − α)·g
 *     b ← momentum·b + d,  p ← p − lr·b      without momentum: p ← p − lr·d
 *
 * State: `step`, `square_avg` (v), `momentum_buffer` (b), `grad_avg` (h); the last two only where they are used.
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  static readonly op: string = 'RMSprop';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<RMSpropOptions>, options: RMSpropOptions = {}) {
    super(params, checked(options));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<RMSpropOptions>): void {
    this.number(param, 'step')[0]!++;
    const v = this.buffer(param, 'square_avg');
    const b = group.momentum > 0 ? this.buffer(param, 'momentum_buffer') : null;
    const h = group.centered ? this.buffer(param, 'grad_avg') : null;
    descend(floats(param), floats(grad), v, b, h, group);
  }
}

/** One step; `b` and `h` are null where they are not used. */
function descend(
  x: FloatArray,
  g: FloatArray,
  v: FloatArray,
  b: FloatArray | null,
  h: FloatArray | null,
  { lr, momentum, alpha, eps, weightDecay, maximize }: Group<RMSpropOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const [decay, keep, take] = [round(weightDecay), round(alpha), round(1 - alpha)];
  const [stride, push, small, sign] = [round(-lr), round(momentum), round(eps), maximize ? -1 : 1];
  for (let i = 0; i < x.length; i++) {
    const p = x[i]!;
    const d = decay === 0 ? sign * g[i]! : fma(decay, p, sign * g[i]!);
    let square = addSquare(round(keep * v[i]!), d, take, arithmetic);
    v[i] = square;
    if (h !== null) {
      const mean = lerp(h[i]!, d, take, arithmetic);
      h[i] = mean;
      square = fma(-mean, mean, square);
    }
    const denominator = round(round(Math.sqrt(square)) + small);
    if (b === null) x[i] = addQuotient(p, d, denominator, stride, arithmetic);
    else {
      const velocity = addQuotient(round(push * b[i]!), d, denominator, 1, arithmetic);
      b[i] = velocity;
      x[i] = fma(stride, velocity, p);
    }
  }
}
