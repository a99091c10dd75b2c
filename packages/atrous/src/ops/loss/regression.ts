/** @file Losses of the difference between input and target: squared, absolute, and two between them. */

import { ArgumentError, runtimeError } from '../../errors.js';
import { isFloatingPoint } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import { resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { abs, clamp, div, mul, sign, sub } from '../elementwise/index.js';
import { eachPair } from '../elementwise/loops.js';
import { sum } from '../reduce/index.js';
import { differenceLoss, pairLoss, type PairLoss } from './pairs.js';
import { checkReduction, reduceLoss, type Reduction, type ReductionOptions } from './reduction.js';

export interface WeightedLossOptions extends ReductionOptions {
  /** Of the input's shape: the factor of each element's loss; none by default. */
  readonly weight?: Tensor | null;
}

/** How the losses of elements and their weights become one. */
type Average = (weighted: Tensor, weight: Tensor) => Tensor;

const byWeight: Average = (weighted, weight) => div(sum(weighted), sum(weight));
const byCount: Average = (weighted) => reduceLoss(weighted, 'mean');

function checkWeighted(input: Tensor, weight: Tensor, reduction: string): Reduction {
  if (weight.shape.join() !== input.shape.join())
    throw new ArgumentError('Weights and input must have the same size.', {
      fields: { weight: weight.shape, input: input.shape },
    });
  if (reduction === 'none' || reduction === 'mean' || reduction === 'sum') return reduction;
  throw new ArgumentError(`Invalid reduction mode: ${reduction}. Expected one of 'none', 'mean', 'sum'.`, {
    fields: { reduction },
  });
}

/** The loss, with a weight per element where one is given. */
function weightedLoss(
  loss: PairLoss,
  input: Tensor,
  target: Tensor,
  { weight = null, reduction: given = 'mean' }: WeightedLossOptions,
  average: Average,
): Tensor {
  if (weight === null) return pairLoss(loss, input, target, checkReduction(given));
  const reduction = checkWeighted(input, weight, given);
  const weighted = mul(pairLoss(loss, input, target, 'none'), weight);
  return reduction === 'mean' ? average(weighted, weight) : reduceLoss(weighted, reduction);
}

const SQUARED = differenceLoss(
  'MseLoss',
  'mse_cpu',
  (out, i, end, x, p, stepX, t, q, stepT) => {
    for (; i < end; i++, p += stepX, q += stepT) out[i] = (x[p]! - t[q]!) * (x[p]! - t[q]!);
  },
  (z) => mul(z, 2),
  (out, i, end, x, p, stepX, t, q, stepT) => {
    for (; i < end; i++, p += stepX, q += stepT) out[i] = 2 * (x[p]! - t[q]!);
  },
);

/**
 * (x − t)²; input and target broadcast. With a `weight` the mean is divided by the sum of the weights.
 *
 * @throws ShapeError where the shapes do not fit, ArgumentError for a weight of another shape or an unknown reduction
 */
export function mseLoss(input: Tensor, target: Tensor, options: WeightedLossOptions = {}): Tensor {
  checkCall('mse_loss', { input, target }, options, ['weight', 'reduction']);
  return weightedLoss(SQUARED, input, target, options, byWeight);
}

const ABSOLUTE = differenceLoss(
  'L1Loss',
  'abs_cpu',
  (out, i, end, x, p, stepX, t, q, stepT) => {
    for (; i < end; i++, p += stepX, q += stepT) out[i] = Math.abs(x[p]! - t[q]!);
  },
  sign,
  (out, i, end, x, p, stepX, t, q, stepT) => {
    for (; i < end; i++, p += stepX, q += stepT) out[i] = Number(x[p]! > t[q]!) - Number(x[p]! < t[q]!);
  },
);

/**
 * |x − t|, whose gradient is 0 where they are equal; input and target broadcast. With a `weight` the mean is divided by
 * the sum of the weights.
 *
 * @throws ShapeError where the shapes do not fit, ArgumentError for a weight of another shape or an unknown reduction
 */
export function l1Loss(input: Tensor, target: Tensor, options: WeightedLossOptions = {}): Tensor {
  checkCall('l1_loss', { input, target }, options, ['weight', 'reduction']);
  if (!options.weight && !isFloatingPoint(resultType([input, target])))
    return reduceLoss(abs(sub(input, target)), checkReduction(options.reduction));
  return weightedLoss(ABSOLUTE, input, target, options, byWeight);
}

export interface SmoothL1LossOptions extends ReductionOptions {
  /** Up to which difference the loss is quadratic; default 1, with 0 it is the L1 loss. */
  readonly beta?: number;
}

/**
 * With z = x − t:  z²/(2·beta) where |z| < beta, else |z| − beta/2.
 *
 * @throws ArgumentError for a negative `beta`, ShapeError where the shapes do not fit
 */
export function smoothL1Loss(input: Tensor, target: Tensor, options: SmoothL1LossOptions = {}): Tensor {
  checkCall('smooth_l1_loss', { input, target }, options, ['beta 4 float', 'reduction']);
  const { beta = 1 } = options;
  const reduction = checkReduction(options.reduction);
  if (beta === 0) return l1Loss(input, target, { reduction });
  if (!(beta > 0))
    throw runtimeError('smooth_l1_loss does not support negative values for beta.', { fields: { beta } });
  const loss = differenceLoss(
    'SmoothL1Loss',
    'smooth_l1_cpu',
    eachPair((x, t) => (Math.abs(x - t) < beta ? (0.5 * (x - t) ** 2) / beta : Math.abs(x - t) - 0.5 * beta)),
    (z) => clamp(div(z, beta), { min: -1, max: 1 }),
    eachPair((x, t) => Math.min(Math.max((x - t) / beta, -1), 1)),
  );
  return pairLoss(loss, input, target, reduction);
}

export interface HuberLossOptions extends WeightedLossOptions {
  /** Up to which difference the loss is quadratic; default 1. */
  readonly delta?: number;
}

/**
 * With z = x − t:  z²/2 where |z| ≤ delta, else delta·(|z| − delta/2). With a `weight` the mean still divides by the count.
 *
 * @throws ArgumentError for a `delta` that is not positive, ShapeError where the shapes do not fit
 */
export function huberLoss(input: Tensor, target: Tensor, options: HuberLossOptions = {}): Tensor {
  checkCall('huber_loss', { input, target }, options, ['delta 4', 'weight', 'reduction']);
  const { delta = 1 } = options;
  if (!options.weight) checkReduction(options.reduction);
  if (!(delta > 0))
    throw runtimeError('huber_loss does not support non-positive values for delta.', { fields: { delta } });
  const loss = differenceLoss(
    'HuberLoss',
    'huber_cpu',
    eachPair((x, t) => (Math.abs(x - t) <= delta ? 0.5 * (x - t) ** 2 : delta * (Math.abs(x - t) - 0.5 * delta))),
    (z) => clamp(z, { min: -delta, max: delta }),
    eachPair((x, t) => Math.min(Math.max(x - t, -delta), delta)),
  );
  return weightedLoss(loss, input, target, options, byCount);
}
