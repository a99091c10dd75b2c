/**
 * @file The CPU engine: float32 operations as wasm that is emitted at run time. Arrays in, a new array out; every
 * function is undefined where the engine cannot, and the reference must do it.
 */

export { conv, convTranspose } from './conv.js';
export { elementwise } from './elementwise.js';
export { configureEngine, type EngineMemory, engineMemory, type EngineOptions } from './engine.js';
export { explain, type Explanation, type LayerGeometries } from './explain.js';
export { linear, linearInputGradient, type LinearSizes, linearWeightGradient, matmul } from './linear.js';
export type { PackKey } from './packing.js';
export { avgPool, type Divisors, maxPool } from './pool.js';
export { maxPoolPlaces } from './pool-places.js';
export { normalize, normGradient, normSums, statistics, totals } from './normalization.js';
export type { V8Flag } from './tuning/v8-flags.js';
export { convWeightGradient } from './weight-gradient.js';
