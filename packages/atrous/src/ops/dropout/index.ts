/** @file `F.dropout` and the channel-wise `dropout1d`, `2d`, `3d`, drawing as PyTorch's CPU does. */

import { ShapeError } from '../../errors.js';
import { checkInPlace, differentiable } from '../../autograd/index.js';
import { checkDropoutProbability } from '../../geometry/activation.js';
import type { DType, FloatArray } from '../../tensor/dtype.js';
import { empty, roundingOf } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { defaultGenerator } from '../../tensor/random/generator.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { floats } from '../float-only.js';
import { checkFeatures, checkFloating } from './checks.js';
import { scaledRunsGradient, scaleRuns } from './scaled-runs.js';

export { alphaDropout, type AlphaDropoutOptions, featureAlphaDropout } from './alpha.js';

export interface DropoutOptions {
  /** Probability of being dropped; default 0.5. */
  readonly p?: number;
  /** Without it the input is returned as it is; default true. */
  readonly training?: boolean;
  /** Write into the input and return it; default false. */
  readonly inplace?: boolean;
}

const OPTIONS = ['p', 'training', 'inplace'];

/**
 * What multiplies `runs` runs of elements: `1/(1 − p)`, rounded to the type of `x` first, with probability 1 − p, else 0.
 * So a dropped −x is −0, and a dropped infinity NaN. p = 1 draws nothing.
 */
function draw(dtype: DType, runs: number, p: number): Tensor {
  const factors = empty([runs], dtype);
  if (p === 1) return factors;
  const array = factors.storage.array as FloatArray;
  const round = roundingOf(array);
  const kept = round(1 / round(1 - p));
  const generator = defaultGenerator();
  for (let i = 0; i < runs; i++) array[i] = generator.nextFloat64() >= 1 - p ? 0 : kept;
  return factors;
}

function dropped(input: Tensor, run: number, { p = 0.5, training = true, inplace = false }: DropoutOptions): Tensor {
  if (!training || p === 0 || input.numel() === 0) return input;
  checkFloating(input);
  const x = floats(input, 'bernoulli_scalar_cpu_');
  if (inplace) checkInPlace(input);
  const factors = draw(input.dtype, x.length / run, p);
  const output = inplace ? input : empty(input.shape, input.dtype);
  scaleRuns(x, factors.storage.array as FloatArray, run, output.storage.array as FloatArray);
  if (inplace) input.storage.version++;
  return differentiable('Mul', [input], output, scaledRunsGradient(factors, run));
}

/**
 * Drops every element with probability `p` and divides the rest by `1 − p`.
 *
 * Without `training`, with p = 0 and for an empty input the input itself is returned and nothing is drawn.
 *
 * @throws ArgumentError for p outside [0, 1]
 */
export function dropout(input: Tensor, options: DropoutOptions = {}): Tensor {
  checkCall('dropout', { input }, options, OPTIONS);
  checkDropoutProbability(options.p);
  return dropped(input, 1, options);
}

function channelwise(input: Tensor, batched: boolean, options: DropoutOptions): Tensor {
  const { p = 0.5, training = true } = options;
  if (training && p > 0) checkFeatures(input.shape.length + (batched ? 0 : 1));
  return dropped(input, numel(input.shape.slice(batched ? 2 : 1)), options);
}

/**
 * Drops whole channels of `[N, C, L]` or `[C, L]`.
 *
 * @throws ArgumentError for p outside [0, 1], ShapeError for another rank
 */
export function dropout1d(input: Tensor, options: DropoutOptions = {}): Tensor {
  checkCall('dropout1d', { input }, options, OPTIONS);
  checkDropoutProbability(options.p);
  const rank = input.shape.length;
  if (rank !== 2 && rank !== 3)
    throw new ShapeError(
      `dropout1d: Expected 2D or 3D input, but received a ${rank}D input. Note that dropout1d exists to provide channel-wise ` +
        'dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension ' +
        '(i.e. 2D or 3D inputs).',
      { fields: { rank } },
    );
  return channelwise(input, rank === 3, options);
}

/**
 * Drops whole channels of `[N, C, …]`. Three dimensions count as `[N, C, L]`, not as an image without a batch.
 *
 * @throws ArgumentError for p outside [0, 1]
 */
export function dropout2d(input: Tensor, options: DropoutOptions = {}): Tensor {
  checkCall('dropout2d', { input }, options, OPTIONS);
  checkDropoutProbability(options.p);
  return channelwise(input, true, options);
}

/**
 * Drops whole channels of `[N, C, D, H, W]`, or of `[C, …]` with any other number of dimensions.
 *
 * @throws ArgumentError for p outside [0, 1]
 */
export function dropout3d(input: Tensor, options: DropoutOptions = {}): Tensor {
  checkCall('dropout3d', { input }, options, OPTIONS);
  checkDropoutProbability(options.p);
  return channelwise(input, input.shape.length === 5, options);
}
