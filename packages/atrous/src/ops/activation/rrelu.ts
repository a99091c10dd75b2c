/** @file `F.rrelu`: a leaky ReLU whose slope is drawn anew for every element in training. */

import { ArgumentError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { float } from '../../geometry/python.js';
import { defaultGenerator } from '../../tensor/random/generator.js';
import type { Tensor } from '../../tensor/tensor.js';
import { leakyRelu, type Scalar } from './functions.js';
import { activate, type InplaceOptions } from './run.js';

export interface RreluOptions extends InplaceOptions {
  /** Least slope; default 1/8. */
  readonly lower?: number;
  /** Largest slope; default 1/3. */
  readonly upper?: number;
  /** Draw the slopes; default false, where every slope is the mean of the two. */
  readonly training?: boolean;
}

const refuse = (message: string, fields: object): ArgumentError =>
  new ArgumentError(message, { pythonType: 'RuntimeError', fields: { ...fields } });

function checkBounds(lower: number, upper: number): void {
  for (const [name, bound] of Object.entries({ lower, upper }))
    if (!Number.isFinite(bound))
      throw refuse(`rrelu: ${name} bound must be finite, got ${float(bound)}`, { [name]: bound });
  if (lower > upper) throw refuse('Lower bound should be less than or equal to the upper bound', { lower, upper });
}

/** One float64 draw for every element that is not positive, in memory order; the slope is rounded to the element type. */
function drawnSlopes(lower: number, upper: number, round: (value: number) => number): Scalar {
  const [low, high] = [round(lower), round(upper)];
  const generator = defaultGenerator();
  return (x) => (x <= 0 ? x * round(generator.nextFloat64() * (high - low) + low) : x);
}

/**
 * `x`, or `a·x` where x is not positive: in training with a slope `a` from U(lower, upper) for each element, else with the
 * mean of the bounds.
 *
 * @throws ArgumentError for bounds that are not finite or the wrong way round
 */
export function rrelu(input: Tensor, options: RreluOptions = {}): Tensor {
  checkOptions('rrelu', options, ['lower', 'upper', 'training', 'inplace']);
  const { lower = 1 / 8, upper = 1 / 3, training = false, inplace } = options;
  checkBounds(lower, upper);
  if (!training) return activate(input, leakyRelu((lower + upper) / 2), { kernel: 'leaky_relu_cpu' }, inplace);
  const round = input.dtype === 'float32' ? Math.fround : (value: number) => value;
  return activate(input, drawnSlopes(lower, upper, round), { kernel: 'rrelu_with_noise_out_cpu' }, inplace);
}
