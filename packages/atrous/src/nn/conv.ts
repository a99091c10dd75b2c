/** @file Convolution layers, and the transposed ones. */

import { outputPaddingFor } from '../geometry/conv-transpose.js';
import { paddingAmounts } from '../geometry/catalogue/conv.js';
import type { PerAxis, Rank, Shape } from '../geometry/types.js';
import { conv1d, conv2d, conv3d } from '../ops/conv/index.js';
import { convTranspose1d, convTranspose2d, convTranspose3d } from '../ops/conv-transpose/index.js';
import { pad } from '../ops/pad/index.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { Layer, type PlaceOptions } from './layer.js';
import type { Parameter } from './parameter.js';
import { resetWeightAndBias } from './reset.js';

interface CommonOptions extends PlaceOptions {
  /** Cells between neighbouring windows; default 1. */
  stride?: PerAxis;
  /** Cells between neighbouring taps; default 1. */
  dilation?: PerAxis;
  /** Groups of channels that do not see each other; default 1. Both channel counts are multiples of it. */
  groups?: number;
  /** Whether an offset per output channel is added; default true. */
  bias?: boolean;
}

export interface ConvOptions extends CommonOptions {
  /** Cells added on both sides of each axis, or `'same'`, `'valid'`; default 0. */
  padding?: PerAxis | 'same' | 'valid';
  /** What the added cells hold; default `'zeros'`. */
  paddingMode?: 'zeros' | 'reflect' | 'replicate' | 'circular';
}

export interface ConvTransposeOptions extends CommonOptions {
  /** Cells taken off the output on both sides of each axis, as the padding of the convolution it reverses; default 0. */
  padding?: PerAxis;
  /** Cells added to the output at the far end of each axis; default 0, and less than stride or dilation. */
  outputPadding?: PerAxis;
  /** There is only `'zeros'`. */
  paddingMode?: 'zeros';
}

/** What convolutions of both directions hold. */
abstract class Convolution extends Layer {
  declare readonly inChannels: number;
  declare readonly outChannels: number;
  declare readonly kernelSize: readonly number[];
  declare readonly stride: readonly number[];
  declare readonly dilation: readonly number[];
  declare readonly groups: number;
  declare weight: Parameter;
  declare bias: Parameter | null;

  constructor(inChannels: number, outChannels: number, kernelSize: PerAxis, options: object) {
    super([inChannels, outChannels, kernelSize], options, { parameters: ['weight', 'bias'] });
    this.resetParameters();
  }

  /** Draws new weights, U(±1/√fanIn), first the weight and then the bias. */
  resetParameters(): void {
    resetWeightAndBias(this.weight, this.bias);
  }
}

abstract class Conv extends Convolution {
  declare readonly padding: readonly number[] | 'same' | 'valid';
  declare readonly paddingMode: 'zeros' | 'reflect' | 'replicate' | 'circular';

  constructor(inChannels: number, outChannels: number, kernelSize: PerAxis, options: ConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, options);
  }

  protected run(convolve: typeof conv2d, input: Tensor): Tensor {
    const { bias, stride, dilation, groups, padding, paddingMode } = this;
    if (paddingMode === 'zeros') return convolve(input, this.weight, { bias, stride, padding, dilation, groups });
    // F.pad names the last axis first.
    const cells = paddingAmounts(this).reverse().flat();
    return convolve(pad(input, cells, { mode: paddingMode }), this.weight, { bias, stride, dilation, groups });
  }
}

/** Convolution over one axis: [N, inChannels, L] or [inChannels, L] → [N, outChannels, outL] or without N. */
export class Conv1d extends Conv {
  static readonly op: string = 'Conv1d';

  override forward(input: Tensor): Tensor {
    return this.run(conv1d, input);
  }
}

/** Convolution over two axes: [N, inChannels, H, W] or [inChannels, H, W] → [N, outChannels, outH, outW] or without N. */
export class Conv2d extends Conv {
  static readonly op: string = 'Conv2d';

  override forward(input: Tensor): Tensor {
    return this.run(conv2d, input);
  }
}

/** Convolution over three axes: [N, inChannels, D, H, W] or without N → [N, outChannels, outD, outH, outW]. */
export class Conv3d extends Conv {
  static readonly op: string = 'Conv3d';

  override forward(input: Tensor): Tensor {
    return this.run(conv3d, input);
  }
}

abstract class ConvTranspose extends Convolution {
  declare readonly padding: readonly number[];
  declare readonly outputPadding: readonly number[];
  declare readonly paddingMode: 'zeros';

  constructor(inChannels: number, outChannels: number, kernelSize: PerAxis, options: ConvTransposeOptions = {}) {
    super(inChannels, outChannels, kernelSize, options);
  }

  protected run(convolve: typeof convTranspose2d, rank: Rank, input: Tensor, outputSize?: Shape | null): Tensor {
    checkCall(`conv_transpose${rank}d`, { input });
    const { weight, bias, stride, padding, dilation, groups } = this;
    // Of the sizes that a convolution takes to this input's, the padding at the far end chooses one.
    const outputPadding = outputSize ? outputPaddingFor(rank, input.shape, outputSize, this) : this.outputPadding;
    return convolve(input, weight, { bias, stride, padding, outputPadding, dilation, groups });
  }
}

/** The transpose of a convolution over one axis: [N, inChannels, L] or [inChannels, L] → [N, outChannels, outL] or without N. */
export class ConvTranspose1d extends ConvTranspose {
  static readonly op: string = 'ConvTranspose1d';

  /** @param outputSize the wanted size, with or without [N, outChannels], in place of `outputPadding` */
  override forward(input: Tensor, outputSize?: Shape | null): Tensor {
    return this.run(convTranspose1d, 1, input, outputSize);
  }
}

/** The transpose of a convolution over two axes: [N, inChannels, H, W] or without N → [N, outChannels, outH, outW]. */
export class ConvTranspose2d extends ConvTranspose {
  static readonly op: string = 'ConvTranspose2d';

  /** @param outputSize the wanted sizes, with or without [N, outChannels], in place of `outputPadding` */
  override forward(input: Tensor, outputSize?: Shape | null): Tensor {
    return this.run(convTranspose2d, 2, input, outputSize);
  }
}

/** The transpose of a convolution over three axes: [N, inChannels, D, H, W] or without N → [N, outChannels, outD, outH, outW]. */
export class ConvTranspose3d extends ConvTranspose {
  static readonly op: string = 'ConvTranspose3d';

  /** @param outputSize the wanted sizes, with or without [N, outChannels], in place of `outputPadding` */
  override forward(input: Tensor, outputSize?: Shape | null): Tensor {
    return this.run(convTranspose3d, 3, input, outputSize);
  }
}
