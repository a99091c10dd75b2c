/** @file Linear layers and the one that does nothing. */

import { bilinear } from '../ops/bilinear.js';
import { linear } from '../ops/linear/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { uniform_ } from './init.js';
import { Layer, type PlaceOptions } from './layer.js';
import type { Parameter } from './parameter.js';
import { resetWeightAndBias } from './reset.js';

export interface LinearOptions extends PlaceOptions {
  /** Whether an offset per output is added; default true. */
  bias?: boolean;
}

/** `y = x · weightᵀ + bias` over the last axis: [*, inFeatures] → [*, outFeatures]. */
export class Linear extends Layer {
  static readonly op: string = 'Linear';
  declare readonly inFeatures: number;
  declare readonly outFeatures: number;
  declare weight: Parameter;
  declare bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super([inFeatures, outFeatures], options, { parameters: ['weight', 'bias'] });
    this.resetParameters();
  }

  /** Draws new weights, U(±1/√inFeatures), first the weight and then the bias. */
  resetParameters(): void {
    resetWeightAndBias(this.weight, this.bias);
  }

  override forward(input: Tensor): Tensor {
    return linear(input, this.weight, { bias: this.bias });
  }
}

/** `y[o] = a · weight[o] · bᵀ + bias[o]` of two inputs: [*, in1Features] and [*, in2Features] → [*, outFeatures]. */
export class Bilinear extends Layer {
  static readonly op: string = 'Bilinear';
  declare readonly in1Features: number;
  declare readonly in2Features: number;
  declare readonly outFeatures: number;
  declare weight: Parameter;
  declare bias: Parameter | null;

  constructor(in1Features: number, in2Features: number, outFeatures: number, options: LinearOptions = {}) {
    super([in1Features, in2Features, outFeatures], options, { parameters: ['weight', 'bias'] });
    this.resetParameters();
  }

  /** Draws new weights, U(±1/√in1Features), first the weight and then the bias. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, { a: -bound, b: bound });
    if (this.bias) uniform_(this.bias, { a: -bound, b: bound });
  }

  override forward(input1: Tensor, input2: Tensor): Tensor {
    return bilinear(input1, input2, this.weight, { bias: this.bias });
  }
}

/** Gives its input back. It takes any arguments, so that it can stand in any layer's place. */
export class Identity extends Layer {
  static readonly op: string = 'Identity';

  constructor(..._ignored: unknown[]) {
    super([], {});
  }

  override forward(input: Tensor): Tensor {
    return input;
  }
}
