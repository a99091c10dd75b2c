/** @file Adagrad. */

import type { FloatArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { addQuotient, arithmeticOf } from './arithmetic.js';
import { type Group, type GroupLike, type GroupOptions, optionsOf, type ParamsLike } from './group.js';
import { checkNonNegative } from './options.js';
import { floats, Optimizer } from './optimizer.js';

export interface AdagradOptions extends GroupOptions {
  /** Decay of the learning rate: at step t it is lr / (1 + (t − 1)·lrDecay); default 0. */
  lrDecay?: number;
  /** Added to the denominator; default 1e-10. */
  eps?: number;
  /** L2 penalty; default 0. */
  weightDecay?: number;
  /** What the sum of squares starts from; default 0. */
  initialAccumulatorValue?: number;
  /** `true` throws: there is one implementation here. */
  fused?: false | null;
}

const DEFAULTS: Required<AdagradOptions> = {
  lr: 1e-2,
  lrDecay: 0,
  eps: 1e-10,
  weightDecay: 0,
  initialAccumulatorValue: 0,
  foreach: null,
  maximize: false,
  differentiable: false,
  fused: null,
};

function checked(options: AdagradOptions): Required<AdagradOptions> {
  const all = optionsOf('Adagrad', options, DEFAULTS);
  checkNonNegative('Invalid learning rate', all.lr);
  checkNonNegative('Invalid lr_decay value', all.lrDecay);
  checkNonNegative('Invalid weight_decay value', all.weightDecay);
  checkNonNegative('Invalid initial_accumulator_value value', all.initialAccumulatorValue);
  checkNonNegative('Invalid epsilon value', all.eps);
  return all;
}

/**
 * `torch.optim.Adagrad`, at step t:
 *
 *     g ← ∇ + weightDecay·p
 *     s ← s + g²
 *     p ← p − lr/(1 + (t − 1)·lrDecay) · g / (√s + eps)
 *
 * State: `step`, `sum` (s), there from the start.
 * Duchi, Hazan, Singer: "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 12 (2011).
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  static readonly op: string = 'Adagrad';

  /** @throws ArgumentError, NotSupportedError */
  constructor(params: ParamsLike<AdagradOptions>, options: AdagradOptions = {}) {
    super(params, checked(options));
  }

  override addParamGroup(group: GroupLike<AdagradOptions>): void {
    super.addParamGroup(group);
    const added = this.paramGroups.at(-1)!;
    for (const param of added.params) this.entries(param, added);
  }

  private entries(param: Tensor, group: Group<AdagradOptions>): [Float32Array, FloatArray] {
    return [this.number(param, 'step'), this.buffer(param, 'sum', group.initialAccumulatorValue)];
  }

  protected override update(param: Tensor, grad: Tensor, group: Group<AdagradOptions>): void {
    const [step, sum] = this.entries(param, group);
    step[0]!++;
    descend(floats(param), floats(grad), sum, step[0]!, group);
  }
}

function descend(
  x: FloatArray,
  g: FloatArray,
  sum: FloatArray,
  step: number,
  { lr, lrDecay, eps, weightDecay, maximize }: Group<AdagradOptions>,
): void {
  const arithmetic = arithmeticOf(x);
  const { round, fma } = arithmetic;
  const stride = round(-lr / (1 + (step - 1) * lrDecay));
  const [decay, small, sign] = [round(weightDecay), round(eps), maximize ? -1 : 1];
  for (let i = 0; i < x.length; i++) {
    const p = x[i]!;
    const d = decay === 0 ? sign * g[i]! : fma(decay, p, sign * g[i]!);
    const total = fma(d, d, sum[i]!);
    sum[i] = total;
    x[i] = addQuotient(p, d, round(round(Math.sqrt(total)) + small), stride, arithmetic);
  }
}
