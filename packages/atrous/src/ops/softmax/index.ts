/** @file `F.softmax`, `F.logSoftmax` and `F.softmin`. */

import { differentiable } from '../../autograd/index.js';
import { wrapDimension } from '../../geometry/dim.js';
import type { DType } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { neg } from '../elementwise/index.js';
import { checkFloats } from '../float-only.js';
import { onLines, softmaxGradient } from './gradient.js';
import { softmaxReference } from './reference.js';

export interface SoftmaxOptions {
  /** The dimension whose values sum to 1. Without one: 0 for 0, 1 and 3 dimensions, else 1. */
  readonly dim?: number | null;
  /** Converts the input first; default: its own type. */
  readonly dtype?: DType | null;
}

const implicitDim = (rank: number): number => (rank === 0 || rank === 1 || rank === 3 ? 0 : 1);

function normalized(callee: string, input: Tensor, options: SoftmaxOptions, log: boolean): Tensor {
  checkCall(callee, { input }, options, ['dim 1 int?', 'dtype']);
  const { shape } = input;
  const dim = wrapDimension(options.dim ?? implicitDim(shape.length), shape.length);
  const source = to(input, options.dtype ?? input.dtype);
  const kernel = `${log ? 'log_softmax' : 'softmax'}_${dim >= shape.length - 1 ? 'lastdim_' : ''}kernel_impl`;
  checkFloats(source, kernel);
  const lines = { outer: numel(shape.slice(0, dim)), size: shape[dim] ?? 1, inner: numel(shape.slice(dim + 1)) };
  const output = onLines(lines, log, source, null) ?? softmaxReference(source, lines, log);
  const name = log ? 'LogSoftmax' : 'Softmax';
  return differentiable(name, [source], output, softmaxGradient(dim, lines, log), [output]);
}

/**
 * `eˣ / Σ eˣ` along `dim`.
 *
 * @throws IndexError for a dimension that does not exist
 */
export function softmax(input: Tensor, options: SoftmaxOptions = {}): Tensor {
  return normalized('softmax', input, options, false);
}

/**
 * `x − log Σ eˣ` along `dim`: the logarithm of softmax, without the underflow of taking it afterwards.
 *
 * @throws IndexError for a dimension that does not exist
 */
export function logSoftmax(input: Tensor, options: SoftmaxOptions = {}): Tensor {
  return normalized('log_softmax', input, options, true);
}

/**
 * `softmax(−x)`.
 *
 * @throws IndexError for a dimension that does not exist
 */
export function softmin(input: Tensor, options: SoftmaxOptions = {}): Tensor {
  checkCall('softmin', { input });
  return normalized('softmin', neg(input), options, false);
}
