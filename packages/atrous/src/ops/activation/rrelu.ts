/** @file `F.rrelu`: a leaky ReLU whose slope is drawn anew for every element in training. */

import type { ArgumentError } from '../../errors.js';
import { runtimeError } from '../../errors.js';
import { float } from '../../geometry/python.js';
import { checkCall } from '../../tensor/operand.js';
import { roundingOf } from '../../tensor/element.js';
import { defaultGenerator } from '../../tensor/random/generator.js';
import { Tensor } from '../../tensor/tensor.js';
import { mul, mul_ } from '../elementwise/index.js';
import { floats } from '../float-only.js';
import { leakyRelu } from './elementwise.js';
import type { InplaceOptions } from './run.js';

export interface RreluOptions extends InplaceOptions {
  /** Least slope; default 1/8. */
  readonly lower?: number;
  /** Largest slope; default 1/3. */
  readonly upper?: number;
  /** Draw the slopes; default false, where every slope is the mean of the two. */
  readonly training?: boolean;
}

const refuse = (message: string, fields: object): ArgumentError => runtimeError(message, { fields: { ...fields } });

function checkBounds(lower: number, upper: number): void {
  for (const [name, bound] of Object.entries({ lower, upper }))
    if (!Number.isFinite(bound))
      throw refuse(`rrelu: ${name} bound must be finite, got ${float(bound)}`, { [name]: bound });
  if (lower > upper) throw refuse('Lower bound should be less than or equal to the upper bound', { lower, upper });
}

/**
 * The slope of every element: 1 where it is positive, else a draw. One float64 draw for each that is not, in memory
 * order; the slope is rounded to the element type.
 */
function drawnSlopes(input: Tensor, lower: number, upper: number): Tensor {
  const x = floats(input, 'rrelu_with_noise_out_cpu');
  const slopes = x.slice().fill(1);
  const round = roundingOf(x);
  const [low, high] = [round(lower), round(upper)];
  const generator = defaultGenerator();
  for (let i = 0; i < x.length; i++) if (x[i]! <= 0) slopes[i] = generator.nextFloat64() * (high - low) + low;
  return new Tensor(slopes, input.shape, input.dtype);
}

/**
 * `x`, or `a·x` where x is not positive: in training with a slope `a` from U(lower, upper) for each element, else with the
 * mean of the bounds.
 *
 * @throws ArgumentError for bounds that are not finite or the wrong way round
 */
export function rrelu(input: Tensor, options: RreluOptions = {}): Tensor {
  checkCall('rrelu', { input }, options, ['lower 2', 'upper 3', 'training 4', 'inplace']);
  const { lower = 1 / 8, upper = 1 / 3, training = false, inplace } = options;
  checkBounds(lower, upper);
  if (!training) return leakyRelu(input, { negativeSlope: (lower + upper) / 2, inplace });
  const slopes = drawnSlopes(input, lower, upper);
  return inplace ? mul_(input, slopes) : mul(input, slopes);
}
