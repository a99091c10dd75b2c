/** @file Pooling layers: the largest value, the mean or a power mean of every window. */

import type { AdaptiveSize } from '../geometry/adaptive.js';
import type { PerAxis, Shape } from '../geometry/types.js';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from '../ops/adaptive-pool/index.js';
import { avgPool1d, avgPool2d, avgPool3d } from '../ops/avg-pool/index.js';
import { fractionalMaxPool2d, fractionalMaxPool3d } from '../ops/fractional-max-pool/index.js';
import { lpPool1d, lpPool2d, lpPool3d } from '../ops/lp-pool.js';
import { maxPool1d, maxPool2d, maxPool3d } from '../ops/max-pool/index.js';
import { maxUnpool1d, maxUnpool2d, maxUnpool3d } from '../ops/max-unpool.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layer.js';
import type { Buffer } from './parameter.js';

interface WindowOptions {
  /** Cells between neighbouring windows; default: the kernel's size, so that windows touch. */
  stride?: PerAxis | null;
  /** Whether a last window that is only partly filled counts; default false. */
  ceilMode?: boolean;
}

export interface MaxPoolOptions<Indices extends boolean = boolean> extends WindowOptions {
  /** Cells of −∞ on both sides of each axis, at most half the kernel; default 0. */
  padding?: PerAxis;
  /** Cells between neighbouring taps; default 1. */
  dilation?: PerAxis;
  /** Whether the positions of the largest values come too, as offsets into the plane; default false. */
  returnIndices?: Indices;
}

/** What a max pool gives: the output, or with `returnIndices` the output and the indices. */
export type Pooled<Indices extends boolean> = Indices extends true ? [output: Tensor, indices: Tensor] : Tensor;

abstract class MaxPool<Indices extends boolean> extends Layer {
  declare readonly kernelSize: PerAxis;
  declare readonly stride: PerAxis;
  declare readonly padding: PerAxis;
  declare readonly dilation: PerAxis;
  declare readonly returnIndices: Indices;
  declare readonly ceilMode: boolean;

  constructor(kernelSize: PerAxis, options: MaxPoolOptions<Indices> = {}) {
    super([kernelSize], options);
  }

  protected run(pool: typeof maxPool2d, input: Tensor): Pooled<Indices> {
    const { stride, padding, dilation, ceilMode, returnIndices } = this;
    return pool(input, this.kernelSize, { stride, padding, dilation, ceilMode, returnIndices }) as Pooled<Indices>;
  }
}

/** The largest value of every window along the last axis: [N, C, L] or [C, L]. */
export class MaxPool1d<Indices extends boolean = false> extends MaxPool<Indices> {
  static readonly op: string = 'MaxPool1d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(maxPool1d, input);
  }
}

/** The largest value of every window: [N, C, H, W] or [C, H, W]. */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<Indices> {
  static readonly op: string = 'MaxPool2d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(maxPool2d, input);
  }
}

/** The largest value of every window: [N, C, D, H, W] or [C, D, H, W]. */
export class MaxPool3d<Indices extends boolean = false> extends MaxPool<Indices> {
  static readonly op: string = 'MaxPool3d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(maxPool3d, input);
  }
}

export interface MaxUnpoolOptions {
  /** Of the max pool; default: the kernel's size. */
  stride?: PerAxis | null;
  /** Of the max pool; default 0. */
  padding?: PerAxis;
}

abstract class MaxUnpool extends Layer {
  declare readonly kernelSize: readonly number[];
  declare readonly stride: readonly number[];
  declare readonly padding: readonly number[];

  constructor(kernelSize: PerAxis, options: MaxUnpoolOptions = {}) {
    super([kernelSize], options);
  }

  protected run(unpool: typeof maxUnpool2d, input: Tensor, indices: Tensor, outputSize?: Shape | null): Tensor {
    const { stride, padding } = this;
    return unpool(input, indices, this.kernelSize, { stride, padding, outputSize });
  }
}

/** Puts the values of a max pool back where its indices say, zeros elsewhere: [N, C, L] or [C, L]. */
export class MaxUnpool1d extends MaxUnpool {
  static readonly op: string = 'MaxUnpool1d';

  /** @param outputSize the size of the max pool's input, where several lead to this one's */
  override forward(input: Tensor, indices: Tensor, outputSize?: Shape | null): Tensor {
    return this.run(maxUnpool1d, input, indices, outputSize);
  }
}

/** Puts the values of a max pool back where its indices say, zeros elsewhere: [N, C, H, W] or [C, H, W]. */
export class MaxUnpool2d extends MaxUnpool {
  static readonly op: string = 'MaxUnpool2d';

