/** @file Losses between distributions: Kullback and Leibler's, Poisson's and Gauss's. */

import { ArgumentError } from '../../errors.js';
import { differentiable } from '../../autograd/index.js';
import { broadcastShapes } from '../../tensor/broadcast.js';
import { numbers } from '../../tensor/element.js';
import { checkCall, requireTensor } from '../../tensor/operand.js';
import { Tensor } from '../../tensor/tensor.js';
import { add, clamp, div, exp, le, log, mul, neg, sub, where } from '../elementwise/index.js';
import { eachPair } from '../elementwise/loops.js';
import { unsqueeze } from '../shape/index.js';
import { pairLoss, type PairLoss } from './pairs.js';
import { checkReduction, reduceLoss, type Reduction, type ReductionOptions } from './reduction.js';

export interface KlDivOptions {
  /** `'batchmean'` divides the sum by the first size, which is what the mathematics means; `'mean'` (default) by the count. */
  readonly reduction?: Reduction | 'batchmean';
  /** Whether the target holds logarithms too; default false. */
  readonly logTarget?: boolean;
}

/** t·(log t − x), 0·log 0 being 0; the gradient of t is NaN there, as in PyTorch. */
const OF_PROBABILITIES: PairLoss = {
  name: 'KlDiv',
  kernel: 'xlogy_cpu',
  value: eachPair((x, t) => (t === 0 ? 0 : t * Math.log(t)) - t * x),
  slopes: (x, t, needs) => [needs[0] ? neg(t) : null, needs[1] ? sub(add(log(t), div(t, t)), x) : null],
};

/** eᵗ·(t − x). */
const OF_LOGARITHMS: PairLoss = {
  name: 'KlDiv',
  kernel: 'exp_vml_cpu',
  value: eachPair((x, t) => Math.exp(t) * (t - x)),
  slopes: (x, t, needs) => [needs[0] ? neg(exp(t)) : null, needs[1] ? mul(exp(t), add(sub(t, x), 1)) : null],
};

/**
 * Kullback and Leibler's divergence of the target from the distribution whose LOGARITHMS the input holds:
 * `t·(log t − x)` per element.
 *
 * @throws ArgumentError for an unknown reduction, ShapeError where the shapes do not broadcast
 */
export function klDiv(input: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  checkCall('kl_div', { input, target }, options, ['reduction', 'logTarget']);
  const { reduction = 'mean', logTarget = false } = options;
  const loss = logTarget ? OF_LOGARITHMS : OF_PROBABILITIES;
  // PyTorch takes the target first, which shows where the two do not fit.
  broadcastShapes(target.shape, input.shape);
  if (reduction !== 'batchmean') return pairLoss(loss, input, target, checkReduction(reduction));
  const total = pairLoss(loss, input, target, 'sum');
  return input.dim() === 0 ? total : div(total, input.shape[0]!);
}

export interface PoissonNllLossOptions extends ReductionOptions {
  /** Whether the input is the logarithm of the rate; default true. */
  readonly logInput?: boolean;
  /** Whether Stirling's approximation of log t! is added where t > 1; default false. */
  readonly full?: boolean;
  /** Added to a rate before its logarithm is taken; default 1e-8. */
  readonly eps?: number;
}

/** log t! ≈ t·log t − t + ½·log 2πt for t > 1, else 0. */
function stirling(t: Tensor): Tensor {
  const small = le(t, 1);
  const safe = where(small, 1, t);
  const logarithm = add(sub(mul(safe, log(safe)), safe), mul(log(mul(safe, 2 * Math.PI)), 0.5));
  return where(small, 0, logarithm);
}

/**
 * Of counts t from a Poisson distribution with rate eˣ: `eˣ − t·x`; with rate x (`logInput: false`): `x − t·log(x + eps)`.
 *
 * @throws ArgumentError for an unknown reduction
 */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonNllLossOptions = {}): Tensor {
  checkCall('poisson_nll_loss', { input, target }, options, ['logInput 3', 'full 4', 'eps 5', 'reduction']);
  const { logInput = true, full = false, eps = 1e-8 } = options;
  const reduction = checkReduction(options.reduction);
  const losses = logInput ? sub(exp(input), mul(target, input)) : sub(input, mul(target, log(add(input, eps))));
  return reduceLoss(full ? add(losses, stirling(target)) : losses, reduction);
}

export interface GaussianNllLossOptions extends ReductionOptions {
  /** Whether the constant ½·log 2π is added; default false. */
  readonly full?: boolean;
  /** Least variance, for stability; default 1e-6. */
  readonly eps?: number;
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

/** The variance in a shape that broadcasts to the input's: the same, or one value for the whole last axis. */
function fittedVariance(input: Tensor, variance: Tensor): Tensor {
  if (same(variance.shape, input.shape)) return variance;
  const lead = input.shape.slice(0, -1);
  if (same(variance.shape, lead)) return unsqueeze(variance, -1);
  if (same(variance.shape.slice(0, -1), lead) && variance.shape.at(-1) === 1) return variance;
  throw new ArgumentError('var is of incorrect size', {
    hint: 'It has the shape of the input, but its last size may be 1 or missing.',
    fields: { variance: variance.shape, input: input.shape },
  });
}

/** Raised to `least`; the gradient passes as if it had not been. */
function raised(variance: Tensor, least: number): Tensor {
  const output = clamp(variance.detach(), { min: least });
  return differentiable('Clone', [variance], output, (grad) => [grad]);
}

/**
 * Of a target from a normal distribution with mean x and the given variance: `½·(log v + (x − t)²/v)`, v = max(variance, eps).
 *
 * @param variance  a tensor of the input's shape, or with 1 (or nothing) for its last size; or one number for all
 * @throws ArgumentError for a variance of another shape, or a negative one
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  options: GaussianNllLossOptions = {},
): Tensor {
  checkCall('gaussian_nll_loss', { input, target }, options, ['full', 'eps', 'reduction']);
  if (typeof variance !== 'number') requireTensor('gaussian_nll_loss', 'var', 3, variance);
  const { full = false, eps = 1e-6, reduction = 'mean' } = options;
  const given = typeof variance === 'number' ? single(variance, input) : fittedVariance(input, variance);
  if (!['none', 'mean', 'sum'].includes(reduction))
    throw new ArgumentError(`${reduction as string} is not valid`, { fields: { reduction } });
  if (numbers(given).some((value) => value < 0)) throw new ArgumentError('var has negative entry/entries');
  const v = raised(given, eps);
  const difference = sub(input, target);
  const losses = mul(add(log(v), div(mul(difference, difference), v)), 0.5);
  return reduceLoss(full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}

/** One number as a tensor that broadcasts to the input. */
function single(value: number, input: Tensor): Tensor {
  const array = input.dtype === 'float64' ? Float64Array.of(value) : Float32Array.of(value);
  return new Tensor(
    array,
    input.shape.map(() => 1),
    input.dtype,
  );
}
