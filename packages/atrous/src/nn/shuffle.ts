/** @file Layers that move values between channels and space: pixel and channel shuffle, unfold and fold. */

import type { PerAxis } from '../geometry/types.js';
import { fold, unfold } from '../ops/fold/index.js';
import { channelShuffle, pixelShuffle, pixelUnshuffle } from '../ops/shuffle/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layer.js';

/** Channels become cells: [*, C·r², H, W] → [*, C, H·r, W·r]. */
export class PixelShuffle extends Layer {
  static readonly op: string = 'PixelShuffle';
  declare readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super([upscaleFactor], {});
  }

  override forward(input: Tensor): Tensor {
    return pixelShuffle(input, this.upscaleFactor);
  }
}

/** Cells become channels, the reverse of `PixelShuffle`: [*, C, H·r, W·r] → [*, C·r², H, W]. */
export class PixelUnshuffle extends Layer {
  static readonly op: string = 'PixelUnshuffle';
  declare readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super([downscaleFactor], {});
  }

  override forward(input: Tensor): Tensor {
    return pixelUnshuffle(input, this.downscaleFactor);
  }
}

/** Takes one channel of each group in turn: six channels in two groups come out as 0, 3, 1, 4, 2, 5. */
export class ChannelShuffle extends Layer {
  static readonly op: string = 'ChannelShuffle';
  declare readonly groups: number;

  constructor(groups: number) {
    super([groups], {});
  }

  override forward(input: Tensor): Tensor {
    return channelShuffle(input, this.groups);
  }
}

export interface FoldOptions {
  /** Cells between neighbouring taps; default 1. */
  dilation?: PerAxis;
  /** Zeros on both sides of each axis; default 0. */
  padding?: PerAxis;
  /** Cells between neighbouring windows; default 1. */
  stride?: PerAxis;
}

abstract class Windows extends Layer {
  declare readonly kernelSize: PerAxis;
  declare readonly dilation: PerAxis;
  declare readonly padding: PerAxis;
  declare readonly stride: PerAxis;
}

/** Every window as a column (im2col): [N, C, H, W] → [N, C·kH·kW, windows]. */
export class Unfold extends Windows {
  static readonly op: string = 'Unfold';

  constructor(kernelSize: PerAxis, options: FoldOptions = {}) {
    super([kernelSize], options);
  }

  override forward(input: Tensor): Tensor {
    const { dilation, padding, stride } = this;
    return unfold(input, this.kernelSize, { dilation, padding, stride });
  }
}

/** The sum of columns put back into their windows (col2im): [N, C·kH·kW, windows] → [N, C, outH, outW]. */
export class Fold extends Windows {
  static readonly op: string = 'Fold';
  declare readonly outputSize: PerAxis;

  constructor(outputSize: PerAxis, kernelSize: PerAxis, options: FoldOptions = {}) {
    super([outputSize, kernelSize], options);
  }

  override forward(input: Tensor): Tensor {
    const { dilation, padding, stride } = this;
    return fold(input, this.outputSize, this.kernelSize, { dilation, padding, stride });
  }
}