  /** @param outputSize the sizes of the max pool's input, where several lead to this one's */
  override forward(input: Tensor, indices: Tensor, outputSize?: Shape | null): Tensor {
    return this.run(maxUnpool2d, input, indices, outputSize);
  }
}

/** Puts the values of a max pool back where its indices say, zeros elsewhere: [N, C, D, H, W] or [C, D, H, W]. */
export class MaxUnpool3d extends MaxUnpool {
  static readonly op: string = 'MaxUnpool3d';

  /** @param outputSize the sizes of the max pool's input, where several lead to this one's */
  override forward(input: Tensor, indices: Tensor, outputSize?: Shape | null): Tensor {
    return this.run(maxUnpool3d, input, indices, outputSize);
  }
}

export interface AvgPool1dOptions extends WindowOptions {
  /** Zeros on both sides of each axis, at most half the kernel; default 0. */
  padding?: PerAxis;
  /** Whether the zeros of the padding count as values; default true. */
  countIncludePad?: boolean;
}

export interface AvgPoolOptions extends AvgPool1dOptions {
  /** What the sums are divided by; default: the number of values. */
  divisorOverride?: number | null;
}

abstract class AvgPool extends Layer {
  declare readonly kernelSize: PerAxis;
  declare readonly stride: PerAxis;
  declare readonly padding: PerAxis;
  declare readonly ceilMode: boolean;
  declare readonly countIncludePad: boolean;
}

/** The mean of every window along the last axis: [N, C, L] or [C, L]. */
export class AvgPool1d extends AvgPool {
  static readonly op: string = 'AvgPool1d';

  constructor(kernelSize: PerAxis, options: AvgPool1dOptions = {}) {
    super([kernelSize], options);
  }

  override forward(input: Tensor): Tensor {
    const { stride, padding, ceilMode, countIncludePad } = this;
    return avgPool1d(input, this.kernelSize, { stride, padding, ceilMode, countIncludePad });
  }
}

abstract class AvgPoolNd extends AvgPool {
  declare readonly divisorOverride: number | null;

  constructor(kernelSize: PerAxis, options: AvgPoolOptions = {}) {
    super([kernelSize], options);
  }

  protected run(pool: typeof avgPool2d, input: Tensor): Tensor {
    const { stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    return pool(input, this.kernelSize, { stride, padding, ceilMode, countIncludePad, divisorOverride });
  }
}

/** The mean of every window: [N, C, H, W] or [C, H, W]. */
export class AvgPool2d extends AvgPoolNd {
  static readonly op: string = 'AvgPool2d';

  override forward(input: Tensor): Tensor {
    return this.run(avgPool2d, input);
  }
}

/** The mean of every window: [N, C, D, H, W] or [C, D, H, W]. */
export class AvgPool3d extends AvgPoolNd {
  static readonly op: string = 'AvgPool3d';

  override forward(input: Tensor): Tensor {
    return this.run(avgPool3d, input);
  }
}

export interface LPPoolOptions extends WindowOptions {}

abstract class LPPool extends Layer {
  /** p: 1 sums, ∞ takes the largest. */
  declare readonly normType: number;
  declare readonly kernelSize: PerAxis;
  declare readonly stride: PerAxis | null;
  declare readonly ceilMode: boolean;

  constructor(normType: number, kernelSize: PerAxis, options: LPPoolOptions = {}) {
    super([normType, kernelSize], options);
  }

  protected run(pool: typeof lpPool2d, input: Tensor): Tensor {
    const { stride, ceilMode } = this;
    return pool(input, this.normType, this.kernelSize, { stride, ceilMode });
  }
}

/** `(Σ xᵖ)^(1/p)` of every window along the last axis: [N, C, L] or [C, L]. */
export class LPPool1d extends LPPool {
  static readonly op: string = 'LPPool1d';

  override forward(input: Tensor): Tensor {
    return this.run(lpPool1d, input);
  }
}

/** `(Σ xᵖ)^(1/p)` of every window: [N, C, H, W] or [C, H, W]. */
export class LPPool2d extends LPPool {
  static readonly op: string = 'LPPool2d';

  override forward(input: Tensor): Tensor {
    return this.run(lpPool2d, input);
  }
}

/** `(Σ xᵖ)^(1/p)` of every window: [N, C, D, H, W] or [C, D, H, W]. */
export class LPPool3d extends LPPool {
  static readonly op: string = 'LPPool3d';

