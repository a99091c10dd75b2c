/** @file `F.interpolate`: resizing images, sequences and volumes. */

import { NotSupportedError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import { RESIZE_OPTIONS, resizeGeometry, type ResizeGeometry, type ResizeOptions } from '../../geometry/resize.js';
import type { FloatArray } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from '../adaptive-pool/index.js';
import { floats } from '../float-only.js';
import { interpolateReference, nearestReference } from './reference.js';

const AREA = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d] as const;

/** The types that PyTorch computes the interpolating modes in, and this library does not. */
function checkComputed(input: Tensor, mode: string): FloatArray {
  if (input.dtype === 'uint8' && (mode === 'bilinear' || mode === 'bicubic' || mode === 'lanczos'))
    throw new NotSupportedError(`interpolate: mode '${mode}' of uint8 is not available`, {
      hint: "Convert to 'float32' first, and round and clamp afterwards.",
      fields: { mode, dtype: input.dtype },
    });
  return floats(input, `compute_indices_weights_${mode === 'bicubic' ? 'cubic' : 'linear'}`);
}

/** The nearest modes copy float32, float64 and uint8, as in PyTorch. */
function checkCopied(input: Tensor, { mode, axes }: ResizeGeometry): void {
  if (input.dtype === 'uint8') return;
  floats(input, `upsample_${mode.replace('-', '_')}${axes.length}d_channels_last`);
}

/**
 * Resizes `[N, C, L]`, `[N, C, H, W]` or `[N, C, D, H, W]` to `size`, or by `scaleFactor`.
 *
 * Modes: `'nearest'` (default), `'nearest-exact'` and `'area'` for one to three spatial axes; `'linear'` for one,
 * `'bilinear'`, `'bicubic'` and `'lanczos'` for two, `'trilinear'` for three. With a `scaleFactor` coordinates come from
 * it and not from the two sizes, unless `recomputeScaleFactor`.
 *
 * @throws ArgumentError, NotSupportedError or ShapeError with PyTorch's text
 */
export function interpolate(input: Tensor, options: ResizeOptions = {}): Tensor {
  checkOptions('interpolate', options, RESIZE_OPTIONS);
  const geometry = resizeGeometry(input.shape, options);
  const { axes, mode, shape } = geometry;
  if (mode === 'area')
    return AREA[axes.length - 1]!(
      input,
      axes.map((axis) => axis.count),
    );
  const nearest = mode === 'nearest' || mode === 'nearest-exact';
  if (nearest) checkCopied(input, geometry);
  const output = empty(shape, input.dtype);
  if (nearest) nearestReference(input.storage.array, geometry, output.storage.array);
  else interpolateReference(checkComputed(input, mode), geometry, output.storage.array as FloatArray);
  return output;
}
