/** @file Losses as modules: what to compare is given to `forward`, how to compare to the constructor. */

import { ArgumentError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { asGiven } from '../geometry/python.js';
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  type BinaryCrossEntropyOptions,
  type BinaryCrossEntropyWithLogitsOptions,
  cosineEmbeddingLoss,
  crossEntropy,
  type CrossEntropyOptions,
  gaussianNllLoss,
  type GaussianNllLossOptions,
  hingeEmbeddingLoss,
  huberLoss,
  klDiv,
  type KlDivOptions,
  l1Loss,
  type MarginOptions,
  marginRankingLoss,
  mseLoss,
  multilabelMarginLoss,
  multilabelSoftMarginLoss,
  type MultilabelSoftMarginLossOptions,
  multiMarginLoss,
  type MultiMarginLossOptions,
  nllLoss,
  type NllLossOptions,
  poissonNllLoss,
  type PoissonNllLossOptions,
  type ReductionOptions,
  smoothL1Loss,
  type SmoothL1LossOptions,
  softMarginLoss,
  type Distance,
  tripletMarginLoss,
  type TripletMarginLossOptions,
  tripletMarginWithDistanceLoss,
  type TripletMarginWithDistanceLossOptions,
} from '../ops/loss/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { Module } from './module.js';
import type { Buffer } from './parameter.js';

type Tensors = Readonly<Record<string, Tensor | null | undefined>>;

/** A loss keeps its options as fixed fields, and tensors among them as buffers of its state dict. */
abstract class Loss<Options extends { readonly reduction?: string } = ReductionOptions> extends Module {
  declare readonly reduction: NonNullable<Options['reduction']>;
  readonly #names: readonly string[];

  /**
   * @param options   as given; unknown ones are refused
   * @param defaults  of the options that become fields, besides `reduction`
   * @param buffers   the tensors, by their names in the state dict
   * @param names     of the options that `buffers` come from
   */
  protected constructor(
    options: object,
    defaults: Readonly<Record<string, unknown>> = {},
    buffers: Tensors = {},
    names: readonly string[] = Object.keys(buffers),
  ) {
    super();
    const settings: Readonly<Record<string, unknown>> = { reduction: 'mean', ...defaults };
    this.#names = [...names, ...Object.keys(settings)];
    checkOptions(`${this.typeName()}.__init__`, options, this.#names);
    for (const [name, value] of Object.entries(settings))
      Object.defineProperty(this, name, {
        value: (options as Record<string, unknown>)[name] ?? value,
        enumerable: true,
      });
    for (const [name, tensor] of Object.entries(buffers)) this.registerBuffer(name, tensor ?? null);
  }

  /** The options as they stand, for the function behind the class. */
  protected options(): Options {
    return Object.fromEntries(this.#names.map((name) => [name, Reflect.get(this, name)])) as object as Options;
  }
}

/** (x − t)². */
export class MSELoss extends Loss {
  static readonly op: string = 'MSELoss';

  constructor(options: ReductionOptions = {}) {
    super(options);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this.options());
  }
}

/** |x − t|. */
export class L1Loss extends Loss {
  static readonly op: string = 'L1Loss';

  constructor(options: ReductionOptions = {}) {
    super(options);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this.options());
  }
}

/** Quadratic up to `beta`, then linear. */
export class SmoothL1Loss extends Loss<SmoothL1LossOptions> {
  static readonly op: string = 'SmoothL1Loss';
  declare readonly beta: number;

  constructor(options: SmoothL1LossOptions = {}) {
    super(options, { beta: 1 });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.options());
  }
}

/** Quadratic up to `delta`, then linear with slope `delta`. */
export class HuberLoss extends Loss<ReductionOptions & { readonly delta?: number }> {
  static readonly op: string = 'HuberLoss';
  declare readonly delta: number;

  constructor(options: ReductionOptions & { readonly delta?: number } = {}) {
    super(options, { delta: 1 });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.options());
  }
}

/** Cross entropy of logits [N, C, …] with class indices [N, …] or probabilities [N, C, …]. */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  static readonly op: string = 'CrossEntropyLoss';
  declare readonly ignoreIndex: number;
  declare readonly labelSmoothing: number;
  declare weight: Buffer | null;

  constructor(options: CrossEntropyOptions = {}) {
    super(options, { ignoreIndex: -100, labelSmoothing: 0 }, { weight: options.weight });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return crossEntropy(input, target, this.options());
  }
}

/** Negative log-likelihood: log-probabilities [N, C, …] and class indices [N, …]. */
export class NLLLoss extends Loss<NllLossOptions> {
  static readonly op: string = 'NLLLoss';
  declare readonly ignoreIndex: number;
  declare weight: Buffer | null;

  constructor(options: NllLossOptions = {}) {
    super(options, { ignoreIndex: -100 }, { weight: options.weight });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, this.options());
  }
}

/** Binary cross entropy of probabilities. */
export class BCELoss extends Loss<BinaryCrossEntropyOptions> {
  static readonly op: string = 'BCELoss';
  declare weight: Buffer | null;

  constructor(options: BinaryCrossEntropyOptions = {}) {
    super(options, {}, { weight: options.weight });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this.options());
  }
}

/** Binary cross entropy of logits. */
export class BCEWithLogitsLoss extends Loss<BinaryCrossEntropyWithLogitsOptions> {
  static readonly op: string = 'BCEWithLogitsLoss';
  declare weight: Buffer | null;
  /** The name inside checkpoints; the same as `posWeight`. */
  declare pos_weight: Buffer | null;

