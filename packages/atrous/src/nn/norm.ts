/** @file Normalisation layers. */

import { checkBatchNormRank, checkInstanceNormInput } from '../geometry/norm.js';
import type { PerAxis, Rank } from '../geometry/types.js';
import { batchNorm } from '../ops/batch-norm/index.js';
import { groupNorm, instanceNorm, layerNorm, localResponseNorm, rmsNorm } from '../ops/norm/index.js';
import { reshape } from '../ops/shape/index.js';
import { numbers, store } from '../tensor/element.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { ones_, zeros_ } from './init.js';
import { Layer, type PlaceOptions } from './layer.js';
import type { Buffer, Parameter } from './parameter.js';

interface EpsOptions extends PlaceOptions {
  /** Added to the variance under the root; default 1e-5. */
  eps?: number;
  /** Whether there is a learned offset, where there is a learned factor; default true. */
  bias?: boolean;
}

export interface BatchNormOptions extends EpsOptions {
  /** Weight of a new batch in the running statistics; `null` averages all batches alike; default 0.1. */
  momentum?: number | null;
  /** Whether there is a learned factor per channel; default true, for instance norm false. */
  affine?: boolean;
  /** Whether running statistics are kept for evaluation; default true, for instance norm false. */
  trackRunningStats?: boolean;
}

const TENSORS = {
  parameters: ['weight', 'bias'],
  buffers: ['running_mean', 'running_var', 'num_batches_tracked'],
} as const;

/** What normalisation per channel with running statistics has in common. */
abstract class FeatureNorm extends Layer {
  declare readonly numFeatures: number;
  declare readonly eps: number;
  declare readonly momentum: number | null;
  declare readonly affine: boolean;
  declare readonly trackRunningStats: boolean;
  declare weight: Parameter | null;
  declare bias: Parameter | null;
  /** The name inside checkpoints; the same as `runningMean`. */
  declare running_mean: Buffer | null;
  /** The name inside checkpoints; the same as `runningVar`. */
  declare running_var: Buffer | null;
  /** The name inside checkpoints; the same as `numBatchesTracked`. */
  declare num_batches_tracked: Buffer | null;

  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super([numFeatures], options, TENSORS);
    this.resetParameters();
  }

  /** Running mean per channel; `null` without tracking. */
  get runningMean(): Buffer | null {
    return this.running_mean;
  }

  /** Running variance per channel, unbiased; `null` without tracking. */
  get runningVar(): Buffer | null {
    return this.running_var;
  }

  /** How many batches went into the running statistics, an int64 scalar; `null` without tracking. */
  get numBatchesTracked(): Buffer | null {
    return this.num_batches_tracked;
  }

  /** Mean 0, variance 1, no batch seen. */
  resetRunningStats(): void {
    if (this.running_mean) zeros_(this.running_mean);
    if (this.running_var) ones_(this.running_var);
    if (this.num_batches_tracked) zeros_(this.num_batches_tracked);
  }

  /** Running statistics as at the start; weight 1, bias 0. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  override stateVersion(): number {
    return 2;
  }

  /** State dicts before version 2 did not count batches. */
  override stateDefaults(version: number | undefined): [string, Tensor][] {
    const count = this.num_batches_tracked;
    return count !== null && (version ?? 1) < 2 ? [['num_batches_tracked', count]] : [];
  }
}

abstract class BatchNorm extends FeatureNorm {
  protected run(rank: Rank, input: Tensor): Tensor {
    checkCall('batch_norm', { input });
    checkBatchNormRank(rank, input.shape);
    const { training, weight, bias, eps, running_mean: mean, running_var: variance } = this;
    const updates = training && this.trackRunningStats;
    const batches = updates && this.num_batches_tracked ? numbers(this.num_batches_tracked)[0]! + 1 : 0;
    const average = batches > 0 ? 1 / batches : 0;
    const output = batchNorm(input, training && !updates ? null : mean, training && !updates ? null : variance, {
      weight,
      bias,
      training: training || (mean === null && variance === null),
      momentum: this.momentum ?? average,
      eps,
    });
    if (batches > 0) store(this.num_batches_tracked!.touch(), Float64Array.of(batches));
    return output;
  }
}

/** Brings every channel to mean 0 and variance 1 over the batch: [N, C] or [N, C, L]. In evaluation by the running statistics. */
export class BatchNorm1d extends BatchNorm {
  static readonly op: string = 'BatchNorm1d';

  override forward(input: Tensor): Tensor {
    return this.run(1, input);
  }
}

/** Brings every channel to mean 0 and variance 1 over the batch: [N, C, H, W]. In evaluation by the running statistics. */
export class BatchNorm2d extends BatchNorm {
  static readonly op: string = 'BatchNorm2d';

  override forward(input: Tensor): Tensor {
    return this.run(2, input);
  }
}

/** Brings every channel to mean 0 and variance 1 over the batch: [N, C, D, H, W]. In evaluation by the running statistics. */
export class BatchNorm3d extends BatchNorm {
  static readonly op: string = 'BatchNorm3d';

  override forward(input: Tensor): Tensor {
    return this.run(3, input);
  }
}

