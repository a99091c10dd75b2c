/** @file Adaptive pooling: as many windows as the output has places. The loops are those of max and average pooling. */

import { DTypeError } from '../../errors.js';
import { adaptiveGeometry, type AdaptiveGeometry, type AdaptiveSize } from '../../geometry/adaptive.js';
import type { PoolGeometry } from '../../geometry/pool.js';
import type { Rank, Window } from '../../geometry/types.js';
import { DTYPES, type DType, isFloatingPoint } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { asDivisors, readCells } from '../avg-pool/divisors.js';
import { averages } from '../avg-pool/averages.js';
import { largest } from '../max-pool/largest.js';
import { notImplemented } from '../not-implemented.js';
import { adaptiveWindows, asVolume, type AxisWindows } from '../pool-windows.js';

export interface AdaptiveMaxPoolOptions {
  /** Also returns where each maximum stands in its plane (int32). */
  readonly returnIndices?: boolean | undefined;
}

/** `[output, indices]` with `returnIndices`, else the output alone. */
export interface AdaptiveMaxPool {
  (
    input: Tensor,
    outputSize: AdaptiveSize,
    options: { readonly returnIndices: true },
  ): [output: Tensor, indices: Tensor];
  (input: Tensor, outputSize: AdaptiveSize, options?: { readonly returnIndices?: false | undefined }): Tensor;
  (
    input: Tensor,
    outputSize: AdaptiveSize,
    options?: AdaptiveMaxPoolOptions,
  ): Tensor | [output: Tensor, indices: Tensor];
}

function windowsOf(input: readonly number[], output: readonly number[]): AxisWindows[] {
  return input.map((size, axis) => adaptiveWindows(size, output[axis]!));
}

/** The windows as those of a pooling, where all of an axis have one size. */
function evenWindows({ planes, input, output, shape }: AdaptiveGeometry): PoolGeometry | null {
  if (input.some((size, axis) => size % output[axis]! !== 0)) return null;
  const windows = input.map((size, axis): Window => {
    const kernel = size / output[axis]!;
    return { kernel, stride: kernel, dilation: 1, padBefore: 0, padAfter: 0 };
  });
  return { planes, input, output, windows, shape };
}

/** What PyTorch calls its code; 1-D runs the 2-D one. */
const kernelName = (rank: Rank, kind: 'avg' | 'max'): string =>
  rank === 3 ? `adaptive_${kind}_pool3d_cpu` : `adaptive_${kind}_pool2d`;

/** An output of one value per plane is PyTorch's `mean()`, which refuses integers in words of its own. */
function checkAverageDType(rank: Rank, dtype: DType, output: readonly number[]): void {
  if (isFloatingPoint(dtype)) return;
  if (output.some((size) => size !== 1)) throw notImplemented(kernelName(rank, 'avg'), dtype);
  throw new DTypeError(
    `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${DTYPES[dtype].scalar}`,
    { hint: 'Convert the tensor to float32 first.', fields: { dtype } },
  );
}

function adaptiveAvgPool(rank: Rank, input: Tensor, outputSize: AdaptiveSize): Tensor {
  checkCall(`adaptive_avg_pool${rank}d`, { input });
  const geometry = adaptiveGeometry(rank, input.shape, outputSize, 'avg');
  checkAverageDType(rank, input.dtype, geometry.output);
  const axes = windowsOf(geometry.input, geometry.output);
  const averaging = {
    name: `AdaptiveAvgPool${rank === 3 ? 3 : 2}D`,
    planes: geometry.planes,
    axes: asVolume(axes),
    divisors: asDivisors(axes.map(readCells)),
  };
  return averages(input, averaging, geometry.shape);
}

function adaptiveMaxPool(
  rank: Rank,
  input: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions,
): Tensor | [Tensor, Tensor] {
  checkCall(`adaptive_max_pool${rank}d`, { input }, options, ['returnIndices']);
  const geometry = adaptiveGeometry(rank, input.shape, outputSize, 'max');
  if (!isFloatingPoint(input.dtype)) throw notImplemented(kernelName(rank, 'max'), input.dtype);
  const axes = asVolume(windowsOf(geometry.input, geometry.output));
  const name = `AdaptiveMaxPool${rank === 3 ? 3 : 2}D`;
  const pooling = evenWindows(geometry) ?? { ...geometry, windows: null };
  return largest(name, input, axes, pooling, options.returnIndices === true);
}

/** Averages of (N, C, L) or (C, L) into `outputSize` places. */
export function adaptiveAvgPool1d(input: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool(1, input, outputSize);
}

/** Averages of (N, C, H, W) or (C, H, W); `null` keeps an axis as long as it is. */
export function adaptiveAvgPool2d(input: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool(2, input, outputSize);
}

/** Averages of (N, C, D, H, W) or (C, D, H, W); `null` keeps an axis as long as it is. */
export function adaptiveAvgPool3d(input: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveAvgPool(3, input, outputSize);
}

const ofRank = (rank: Rank): AdaptiveMaxPool =>
  ((input: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions) =>
    adaptiveMaxPool(rank, input, outputSize, options ?? {})) as AdaptiveMaxPool;

/** Maxima of (N, C, L) or (C, L) into `outputSize` places. */
export const adaptiveMaxPool1d: AdaptiveMaxPool = /* @__PURE__ */ ofRank(1);
/** Maxima of (N, C, H, W) or (C, H, W); `null` keeps an axis as long as it is. */
export const adaptiveMaxPool2d: AdaptiveMaxPool = /* @__PURE__ */ ofRank(2);
/** Maxima of (N, C, D, H, W) or (C, D, H, W); `null` keeps an axis as long as it is. */
export const adaptiveMaxPool3d: AdaptiveMaxPool = /* @__PURE__ */ ofRank(3);
