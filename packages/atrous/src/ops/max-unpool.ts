/** @file F.maxUnpool1d, 2d, 3d: puts maxima back where max pooling found them, zeros elsewhere. */

import { differentiable } from '../autograd/index.js';
import { DTypeError, ShapeError } from '../errors.js';
import type { PerAxis, Rank } from '../geometry/types.js';
import { type UnpoolGeometry, unpoolGeometry, unpoolOutput } from '../geometry/unpool.js';
import { DTYPES, type DType, isFloat } from '../tensor/dtype.js';
import { empty, type NumberArray, numbers } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import { numel, type Tensor } from '../tensor/tensor.js';
import { gatherPlaces } from './max-pool/places.js';
import { notImplemented } from './not-implemented.js';

export interface MaxUnpoolOptions {
  /** Default: the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  readonly padding?: PerAxis | undefined;
  /** The spatial sizes wanted, or the whole shape of a batched output. */
  readonly outputSize?: readonly number[] | null | undefined;
}

/** 2-D names the type that it got; 3-D does not. */
function checkIndexType(rank: Rank, dtype: DType): void {
  if (dtype === 'int32' || dtype === 'int64') return;
  const got = rank === 3 ? '' : ` but got: ${DTYPES[dtype].scalar}`;
  throw new DTypeError(`elements in indices should be type int64${got}`, {
    hint: 'Give the indices that max pooling returned: int32, or int64 from PyTorch.',
    fields: { dtype },
  });
}

function invalidIndex(rank: Rank, index: number, output: readonly number[]): ShapeError {
  const volume = rank === 1 ? [...output, 1] : output;
  return new ShapeError(`Found an invalid max index: ${index} (output volumes are of size ${volume.join('x')})`, {
    hint: 'Unpool to the size that was pooled: `outputSize`.',
    fields: { index, output },
  });
}

/** Writes each value at its index in its plane; of equal indices the last stays. */
function scatter(x: NumberArray, indices: NumberArray, y: NumberArray, rank: Rank, geometry: UnpoolGeometry): void {
  const count = numel(geometry.input);
  const plane = numel(geometry.output);
  for (let p = 0, i = 0; p < geometry.planes; p++) {
    for (let end = i + count; i < end; i++) {
      const at = indices[i]!;
      if (!(at >= 0 && at < plane)) throw invalidIndex(rank, at, geometry.output);
      y[p * plane + at] = x[i]!;
    }
  }
}

/** The gradient is taken from where the values went, also for those that another value overwrote; saves the indices. */
function maxUnpool(rank: Rank, input: Tensor, indices: Tensor, kernelSize: PerAxis, options: MaxUnpoolOptions): Tensor {
  checkCall(`max_unpool${rank}d`, { input, indices }, options, ['stride', 'padding', 'outputSize']);
  const whole = { ...options, kernelSize };
  // PyTorch looks at the sizes asked for first, then at the type of the indices, then at the shapes.
  unpoolOutput(rank, input.shape, whole);
  checkIndexType(rank, indices.dtype);
  const geometry = unpoolGeometry(rank, input.shape, indices.shape, whole);
  if (!isFloat(input.dtype)) throw notImplemented(`max_unpool${rank === 3 ? 3 : 2}d`, input.dtype);
  const output = empty(geometry.shape, input.dtype);
  scatter(numbers(input), numbers(indices), numbers(output), rank, geometry);
  const { planes } = geometry;
  const { shape } = input;
  return differentiable(
    `MaxUnpool${rank === 3 ? 3 : 2}D`,
    [input],
    output,
    (grad, [indices]) => [gatherPlaces(grad, indices!, planes, shape)],
    [indices],
  );
}

/** (N, C, L) or (C, L) back to the length before pooling. */
export function maxUnpool1d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  options: MaxUnpoolOptions = {},
): Tensor {
  return maxUnpool(1, input, indices, kernelSize, options);
}

/** (N, C, H, W) or (C, H, W) back to the size before pooling. */
export function maxUnpool2d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  options: MaxUnpoolOptions = {},
): Tensor {
  return maxUnpool(2, input, indices, kernelSize, options);
}

/** (N, C, D, H, W) or (C, D, H, W) back to the size before pooling. */
export function maxUnpool3d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PerAxis,
  options: MaxUnpoolOptions = {},
): Tensor {
  return maxUnpool(3, input, indices, kernelSize, options);
}
