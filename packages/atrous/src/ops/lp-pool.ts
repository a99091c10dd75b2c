/** @file F.lpPool1d, 2d, 3d: the p-norm under a sliding window, made of average or max pooling. */

import { ArgumentError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { lpPoolGeometry, type PoolGeometry } from '../geometry/pool.js';
import type { PerAxis, Rank } from '../geometry/types.js';
import { isFloatingPoint } from '../tensor/dtype.js';
import { fromNumbers, numbers } from '../tensor/element.js';
import type { Tensor } from '../tensor/tensor.js';
import { asDivisors, paddedCells } from './avg-pool/divisors.js';
import { averages } from './avg-pool/averages.js';
import { largest } from './max-pool/largest.js';
import { notImplemented } from './not-implemented.js';
import { asVolume, type AxisWindows, slidingWindows } from './pool-windows.js';

export interface LpPoolOptions {
  /** Default: the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  /** Rounds the number of windows up. */
  readonly ceilMode?: boolean | undefined;
}

function mapped(input: Tensor, rule: (value: number) => number): Tensor {
  return fromNumbers(numbers(input).map(rule), input.shape, input.dtype);
}

/**
 * (mean of xᴾ · size of the kernel)^(1/P). No absolute value is taken: a negative sum has no odd root here (NaN). A
 * window that `ceilMode` cut off is averaged over what it has, and still multiplied by the whole kernel, as in PyTorch.
 */
function finiteNorm(input: Tensor, norm: number, geometry: PoolGeometry, axes: readonly AxisWindows[]): Tensor {
  const cells = geometry.windows.map((window, i) => paddedCells(geometry.input[i]!, window, geometry.output[i]!));
  const powers = mapped(input, (value) => value ** norm);
  const means = averages(powers, geometry.planes, axes, geometry.shape, asDivisors(cells));
  const kernel = geometry.windows.reduce((product, window) => product * window.kernel, 1);
  return mapped(means, (mean) => (mean * kernel) ** (1 / norm));
}

/** The largest magnitude, or with −∞ the smallest. */
function infiniteNorm(input: Tensor, sign: number, geometry: PoolGeometry, axes: readonly AxisWindows[]): Tensor {
  const magnitudes = mapped(input, (value) => sign * Math.abs(value));
  const best = largest(magnitudes, geometry.planes, asVolume(axes), geometry.shape, false) as Tensor;
  return sign > 0 ? best : mapped(best, Math.abs);
}

function lpPool(rank: Rank, input: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions): Tensor {
  const callee = `lp_pool${rank}d`;
  checkOptions(callee, options, ['stride', 'ceilMode']);
  if (typeof normType !== 'number')
    throw new ArgumentError(`${callee}(): norm_type must be a number, not ${typeof normType}`, {
      pythonType: 'TypeError',
      hint: `Call it as lpPool${rank}d(input, normType, kernelSize, options).`,
      fields: { normType },
    });
  const geometry = lpPoolGeometry(rank, input.shape, { ...options, kernelSize, normType });
  if (!isFloatingPoint(input.dtype)) throw notImplemented(callee, input.dtype);
  if (normType === 0)
    throw new ArgumentError('float division by zero', {
      pythonType: 'ZeroDivisionError',
      hint: 'There is no norm of order 0: give another `normType`.',
      fields: { normType },
    });
  const axes = geometry.windows.map((window, i) => slidingWindows(geometry.input[i]!, window, geometry.output[i]!));
  return Math.abs(normType) === Infinity
    ? infiniteNorm(input, Math.sign(normType), geometry, axes)
    : finiteNorm(input, normType, geometry, axes);
}

/** P-norms over windows of (N, C, L) or (C, L). */
export function lpPool1d(input: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions = {}): Tensor {
  return lpPool(1, input, normType, kernelSize, options);
}

/** P-norms over windows of (N, C, H, W) or (C, H, W). */
export function lpPool2d(input: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions = {}): Tensor {
  return lpPool(2, input, normType, kernelSize, options);
}

/** P-norms over windows of (N, C, D, H, W) or (C, D, H, W). */
export function lpPool3d(input: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions = {}): Tensor {
  return lpPool(3, input, normType, kernelSize, options);
}
