/** @file Losses that compare two tensors element by element: one loop in double precision, rounded once. */

import { differentiable } from '../../autograd/index.js';
import { broadcastShapes } from '../../tensor/broadcast.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import { resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { div, mul, neg, sub } from '../elementwise/index.js';
import { floats } from '../float-only.js';
import { expand } from '../shape/index.js';
import type { Reduction } from './reduction.js';

/** Both in one shape and one dtype, as broadcasting and promotion make them. */
export function paired(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const shape = broadcastShapes(a.shape, b.shape);
  const dtype = resultType([a, b]);
  const fitted = (t: Tensor): Tensor => {
    const cast = to(t, dtype);
    return cast.shape.join() === shape.join() ? cast : expand(cast, shape);
  };
  return [fitted(a), fitted(b)];
}

/** A loss of one pair, and how it changes with either. */
export interface PairLoss {
  /** PyTorch's name without `Backward0`. */
  readonly name: string;
  /** What PyTorch calls the code, in errors about types. */
  readonly kernel: string;
  readonly value: (x: number, t: number) => number;
  /** Made of operations, so that they can be differentiated; null where nobody asked. */
  readonly slopes: (x: Tensor, t: Tensor, needs: readonly boolean[]) => (Tensor | null)[];
}

/** @throws ShapeError where the two do not broadcast, NotSupportedError for integers */
export function pairLoss(loss: PairLoss, input: Tensor, target: Tensor, reduction: Reduction): Tensor {
  const [a, b] = paired(input, target);
  const [x, t] = [floats(a, loss.kernel), floats(b, loss.kernel)];
  const output = empty(reduction === 'none' ? a.shape : [], a.dtype);
  run(loss.value, x, t, reduction, output.storage.array as FloatArray);
  const rule = (grad: Tensor, [savedX, savedT]: readonly Tensor[], needs: readonly boolean[]): (Tensor | null)[] => {
    const each = reduction === 'mean' ? div(grad, x.length) : grad;
    return loss.slopes(savedX!, savedT!, needs).map((slope) => slope && mul(slope, each));
  };
  return differentiable(loss.name, [a, b], output, rule, [a, b]);
}

function run(value: PairLoss['value'], x: FloatArray, t: FloatArray, reduction: Reduction, out: FloatArray): void {
  if (reduction === 'none') {
    for (let i = 0; i < x.length; i++) out[i] = value(x[i]!, t[i]!);
    return;
  }
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += value(x[i]!, t[i]!);
  out[0] = reduction === 'mean' ? sum / x.length : sum;
}

/** A loss of the difference z = x − t. */
export function differenceLoss(
  name: string,
  kernel: string,
  value: (z: number) => number,
  slope: (z: Tensor) => Tensor,
): PairLoss {
  return {
    name,
    kernel,
    value: (x, t) => value(x - t),
    slopes: (x, t, needs) => {
      const rise = slope(sub(x, t));
      return [needs[0] ? rise : null, needs[1] ? neg(rise) : null];
    },
  };
}
