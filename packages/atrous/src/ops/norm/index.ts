/** @file The normalisations that do not mix images: group, layer, instance and local response. */

export { groupNorm } from './group.js';
export { type InstanceNormOptions, instanceNorm } from './instance.js';
export { layerNorm } from './layer.js';
export { type LocalResponseNormOptions, localResponseNorm } from './local-response.js';
export type { AffineOptions } from './arguments.js';