abstract class InstanceNorm extends FeatureNorm {
  protected run(rank: Rank, input: Tensor): Tensor {
    checkCall('instance_norm', { input });
    checkInstanceNormInput(rank, input.shape, this.numFeatures, this.affine);
    if (input.dim() === rank + 2) return this.normalize(input);
    return reshape(this.normalize(reshape(input, [1, ...input.shape])), input.shape);
  }

  private normalize(input: Tensor): Tensor {
    const { weight, bias, eps, running_mean: runningMean, running_var: runningVar } = this;
    const useInputStats = this.training || !this.trackRunningStats;
    const momentum = this.momentum ?? 0;
    return instanceNorm(input, { runningMean, runningVar, weight, bias, useInputStats, momentum, eps });
  }
}

/** Brings every channel of every image to mean 0 and variance 1: [N, C, L] or [C, L]. */
export class InstanceNorm1d extends InstanceNorm {
  static readonly op: string = 'InstanceNorm1d';

  override forward(input: Tensor): Tensor {
    return this.run(1, input);
  }
}

/** Brings every channel of every image to mean 0 and variance 1: [N, C, H, W] or [C, H, W]. */
export class InstanceNorm2d extends InstanceNorm {
  static readonly op: string = 'InstanceNorm2d';

  override forward(input: Tensor): Tensor {
    return this.run(2, input);
  }
}

/** Brings every channel of every image to mean 0 and variance 1: [N, C, D, H, W] or [C, D, H, W]. */
export class InstanceNorm3d extends InstanceNorm {
  static readonly op: string = 'InstanceNorm3d';

  override forward(input: Tensor): Tensor {
    return this.run(3, input);
  }
}

/** Layers whose weight starts at 1 and whose bias at 0. */
abstract class AffineNorm extends Layer {
  declare readonly eps: number;
  declare weight: Parameter | null;
  declare bias: Parameter | null;

  /** Weight 1, bias 0. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }
}

export interface GroupNormOptions extends EpsOptions {
  /** Whether there is a learned factor per channel; default true. */
  affine?: boolean;
}

/** Brings every group of channels of every image to mean 0 and variance 1: [N, C, *]. */
export class GroupNorm extends AffineNorm {
  static readonly op: string = 'GroupNorm';
  declare readonly numGroups: number;
  declare readonly numChannels: number;
  declare readonly affine: boolean;

  constructor(numGroups: number, numChannels: number, options: GroupNormOptions = {}) {
    super([numGroups, numChannels], options, { parameters: ['weight', 'bias'] });
    this.resetParameters();
  }

  override forward(input: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return groupNorm(input, this.numGroups, { weight, bias, eps });
  }
}

export interface LayerNormOptions extends EpsOptions {
  /** Whether there is a learned factor per element; default true. */
  elementwiseAffine?: boolean;
}

/** Brings the last axes together to mean 0 and variance 1: [*, ...normalizedShape]. */
export class LayerNorm extends AffineNorm {
  static readonly op: string = 'LayerNorm';
  declare readonly normalizedShape: readonly number[];
  declare readonly elementwiseAffine: boolean;

  constructor(normalizedShape: PerAxis, options: LayerNormOptions = {}) {
    super([normalizedShape], options, { parameters: ['weight', 'bias'] });
    this.resetParameters();
  }

  override forward(input: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return layerNorm(input, this.normalizedShape, { weight, bias, eps });
  }
}

export interface RMSNormOptions extends PlaceOptions {
  /** Added to the mean square under the root; `null`, the default, is the machine epsilon of the input's type. */
  eps?: number | null;
  /** Whether there is a learned factor per element; default true. */
  elementwiseAffine?: boolean;
}

/** Brings the last axes together to mean square 1: [*, ...normalizedShape]. */
export class RMSNorm extends Layer {
  static readonly op: string = 'RMSNorm';
  declare readonly normalizedShape: readonly number[];
  declare readonly eps: number | null;
  declare readonly elementwiseAffine: boolean;
  declare weight: Parameter | null;

  constructor(normalizedShape: PerAxis, options: RMSNormOptions = {}) {
    super([normalizedShape], options, { parameters: ['weight'] });
    this.resetParameters();
  }

  /** Weight 1. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
  }

  override forward(input: Tensor): Tensor {
    const { weight, eps } = this;
    return rmsNorm(input, this.normalizedShape, { weight, eps });
  }
}

export interface LocalResponseNormOptions {
  /** Default 1e-4. */
  alpha?: number;
  /** Default 0.75. */
  beta?: number;
  /** Default 1. */
  k?: number;
}

/** Divides by a power of the neighbouring channels' mean square: `x / (k + α·mean)^β` over `size` channels; [N, C, *]. */
export class LocalResponseNorm extends Layer {
  static readonly op: string = 'LocalResponseNorm';
  declare readonly size: number;
  declare readonly alpha: number;
  declare readonly beta: number;
  declare readonly k: number;

  constructor(size: number, options: LocalResponseNormOptions = {}) {
    super([size], options);
  }

  override forward(input: Tensor): Tensor {
    const { alpha, beta, k } = this;
    return localResponseNorm(input, this.size, { alpha, beta, k });
  }
}
