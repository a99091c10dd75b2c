/** @file Losses that ask for a margin between scores: hinge, ranking and soft margin. */

import { ShapeError } from '../../errors.js';
import { torchSize } from '../../geometry/python.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { sigmoid } from '../activation/index.js';
import { add, clamp, mul, ne, neg, sub, where } from '../elementwise/index.js';
import { eachPair } from '../elementwise/loops.js';
import { pairLoss, type PairLoss } from './pairs.js';
import { checkReduction, reduceLoss, type ReductionOptions } from './reduction.js';

export interface MarginOptions extends ReductionOptions {
  /** How far apart is far enough. */
  readonly margin?: number;
}

/**
 * x where the target is 1, max(0, margin − x) where it is −1; for distances. `margin` is 1 by default.
 *
 * @throws ArgumentError for an unknown reduction
 */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  checkCall('hinge_embedding_loss', { input, target }, options, ['margin', 'reduction']);
  const { margin = 1 } = options;
  const reduction = checkReduction(options.reduction);
  const apart = where(ne(target, 1), clamp(add(neg(input), margin), { min: 0 }), 0);
  const near = where(ne(target, -1), input, 0);
  return reduceLoss(add(apart, near), reduction);
}

/**
 * max(0, margin − target·(input1 − input2)): the first is to be the larger where the target is 1, the second where it is −1.
 * `margin` is 0 by default.
 *
 * @throws ShapeError for different numbers of dimensions, ArgumentError for an unknown reduction
 */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  checkCall('margin_ranking_loss', { input1, input2, target }, options, ['margin', 'reduction']);
  const { margin = 0 } = options;
  const reduction = checkReduction(options.reduction);
  if (input1.dim() !== input2.dim() || input1.dim() !== target.dim())
    throw new ShapeError(
      `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${torchSize(input1.shape)}, input2: ${torchSize(input2.shape)}, target: ${torchSize(target.shape)} `,
      { fields: { input1: input1.shape, input2: input2.shape, target: target.shape } },
    );
  const losses = clamp(add(mul(neg(target), sub(input1, input2)), margin), { min: 0 });
  return reduceLoss(losses, reduction);
}

const SOFT_MARGIN: PairLoss = {
  name: 'SoftMarginLoss',
  kernel: 'exp_vml_cpu',
  // log(1 + e^z), z = −t·x, without the overflow of e^z.
  value: eachPair((x, t) => Math.max(-t * x, 0) + Math.log1p(Math.exp(-Math.abs(t * x)))),
  slopes(x, t, needs) {
    const share = neg(sigmoid(neg(mul(t, x))));
    return [needs[0] ? mul(share, t) : null, needs[1] ? mul(share, x) : null];
  },
};

/**
 * log(1 + e^(−t·x)) for targets 1 and −1.
 *
 * @throws ArgumentError for an unknown reduction, ShapeError where the shapes do not broadcast
 */
export function softMarginLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  checkCall('soft_margin_loss', { input, target }, options, ['reduction']);
  return pairLoss(SOFT_MARGIN, input, target, checkReduction(options.reduction));
}
