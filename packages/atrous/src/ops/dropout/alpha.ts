/** @file `F.alphaDropout` and `featureAlphaDropout`: dropout that keeps the mean and variance of SELU's outputs. */

import { checkInPlace, differentiable } from '../../autograd/index.js';
import { checkDropoutProbability } from '../../geometry/activation.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty, roundingOf } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { defaultGenerator } from '../../tensor/random/generator.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { mul, mul_ } from '../elementwise/index.js';
import { floats } from '../float-only.js';
import { checkFeatures, checkFloating } from './checks.js';
import { scaledRunsGradient } from './scaled-runs.js';

export interface AlphaDropoutOptions {
  /** Probability of being dropped; default 0.5. */
  readonly p?: number;
  /** Without it the input is returned as it is; default false, unlike the other dropouts. */
  readonly training?: boolean;
  /** Write into the input and return it; default false. */
  readonly inplace?: boolean;
}

/** What SELU tends to for very negative inputs, but for the sign: its scale times its alpha. */
const SATURATION = 1.7580993408473766;

/**
 * `x·a + b` for what is kept, `x·0 + b − s·a` for what is dropped, drawn once for every `run` elements:
 *
 *     a = 1 / √((s²·p + 1)·(1 − p)),  b = s·a·p,  s = SATURATION
 *
 * with every step rounded to the type of `x`, as PyTorch's separate operations do.
 *
 * @param factors  receives a or 0 for every run
 */
function drop(x: FloatArray, run: number, p: number, factors: FloatArray, y: FloatArray): void {
  const round = roundingOf(x);
  const a = 1 / Math.sqrt((SATURATION * SATURATION * p + 1) * (1 - p));
  const factor = round(a);
  const kept = round(SATURATION * a * p);
  const dropped = round(kept - round(SATURATION * a));
  const generator = defaultGenerator();
  for (let r = 0, start = 0; r < factors.length; r++, start += run) {
    const keep = generator.nextFloat64() < 1 - p;
    const scale = keep ? factor : 0;
    const shift = keep ? kept : dropped;
    factors[r] = scale;
    for (let i = start; i < start + run; i++) y[i] = round(x[i]! * scale) + shift;
  }
}

/** @param callee  as PyTorch names it; the feature one draws once per channel */
function alphaDropped(
  callee: 'alpha_dropout' | 'feature_alpha_dropout',
  input: Tensor,
  options: AlphaDropoutOptions,
): Tensor {
  checkCall(callee, { input }, options, ['p', 'training', 'inplace']);
  const { p = 0.5, training = false, inplace = false } = options;
  checkDropoutProbability(p);
  if (!training || p === 0 || input.numel() === 0) return input;
  if (p === 1) return inplace ? mul_(input, 0) : mul(input, 0);
  const feature = callee === 'feature_alpha_dropout';
  if (feature) checkFeatures(input.dim());
  checkFloating(input);
  const x = floats(input, 'bernoulli_scalar_cpu_');
  if (inplace) checkInPlace(input);
  const output = inplace ? input : empty(input.shape, input.dtype);
  const run = feature ? numel(input.shape.slice(2)) : 1;
  const factors = empty([x.length / run], input.dtype);
  drop(x, run, p, factors.storage.array as FloatArray, output.storage.array as FloatArray);
  if (inplace) input.storage.version++;
  return differentiable('Add', [input], output, scaledRunsGradient(factors, run));
}

/**
 * Sets every element to SELU's most negative value with probability `p`, then moves and scales all of them so that mean 0 and
 * variance 1 stay. Without `training`, with p = 0 and for an empty input the input itself is returned; p = 1 gives zeros.
 *
 * @throws ArgumentError for p outside [0, 1]
 */
export function alphaDropout(input: Tensor, options: AlphaDropoutOptions = {}): Tensor {
  return alphaDropped('alpha_dropout', input, options);
}

/**
 * The same with whole channels of `[N, C, …]`.
 *
 * @throws ArgumentError for p outside [0, 1], ShapeError below two dimensions
 */
export function featureAlphaDropout(input: Tensor, options: AlphaDropoutOptions = {}): Tensor {
  return alphaDropped('feature_alpha_dropout', input, options);
}
