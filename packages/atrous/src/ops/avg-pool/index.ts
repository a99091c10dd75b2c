/** @file F.avgPool1d, 2d, 3d: the average under a sliding window. */

import { avgPoolGeometry, type PoolGeometry } from '../../geometry/pool.js';
import type { PerAxis, Rank } from '../../geometry/types.js';
import { type DType, isFloatingPoint } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { notImplemented } from '../not-implemented.js';
import { asVolume, type AxisWindows, slidingWindows } from '../pool-windows.js';
import { averages } from './averages.js';
import { asDivisors, paddedCells, readCells } from './divisors.js';
import type { Divisors } from './reference.js';

export interface AvgPool1dOptions {
  /** Default: the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  /** Zeros added at both ends, at most half of the kernel. */
  readonly padding?: PerAxis | undefined;
  /** Rounds the number of windows up. */
  readonly ceilMode?: boolean | undefined;
  /** Whether padding counts in the divisor; default true. */
  readonly countIncludePad?: boolean | undefined;
}

export interface AvgPoolOptions extends AvgPool1dOptions {
  /** Divides by this, not by the window's size. */
  readonly divisorOverride?: number | null | undefined;
}

const OPTIONS_1D = ['stride', 'padding', 'ceilMode', 'countIncludePad'];
const OPTIONS = [...OPTIONS_1D, 'divisorOverride'];

/** int64 divides towards zero; 3-D has no kernel for half precision. */
function checkDType(rank: Rank, dtype: DType): void {
  const half = dtype === 'float16' || dtype === 'bfloat16';
  const takes = dtype === 'int64' || (rank === 3 ? isFloatingPoint(dtype) && !half : isFloatingPoint(dtype));
  if (!takes) throw notImplemented(rank === 3 ? 'avg_pool3d_out_frame' : 'avg_pool2d', dtype);
}

function divisorsOf(geometry: PoolGeometry, axes: readonly AxisWindows[], options: AvgPoolOptions): Divisors | number {
  const override = options.divisorOverride ?? null;
  if (override !== null) return override;
  if (options.countIncludePad === false) return asDivisors(axes.map(readCells));
  return asDivisors(
    geometry.windows.map((window, axis) => paddedCells(geometry.input[axis]!, window, geometry.output[axis]!)),
  );
}

function avgPool(rank: Rank, input: Tensor, kernelSize: PerAxis, options: AvgPoolOptions): Tensor {
  checkCall(`avg_pool${rank}d`, { input }, options, rank === 1 ? OPTIONS_1D : OPTIONS);
  const geometry = avgPoolGeometry(rank, input.shape, { ...options, kernelSize });
  checkDType(rank, input.dtype);
  const axes = geometry.windows.map((window, i) => slidingWindows(geometry.input[i]!, window, geometry.output[i]!));
  const averaging = {
    name: `AvgPool${rank === 3 ? 3 : 2}D`,
    planes: geometry.planes,
    axes: asVolume(axes),
    divisors: divisorsOf(geometry, axes, options),
  };
  return averages(input, averaging, geometry.shape);
}

/** Averages over windows of (N, C, L) or (C, L). */
export function avgPool1d(input: Tensor, kernelSize: PerAxis, options: AvgPool1dOptions = {}): Tensor {
  return avgPool(1, input, kernelSize, options);
}

/** Averages over windows of (N, C, H, W) or (C, H, W). */
export function avgPool2d(input: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return avgPool(2, input, kernelSize, options);
}

/** Averages over windows of (N, C, D, H, W) or (C, D, H, W). */
export function avgPool3d(input: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return avgPool(3, input, kernelSize, options);
}
