/** @file The normalisations that do not mix images: group, layer, instance, root mean square, local response; and unit norm. */

export { groupNorm } from './group.js';
export { type InstanceNormOptions, instanceNorm } from './instance.js';
export { layerNorm } from './layer.js';
export { type LocalResponseNormOptions, localResponseNorm } from './local-response.js';
export { normalize, type NormalizeOptions } from './normalize.js';
export { rmsNorm, type RmsNormOptions } from './rms.js';
export type { AffineOptions } from './arguments.js';