  constructor(options: BinaryCrossEntropyWithLogitsOptions = {}) {
    super(options, {}, { weight: options.weight, pos_weight: options.posWeight }, ['weight', 'posWeight']);
  }

  /** The factor of the positive part; `null` without one. */
  get posWeight(): Buffer | null {
    return this.pos_weight;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.options());
  }
}

/** Kullback and Leibler's divergence of the target from the distribution whose logarithms the input holds. */
export class KLDivLoss extends Loss<KlDivOptions> {
  static readonly op: string = 'KLDivLoss';
  declare readonly logTarget: boolean;

  constructor(options: KlDivOptions = {}) {
    super(options, { logTarget: false });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, this.options());
  }
}

/** Of counts from a Poisson distribution. */
export class PoissonNLLLoss extends Loss<PoissonNllLossOptions> {
  static readonly op: string = 'PoissonNLLLoss';
  declare readonly logInput: boolean;
  declare readonly full: boolean;
  declare readonly eps: number;

  constructor(options: PoissonNllLossOptions = {}) {
    super(options, { logInput: true, full: false, eps: 1e-8 });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, this.options());
  }
}

/** Of a target from a normal distribution with the input as mean, and a variance. */
export class GaussianNLLLoss extends Loss<GaussianNllLossOptions> {
  static readonly op: string = 'GaussianNLLLoss';
  declare readonly full: boolean;
  declare readonly eps: number;

  constructor(options: GaussianNllLossOptions = {}) {
    super(options, { full: false, eps: 1e-6 });
  }

  override forward(input: Tensor, target: Tensor, variance: Tensor | number): Tensor {
    return gaussianNllLoss(input, target, variance, this.options());
  }
}

/** For distances: small where the target is 1, at least `margin` where it is −1. */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  static readonly op: string = 'HingeEmbeddingLoss';
  declare readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options, { margin: 1 });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(input, target, this.options());
  }
}

/** Which of two scores is to be the larger. */
export class MarginRankingLoss extends Loss<MarginOptions> {
  static readonly op: string = 'MarginRankingLoss';
  declare readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options, { margin: 0 });
  }

  override forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(input1, input2, target, this.options());
  }
}

/** log(1 + e^(−t·x)) for targets 1 and −1. */
export class SoftMarginLoss extends Loss {
  static readonly op: string = 'SoftMarginLoss';

  constructor(options: ReductionOptions = {}) {
    super(options);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, this.options());
  }
}

/** Binary cross entropy of every class's logit, averaged over the classes. */
export class MultiLabelSoftMarginLoss extends Loss<MultilabelSoftMarginLossOptions> {
  static readonly op: string = 'MultiLabelSoftMarginLoss';
  declare weight: Buffer | null;

  constructor(options: MultilabelSoftMarginLossOptions = {}) {
    super(options, {}, { weight: options.weight });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(input, target, this.options());
  }
}

/** Hinge loss of several right classes per sample, listed and ended by −1. */
export class MultiLabelMarginLoss extends Loss {
  static readonly op: string = 'MultiLabelMarginLoss';

  constructor(options: ReductionOptions = {}) {
    super(options);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(input, target, this.options());
  }
}

/** Hinge loss of several classes: the target's score is to lead by `margin`. */
export class MultiMarginLoss extends Loss<MultiMarginLossOptions> {
  static readonly op: string = 'MultiMarginLoss';
  declare readonly p: number;
  declare readonly margin: number;
  declare weight: Buffer | null;

  constructor(options: MultiMarginLossOptions = {}) {
    const { p = 1, weight } = options;
    if (p !== 1 && p !== 2) throw new ArgumentError('only p == 1 and p == 2 supported', { fields: { p } });
    if (weight && weight.dim() !== 1)
      throw new ArgumentError(
        `MultiMarginLoss: expected weight to be None or 1D tensor, got ${weight.dim()}D instead`,
        {
          fields: { weight: weight.shape },
        },
      );
    super(options, { p: 1, margin: 1 }, { weight });
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, this.options());
  }
}

/** Whether two vectors point the same way (target 1) or not (−1). */
export class CosineEmbeddingLoss extends Loss<MarginOptions> {
  static readonly op: string = 'CosineEmbeddingLoss';
  declare readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options, { margin: 0 });
  }

  override forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(input1, input2, target, this.options());
  }
}

function checkMargin(op: string, margin: number = 1): void {
  if (margin > 0) return;
  throw new ArgumentError(`${op}: expected margin to be greater than 0, got ${asGiven(margin)} instead`, {
    fields: { margin },
  });
}

/** The positive is to be nearer to the anchor than the negative, by `margin`. */
export class TripletMarginLoss extends Loss<TripletMarginLossOptions> {
  static readonly op: string = 'TripletMarginLoss';
  declare readonly margin: number;
  declare readonly p: number;
  declare readonly eps: number;
  declare readonly swap: boolean;

  constructor(options: TripletMarginLossOptions = {}) {
    checkMargin('TripletMarginLoss', options.margin);
    super(options, { margin: 1, p: 2, eps: 1e-6, swap: false });
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options());
  }
}

/** The same with a distance of one's own. */
export class TripletMarginWithDistanceLoss extends Loss<TripletMarginWithDistanceLossOptions> {
  static readonly op: string = 'TripletMarginWithDistanceLoss';
  declare readonly distanceFunction: Distance | null;
  declare readonly margin: number;
  declare readonly swap: boolean;

  constructor(options: TripletMarginWithDistanceLossOptions = {}) {
    checkMargin('TripletMarginWithDistanceLoss', options.margin);
    super(options, { distanceFunction: null, margin: 1, swap: false });
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, this.options());
  }
}
