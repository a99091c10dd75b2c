/** @file Layers that only look at the data in another shape; the result shares the input's array. */

import { flatten, unflatten } from '../ops/flatten.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layer.js';

export interface FlattenOptions {
  /** The first axis that is merged; default 1, so that the batch stays. */
  startDim?: number;
  /** The last axis that is merged; default −1. */
  endDim?: number;
}

/** Merges axes into one: [N, C, H, W] → [N, C·H·W]. */
export class Flatten extends Layer {
  static readonly op: string = 'Flatten';
  declare readonly startDim: number;
  declare readonly endDim: number;

  constructor(options: FlattenOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    return flatten(input, { startDim: this.startDim, endDim: this.endDim });
  }
}

/** Splits an axis into several: `new Unflatten(1, [2, 3])` takes [N, 6] to [N, 2, 3]. One size may be −1. */
export class Unflatten extends Layer {
  static readonly op: string = 'Unflatten';
  declare readonly dim: number;
  declare readonly unflattenedSize: readonly number[];

  constructor(dim: number, unflattenedSize: readonly number[]) {
    super([dim, unflattenedSize], {});
  }

  override forward(input: Tensor): Tensor {
    return unflatten(input, this.dim, this.unflattenedSize);
  }
}
