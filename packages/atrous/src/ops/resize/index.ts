/** @file `F.interpolate`: resizing images, sequences and volumes. */

import { NotSupportedError } from '../../errors.js';
import { RESIZE_OPTIONS, resizeGeometry, type ResizeGeometry, type ResizeOptions } from '../../geometry/resize.js';
import { isFloat } from '../../tensor/dtype.js';
import { empty } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from '../adaptive-pool/index.js';
import { floats } from '../float-only.js';
import { inDoubles, linearMap, type QuickMap } from '../linear-map.js';
import { interpolateReference, interpolateTranspose, nearestReference, nearestTranspose } from './reference.js';

const AREA = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d] as const;

/** What PyTorch calls the code of the interpolating modes without antialiasing. */
const WEIGHTED_KERNELS: Readonly<Record<string, string>> = {
  linear: 'compute_indices_weights_linear',
  bilinear: 'upsample_bilinear2d_channels_last',
  trilinear: 'compute_indices_weights_linear',
  bicubic: 'compute_indices_weights_cubic',
};

/** The types that PyTorch computes the interpolating modes in, and this library does not. */
function checkComputed(input: Tensor, mode: string, antialias: boolean): void {
  if (input.dtype === 'uint8' && (mode === 'bilinear' || mode === 'bicubic' || mode === 'lanczos'))
    throw new NotSupportedError(`interpolate: mode '${mode}' of uint8 is not available`, {
      hint: 'Convert to float32 first; round and clamp afterwards.',
      fields: { mode, dtype: input.dtype },
    });
  floats(input, antialias ? 'compute_index_ranges_weights' : WEIGHTED_KERNELS[mode]!);
}

/** The nearest modes copy float32, float64 and uint8, as in PyTorch. */
function checkCopied(input: Tensor, { axes }: ResizeGeometry): void {
  if (input.dtype === 'uint8') return;
  floats(input, axes.length === 2 ? 'upsample_nearest2d_channels_last' : 'compute_indices_weights_nearest');
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
  checkCall('interpolate', { input }, options, RESIZE_OPTIONS);
  const geometry = resizeGeometry(input.shape, options);
  const { axes, mode, shape } = geometry;
  if (mode === 'area')
    return AREA[axes.length - 1]!(
      input,
      axes.map((axis) => axis.count),
    );
  if (mode !== 'nearest' && mode !== 'nearest-exact') {
    checkComputed(input, mode, options.antialias === true);
    return weighted(input, geometry);
  }
  checkCopied(input, geometry);
  if (isFloat(input.dtype)) return copied(input, geometry);
  const output = empty(shape, input.dtype);
  nearestReference(input.storage.array, geometry, output.storage.array);
  return output;
}

/** PyTorch's name: `UpsampleBilinear2D`, `UpsampleBilinear2DAa`, `UpsampleNearestExact1D`. */
function nameOf({ mode, axes, antialias }: ResizeGeometry): string {
  const words = mode.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1));
  return `Upsample${words.join('')}${axes.length}D${antialias ? 'Aa' : ''}`;
}

const byEngine =
  (geometry: ResizeGeometry): QuickMap =>
  (engine, x, back) =>
    engine.resize(geometry, x, back);

/** The nearest modes of a float tensor. */
function copied(input: Tensor, geometry: ResizeGeometry): Tensor {
  const name = nameOf(geometry);
  return linearMap(
    input,
    { name, shape: geometry.shape, run: (x, y) => nearestReference(x, geometry, y) },
    {
      name: `${name}Backward`,
      shape: input.shape,
      run: (y, x) => inDoubles(x, (sums) => nearestTranspose(y, geometry, sums)),
    },
    byEngine(geometry),
  );
}

/** The linear, cubic and antialiased modes. */
function weighted(input: Tensor, geometry: ResizeGeometry): Tensor {
  const name = nameOf(geometry);
  return linearMap(
    input,
    { name, shape: geometry.shape, run: (x, y) => interpolateReference(x, geometry, y) },
    { name: `${name}Backward`, shape: input.shape, run: (y, x) => interpolateTranspose(y, geometry, x) },
    byEngine(geometry),
  );
}
