/** @file `F.glu`: one half of the input gates the other. */

import { differentiable } from '../../autograd/index.js';
import { ShapeError } from '../../errors.js';
import { wrapDimension } from '../../geometry/dim.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { floats } from '../float-only.js';
import { add, mul, neg } from '../elementwise/index.js';
import { cat } from '../shape/join.js';
import { narrow } from '../shape/select.js';
import { sigmoid as gate } from './elementwise.js';
import { sigmoidOf } from './functions.js';

export interface GluOptions {
  /** The dimension that is halved; default −1. */
  readonly dim?: number;
}

/**
 * `a·sigmoid(b)`, a and b the two halves of the input along `dim`.
 *
 * @throws ShapeError for an odd size or a scalar, IndexError for a dimension that does not exist
 */
export function glu(input: Tensor, options: GluOptions = {}): Tensor {
  checkCall('glu', { input }, options, ['dim 2 int']);
  const { shape } = input;
  if (shape.length === 0) throw new ShapeError('glu does not support scalars because halving size must be even');
  const dim = wrapDimension(options.dim ?? -1, shape.length);
  const size = shape[dim]!;
  if (size % 2 !== 0)
    throw new ShapeError(`Halving dimension must be even, but dimension ${dim} is size ${size}`, {
      fields: { dim, size },
    });
  const x = floats(input, 'glu_cpu');
  const output = empty(shape.with(dim, size / 2), input.dtype);
  const y = output.storage.array as FloatArray;
  const half = (size / 2) * numel(shape.slice(dim + 1));
  for (let i = 0; i < y.length; i++) {
    const a = i + Math.floor(i / half) * half;
    y[i] = x[a]! * sigmoidOf(x[a + half]!);
  }
  return differentiable('Glu', [input], output, (grad, [saved]) => [gluGradient(grad, saved!, dim)], [input]);
}

/** Of a·σ(b): σ and a·σ·(1 − σ), behind one another. */
function gluGradient(grad: Tensor, x: Tensor, dim: number): Tensor {
  const half = x.shape[dim]! / 2;
  const [a, s] = [narrow(x, dim, 0, half), gate(narrow(x, dim, half, half))];
  const gradA = mul(grad, s);
  return cat([gradA, mul(mul(gradA, a), add(neg(s), 1))], dim);
}
