/**
 * @file Values at places of planes: taken from there, or added there. Each is the gradient of the other, of max pooling
 * and of unpooling.
 *
 * A place is a position in its plane, `d·H·W + h·W + w`. One outside the plane (what max pooling says of a window that
 * read nothing) holds zero, and what is added there is lost.
 */

import { differentiable } from '../../autograd/index.js';
import { fromNumbers, type NumberArray, numbers } from '../../tensor/element.js';
import { numel, type Tensor } from '../../tensor/tensor.js';

/** The array that values of the type are added up in. */
function sumsOf(t: Tensor, count: number): NumberArray {
  return t.dtype === 'float64' ? new Float64Array(count) : new Float32Array(count);
}

/**
 * Zeros, and every value added at its place; values that meet are added in doubles.
 *
 * @param values  [planes, count]
 * @param places  as `values`
 * @param shape   of the result, [planes, …]
 */
function scatterPlaces(values: Tensor, places: Tensor, planes: number, shape: readonly number[]): Tensor {
  const [v, at] = [numbers(values), numbers(places)];
  const out = sumsOf(values, numel(shape));
  const [count, plane] = [v.length / planes, out.length / planes];
  const sums = new Float64Array(planes === 0 ? 0 : plane);
  for (let p = 0; p < planes; p++) {
    sums.fill(0);
    for (let i = p * count; i < (p + 1) * count; i++) if (at[i]! < plane) sums[at[i]!]! += v[i]!;
    out.set(sums, p * plane);
  }
  const { shape: from } = values;
  return differentiable(
    'Scatter',
    [values],
    fromNumbers(out, shape, values.dtype),
    (grad, [places]) => [gatherPlaces(grad, places!, planes, from)],
    [places],
  );
}

/**
 * The values at the places.
 *
 * @param source  [planes, …]
 * @param places  [planes, count]
 * @param shape   of the result, [planes, count]
 */
export function gatherPlaces(source: Tensor, places: Tensor, planes: number, shape: readonly number[]): Tensor {
  const [x, at] = [numbers(source), numbers(places)];
  const out = sumsOf(source, at.length);
  const [count, plane] = [at.length / planes, x.length / planes];
  for (let p = 0; p < planes; p++)
    for (let i = p * count; i < (p + 1) * count; i++) if (at[i]! < plane) out[i] = x[p * plane + at[i]!]!;
  const { shape: from } = source;
  return differentiable(
    'Gather',
    [source],
    fromNumbers(out, shape, source.dtype),
    (grad, [places]) => [scatterPlaces(grad, places!, planes, from)],
    [places],
  );
}

/**
 * Gives max pooling its history: every gradient goes whole to the element that the index names, the first maximum or
 * the last NaN. Saves the indices.
 */
export function fromPlaces(name: string, input: Tensor, output: Tensor, places: Tensor, planes: number): Tensor {
  const { shape } = input;
  return differentiable(name, [input], output, (grad, [places]) => [scatterPlaces(grad, places!, planes, shape)], [
    places,
  ]);
}
