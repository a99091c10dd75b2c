/** @file Runs the max reference on a tensor, whatever its element type; fixed and adaptive windows alike. */

import { isRecorded } from '../../autograd/index.js';
import type { DType } from '../../tensor/dtype.js';
import { fromNumbers, type NumberArray, numbers } from '../../tensor/element.js';
import { numel, type Storage, Tensor } from '../../tensor/tensor.js';
import type { PoolGeometry } from '../../geometry/pool.js';
import { onFloat32 } from '../engine.js';
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

/** Maxima, and where they stand if that was asked for. */
interface Found {
  readonly output: Tensor;
  readonly places: Tensor | null;
}

/** The maxima by an engine, for windows of one size and one stride. */
function quickly(input: Tensor, { windows, ...sizes }: Pooling, withPlaces: boolean): Found | undefined {
  if (windows === null) return undefined;
  const geometry = { ...sizes, windows };
  const result = onFloat32([input], (engine, x) => {
    if (withPlaces) return engine.maxPoolPlaces(geometry, x);
    const values = engine.maxPool(geometry, x);
    return values && { values, places: null };
  });
  const tensor = (values: Float32Array | Int32Array | Storage, dtype: DType): Tensor =>
    new Tensor(values, sizes.shape, dtype);
  return (
    result && { output: tensor(result.values, 'float32'), places: result.places && tensor(result.places, 'int32') }
  );
}

/** The sizes of a pooling; `windows` is null where they are not all of one size and one stride. */
export interface Pooling extends Omit<PoolGeometry, 'windows'> {
  readonly windows: PoolGeometry['windows'] | null;
}

/**
 * The maximum of every window of every plane, with positions in the plane where `withIndices`.
 *
 * @param name  of the operation in the history
 */
export function largest(
  name: string,
  input: Tensor,
  axes: Axes,
  pooling: Pooling,
  withIndices: boolean,
): Tensor | [Tensor, Tensor] {
  const recorded = isRecorded([input]);
  const withPlaces = withIndices || recorded;
  const found = quickly(input, pooling, withPlaces) ?? slowly(input, axes, pooling, withPlaces);
  const { output, places } = found;
  if (places === null) return output;
  if (recorded) fromPlaces(name, input, output, places, pooling.planes);
  return withIndices ? [output, places] : output;
}

/** The maxima by the reference. */
function slowly(input: Tensor, axes: Axes, { planes, shape }: Pooling, withPlaces: boolean): Found {
  const { dtype } = input;
  const count = numel(shape);
  const y = outputArray(dtype, count);
  const indices = withPlaces ? new Int32Array(count) : null;
  maxPoolReference(numbers(input), y, indices, planes, axes, lowest(dtype));
  return { output: fromNumbers(y, shape, dtype), places: indices && new Tensor(indices, shape, 'int32') };
}
