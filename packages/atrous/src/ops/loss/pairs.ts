/** @file Losses that compare two tensors element by element: one loop in double precision, rounded once. */

import { differentiable, isRecorded } from '../../autograd/index.js';
import { broadcastShapes } from '../../tensor/broadcast.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import { resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { combine } from '../elementwise/binary.js';
import { div, mul, neg, sub } from '../elementwise/index.js';
import type { PairLoop } from '../elementwise/loops.js';
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
  readonly value: PairLoop;
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

/** How many losses are computed before they are added up. */
const BLOCK = 1024;

function run(value: PairLoop, x: FloatArray, t: FloatArray, reduction: Reduction, out: FloatArray): void {
  if (reduction === 'none') {
    value(out, 0, x.length, x, 0, 1, t, 0, 1);
    return;
  }
  const block = new Float64Array(Math.min(BLOCK, x.length));
  let sum = 0;
  for (let start = 0; start < x.length; start += BLOCK) {
    const count = Math.min(BLOCK, x.length - start);
    value(block, 0, count, x, start, 1, t, start, 1);
    for (let i = 0; i < count; i++) sum += block[i]!;
  }
  out[0] = reduction === 'mean' ? sum / x.length : sum;
}

/**
 * A loss of the difference z = x − t.
 *
 * @param slope   its derivative by z, made of operations
 * @param slopes  the same from x and t
 */
export function differenceLoss(
  name: string,
  kernel: string,
  value: PairLoop,
  slope: (z: Tensor) => Tensor,
  slopes: PairLoop,
): PairLoss {
  return {
    name,
    kernel,
    value,
    slopes: (x, t, needs) => {
      const rise = isRecorded([x, t]) ? slope(sub(x, t)) : combine(slopes, x, t, x.dtype);
      return [needs[0] ? rise : null, needs[1] ? neg(rise) : null];
    },
  };
}
