/** @file F.maxPool1d, 2d, 3d: the maximum under a sliding window. */

import { maxPoolGeometry } from '../../geometry/pool.js';
import type { PerAxis, Rank } from '../../geometry/types.js';
import type { DType } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { asVolume, slidingWindows } from '../pool-windows.js';
import { notImplemented } from '../not-implemented.js';
import { largest } from './largest.js';

export interface MaxPoolCallOptions {
  /** Default: the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  /** Cells added at both ends, at most half of the kernel; they never win. */
  readonly padding?: PerAxis | undefined;
  readonly dilation?: PerAxis | undefined;
  /** Rounds the number of windows up. */
  readonly ceilMode?: boolean | undefined;
  /** Also returns where each maximum stands in its plane (int32). */
  readonly returnIndices?: boolean | undefined;
}

/** `[output, indices]` with `returnIndices`, else the output alone. */
export interface MaxPool {
  (
    input: Tensor,
    kernelSize: PerAxis,
    options: MaxPoolCallOptions & { readonly returnIndices: true },
  ): [output: Tensor, indices: Tensor];
  (
    input: Tensor,
    kernelSize: PerAxis,
    options?: MaxPoolCallOptions & { readonly returnIndices?: false | undefined },
  ): Tensor;
  (input: Tensor, kernelSize: PerAxis, options?: MaxPoolCallOptions): Tensor | [output: Tensor, indices: Tensor];
}

const OPTIONS = ['stride', 'padding', 'dilation', 'ceilMode 6', 'returnIndices'];

/** Integers are pooled in 2-D and 3-D, and in 1-D with indices, which runs the 2-D kernel. */
function checkDType(rank: Rank, dtype: DType, withIndices: boolean): void {
  const own1d = rank === 1 && !withIndices;
  const integer = dtype === 'int32' || dtype === 'int64' || dtype === 'uint8';
  if (dtype === 'bool' || (own1d && integer))
    throw notImplemented(own1d ? 'max_pool1d_impl' : `max_pool${rank === 3 ? 3 : 2}d`, dtype);
}

function maxPool(
  rank: Rank,
  input: Tensor,
  kernelSize: PerAxis,
  options: MaxPoolCallOptions,
): Tensor | [Tensor, Tensor] {
  checkCall(`max_pool${rank}d`, { input }, options, OPTIONS);
  const withIndices = options.returnIndices === true;
  const geometry = maxPoolGeometry(rank, input.shape, { ...options, kernelSize });
  checkDType(rank, input.dtype, withIndices);
  const axes = geometry.windows.map((window, i) => slidingWindows(geometry.input[i]!, window, geometry.output[i]!));
  const name = `MaxPool${rank === 3 ? 3 : 2}DWithIndices`;
  return largest(name, input, asVolume(axes), geometry, withIndices);
}

const ofRank = (rank: Rank): MaxPool =>
  ((input: Tensor, kernelSize: PerAxis, options?: MaxPoolCallOptions) =>
    maxPool(rank, input, kernelSize, options ?? {})) as MaxPool;

/** Maximum over windows of (N, C, L) or (C, L). */
export const maxPool1d: MaxPool = /* @__PURE__ */ ofRank(1);
/** Maximum over windows of (N, C, H, W) or (C, H, W). */
export const maxPool2d: MaxPool = /* @__PURE__ */ ofRank(2);
/** Maximum over windows of (N, C, D, H, W) or (C, D, H, W). */
export const maxPool3d: MaxPool = /* @__PURE__ */ ofRank(3);
