/** @file `F.crossEntropy`: of logits, with class indices or class probabilities. */

import { DTypeError, runtimeError, ShapeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { asGiven, sizeList } from '../../geometry/python.js';
import { DTYPES, type FloatArray, isFloatingPoint } from '../../tensor/dtype.js';
import { numbers } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, Tensor } from '../../tensor/tensor.js';
import { add, div, mul, neg, where } from '../elementwise/index.js';
import { sum } from '../reduce/index.js';
import { reshape } from '../shape/index.js';
import { logSoftmax } from '../softmax/index.js';
import { classAxis } from './class-geometry.js';
import { classLoss, IGNORE_INDEX, type NllLossOptions } from './nll.js';
import { checkReduction, type Reduction } from './reduction.js';

export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of the target is spread evenly over all classes, 0 (default) to 1. */
  readonly labelSmoothing?: number;
}

/** The options with their defaults. */
interface Settings {
  readonly weight: Tensor | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  readonly labelSmoothing: number;
}

function checkSmoothing(labelSmoothing: number): void {
  if (labelSmoothing >= 0 && labelSmoothing <= 1) return;
  throw runtimeError(`label_smoothing must be between 0.0 and 1.0. Got: ${asGiven(labelSmoothing)}`, {
    fields: { labelSmoothing },
  });
}

/** Σ weight·values over the classes. */
function overClasses(values: Tensor, weight: Tensor | null): Tensor {
  const axis = classAxis(values.shape);
  const along = values.shape.map((size, d) => (d === axis ? size : 1));
  return sum(weight === null ? values : mul(values, reshape(weight, along)), axis);
}

function checkProbabilities(input: Tensor, target: Tensor, { weight, ignoreIndex, labelSmoothing }: Settings): void {
  if (!isFloatingPoint(target.dtype))
    throw new DTypeError(
      `Expected floating point type for target with class probabilities, got ${DTYPES[target.dtype].scalar}`,
      { hint: "Class indices have the input's shape without its classes.", fields: { dtype: target.dtype } },
    );
  if (ignoreIndex >= 0)
    throw runtimeError('ignore_index is not supported for floating point target', { fields: { ignoreIndex } });
  const classes = input.shape[classAxis(input.shape)]!;
  if (weight !== null && (weight.dim() !== 1 || weight.numel() !== classes))
    throw new ShapeError(
      `cross_entropy: weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${sizeList(weight.shape)}`,
      { fields: { classes, weight: weight.shape } },
    );
  checkSmoothing(labelSmoothing);
}

/** −Σ weight·p·log softmax(x) over the classes; the mean divides by the number of places. */
function ofProbabilities(input: Tensor, target: Tensor, settings: Settings): Tensor {
  checkProbabilities(input, target, settings);
  const { weight, reduction, labelSmoothing } = settings;
  const axis = classAxis(input.shape);
  const classes = input.shape[axis]!;
  const smooth = labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
  const losses = neg(overClasses(mul(logSoftmax(input, { dim: axis }), smooth), weight));
  if (reduction === 'none') return losses;
  return reduction === 'sum' ? sum(losses) : div(sum(losses), input.numel() / classes);
}

/** What the smoothed part divides by: the weights of all targets that are not ignored. */
function countOf(target: Tensor, weight: Tensor | null, ignoreIndex: number): number {
  const weights = weight && (weight.storage.array as FloatArray);
  let count = 0;
  for (const index of numbers(target)) if (index !== ignoreIndex) count += weights === null ? 1 : weights[index]!;
  return count;
}

/** Where the target is ignored, in the shape of the losses. */
function ignored(target: Tensor, shape: readonly number[], ignoreIndex: number): Tensor {
  const mask = Uint8Array.from(numbers(target), (index) => Number(index === ignoreIndex));
  return new Tensor(mask.slice(0, numel(shape)), shape, 'bool');
}

/** −Σ weight·log softmax over the classes: what every class as a target would cost together. */
function smoothLoss(logs: Tensor, target: Tensor, { weight, ignoreIndex, reduction }: Settings): Tensor {
  const every = neg(overClasses(logs, weight));
  const losses = where(ignored(target, every.shape, ignoreIndex), 0, every);
  if (reduction === 'none') return losses;
  const total = sum(losses);
  return reduction === 'sum' ? total : div(total, countOf(target, weight, ignoreIndex));
}

function ofIndices(input: Tensor, target: Tensor, settings: Settings): Tensor {
  const { weight, ignoreIndex, reduction, labelSmoothing } = settings;
  checkSmoothing(labelSmoothing);
  const axis = classAxis(input.shape);
  const logs = logSoftmax(input, { dim: axis });
  const losses = classLoss(logs, target, weight, ignoreIndex, reduction);
  if (labelSmoothing === 0) return losses;
  const share = labelSmoothing / input.shape[axis]!;
  return add(mul(losses, 1 - labelSmoothing), mul(smoothLoss(logs, target, settings), share));
}

const OPTIONS = ['weight', 'ignoreIndex 5', 'labelSmoothing 6', 'reduction'];

/**
 * The cross entropy of logits x [N, C, …] (or [C]), with lp = log softmax(x) over the classes and ε = `labelSmoothing`:
 *
 *     class indices t [N, …]           (1 − ε)·weight[t]·(−lp[t]) + ε/C·Σ_c weight[c]·(−lp[c])
 *     probabilities p in x's shape     −Σ_c weight[c]·p'[c]·lp[c],   p' = p·(1 − ε) + ε/C
 *
 * The mean of indices divides by the sum of the weights of all targets that are not ignored (NaN where all are), the mean
 * of probabilities by the number of places.
 *
 * @throws ArgumentError, ShapeError, DTypeError or IndexError with PyTorch's text
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  checkOptions('cross_entropy', options, OPTIONS);
  checkCall('cross_entropy_loss', { input, target }, options, OPTIONS);
  const { weight = null, ignoreIndex = IGNORE_INDEX, labelSmoothing = 0 } = options;
  const settings = { weight, ignoreIndex, labelSmoothing, reduction: checkReduction(options.reduction) };
  const probabilities = input.shape.join() === target.shape.join();
  return (probabilities ? ofProbabilities : ofIndices)(input, target, settings);
}
