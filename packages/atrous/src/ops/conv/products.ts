/**
 * @file The three products of a convolution, which are each other's gradients.
 *
 * A convolution joins three tensors: the side `x` that its windows slide over, the side `y` with one position per
 * window, and the weight. With `T(x, w, y) = Σ x[n, j, i] · w[c, j, t] · y[n, c, o]` over all `i = o·stride − padBefore +
 * dilation·t`, each product is the gradient of T by one of the three:
 *
 *     correlate(x, w) = ∂T/∂y      the convolution
 *     spread(y, w)    = ∂T/∂x      the transposed convolution
 *     weightGradient(x, y) = ∂T/∂w
 *
 * so every rule below asks for the other two, to any order. Sizes that a stride rounded away need no thought: the
 * products know the sizes of both sides.
 */

import { differentiable, isRecorded } from '../../autograd/index.js';
import type { ConvGeometry } from '../../geometry/conv.js';
import type { DType } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { convTransposeReference } from '../conv-transpose/reference.js';
import { accelerated } from '../engine.js';
import { sum } from '../reduce/sums.js';
import { numbers, numbersAs } from './dtypes.js';
import { convReference } from './reference.js';
import { weightGradientReference } from './weight-gradient.js';

/** The sizes of a convolution, and the whole shapes of the tensors that it joins. */
export interface ConvShapes {
  readonly geometry: ConvGeometry;
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly y: readonly number[];
}

/** The sizes of the transpose. */
export function exchanged(geometry: ConvGeometry, shape: readonly number[]): ConvGeometry {
  const { inChannels, outChannels, input, output } = geometry;
  return {
    ...geometry,
    inChannels: outChannels,
    outChannels: inChannels,
    input: output,
    output: input,
    shape: [...shape],
  };
}

/** The gradient of a bias: the sum over all axes but the channels. */
function biasGradient(grad: Tensor, { batched }: ConvGeometry, dtype: DType): Tensor {
  const channels = batched ? 1 : 0;
  const others = grad.shape.map((_, axis) => axis).filter((axis) => axis !== channels);
  return sum(grad, others, { dtype });
}

function correlateReference(x: Tensor, weight: Tensor, bias: Tensor | null, shapes: ConvShapes): Tensor {
  const y = empty(shapes.y, x.dtype);
  convReference(numbers(y), numbers(x), numbers(weight), bias && numbersAs(bias, x.dtype), shapes.geometry);
  return y;
}

/**
 * The convolution of `x`; saves `x` and the weight.
 *
 * @param trained  whether the result is part of a training: by default, if it is recorded
 */
export function correlate(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  shapes: ConvShapes,
  trained: boolean = isRecorded([x, weight, bias]),
): Tensor {
  const { geometry } = shapes;
  const y =
    accelerated(shapes.y, [x, weight, bias], (engine, x, w, b) => engine.conv(geometry, x, w, b, w, trained)) ??
    correlateReference(x, weight, bias, shapes);
  return differentiable(
    'Convolution',
    [x, weight, bias],
    y,
    (grad, [x, weight], needs) => [
      needs[0] ? spread(grad, weight!, null, shapes, true) : null,
      needs[1] ? weightGradient(x!, grad, shapes) : null,
      needs[2] ? biasGradient(grad, geometry, bias!.dtype) : null,
    ],
    [x, weight],
  );
}

function spreadReference(y: Tensor, weight: Tensor, bias: Tensor | null, turned: ConvGeometry): Tensor {
  const x = empty(turned.shape, y.dtype);
  convTransposeReference(numbers(x), numbers(y), numbers(weight), bias && numbersAs(bias, y.dtype), turned);
  return x;
}

/** The transposed convolution of `y`; saves `y` and the weight. `trained` as in `correlate`. */
export function spread(
  y: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  shapes: ConvShapes,
  trained: boolean = isRecorded([y, weight, bias]),
): Tensor {
  const { geometry } = shapes;
  const turned = exchanged(geometry, shapes.x);
  const x =
    accelerated(shapes.x, [y, weight, bias], (engine, y, w, b) => engine.convTranspose(turned, y, w, b, w, trained)) ??
    spreadReference(y, weight, bias, turned);
  return differentiable(
    'Convolution',
    [y, weight, bias],
    x,
    (grad, [y, weight], needs) => [
      needs[0] ? correlate(grad, weight!, null, shapes, true) : null,
      needs[1] ? weightGradient(grad, y!, shapes) : null,
      needs[2] ? biasGradient(grad, geometry, bias!.dtype) : null,
    ],
    [y, weight],
  );
}

function summedReference(x: Tensor, y: Tensor, { weight, geometry }: ConvShapes): Tensor {
  const gradWeight = empty(weight, x.dtype);
  weightGradientReference(numbers(gradWeight), numbers(x), numbers(y), geometry);
  return gradWeight;
}

/** The gradient of the weight; saves both sides. */
function weightGradient(x: Tensor, y: Tensor, shapes: ConvShapes): Tensor {
  const { geometry, weight } = shapes;
  const gradWeight =
    accelerated(weight, [x, y], (engine, ...sides) => engine.convWeightGradient(geometry, ...sides)) ??
    summedReference(x, y, shapes);
  return differentiable(
    'ConvolutionBackward',
    [x, y],
    gradWeight,
    (grad, [x, y], needs) => [
      needs[0] ? spread(y!, grad, null, shapes, true) : null,
      needs[1] ? correlate(x!, grad, null, shapes, true) : null,
    ],
    [x, y],
  );
}
