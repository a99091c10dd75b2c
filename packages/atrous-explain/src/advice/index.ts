/** @file What to change in a network, and why. */

export { type AdviseOptions, advise } from './advise.js';
export { type Edit, applyEdits } from './edit.js';
export type { IsWritten } from './pool-stride.js';
export type { Advice, AdviceId, Fix } from './types.js';
