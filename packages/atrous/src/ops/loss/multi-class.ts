/** @file Losses of scores for several classes, of which one or more are right. */

import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../errors.js';
import { sizeList } from '../../geometry/python.js';
import { DTYPES } from '../../tensor/dtype.js';
import { numbers } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { Tensor } from '../../tensor/tensor.js';
import { logsigmoid, relu } from '../activation/index.js';
import { to } from '../cast.js';
import { add, div, mul, neg, sub, where } from '../elementwise/index.js';
import { sum } from '../reduce/index.js';
import { gather, indexSelect, reshape } from '../shape/index.js';
import type { MarginOptions } from './margin.js';
import { checkReduction, reduceLoss, type ReductionOptions } from './reduction.js';

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
  checkCall('multilabel_soft_margin_loss', { input, target }, options, ['weight', 'reduction']);
  const { weight = null } = options;
  const { reduction = 'mean' } = options;
  if (!['none', 'mean', 'sum'].includes(reduction))
    throw new ArgumentError(`${reduction as string} is not valid`, { fields: { reduction } });
  const positive = mul(target, logsigmoid(input));
  const negative = mul(add(neg(target), 1), logsigmoid(neg(input)));
  const losses = neg(add(positive, negative));
  const weighted = weight === null ? losses : mul(losses, weight);
  if (input.dim() === 0)
    throw new IndexError('Dimension specified as -1 but tensor has no dimensions', {
      hint: 'The input is [classes] or [N, classes].',
      fields: { input: input.shape },
    });
  const perSample = div(sum(weighted, input.dim() - 1), input.shape.at(-1)!);
  return reduceLoss(perSample, reduction);
}

export interface MultiMarginLossOptions extends MarginOptions {
  /** 1 (default) or 2: the power of what a margin lacks. */
  readonly p?: number;
  /** [classes]: the factor of each target's class; none by default. */
  readonly weight?: Tensor | null;
}

/** How many samples of how many classes: [N, C], or [C] without a batch. */
function rowsOf({ shape }: Tensor): [samples: number, classes: number] {
  const [samples, classes] = shape.length === 2 ? (shape as [number, number]) : [1, shape[0] ?? 1];
  if (shape.length <= 2 && classes !== 0) return [samples, classes];
  throw new ShapeError(
    `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${sizeList(shape)}`,
    { fields: { input: shape } },
  );
}

/** @param lowest  −1 where that ends a list of classes, else 0 */
function checkClasses(target: Tensor, classes: number, lowest: 0 | -1): void {
  if (target.dtype !== 'int32' && target.dtype !== 'int64')
    throw new DTypeError(`expected scalar type Long but found ${DTYPES[target.dtype].scalar}`, {
      hint: "Class indices are int32 or int64: target.to('int32').",
      fields: { dtype: target.dtype },
    });
  for (const index of numbers(target))
    if (!(index >= lowest && index < classes))
      throw new IndexError(lowest === 0 ? 'target out of range' : "argument #2 'target' is out of range", {
        pythonType: 'RuntimeError',
        hint: `Classes are 0 to ${classes - 1}, but a target is ${index}.`,
        fields: { index, classes },
      });
}

function checkMultiMargin(input: Tensor, target: Tensor, weight: Tensor | null): void {
  const [samples, classes] = rowsOf(input);
  if (target.dim() > 1 || target.numel() !== samples)
    throw new ShapeError(
      'multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). ' +
        `Expected target size [${samples}], but got ${sizeList(target.shape)}. Input has shape ${sizeList(input.shape)}.`,
      { fields: { input: input.shape, target: target.shape } },
    );
  if (weight !== null && weight.numel() !== classes)
    throw new ShapeError(`inconsistent weight size, expected ${classes} but got ${sizeList(weight.shape)}`, {
      fields: { weight: weight.shape },
    });
  checkClasses(target, classes, 0);
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
  checkCall('multi_margin_loss', { input, target }, options, ['p', 'margin', 'weight', 'reduction']);
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
  return reduceLoss(reshape(losses, target.shape), reduction);
}

function checkMultilabel(input: Tensor, target: Tensor, classes: number): void {
  const fits =
    input.dim() <= 1
      ? target.dim() <= 1 && target.numel() === classes
      : sizeList(target.shape) === sizeList(input.shape);
  if (!fits)
    throw new ShapeError(
      `inconsistent target size: ${sizeList(target.shape)} for input of size: ${sizeList(input.shape)}`,
      {
        fields: { input: input.shape, target: target.shape },
      },
    );
  checkClasses(target, classes, -1);
}

/**
 * How often every pair (right class, other class) of a sample counts: [samples, classes, classes] from lists of right
 * classes that −1 ends.
 */
function rivalries(lists: ArrayLike<number>, samples: number, classes: number): Tensor {
  const pairs = new Float32Array(samples * classes * classes);
  for (let n = 0; n < samples; n++) {
    const list = Array.from({ length: classes }, (_, i) => lists[n * classes + i]!);
    const right = list.includes(-1) ? list.slice(0, list.indexOf(-1)) : list;
    for (const index of right)
      for (let other = 0; other < classes; other++)
        if (!right.includes(other)) pairs[(n * classes + index) * classes + other]! += 1;
  }
  return new Tensor(pairs, [samples, classes, classes], 'float32');
}

/**
 * Σ over the right classes j and the others i of `max(0, 1 − (x[j] − x[i])) / C`, for x [N, C] (or [C]).
 *
 * @param target  in the shape of the input: each sample's right classes, ended by −1
 * @throws ShapeError where the shapes do not fit, IndexError for a class that does not exist
 */
export function multilabelMarginLoss(input: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  checkCall('multilabel_margin_loss', { input, target }, options, ['reduction']);
  const reduction = checkReduction(options.reduction);
  const [samples, classes] = rowsOf(input);
  checkMultilabel(input, target, classes);
  const lacking = relu(add(sub(reshape(input, [samples, 1, classes]), reshape(input, [samples, classes, 1])), 1));
  const counted = mul(lacking, to(rivalries(numbers(target), samples, classes), input.dtype));
  const losses = div(sum(counted, [1, 2]), classes);
  return reduceLoss(input.dim() === 2 ? losses : reshape(losses, []), reduction);
}
