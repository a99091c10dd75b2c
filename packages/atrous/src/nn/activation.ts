/** @file Activation layers: functions of one element at a time, of any shape. Softmax, GLU and PReLU look at one axis. */

import {
  celu,
  elu,
  gelu,
  glu,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  logsigmoid,
  mish,
  prelu,
  relu,
  relu6,
  rrelu,
  selu,
  sigmoid,
  silu,
  softplus,
  softshrink,
  softsign,
  tanh,
  tanhshrink,
  threshold,
} from '../ops/activation/index.js';
import { logSoftmax, softmax, softmin } from '../ops/softmax/index.js';
import { checkSoftmax2dRank } from '../geometry/activation.js';
import { checkCall } from '../tensor/operand.js';
import type { Tensor } from '../tensor/tensor.js';
import { constant_ } from './init.js';
import { Layer, type PlaceOptions } from './layer.js';
import type { Parameter } from './parameter.js';

export interface InplaceOptions {
  /** Whether the input itself is overwritten and given back; default false. */
  inplace?: boolean;
}

/** A function without settings. */
abstract class Plain extends Layer {
  constructor() {
    super([], {});
  }
}

/** A function that may overwrite its input. */
abstract class Inplace extends Layer {
  declare readonly inplace: boolean;

  constructor(options: InplaceOptions = {}) {
    super([], options);
  }
}

/** `max(0, x)` */
export class ReLU extends Inplace {
  static readonly op: string = 'ReLU';

  override forward(input: Tensor): Tensor {
    return relu(input, { inplace: this.inplace });
  }
}

/** `min(max(0, x), 6)` */
export class ReLU6 extends Inplace {
  static readonly op: string = 'ReLU6';

  override forward(input: Tensor): Tensor {
    return relu6(input, { inplace: this.inplace });
  }
}

/** `s·(x > 0 ? x : α·(eˣ − 1))` with the two constants that keep mean 0 and variance 1 */
export class SELU extends Inplace {
  static readonly op: string = 'SELU';

  override forward(input: Tensor): Tensor {
    return selu(input, { inplace: this.inplace });
  }
}

/** `x·sigmoid(x)` */
export class SiLU extends Inplace {
  static readonly op: string = 'SiLU';

  override forward(input: Tensor): Tensor {
    return silu(input, { inplace: this.inplace });
  }
}

/** `x·tanh(softplus(x))` */
export class Mish extends Inplace {
  static readonly op: string = 'Mish';

  override forward(input: Tensor): Tensor {
    return mish(input, { inplace: this.inplace });
  }
}

/** `x·min(max(x + 3, 0), 6) / 6` */
export class Hardswish extends Inplace {
  static readonly op: string = 'Hardswish';

  override forward(input: Tensor): Tensor {
    return hardswish(input, { inplace: this.inplace });
  }
}

/** `min(max(x + 3, 0), 6) / 6` */
export class Hardsigmoid extends Inplace {
  static readonly op: string = 'Hardsigmoid';

  override forward(input: Tensor): Tensor {
    return hardsigmoid(input, { inplace: this.inplace });
  }
}

/** `1 / (1 + e⁻ˣ)` */
export class Sigmoid extends Plain {
  static readonly op: string = 'Sigmoid';

  override forward(input: Tensor): Tensor {
    return sigmoid(input);
  }
}

/** The hyperbolic tangent */
export class Tanh extends Plain {
  static readonly op: string = 'Tanh';

  override forward(input: Tensor): Tensor {
    return tanh(input);
  }
}

/** `x / (1 + |x|)` */
export class Softsign extends Plain {
  static readonly op: string = 'Softsign';

  override forward(input: Tensor): Tensor {
    return softsign(input);
  }
}

/** `x − tanh(x)` */
export class Tanhshrink extends Plain {
  static readonly op: string = 'Tanhshrink';

  override forward(input: Tensor): Tensor {
    return tanhshrink(input);
  }
}

/** `log(sigmoid(x))` */
export class LogSigmoid extends Plain {
  static readonly op: string = 'LogSigmoid';

  override forward(input: Tensor): Tensor {
    return logsigmoid(input);
  }
}

export interface LeakyReLUOptions extends InplaceOptions {
  /** Default 0.01. */
  negativeSlope?: number;
}

/** `x > 0 ? x : negativeSlope·x` */
export class LeakyReLU extends Layer {
  static readonly op: string = 'LeakyReLU';
  declare readonly negativeSlope: number;
  declare readonly inplace: boolean;

  constructor(options: LeakyReLUOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    return leakyRelu(input, { negativeSlope: this.negativeSlope, inplace: this.inplace });
  }
}

export interface RReLUOptions extends InplaceOptions {
  /** Least slope; default 1/8. */
  lower?: number;
  /** Largest slope; default 1/3. */
  upper?: number;
}

/** `x > 0 ? x : a·x`, a drawn from U(lower, upper) for each element in training, their mean in evaluation */
export class RReLU extends Layer {
  static readonly op: string = 'RReLU';
  declare readonly lower: number;
  declare readonly upper: number;
  declare readonly inplace: boolean;

  constructor(options: RReLUOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    const { lower, upper, training, inplace } = this;
    return rrelu(input, { lower, upper, training, inplace });
  }
}

export interface ELUOptions extends InplaceOptions {
  /** Default 1. */
  alpha?: number;
}

abstract class Exponential extends Layer {
  declare readonly alpha: number;
  declare readonly inplace: boolean;

  constructor(options: ELUOptions = {}) {
    super([], options);
  }
}

/** `x > 0 ? x : α·(eˣ − 1)` */
export class ELU extends Exponential {
  static readonly op: string = 'ELU';

