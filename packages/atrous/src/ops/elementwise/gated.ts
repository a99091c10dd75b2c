/** @file What the gradients of piecewise linear functions are made of. */

import { differentiable } from '../../autograd/index.js';
import { numbers } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { finish, workspace } from './binary.js';

/**
 * grad · slope(x), in one loop; where the slope is 0 nothing passes, not even an infinity.
 *
 * For slopes that are constant but for steps, so that there is nothing to differentiate in x.
 *
 * @param grad  in the shape and dtype of `x`
 */
export function gated(grad: Tensor, x: Tensor, slope: (x: number) => number): Tensor {
  const [g, at] = [numbers(grad), numbers(x)];
  const out = workspace(grad.dtype, g.length);
  for (let i = 0; i < g.length; i++) {
    const factor = slope(at[i]!);
    out[i] = factor === 0 ? 0 : g[i]! * factor;
  }
  const output = finish(out, grad.shape, grad.dtype);
  return differentiable('ThresholdBackward', [grad], output, (second, [saved]) => [gated(second, saved!, slope)], [x]);
}
