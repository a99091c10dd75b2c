/** @file Every layer class of the library, by PyTorch's name. */

export * from './activation.js';
export * from './conv.js';
export * from './dropout.js';
export * from './flatten.js';
export * from './lazy.js';
export * from './linear.js';
export * from './norm.js';
export * from './pad.js';
export * from './pool.js';
export * from './shuffle.js';
export * from './upsample.js';
