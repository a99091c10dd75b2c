/** @file Adadelta. */

import { ArgumentError } from '../errors.js';
import { asGiven } from '../geometry/python.js';
import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addSquare, arithmeticOf } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface AdadeltaOptions extends GroupOptions {
  /** Decay of both running averages; default 0.9. */
  rho?: number;
  /** Added under both roots; default 1e-6. */
  eps?: number;
  /** L2 penalty; default 0. */
  weightDecay?: number;
  /** `true` throws: there are no CUDA graphs here. */
  capturable?: false;
}

const DEFAULTS: Required<AdadeltaOptions> = {
  lr: 1,
  rho: 0.9,
  eps: 1e-6,
  weightDecay: 0,
  maximize: false,
  capturable: false,
  foreach: null,
  differentiable: false,
};

function checked(options: AdadeltaOptions): Required<AdadeltaOptions> {
  const all = optionsOf('Adadelta', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  if (!(all.rho >= 0 && all.rho <= 1))
    throw new ArgumentError(`Invalid rho value: ${asGiven(all.rho)}`, { fields: { rho: all.rho } });
  checkNonNegative('Invalid epsilon value', all.eps);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  return all;
}

/**
 * `torch.optim.Adadelta`:
 *
 *     g ← ∇ + weightDecay·p
 *     v ← ρ·v + (1 − ρ)·g²
 *     d ← √(u + eps) / √(v + eps) · g
 *     u ← ρ·u + (1 − ρ)·d²
 *     p ← p − lr·d
 *
 * State: `step`, `square_avg` (v), `acc_delta` (u).
 * Zeiler: "ADADELTA: an adaptive learning rate method", 2012.
 */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  static readonly op: string = 'Adadelta';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<AdadeltaOptions>, options: AdadeltaOptions = {}) {
    super(params, checked(options));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<AdadeltaOptions>): void {
    this.number(param, 'step')[0]!++;
    descend(floats(param), floats(grad), this.buffer(param, 'square_avg'), this.buffer(param, 'acc_delta'), group);
  }
}

function descend(
  x: FloatArray,
  g: FloatArray,
  v: FloatArray,
  u: FloatArray,
  { lr, rho, eps, weightDecay, maximize }: Group<AdadeltaOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const [decay, keep, take] = [round(weightDecay), round(rho), round(1 - rho)];
  const [stride, small, sign] = [round(-lr), round(eps), maximize ? -1 : 1];
  for (let i = 0; i < x.length; i++) {
    const d = decay === 0 ? sign * g[i]! : fma(decay, x[i]!, sign * g[i]!);
    const square = addSquare(round(keep * v[i]!), d, take, arithmetic);
    const above = round(Math.sqrt(round(u[i]! + small)));
    const below = round(Math.sqrt(round(square + small)));
    const delta = round(round(above / below) * d);
    v[i] = square;
    u[i] = addSquare(round(keep * u[i]!), delta, take, arithmetic);
    x[i] = fma(stride, delta, x[i]!);
  }
}
