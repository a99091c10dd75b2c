/** @file `torch.optim`: optimisers and learning-rate schedulers. */

import '../ops/methods.js';

export { Adadelta, type AdadeltaOptions } from './adadelta.js';
export { Adagrad, type AdagradOptions } from './adagrad.js';
export { Adam, type AdamOptions, AdamW, type AdamWOptions } from './adam.js';
export { Adamax, type AdamaxOptions } from './adamax.js';
export { NAdam, type NAdamOptions } from './nadam.js';
export { RAdam, type RAdamOptions } from './radam.js';
export { RMSprop, type RMSpropOptions } from './rmsprop.js';
export { SGD, type SGDOptions } from './sgd.js';
export { Optimizer } from './optimizer.js';
export type { Group, GroupLike, GroupOptions, Params, ParamsLike } from './group.js';
export type { OptimizerStateDict, OptimizerStateDictLike, ParameterState, SavedGroup } from './state-dict.js';
