/** @file Runs the max reference on a tensor, whatever its element type; fixed and adaptive windows alike. */

import { isRecorded } from '../../autograd/index.js';
import type { DType } from '../../tensor/dtype.js';
import { fromNumbers, type NumberArray, numbers } from '../../tensor/element.js';
import { numel, Tensor } from '../../tensor/tensor.js';
import type { Axes } from '../pool-windows.js';
import { fromPlaces } from './places.js';
import { maxPoolReference } from './reference.js';

/** What no value of the type is below. */
function lowest(dtype: DType): number {
  if (dtype === 'uint8') return 0;
  if (dtype === 'int32') return -(2 ** 31);
  return dtype === 'int64' ? -(2 ** 63) : -Infinity;
}

/** An array that holds the type's values exactly. */
function outputArray(dtype: DType, length: number): NumberArray {
  if (dtype === 'float64' || dtype === 'int64') return new Float64Array(length);
  if (dtype === 'int32') return new Int32Array(length);
  return dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
}

/**
 * The maximum of every window of every plane, with positions in the plane where `withIndices`.
 *
 * @param name  of the operation in the history
 */
export function largest(
  name: string,
  input: Tensor,
  planes: number,
  axes: Axes,
  shape: readonly number[],
  withIndices: boolean,
): Tensor | [Tensor, Tensor] {
  const { dtype } = input;
  const count = numel(shape);
  const y = outputArray(dtype, count);
  const recorded = isRecorded([input]);
  const indices = withIndices || recorded ? new Int32Array(count) : null;
  maxPoolReference(numbers(input), y, indices, planes, axes, lowest(dtype));
  const output = fromNumbers(y, shape, dtype);
  if (indices === null) return output;
  const places = new Tensor(indices, shape, 'int32');
  if (recorded) fromPlaces(name, input, output, places, planes);
  return withIndices ? [output, places] : output;
}
