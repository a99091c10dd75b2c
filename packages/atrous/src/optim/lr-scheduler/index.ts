/** @file `torch.optim.lr_scheduler`. */

export type { PerGroup } from './arguments.js';
export { ChainedScheduler, SequentialLR } from './combined.js';
export { CosineAnnealingLR, CosineAnnealingWarmRestarts, type CosineOptions, type RestartOptions } from './cosine.js';
export { CyclicLR, type CyclicOptions } from './cyclic.js';
export { type Factor, LambdaLR, MultiplicativeLR } from './lambda-lr.js';
export { OneCycleLR, type OneCycleOptions } from './one-cycle.js';
export { type PlateauOptions, ReduceLROnPlateau } from './plateau.js';
export { LRScheduler, type SchedulerOptions, type SchedulerState, type SchedulerStateLike } from './scheduler.js';
export { ExponentialLR, type GammaOptions, MultiStepLR, StepLR } from './step-lr.js';
export {
  ConstantLR,
  type ConstantOptions,
  LinearLR,
  type LinearOptions,
  PolynomialLR,
  type PolynomialOptions,
} from './warm-up.js';
