/** @file Binary cross entropy, of probabilities and of logits. */

import { ArgumentError, DTypeError, runtimeError } from '../../errors.js';
import { torchSize } from '../../geometry/python.js';
import { DTYPES, isFloatingPoint } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { logsigmoid } from '../activation/index.js';
import { add, clamp, div, log, mul, neg, sub } from '../elementwise/index.js';
import { eachPair } from '../elementwise/loops.js';
import { floats } from '../float-only.js';
import { expand } from '../shape/index.js';
import { broadcastShapes } from '../../tensor/broadcast.js';
import { pairLoss, type PairLoss } from './pairs.js';
import { checkReduction, reduceLoss, type ReductionOptions } from './reduction.js';

export interface BinaryCrossEntropyOptions extends ReductionOptions {
  /** The factor of each element's loss; broadcasts. None by default. */
  readonly weight?: Tensor | null;
}

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** The factor of the positive part, broadcast: above 1 it favours recall, below 1 precision. None by default. */
  readonly posWeight?: Tensor | null;
}

const complement = (t: Tensor): Tensor => add(neg(t), 1);

/** Logarithms are kept above this, so that a certain mistake costs 100 and not infinity. */
const LEAST_LOG = -100;

const CROSS_ENTROPY: PairLoss = {
  name: 'BinaryCrossEntropy',
  kernel: 'binary_cross_entropy',
  value: eachPair((x, t) => (t - 1) * Math.max(Math.log1p(-x), LEAST_LOG) - t * Math.max(Math.log(x), LEAST_LOG)),
  // The divisor is kept above 1e-12: the gradient knows nothing of the least logarithm.
  slopes: (x, t, needs) => [
    needs[0] ? div(sub(x, t), clamp(mul(complement(x), x), { min: 1e-12 })) : null,
    needs[1] ? sub(log(complement(x)), log(x)) : null,
  ],
};

function checkProbabilities(input: Tensor, target: Tensor): void {
  const [x, t] = [floats(input, 'binary_cross_entropy'), floats(target, 'binary_cross_entropy')];
  for (let i = 0; i < x.length; i++) {
    if (!(x[i]! >= 0 && x[i]! <= 1))
      throw notProbable('input', x[i]!, 'Apply a sigmoid, or use `binaryCrossEntropyWithLogits`.');
    if (!(t[i]! >= 0 && t[i]! <= 1)) throw notProbable('target', t[i]!);
  }
}

function notProbable(what: string, value: number, hint?: string): ArgumentError {
  return runtimeError(`all elements of ${what} should be between 0 and 1`, { hint, fields: { value } });
}

/**
 * `−(t·log x + (1 − t)·log(1 − x))` of probabilities x, logarithms kept at −100 or above. Its gradient is
 * `(x − t) / max(x·(1 − x), 1e-12)`. The mean divides by the number of elements, also with a `weight`.
 *
 * @throws ArgumentError for another shape of the target, and for values outside [0, 1]; DTypeError for another type
 */
export function binaryCrossEntropy(input: Tensor, target: Tensor, options: BinaryCrossEntropyOptions = {}): Tensor {
  checkCall('binary_cross_entropy', { input, target }, options, ['weight', 'reduction']);
  const { weight = null } = options;
  const reduction = checkReduction(options.reduction);
  if (target.shape.join() !== input.shape.join())
    throw new ArgumentError(
      `Using a target size (${torchSize(target.shape)}) that is different to the input size (${torchSize(input.shape)}) is deprecated. Please ensure they have the same size.`,
      { fields: { target: target.shape, input: input.shape } },
    );
  if (target.dtype !== input.dtype)
    throw new DTypeError(`Found dtype ${DTYPES[target.dtype].scalar} but expected ${DTYPES[input.dtype].scalar}`, {
      hint: `Convert the target: target.to('${input.dtype}').`,
      fields: { input: input.dtype, target: target.dtype },
    });
  checkProbabilities(input, target);
  if (weight === null) return pairLoss(CROSS_ENTROPY, input, target, reduction);
  const weights = expand(weight, broadcastShapes(target.shape, weight.shape));
  return reduceLoss(mul(pairLoss(CROSS_ENTROPY, input, target, 'none'), weights), reduction);
}

/**
 * `weight·((1 − t)·x − (1 + (posWeight − 1)·t)·log sigmoid(x))`: binary cross entropy of sigmoid(x), without its rounding.
 *
 * @throws ArgumentError for another shape of the target; DTypeError for a target of integers
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  checkCall('binary_cross_entropy_with_logits', { input, target }, options, ['weight', 'posWeight', 'reduction']);
  const { weight = null, posWeight = null } = options;
  const reduction = checkReduction(options.reduction);
  if (target.shape.join() !== input.shape.join())
    throw new ArgumentError(
      `Target size (${torchSize(target.shape)}) must be the same as input size (${torchSize(input.shape)})`,
      { fields: { target: target.shape, input: input.shape } },
    );
  if (!isFloatingPoint(target.dtype))
    throw new DTypeError(
      `result type ${DTYPES[input.dtype].scalar} can't be cast to the desired output type ${DTYPES[target.dtype].scalar}`,
      { hint: `Convert the target: target.to('${input.dtype}').`, fields: { target: target.dtype } },
    );
  const certainty = logsigmoid(input);
  const positive = posWeight === null ? certainty : mul(certainty, add(mul(sub(posWeight, 1), target), 1));
  const losses = sub(mul(complement(target), input), positive);
  return reduceLoss(weight === null ? losses : mul(losses, weight), reduction);
}
