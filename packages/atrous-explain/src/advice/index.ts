/** @file What to change in a network, and why. */

export { type AdviseOptions, advise } from './advise.js';
export { type SpecEdit, applySpecEdits } from './edit.js';
export { fixText, groupAdvice } from './group.js';
export type { IsWritten } from './pool-stride.js';
export type { Advice, AdviceId, SpecFix } from './types.js';
