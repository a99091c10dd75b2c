/** @file The CPU engine: float32 operations as emitted wasm. Every function is undefined where the reference must do it. */

export { conv, convTranspose } from './conv.js';
export { linear, type LinearSizes, matmul } from './linear.js';
export type { PackKey } from './packing.js';
export { avgPool, type Divisors, maxPool } from './pool.js';
