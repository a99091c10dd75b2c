/** @file `torch.nn`: modules, layers, containers, initial values, and specs made runnable. */

import '../ops/methods.js';

export * from './layers.js';
export { ModuleDict, ModuleList, Sequential } from './container.js';
export type { Gradients, HookOptions } from './hooks.js';
export type { Layer, PlaceOptions } from './layer.js';
export * from './loss.js';
export { type MemberOptions, Module, type TensorModule } from './module.js';
export type { Network } from './network.js';
export { Buffer, Parameter } from './parameter.js';
export { ParameterDict, ParameterList } from './parameter-containers.js';
export { StateDict, type IncompatibleKeys, type LoadOptions, type StateDictLike } from './state-dict.js';
export { UninitializedBuffer, UninitializedParameter } from './uninitialized.js';
export { build, describe } from './build.js';
export * as init from './init.js';
export * as functional from './functional.js';
export * as utils from './utils/index.js';
