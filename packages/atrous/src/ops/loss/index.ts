/** @file The losses of `torch.nn.functional`. */

export {
  binaryCrossEntropy,
  type BinaryCrossEntropyOptions,
  binaryCrossEntropyWithLogits,
  type BinaryCrossEntropyWithLogitsOptions,
} from './binary.js';
export { crossEntropy, type CrossEntropyOptions } from './cross-entropy.js';
export {
  gaussianNllLoss,
  type GaussianNllLossOptions,
  klDiv,
  type KlDivOptions,
  poissonNllLoss,
  type PoissonNllLossOptions,
} from './divergence.js';
export {
  cosineEmbeddingLoss,
  type Distance,
  tripletMarginLoss,
  type TripletMarginLossOptions,
  tripletMarginWithDistanceLoss,
  type TripletMarginWithDistanceLossOptions,
} from './embedding.js';
export { hingeEmbeddingLoss, type MarginOptions, marginRankingLoss, softMarginLoss } from './margin.js';
export {
  multilabelMarginLoss,
  multilabelSoftMarginLoss,
  type MultilabelSoftMarginLossOptions,
  multiMarginLoss,
  type MultiMarginLossOptions,
} from './multi-class.js';
export { nllLoss, type NllLossOptions } from './nll.js';
export type { Reduction, ReductionOptions } from './reduction.js';
export {
  huberLoss,
  type HuberLossOptions,
  l1Loss,
  mseLoss,
  smoothL1Loss,
  type SmoothL1LossOptions,
  type WeightedLossOptions,
} from './regression.js';
