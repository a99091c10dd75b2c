/** @file Averages of windows and their adjoint, each the gradient of the other; fixed and adaptive windows alike. */

import { differentiable } from '../../autograd/index.js';
import { fromNumbers, numbers } from '../../tensor/element.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { accelerated } from '../engine.js';
import type { Axes } from '../pool-windows.js';
import { avgPoolAdjointReference, avgPoolReference, type Divisors } from './reference.js';

/** What averages which elements, and its name in the history. */
export interface Averaging {
  readonly name: string;
  readonly planes: number;
  readonly axes: Axes;
  readonly divisors: Divisors | number;
}

/** An array that the type's values are rounded into once. */
function roomFor(t: Tensor, count: number): Float32Array | Float64Array {
  return t.dtype === 'float32' ? new Float32Array(count) : new Float64Array(count);
}

/**
 * The sum over every window of every plane, divided, as a tensor of the input's type; with `back` every value, divided, at each
 * element that its window reads.
 */
export function averages(input: Tensor, averaging: Averaging, shape: readonly number[], back: boolean = false): Tensor {
  const { name, planes, axes, divisors } = averaging;
  const { shape: from } = input;
  let output = accelerated(shape, [input], (engine, x) => engine.averages(averaging, x, back));
  if (output === undefined) {
    const y = roomFor(input, numel(shape));
    (back ? avgPoolAdjointReference : avgPoolReference)(numbers(input), y, planes, axes, divisors);
    output = fromNumbers(y, shape, input.dtype);
  }
  return differentiable(back ? `${name}Backward` : name, [input], output, (grad) => [
    averages(grad, averaging, from, !back),
  ]);
}