  override forward(input: Tensor): Tensor {
    return this.run(lpPool3d, input);
  }
}

export interface FractionalMaxPoolOptions<Indices extends boolean = boolean> {
  /** Sizes of the output in axis order, or one for all. Either these or `outputRatio`. */
  outputSize?: PerAxis | null;
  /** Output size over input size, between 0 and 1, in axis order or one for all; the product is rounded down. */
  outputRatio?: number | readonly number[] | null;
  /** Whether the positions of the largest values come too, as offsets into the plane; default false. */
  returnIndices?: Indices;
  /** What decides where the windows lie (see `F.fractionalMaxPool2d`); default: drawn at every call. */
  randomSamples?: Tensor | null;
}

abstract class FractionalMaxPool<Indices extends boolean> extends Layer {
  declare readonly kernelSize: PerAxis;
  declare readonly outputSize: PerAxis | null;
  declare readonly outputRatio: readonly number[] | null;
  declare readonly returnIndices: Indices;
  /** The name inside checkpoints. */
  declare _random_samples: Buffer | null;

  constructor(kernelSize: PerAxis, options: FractionalMaxPoolOptions<Indices> = {}) {
    const { randomSamples = null, ...others } = options;
    super([kernelSize], others);
    this.registerBuffer('_random_samples', randomSamples);
  }

  protected run(pool: typeof fractionalMaxPool2d, input: Tensor): Pooled<Indices> {
    const { outputSize, outputRatio, returnIndices, _random_samples: randomSamples } = this;
    return pool(input, this.kernelSize, {
      outputSize,
      outputRatio,
      returnIndices,
      randomSamples,
    }) as Pooled<Indices>;
  }
}

/** The largest value of windows that are spread at random, as many as the output has cells: [N, C, H, W] or [C, H, W]. */
export class FractionalMaxPool2d<Indices extends boolean = false> extends FractionalMaxPool<Indices> {
  static readonly op: string = 'FractionalMaxPool2d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(fractionalMaxPool2d, input);
  }
}

/** The largest value of windows that are spread at random, as many as the output has cells: [N, C, D, H, W] or [C, D, H, W]. */
export class FractionalMaxPool3d<Indices extends boolean = false> extends FractionalMaxPool<Indices> {
  static readonly op: string = 'FractionalMaxPool3d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(fractionalMaxPool3d, input);
  }
}

abstract class AdaptiveAvgPool extends Layer {
  declare readonly outputSize: AdaptiveSize;

  constructor(outputSize: AdaptiveSize) {
    super([outputSize], {});
  }
}

/** Means of windows chosen so that the output has the given size: [N, C, L] or [C, L]. */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  static readonly op: string = 'AdaptiveAvgPool1d';

  override forward(input: Tensor): Tensor {
    return adaptiveAvgPool1d(input, this.outputSize);
  }
}

/** Means of windows chosen so that the output has the given size: [N, C, H, W] or [C, H, W]. */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  static readonly op: string = 'AdaptiveAvgPool2d';

  override forward(input: Tensor): Tensor {
    return adaptiveAvgPool2d(input, this.outputSize);
  }
}

/** Means of windows chosen so that the output has the given size: [N, C, D, H, W] or [C, D, H, W]. */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  static readonly op: string = 'AdaptiveAvgPool3d';

  override forward(input: Tensor): Tensor {
    return adaptiveAvgPool3d(input, this.outputSize);
  }
}

export interface AdaptiveMaxPoolOptions<Indices extends boolean = boolean> {
  /** Whether the positions of the largest values come too, as offsets into the plane; default false. */
  returnIndices?: Indices;
}

abstract class AdaptiveMaxPool<Indices extends boolean> extends Layer {
  declare readonly outputSize: AdaptiveSize;
  declare readonly returnIndices: Indices;

  constructor(outputSize: AdaptiveSize, options: AdaptiveMaxPoolOptions<Indices> = {}) {
    super([outputSize], options);
  }

  protected run(pool: typeof adaptiveMaxPool2d, input: Tensor): Pooled<Indices> {
    const { outputSize, returnIndices } = this;
    return pool(input, outputSize, { returnIndices }) as Pooled<Indices>;
  }
}

/** Largest values of windows chosen so that the output has the given size: [N, C, L] or [C, L]. */
export class AdaptiveMaxPool1d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  static readonly op: string = 'AdaptiveMaxPool1d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(adaptiveMaxPool1d, input);
  }
}

/** Largest values of windows chosen so that the output has the given size: [N, C, H, W] or [C, H, W]. */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  static readonly op: string = 'AdaptiveMaxPool2d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(adaptiveMaxPool2d, input);
  }
}

/** Largest values of windows chosen so that the output has the given size: [N, C, D, H, W] or [C, D, H, W]. */
export class AdaptiveMaxPool3d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  static readonly op: string = 'AdaptiveMaxPool3d';

  override forward(input: Tensor): Pooled<Indices> {
    return this.run(adaptiveMaxPool3d, input);
  }
}
