/** @file Random numbers as PyTorch draws them on the CPU. */

export { rand, randint, randLike, randn, randnLike, randperm, type RandomOptions } from './create.js';
export { bernoulli, bernoulliInto, normalInto, uniformInto } from './fill.js';
export { defaultGenerator, Generator, manualSeed } from './generator.js';
export { truncNormalInto } from './trunc-normal.js';
