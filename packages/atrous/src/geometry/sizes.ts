/** @file The size rules of all operations, which `index.ts` imports first so that they stand together in a bundle. */

export * from './python.js';
export * from './window.js';
export * from './conv.js';
export * from './conv-transpose.js';
export * from './linear.js';
export * from './bilinear.js';
export * from './pool.js';
export * from './adaptive.js';
export * from './fractional-pool.js';
export * from './unpool.js';
export * from './fold.js';
export * from './pad.js';
export * from './resize.js';
export * from './shuffle.js';
export * from './flatten.js';
export * from './norm.js';
