/** @file Losses of vectors that belong together or not: cosine and triplet. */

import { ArgumentError, ShapeError } from '../../errors.js';
import { asGiven, sizeList } from '../../geometry/python.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { add, clamp, div, eq, minimum, mul, neg, sqrt, sub, where } from '../elementwise/index.js';
import { norm, sum } from '../reduce/index.js';
import type { MarginOptions } from './margin.js';
import { checkReduction, reduceLoss } from './reduction.js';

/** Keeps the product of two lengths from being 0. */
const TINY = 1e-12;

/** The cosine of the angle between rows. */
function cosine(a: Tensor, b: Tensor, dim: number): Tensor {
  const squared = (t: Tensor): Tensor => add(sum(mul(t, t), dim), TINY);
  return div(sum(mul(a, b), dim), sqrt(mul(squared(a), squared(b))));
}

/**
 * 1 − cos where the target is 1, max(0, cos − margin) where it is −1, of pairs of vectors [N, D] (or [D]). `margin` is 0
 * by default.
 *
 * @throws ShapeError where the shapes do not fit, ArgumentError for an unknown reduction
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  checkCall('cosine_embedding_loss', { input1, input2, target }, options, ['margin', 'reduction']);
  const { margin = 0 } = options;
  const reduction = checkReduction(options.reduction);
  const dim = target.dim();
  if (dim > 1)
    throw new ShapeError('0D or 1D target tensor expected, multi-target not supported', {
      fields: { target: target.shape },
    });
  if (input1.dim() !== dim + 1 || input2.dim() !== dim + 1)
    throw new ShapeError(
      `${dim}D target tensor expects ${dim + 1}D input tensors, but found inputs with sizes ${sizeList(input1.shape)} and ${sizeList(input2.shape)}.`,
      { fields: { input1: input1.shape, input2: input2.shape, target: target.shape } },
    );
  const angle = cosine(input1, input2, dim);
  const near = where(eq(target, 1), add(neg(angle), 1), 0);
  const apart = where(eq(target, -1), clamp(sub(angle, margin), { min: 0 }), 0);
  return reduceLoss(add(near, apart), reduction);
}

export interface TripletMarginLossOptions extends MarginOptions {
  /** Order of the distance's norm; default 2. */
  readonly p?: number;
  /** Added to every difference; default 1e-6. */
  readonly eps?: number;
  /** Takes the distance of positive and negative where it is the smaller one; default false. */
  readonly swap?: boolean;
}

function checkTriplet(anchor: Tensor, positive: Tensor, negative: Tensor): void {
  if (anchor.dim() === positive.dim() && positive.dim() === negative.dim()) return;
  throw new ShapeError(
    `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${anchor.dim()}D, positive ${positive.dim()}D, and negative ${negative.dim()}D inputs`,
    { fields: { anchor: anchor.shape, positive: positive.shape, negative: negative.shape } },
  );
}

function checkMargin(margin: number): void {
  if (margin > 0) return;
  throw new ArgumentError(`margin must be greater than 0, got ${asGiven(margin)}`, { fields: { margin } });
}

/** ‖a − b + eps‖ₚ over the last axis. */
function pairwiseDistance(a: Tensor, b: Tensor, p: number, eps: number): Tensor {
  return norm(add(sub(a, b), eps), p, { dim: -1 });
}

/** A distance of pairs: [N, D] and [N, D] → [N]. */
export type Distance = (a: Tensor, b: Tensor) => Tensor;

function tripletLoss(
  [anchor, positive, negative]: readonly [Tensor, Tensor, Tensor],
  distance: Distance,
  margin: number,
  swap: boolean,
): Tensor {
  const near = distance(anchor, positive);
  const far = distance(anchor, negative);
  const further = swap ? minimum(far, distance(positive, negative)) : far;
  return clamp(add(sub(near, further), margin), { min: 0 });
}

/**
 * max(0, margin + d(anchor, positive) − d(anchor, negative)) with the distance `d = ‖a − b + eps‖ₚ` over the last axis.
 * `margin` is 1 by default.
 *
 * @throws ShapeError for different numbers of dimensions, ArgumentError for a margin that is not positive
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginLossOptions = {},
): Tensor {
  checkCall('triplet_margin_loss', { anchor, positive, negative }, options, [
    'margin',
    'p',
    'eps',
    'swap',
    'reduction',
  ]);
  const { margin = 1, p = 2, eps = 1e-6, swap = false } = options;
  const reduction = checkReduction(options.reduction);
  checkMargin(margin);
  checkTriplet(anchor, positive, negative);
  const distance: Distance = (a, b) => pairwiseDistance(a, b, p, eps);
  return reduceLoss(tripletLoss([anchor, positive, negative], distance, margin, swap), reduction);
}

export interface TripletMarginWithDistanceLossOptions extends MarginOptions {
  /** Of operations, so that gradients pass; default `‖a − b + 1e-6‖₂` over the last axis. */
  readonly distanceFunction?: Distance | null;
  /** Takes the distance of positive and negative where it is the smaller one; default false. */
  readonly swap?: boolean;
}

/**
 * The same with a distance of one's own.
 *
 * @throws ShapeError for different numbers of dimensions, ArgumentError for a margin that is not positive
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginWithDistanceLossOptions = {},
): Tensor {
  checkCall('triplet_margin_with_distance_loss', { anchor, positive, negative }, options, [
    'distanceFunction',
    'margin',
    'swap',
    'reduction',
  ]);
  const { margin = 1, swap = false } = options;
  const distance = options.distanceFunction ?? ((a, b) => pairwiseDistance(a, b, 2, 1e-6));
  const reduction = checkReduction(options.reduction);
  checkMargin(margin);
  checkTriplet(anchor, positive, negative);
  return reduceLoss(tripletLoss([anchor, positive, negative], distance, margin, swap), reduction);
}
