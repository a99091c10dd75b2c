/**
 * @file The three products of a linear layer, which are each other's gradients.
 *
 * With `T(x, w, y) = Σ x[r, k] · w[o, k] · y[r, o]` each of them is the gradient of T by one of the three tensors, so
 * every rule asks for the other two, to any order.
 */

import { differentiable } from '../../autograd/index.js';
import type { LinearGeometry } from '../../geometry/linear.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { numbers } from '../conv/dtypes.js';
import { accelerated } from '../engine.js';
import { sum } from '../reduce/sums.js';
import { reshape } from '../shape/view.js';
import { inputGradientReference, linearReference, weightGradientReference } from './reference.js';

function productReference(x: Tensor, weight: Tensor, bias: Tensor | null, geometry: LinearGeometry): Tensor {
  const y = empty(geometry.shape, x.dtype);
  linearReference(numbers(y), numbers(x), numbers(weight), bias && numbers(bias), geometry);
  return y;
}

/** [*, inFeatures], [outFeatures, inFeatures] → [*, outFeatures]; saves the input and the weight. */
export function linearProduct(x: Tensor, weight: Tensor, bias: Tensor | null, geometry: LinearGeometry): Tensor {
  const y =
    accelerated(geometry.shape, [x, weight, bias], (engine, x, w, b) => engine.linear(geometry, x, w, b, w)) ??
    productReference(x, weight, bias, geometry);
  const biasShape = bias?.shape;
  return differentiable(
    bias === null ? 'Mm' : 'Addmm',
    [x, weight, bias],
    y,
    (grad, [x, weight], needs) => [
      needs[0] ? inputGradient(grad, weight!, geometry) : null,
      needs[1] ? weightGradient(x!, grad, geometry) : null,
      needs[2] ? biasGradient(grad, biasShape!, geometry) : null,
    ],
    [x, weight],
  );
}

type Reference = typeof inputGradientReference;

/** A gradient, `[a, b] → shape`, by the reference. */
function gradientReference(
  reference: Reference,
  shape: readonly number[],
  [a, b]: readonly [Tensor, Tensor],
  geometry: LinearGeometry,
): Tensor {
  const out = empty(shape, a.dtype);
  reference(numbers(out), numbers(a), numbers(b), geometry);
  return out;
}

/** [*, outFeatures], [outFeatures, inFeatures] → [*, inFeatures]. */
function inputGradient(y: Tensor, weight: Tensor, geometry: LinearGeometry): Tensor {
  const shape = [...y.shape.slice(0, -1), geometry.inFeatures];
  const gradX =
    accelerated(shape, [y, weight], (engine, ...sides) => engine.linearInputGradient(geometry, ...sides)) ??
    gradientReference(inputGradientReference, shape, [y, weight], geometry);
  return differentiable(
    'Mm',
    [y, weight],
    gradX,
    (grad, [y, weight], needs) => [
      needs[0] ? linearProduct(grad, weight!, null, geometry) : null,
      needs[1] ? weightGradient(grad, y!, geometry) : null,
    ],
    [y, weight],
  );
}

/** [*, inFeatures], [*, outFeatures] → [outFeatures, inFeatures]. */
function weightGradient(x: Tensor, y: Tensor, geometry: LinearGeometry): Tensor {
  const shape = [geometry.outFeatures, geometry.inFeatures];
  const gradWeight =
    accelerated(shape, [x, y], (engine, ...sides) => engine.linearWeightGradient(geometry, ...sides)) ??
    gradientReference(weightGradientReference, shape, [x, y], geometry);
  return differentiable(
    'Mm',
    [x, y],
    gradWeight,
    (grad, [x, y], needs) => [
      needs[0] ? inputGradient(y!, grad, geometry) : null,
      needs[1] ? linearProduct(x!, grad, null, geometry) : null,
    ],
    [x, y],
  );
}

/** The sum over the rows, and over the outputs too where one value served all of them. */
function biasGradient(grad: Tensor, shape: readonly number[], { rows, outFeatures }: LinearGeometry): Tensor {
  const shared = shape.length === 0 || shape[0] !== outFeatures;
  return reshape(sum(reshape(grad, [rows, outFeatures]), shared ? [0, 1] : 0), shape);
}
