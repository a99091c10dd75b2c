/** @file Lazy layers: the number of input channels or features comes from the first input, with which they become the plain layer. */

import type { PerAxis, Shape } from '../geometry/types.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  Conv1d,
  Conv2d,
  Conv3d,
  type ConvOptions,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeOptions,
} from './conv.js';
import { Linear, type LinearOptions } from './linear.js';
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './norm.js';

/** A `Conv1d` whose `inChannels` the first input tells. */
export class LazyConv1d extends Conv1d {
  static override readonly op: string = 'LazyConv1d';

  constructor(outChannels: number, kernelSize: PerAxis, options: ConvOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(Conv1d.prototype, input);
    return this.forward(input);
  }
}

/** A `Conv2d` whose `inChannels` the first input tells. */
export class LazyConv2d extends Conv2d {
  static override readonly op: string = 'LazyConv2d';

  constructor(outChannels: number, kernelSize: PerAxis, options: ConvOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(Conv2d.prototype, input);
    return this.forward(input);
  }
}

/** A `Conv3d` whose `inChannels` the first input tells. */
export class LazyConv3d extends Conv3d {
  static override readonly op: string = 'LazyConv3d';

  constructor(outChannels: number, kernelSize: PerAxis, options: ConvOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(Conv3d.prototype, input);
    return this.forward(input);
  }
}

/** A `ConvTranspose1d` whose `inChannels` the first input tells. */
export class LazyConvTranspose1d extends ConvTranspose1d {
  static override readonly op: string = 'LazyConvTranspose1d';

  constructor(outChannels: number, kernelSize: PerAxis, options: ConvTransposeOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor, outputSize?: Shape | null): Tensor {
    this.become(ConvTranspose1d.prototype, input);
    return this.forward(input, outputSize);
  }
}

/** A `ConvTranspose2d` whose `inChannels` the first input tells. */
export class LazyConvTranspose2d extends ConvTranspose2d {
  static override readonly op: string = 'LazyConvTranspose2d';

  constructor(outChannels: number, kernelSize: PerAxis, options: ConvTransposeOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor, outputSize?: Shape | null): Tensor {
    this.become(ConvTranspose2d.prototype, input);
    return this.forward(input, outputSize);
  }
}

/** A `ConvTranspose3d` whose `inChannels` the first input tells. */
export class LazyConvTranspose3d extends ConvTranspose3d {
  static override readonly op: string = 'LazyConvTranspose3d';

  constructor(outChannels: number, kernelSize: PerAxis, options: ConvTransposeOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor, outputSize?: Shape | null): Tensor {
    this.become(ConvTranspose3d.prototype, input);
    return this.forward(input, outputSize);
  }
}

/** A `Linear` whose `inFeatures` the first input tells. */
export class LazyLinear extends Linear {
  static override readonly op: string = 'LazyLinear';

  constructor(outFeatures: number, options: LinearOptions = {}) {
    super(0, outFeatures, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(Linear.prototype, input);
    return this.forward(input);
  }
}

/** A `BatchNorm1d` whose `numFeatures` the first input tells. */
export class LazyBatchNorm1d extends BatchNorm1d {
  static override readonly op: string = 'LazyBatchNorm1d';

  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(BatchNorm1d.prototype, input);
    return this.forward(input);
  }
}

/** A `BatchNorm2d` whose `numFeatures` the first input tells. */
export class LazyBatchNorm2d extends BatchNorm2d {
  static override readonly op: string = 'LazyBatchNorm2d';

  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(BatchNorm2d.prototype, input);
    return this.forward(input);
  }
}

/** A `BatchNorm3d` whose `numFeatures` the first input tells. */
export class LazyBatchNorm3d extends BatchNorm3d {
  static override readonly op: string = 'LazyBatchNorm3d';

  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(BatchNorm3d.prototype, input);
    return this.forward(input);
  }
}

/** An `InstanceNorm1d` whose `numFeatures` the first input tells. Unlike the plain class it has weights and statistics unless told otherwise. */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  static override readonly op: string = 'LazyInstanceNorm1d';

  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(InstanceNorm1d.prototype, input);
    return this.forward(input);
  }
}

/** An `InstanceNorm2d` whose `numFeatures` the first input tells. Unlike the plain class it has weights and statistics unless told otherwise. */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  static override readonly op: string = 'LazyInstanceNorm2d';

  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(InstanceNorm2d.prototype, input);
    return this.forward(input);
  }
}

/** An `InstanceNorm3d` whose `numFeatures` the first input tells. Unlike the plain class it has weights and statistics unless told otherwise. */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  static override readonly op: string = 'LazyInstanceNorm3d';

  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Nothing, until the first input. */
  override resetParameters(): void {}

  override forward(input: Tensor): Tensor {
    this.become(InstanceNorm3d.prototype, input);
    return this.forward(input);
  }
}
