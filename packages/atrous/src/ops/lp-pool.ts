/** @file F.lpPool1d, 2d, 3d: the p-norm under a sliding window, made of average or max pooling. */

import { differentiable } from '../autograd/index.js';
import { ArgumentError } from '../errors.js';
import { wrongKind } from '../geometry/ints.js';
import { lpPoolGeometry, type PoolGeometry } from '../geometry/pool.js';
import type { PerAxis, Rank } from '../geometry/types.js';
import { isFloatingPoint } from '../tensor/dtype.js';
import { fromNumbers, numbers } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { asDivisors, paddedCells } from './avg-pool/divisors.js';
import { averages } from './avg-pool/averages.js';
import { mul } from './elementwise/arithmetic.js';
import { abs, neg } from './elementwise/unary.js';
import { largest } from './max-pool/largest.js';
import { notImplemented } from './not-implemented.js';
import { asVolume, type Axes, slidingWindows } from './pool-windows.js';

export interface LpPoolOptions {
  /** Default: the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  /** Rounds the number of windows up. */
  readonly ceilMode?: boolean | undefined;
}

function mapped(input: Tensor, rule: (value: number) => number): Tensor {
  return fromNumbers(numbers(input).map(rule), input.shape, input.dtype);
}

/** A power with a factor. */
interface Power {
  readonly factor: number;
  readonly exponent: number;
  /** Gives 0 at 0, where a root has no slope. */
  readonly zeroAtZero: boolean;
}

/** `factor · xᵉ`. Its gradient is such a power again, so it has all higher ones; a constant has none. */
function power(input: Tensor, { factor, exponent, zeroAtZero }: Power): Tensor {
  const output = mapped(input, (value) => (zeroAtZero && value === 0 ? 0 : factor * value ** exponent));
  if (factor * exponent === 0) return output;
  const slope = { factor: factor * exponent, exponent: exponent - 1, zeroAtZero };
  return differentiable('Pow', [input], output, (grad, [x]) => [mul(grad, power(x!, slope))], [input]);
}

/**
 * `(kernel · mean)^(1/P)`. The slope at zero counts as 0, so that a window of zeros passes on no gradient; PyTorch gets
 * this from `sign(a)·relu(|a|)`.
 */
function rootOfSum(means: Tensor, kernel: number, norm: number): Tensor {
  const exponent = 1 / norm;
  const factor = kernel ** exponent;
  const output = mapped(means, (mean) => (mean * kernel) ** exponent);
  const slope = { factor: factor * exponent, exponent: exponent - 1, zeroAtZero: true };
  return differentiable('Pow', [means], output, (grad, [a]) => [mul(grad, power(a!, slope))], [means]);
}

/**
 * (mean of xᴾ · size of the kernel)^(1/P). No absolute value is taken: a negative sum has no odd root here (NaN). A
 * window that `ceilMode` cut off is averaged over what it has, and still multiplied by the whole kernel, as in PyTorch.
 */
function finiteNorm(input: Tensor, norm: number, geometry: PoolGeometry, axes: Axes): Tensor {
  const cells = geometry.windows.map((window, i) => paddedCells(geometry.input[i]!, window, geometry.output[i]!));
  const averaging = { name: 'AvgPool', planes: geometry.planes, axes, divisors: asDivisors(cells), geometry };
  const powers = power(input, { factor: 1, exponent: norm, zeroAtZero: false });
  const kernel = geometry.windows.reduce((product, window) => product * window.kernel, 1);
  return rootOfSum(averages(powers, averaging, geometry.shape), kernel, norm);
}

/** The largest magnitude, or with −∞ the smallest. */
function infiniteNorm(input: Tensor, smallest: boolean, geometry: PoolGeometry, axes: Axes): Tensor {
  const magnitudes = smallest ? neg(abs(input)) : abs(input);
  const best = largest('MaxPool', magnitudes, axes, geometry, false) as Tensor;
  return smallest ? neg(best) : best;
}

function lpPool(rank: Rank, input: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions): Tensor {
  const callee = `lp_pool${rank}d`;
  checkCall(callee, { input }, options, ['stride', 'ceilMode']);
  if (typeof normType !== 'number') throw wrongKind(callee, 'norm_type', 2, 'Number', normType);
  const geometry = lpPoolGeometry(rank, input.shape, { ...options, kernelSize, normType });
  if (!isFloatingPoint(input.dtype)) throw notImplemented(callee, input.dtype);
  if (normType === 0)
    throw new ArgumentError('float division by zero', {
      pythonType: 'ZeroDivisionError',
      fields: { normType },
    });
  const axes = asVolume(
    geometry.windows.map((window, i) => slidingWindows(geometry.input[i]!, window, geometry.output[i]!)),
  );
  return Math.abs(normType) === Infinity
    ? infiniteNorm(input, normType < 0, geometry, axes)
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
