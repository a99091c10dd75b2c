/** @file Files of weights, as bytes in and bytes out: the library opens no file. */

import '../ops/methods.js';

export type { InflateOptions } from './inflate.js';
export { load, loadAsync } from './load.js';
export type { Named } from './named.js';
export { formatNpy, parseNpy } from './npy.js';
export { formatNpz, parseNpz, parseNpzAsync } from './npz.js';
export { formatSafetensors, parseSafetensors, type Safetensors } from './safetensors.js';
export { save } from './save.js';
export { fitWeights, loadWeights } from './weights.js';
export { type CheckpointValue, TorchConstant } from './torch-values.js';
