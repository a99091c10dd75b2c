/** @file Averages of windows and their adjoint, each the gradient of the other; fixed and adaptive windows alike. */

import { differentiable } from '../../autograd/index.js';
import type { PoolGeometry } from '../../geometry/pool.js';
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
  /** The windows where they all have one size and one stride, for an engine. */
  readonly geometry: PoolGeometry | null;
}

/** An array that the type's values are rounded into once. */
function roomFor(t: Tensor, count: number): Float32Array | Float64Array {
  return t.dtype === 'float32' ? new Float32Array(count) : new Float64Array(count);
}

/** One window that reads its whole plane. */
const isWhole = (axes: Axes): boolean =>
  axes.every(({ start, end, size }) => start.length === 1 && start[0] === 0 && end[0] === size);

/** The averages by an engine. */
function quickAverages(
  input: Tensor,
  { planes, axes, divisors, geometry }: Averaging,
  shape: readonly number[],
): Tensor | undefined {
  return accelerated(shape, [input], (engine, values) => {
    if (!isWhole(axes)) return geometry === null ? undefined : engine.avgPool(geometry, values, divisors);
    const divisor = typeof divisors === 'number' ? divisors : divisors.reduce((all, [cells]) => all * cells!, 1);
    const sums = engine.totals(values, [planes, values.length / planes], [planes, 1]);
    return sums && Float32Array.from(sums, (sum) => sum / divisor);
  });
}

/** The sum over every window of every plane, divided, as a tensor of the input's type. */
export function averages(input: Tensor, averaging: Averaging, shape: readonly number[]): Tensor {
  const { name, planes, axes, divisors } = averaging;
  const { shape: from } = input;
  let output = quickAverages(input, averaging, shape);
  if (output === undefined) {
    const y = roomFor(input, numel(shape));
    avgPoolReference(numbers(input), y, planes, axes, divisors);
    output = fromNumbers(y, shape, input.dtype);
  }
  return differentiable(name, [input], output, (grad) => [shares(grad, averaging, from)]);
}

/** Every value, divided, at each element that its window reads. */
function shares(values: Tensor, averaging: Averaging, shape: readonly number[]): Tensor {
  const { name, planes, axes, divisors } = averaging;
  const x = roomFor(values, numel(shape));
  avgPoolAdjointReference(numbers(values), x, planes, axes, divisors);
  const { shape: from } = values;
  const output = fromNumbers(x, shape, values.dtype);
  return differentiable(`${name}Backward`, [values], output, (grad) => [averages(grad, averaging, from)]);
}
