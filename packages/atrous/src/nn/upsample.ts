/** @file Layers that enlarge (or shrink) an image. */

import type { ResizeMode } from '../geometry/resize.js';
import type { PerAxis } from '../geometry/types.js';
import { interpolate } from '../ops/resize/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layer.js';

export interface UpsamplingOptions {
  /** Sizes of the output in axis order (D, H, W), or one for all. Either this or `scaleFactor`. */
  size?: PerAxis | null;
  /** Output size over input size, in axis order or one for all; the product is rounded down. */
  scaleFactor?: PerAxis | null;
}

export interface UpsampleOptions extends UpsamplingOptions {
  /** Default `'nearest'`. */
  mode?: ResizeMode;
  /** Whether the centres of the corner cells stay where they are; only for the interpolating modes. */
  alignCorners?: boolean | null;
  /** Whether coordinates come from the two sizes instead of from `scaleFactor`. */
  recomputeScaleFactor?: boolean | null;
}

abstract class Resizing extends Layer {
  declare readonly size: PerAxis | null;
  declare readonly scaleFactor: PerAxis | null;
}

/** Resizes the spatial axes: [N, C, L], [N, C, H, W] or [N, C, D, H, W]. */
export class Upsample extends Resizing {
  static readonly op: string = 'Upsample';
  declare readonly mode: ResizeMode;
  declare readonly alignCorners: boolean | null;
  declare readonly recomputeScaleFactor: boolean | null;

  constructor(options: UpsampleOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    const { size, scaleFactor, mode, alignCorners, recomputeScaleFactor } = this;
    return interpolate(input, { size, scaleFactor, mode, alignCorners, recomputeScaleFactor });
  }
}

/** Repeats cells: [N, C, H, W]. */
export class UpsamplingNearest2d extends Resizing {
  static readonly op: string = 'UpsamplingNearest2d';

  constructor(options: UpsamplingOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    const { size, scaleFactor } = this;
    return interpolate(input, { size, scaleFactor, mode: 'nearest' });
  }
}

/** Interpolates between the four nearest cells; the corner cells keep their centres: [N, C, H, W]. */
export class UpsamplingBilinear2d extends Resizing {
  static readonly op: string = 'UpsamplingBilinear2d';

  constructor(options: UpsamplingOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    const { size, scaleFactor } = this;
    return interpolate(input, { size, scaleFactor, mode: 'bilinear', alignCorners: true });
  }
}
