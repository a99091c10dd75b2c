/** @file What the gradients of piecewise linear functions are made of. */

import { differentiable } from '../../autograd/index.js';
import { numbers } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { byKernel, type KernelCall } from '../engine.js';
import { finish, workspace } from './binary.js';
import type { SlopeLoop } from './loops.js';

/**
 * The gradient through one loop. For slopes that are constant but for steps, so that there is nothing to differentiate in
 * x; where a slope is 0 nothing passes, not even an infinity.
 *
 * @param grad  in the shape and dtype of `x`
 * @param call  the name by which an engine has the loop
 */
export function gated(grad: Tensor, x: Tensor, loop: SlopeLoop, call?: KernelCall): Tensor {
  let output = byKernel(call, grad.shape, grad, x);
  if (output === undefined) {
    const out = workspace(grad.dtype, grad.numel());
    loop(numbers(grad), numbers(x), out);
    output = finish(out, grad.shape, grad.dtype);
  }
  return differentiable('ThresholdBackward', [grad], output, (second, [saved]) => [gated(second, saved!, loop, call)], [
    x,
  ]);
}
