/** @file F.unfold and F.fold: sliding blocks as columns (im2col), and columns added up into images (col2im). */

import { differentiable } from '../../autograd/index.js';
import { type FoldGeometry, foldGeometry, unfoldGeometry } from '../../geometry/fold.js';
import { checkOptions } from '../../geometry/options.js';
import type { PerAxis } from '../../geometry/types.js';
import { isFloatingPoint } from '../../tensor/dtype.js';
import { cells, empty, fromNumbers, numbers } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { notImplemented } from '../not-implemented.js';
import { foldReference, unfoldReference } from './reference.js';

export interface FoldCallOptions {
  readonly dilation?: PerAxis | undefined;
  readonly padding?: PerAxis | undefined;
  readonly stride?: PerAxis | undefined;
}

const OPTIONS = ['dilation', 'padding', 'stride'];

/**
 * The blocks under a sliding window as columns: (N, C, H, W) → (N, C·kH·kW, blocks), with or without N.
 *
 * Row `c·kH·kW + a·kW + b` holds tap (a, b) of channel c; column `oh·oW + ow` is the block at (oh, ow).
 */
export function unfold(input: Tensor, kernelSize: PerAxis, options: FoldCallOptions = {}): Tensor {
  checkOptions('unfold', options, OPTIONS);
  checkCall('im2col', { input });
  const geometry = unfoldGeometry(input.shape, { ...options, kernelSize });
  if (!isFloatingPoint(input.dtype) && input.dtype !== 'bool') throw notImplemented('im2col_out_cpu', input.dtype);
  return toColumns(input, geometry, geometry.shape);
}

/**
 * The adjoint of `unfold`: (N, C·kH·kW, blocks) → (N, C, H, W), with or without N. Where blocks overlap, they are added.
 */
export function fold(input: Tensor, outputSize: PerAxis, kernelSize: PerAxis, options: FoldCallOptions = {}): Tensor {
  checkOptions('fold', options, OPTIONS);
  checkCall('col2im', { input });
  const geometry = foldGeometry(input.shape, { ...options, outputSize, kernelSize });
  if (!isFloatingPoint(input.dtype)) throw notImplemented('col2im_out_cpu', input.dtype);
  return toImage(input, geometry, geometry.shape);
}

/** Image to columns; the gradient is the way back. */
function toColumns(input: Tensor, geometry: FoldGeometry, shape: readonly number[]): Tensor {
  const output = empty(shape, input.dtype);
  unfoldReference(cells(input), cells(output), geometry);
  const { shape: from } = input;
  return differentiable('Im2Col', [input], output, (grad) => [toImage(grad, geometry, from)]);
}

/** Columns to image. */
function toImage(input: Tensor, geometry: FoldGeometry, shape: readonly number[]): Tensor {
  const count = numel(shape);
  const y = input.dtype === 'float64' ? new Float64Array(count) : new Float32Array(count);
  foldReference(numbers(input), y, geometry);
  const { shape: from } = input;
  const output = fromNumbers(y, shape, input.dtype);
  return differentiable('Col2Im', [input], output, (grad) => [toColumns(grad, geometry, from)]);
}
