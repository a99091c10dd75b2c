/** @file Runs the average reference on a tensor, whatever its element type; fixed and adaptive windows alike. */

import { fromNumbers, numbers } from '../../tensor/element.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { asVolume, type AxisWindows } from '../pool-windows.js';
import { avgPoolReference, type Divisors } from './reference.js';

/** The sum over every window of every plane, divided, as a tensor of the input's type. */
export function averages(
  input: Tensor,
  planes: number,
  axes: readonly AxisWindows[],
  shape: readonly number[],
  divisors: Divisors | number,
): Tensor {
  const count = numel(shape);
  const y = input.dtype === 'float32' ? new Float32Array(count) : new Float64Array(count);
  avgPoolReference(numbers(input), y, planes, asVolume(axes), divisors);
  return fromNumbers(y, shape, input.dtype);
}