  override forward(input: Tensor): Tensor {
    return elu(input, { alpha: this.alpha, inplace: this.inplace });
  }
}

/** `max(0, x) + min(0, α·(e^(x/α) − 1))` */
export class CELU extends Exponential {
  static readonly op: string = 'CELU';

  override forward(input: Tensor): Tensor {
    return celu(input, { alpha: this.alpha, inplace: this.inplace });
  }
}

export interface SoftplusOptions {
  /** Default 1. */
  beta?: number;
  /** Where β·x exceeds it the result is x; default 20. */
  threshold?: number;
}

/** `log(1 + e^(β·x)) / β` */
export class Softplus extends Layer {
  static readonly op: string = 'Softplus';
  declare readonly beta: number;
  declare readonly threshold: number;

  constructor(options: SoftplusOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    return softplus(input, { beta: this.beta, threshold: this.threshold });
  }
}

export interface ShrinkOptions {
  /** λ; default 0.5. */
  lambd?: number;
}

abstract class Shrink extends Layer {
  declare readonly lambd: number;

  constructor(options: ShrinkOptions = {}) {
    super([], options);
  }
}

/** `|x| > λ ? x : 0` */
export class Hardshrink extends Shrink {
  static readonly op: string = 'Hardshrink';

  override forward(input: Tensor): Tensor {
    return hardshrink(input, { lambd: this.lambd });
  }
}

/** x moved towards 0 by λ, and 0 where it would cross it */
export class Softshrink extends Shrink {
  static readonly op: string = 'Softshrink';

  override forward(input: Tensor): Tensor {
    return softshrink(input, { lambd: this.lambd });
  }
}

/** `x > threshold ? x : value` */
export class Threshold extends Layer {
  static readonly op: string = 'Threshold';
  declare readonly threshold: number;
  declare readonly value: number;
  declare readonly inplace: boolean;

  constructor(threshold: number, value: number, options: InplaceOptions = {}) {
    super([threshold, value], options);
  }

  override forward(input: Tensor): Tensor {
    return threshold(input, this.threshold, this.value, { inplace: this.inplace });
  }
}

export interface HardtanhOptions extends InplaceOptions {
  /** Default −1. */
  minVal?: number;
  /** Default 1, and more than `minVal`. */
  maxVal?: number;
}

/** `min(max(x, minVal), maxVal)` */
export class Hardtanh extends Layer {
  static readonly op: string = 'Hardtanh';
  declare readonly minVal: number;
  declare readonly maxVal: number;
  declare readonly inplace: boolean;

  constructor(options: HardtanhOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    return hardtanh(input, { minVal: this.minVal, maxVal: this.maxVal, inplace: this.inplace });
  }
}

export interface GELUOptions {
  /** `'none'` (the default) uses the error function, `'tanh'` an approximation. */
  approximate?: 'none' | 'tanh';
}

/** `x·Φ(x)`, Φ the normal distribution */
export class GELU extends Layer {
  static readonly op: string = 'GELU';
  declare readonly approximate: 'none' | 'tanh';

  constructor(options: GELUOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    return gelu(input, { approximate: this.approximate });
  }
}

export interface PReLUOptions extends PlaceOptions {
  /** 1, or the number of channels; default 1. */
  numParameters?: number;
  /** The slope at the start; default 0.25. */
  init?: number;
}

/** `x > 0 ? x : weight·x` with a learned slope, one for all or one per channel (axis 1) */
export class PReLU extends Layer {
  static readonly op: string = 'PReLU';
  declare readonly numParameters: number;
  declare readonly init: number;
  declare weight: Parameter;

  constructor(options: PReLUOptions = {}) {
    super([], options);
    this.resetParameters();
  }

  /** Sets every slope to `init`. */
  resetParameters(): void {
    constant_(this.weight, this.init);
  }

  override forward(input: Tensor): Tensor {
    return prelu(input, this.weight);
  }
}

export interface GLUOptions {
  /** The axis that is halved; default −1. */
  dim?: number;
}

/** `a·sigmoid(b)` of the two halves of an axis */
export class GLU extends Layer {
  static readonly op: string = 'GLU';
  declare readonly dim: number;

  constructor(options: GLUOptions = {}) {
    super([], options);
  }

  override forward(input: Tensor): Tensor {
    return glu(input, { dim: this.dim });
  }
}

export interface SoftmaxOptions {
  /** The axis along which the outputs sum to 1; without it 0 for rank 0, 1 and 3, else 1, as in PyTorch. */
  dim?: number | null;
}

abstract class AlongAxis extends Layer {
  declare readonly dim: number | null;

  constructor(options: SoftmaxOptions = {}) {
    super([], options);
  }
}

/** `eˣ / Σ eˣ` along an axis */
export class Softmax extends AlongAxis {
  static readonly op: string = 'Softmax';

  override forward(input: Tensor): Tensor {
    return softmax(input, { dim: this.dim });
  }
}

/** `x − log Σ eˣ` along an axis */
export class LogSoftmax extends AlongAxis {
  static readonly op: string = 'LogSoftmax';

  override forward(input: Tensor): Tensor {
    return logSoftmax(input, { dim: this.dim });
  }
}

/** `e⁻ˣ / Σ e⁻ˣ` along an axis */
export class Softmin extends AlongAxis {
  static readonly op: string = 'Softmin';

  override forward(input: Tensor): Tensor {
    return softmin(input, { dim: this.dim });
  }
}

/** Softmax over the channels of every cell: [N, C, H, W] or [C, H, W] */
export class Softmax2d extends Plain {
  static readonly op: string = 'Softmax2d';

  override forward(input: Tensor): Tensor {
    checkCall('softmax', { input });
    checkSoftmax2dRank(input.shape);
    return softmax(input, { dim: -3 });
  }
}
