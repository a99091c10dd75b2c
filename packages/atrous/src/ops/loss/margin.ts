/** @file Losses that ask for a margin: hinge, ranking, multi-class, soft, cosine and triplet. */

import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { sizeList, torchSize } from '../../geometry/python.js';
import { DTYPES } from '../../tensor/dtype.js';
import { numbers } from '../../tensor/element.js';
import { Tensor } from '../../tensor/tensor.js';
import { logsigmoid, relu, sigmoid } from '../activation/index.js';
import { add, clamp, div, eq, minimum, mul, ne, neg, sqrt, sub, where } from '../elementwise/index.js';
import { norm, sum } from '../reduce/index.js';
import { gather, indexSelect, reshape } from '../shape/index.js';
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
  checkOptions('hinge_embedding_loss', options, ['margin', 'reduction']);
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
  checkOptions('margin_ranking_loss', options, ['margin', 'reduction']);
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
  value: (x, t) => Math.max(-t * x, 0) + Math.log1p(Math.exp(-Math.abs(t * x))),
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
  checkOptions('soft_margin_loss', options, ['reduction']);
  return pairLoss(SOFT_MARGIN, input, target, checkReduction(options.reduction));
}

export interface MultilabelSoftMarginLossOptions extends ReductionOptions {
  /** [classes]: the factor of each class; none by default. */
  readonly weight?: Tensor | null;
}

/**
 * Binary cross entropy of every class's logit, averaged over the classes (the last axis): targets are 0 and 1.
 *
 * @throws ArgumentError for an unknown reduction
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  options: MultilabelSoftMarginLossOptions = {},
): Tensor {
  checkOptions('multilabel_soft_margin_loss', options, ['weight', 'reduction']);
  const { weight = null } = options;
  const reduction = checkReduction(options.reduction);
  const positive = mul(target, logsigmoid(input));
  const negative = mul(add(neg(target), 1), logsigmoid(neg(input)));
  const losses = neg(add(positive, negative));
  const weighted = weight === null ? losses : mul(losses, weight);
  const perSample = div(sum(weighted, input.dim() - 1), input.shape.at(-1)!);
  return reduceLoss(perSample, reduction);
}

export interface MultiMarginLossOptions extends MarginOptions {
  /** 1 (default) or 2: the power of what a margin lacks. */
  readonly p?: number;
  /** [classes]: the factor of each target's class; none by default. */
  readonly weight?: Tensor | null;
}

function checkMultiMargin(input: Tensor, target: Tensor, weight: Tensor | null): void {
  const [samples, classes] = input.dim() === 2 ? input.shape : [1, input.shape[0] ?? 1];
  if (input.dim() > 2 || classes === 0)
    throw new ShapeError(
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${sizeList(input.shape)}`,
      { fields: { input: input.shape } },
    );
  if (target.dim() > 1 || target.numel() !== samples)
    throw new ShapeError(`inconsistent target size, expected ${samples} but got ${sizeList(target.shape)}`, {
      fields: { target: target.shape },
    });
  if (weight !== null && weight.numel() !== classes)
    throw new ShapeError(`inconsistent weight size, expected ${classes} but got ${sizeList(weight.shape)}`, {
      fields: { weight: weight.shape },
    });
  if (!['int32', 'int64'].includes(target.dtype))
    throw new DTypeError(`expected scalar type Long but found ${DTYPES[target.dtype].scalar}`, {
      hint: "Class indices are int32 or int64: target.to('int32').",
      fields: { dtype: target.dtype },
    });
  for (const index of numbers(target))
    if (!(index >= 0 && index < classes!))
      throw new IndexError('target out of range', {
        pythonType: 'RuntimeError',
        hint: `Classes are 0 to ${classes! - 1}, but a target is ${index}.`,
        fields: { index, classes },
      });
}

/** Where each row's target stands: [samples, classes]. */
function targetMask(indices: ArrayLike<number>, classes: number): Tensor {
  const mask = new Uint8Array(indices.length * classes);
  for (let i = 0; i < indices.length; i++) mask[i * classes + indices[i]!] = 1;
  return new Tensor(mask, [indices.length, classes], 'bool');
}

/**
 * Σ over the other classes c of `weight[t]·max(0, margin − x[t] + x[c])ᵖ / C`, for x [N, C] (or [C]) and class indices t.
 * `margin` is 1 by default.
 *
 * @throws ArgumentError for another `p`, ShapeError where the shapes do not fit
 */
export function multiMarginLoss(input: Tensor, target: Tensor, options: MultiMarginLossOptions = {}): Tensor {
  checkOptions('multi_margin_loss', options, ['p', 'margin', 'weight', 'reduction']);
  const { p = 1, margin = 1, weight = null } = options;
  const reduction = checkReduction(options.reduction);
  if (p !== 1 && p !== 2) throw new ArgumentError('only p == 1 and p == 2 supported', { fields: { p } });
  if (weight !== null && weight.dim() !== 1)
    throw new ArgumentError('weight must be one-dimensional', { fields: { weight: weight.shape } });
  checkMultiMargin(input, target, weight);
  const classes = input.shape.at(-1) ?? 1;
  const rows = reshape(input, [-1, classes]);
  const own = reshape(target, [-1, 1]);
  const lacking = relu(add(sub(rows, gather(rows, 1, own)), margin));
  const power = where(targetMask(numbers(target), classes), 0, p === 1 ? lacking : mul(lacking, lacking));
  const scale = weight === null ? power : mul(power, reshape(indexSelect(weight, 0, reshape(target, [-1])), [-1, 1]));
  const losses = div(sum(scale, 1), classes);
  return reduceLoss(input.dim() === 2 ? losses : reshape(losses, []), reduction);
}

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
  checkOptions('cosine_embedding_loss', options, ['margin', 'reduction']);
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

/**
 * max(0, margin + d(anchor, positive) − d(anchor, negative)) with the distance `d = ‖a − b + eps‖ₚ` over the last axis.
 * `margin` is 1 by default.
 *
 * @throws ShapeError for different numbers of dimensions, ArgumentError for an unknown reduction
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginLossOptions = {},
): Tensor {
  checkOptions('triplet_margin_loss', options, ['margin', 'p', 'eps', 'swap', 'reduction']);
  const { margin = 1, p = 2, eps = 1e-6, swap = false } = options;
  const reduction = checkReduction(options.reduction);
  checkTriplet(anchor, positive, negative);
  const distance = (a: Tensor, b: Tensor): Tensor => norm(add(sub(a, b), eps), p, { dim: -1 });
  const far = distance(anchor, negative);
  const further = swap ? minimum(far, distance(positive, negative)) : far;
  const losses = clamp(add(sub(distance(anchor, positive), further), margin), { min: 0 });
  return reduceLoss(losses, reduction);
}
