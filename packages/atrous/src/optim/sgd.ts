/** @file Stochastic gradient descent. */

import { ArgumentError } from '../errors.js';
import type { FloatArray } from '../tensor/dtype.js';
import { stepped } from '../ops/engine.js';
import type { Tensor } from '../tensor/tensor.js';
import { arithmeticOf } from './arithmetic.js';
import { type Group, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface SGDOptions extends GroupOptions {
  /** Default 0. */
  momentum?: number;
  /** How much less a new gradient counts for the momentum; default 0. */
  dampening?: number;
  /** L2 penalty; default 0. */
  weightDecay?: number;
  /** Whether the step looks ahead along the momentum; default false. */
  nesterov?: boolean;
  /** `true` throws: there is one implementation here. */
  fused?: false | null;
}

const DEFAULTS: Required<SGDOptions> = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  maximize: false,
  foreach: null,
  differentiable: false,
  fused: null,
};

function checked(options: SGDOptions): Required<SGDOptions> {
  const all = optionsOf('SGD', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid momentum value', all.momentum);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  if (all.nesterov && (all.momentum === 0 || all.dampening !== 0))
    throw new ArgumentError('Nesterov momentum requires a momentum and zero dampening', {
      hint: 'Give `momentum` above 0, and leave `dampening` at 0.',
      fields: { momentum: all.momentum, dampening: all.dampening },
    });
  return all;
}

/**
 * `torch.optim.SGD`:
 *
 *     g ← ∇ + weightDecay·p
 *     v ← momentum·v + (1 − dampening)·g        at the first step v ← g
 *     p ← p − lr·v                              with nesterov: p − lr·(g + momentum·v)
 *
 * State: `momentum_buffer`, with momentum only.
 */
export class SGD extends Optimizer<SGDOptions> {
  static readonly op: string = 'SGD';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<SGDOptions>, options: SGDOptions = {}) {
    super(params, checked(options));
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<SGDOptions>): void {
    const fresh = this.state.get(param)?.has('momentum_buffer') !== true;
    const velocity = group.momentum === 0 ? null : this.buffer(param, 'momentum_buffer');
    descend(floats(param), floats(grad), velocity, fresh, group);
  }
}

/**
 * @param v      the velocity; null without momentum
 * @param fresh  whether `v` holds nothing yet: then it becomes the gradient, whatever the dampening
 */
function descend(
  x: FloatArray,
  g: FloatArray,
  v: FloatArray | null,
  fresh: boolean,
  { lr, momentum, dampening, weightDecay, nesterov, maximize }: Group<SGDOptions>,
): void {
  const { round, fma } = arithmeticOf(x);
  const [step, decay, sign] = [round(-lr), round(weightDecay), maximize ? -1 : 1];
  const [keep, take] = [round(momentum), round(1 - dampening)];
  if (stepped('descend', [x, g, v], [decay, sign, keep, take, step, fresh, nesterov])) return;
  for (let i = 0; i < x.length; i++) {
    const d = decay === 0 ? sign * g[i]! : fma(decay, x[i]!, sign * g[i]!);
    let move = d;
    if (v !== null) {
      const velocity = fresh ? d : fma(take, d, round(keep * v[i]!));
      v[i] = velocity;
      move = nesterov ? fma(keep, velocity, d) : velocity;
    }
    x[i] = fma(step, move, x[i]!);
  }
}
