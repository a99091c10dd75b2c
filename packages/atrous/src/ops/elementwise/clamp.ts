/** @file Limiting values to a range. */

import { differentiable } from '../../autograd/index.js';
import { runtimeError } from '../../errors.js';
import { numbers } from '../../tensor/element.js';
import { checkCall, wrongType } from '../../tensor/operand.js';
import { resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { operand } from './binary.js';
import { gated } from './gated.js';
import { each, limited, type SlopeLoop, when } from './loops.js';
import { map } from './unary.js';

export interface ClampOptions {
  readonly min?: number | null;
  readonly max?: number | null;
}

/**
 * min(max(x, min), max): where `min` is above `max`, everything is `max`. NaN stays; a NaN limit makes everything NaN.
 * The gradient passes within the limits, the limits included.
 *
 * @throws ArgumentError without any limit
 */
export function clamp(input: Tensor, options: ClampOptions = {}): Tensor {
  checkCall('clamp', { input }, options, ['min', 'max']);
  const { min = null, max = null } = options;
  if (min === null && max === null) throw runtimeError("torch.clamp: At least one of 'min' or 'max' must not be None");
  const limits = [min, max].filter((limit) => limit !== null);
  for (const limit of limits)
    if (typeof limit !== 'number')
      throw wrongType('clamp(): a limit must be Number, not ', limit, 'Limits of each element: `maximum`, `minimum`.');
  const dtype = resultType([input, ...limits]);
  const rounded = (limit: number | null, none: number): number =>
    limit === null ? none : numbers(operand(limit, dtype))[0]!;
  const [low, high] = [rounded(min, -Infinity), rounded(max, Infinity)];
  const source = to(input, dtype);
  const bounded = Number.isNaN(low) || Number.isNaN(high) ? each(() => Number.NaN) : limited(low, high);
  const call = { name: 'Clamp', constants: [low, high] };
  const output = map(bounded, source, dtype, call);
  const within: SlopeLoop = (g, x, y) => {
    for (let i = 0; i < g.length; i++) y[i] = when(Number(x[i]! >= low) * Number(x[i]! <= high), g[i]!);
  };
  return differentiable(
    'Clamp',
    [source],
    output,
    (grad, [x]) => [gated(grad, x!, within, { ...call, name: 'ClampBackward' })],
    [source],
  );
}
