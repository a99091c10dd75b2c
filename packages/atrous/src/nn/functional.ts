/** @file `torch.nn.functional`: the operations of the layers as functions. Required arguments are positional, the others named. */

import '../ops/methods.js';

export * from '../ops/activation/index.js';
export * from '../ops/adaptive-pool/index.js';
export { avgPool1d, avgPool2d, avgPool3d, type AvgPool1dOptions, type AvgPoolOptions } from '../ops/avg-pool/index.js';
export { batchNorm, type BatchNormOptions } from '../ops/batch-norm/index.js';
export { bilinear, type BilinearOptions } from '../ops/bilinear.js';
export { conv1d, conv2d, conv3d, type ConvCallOptions } from '../ops/conv/index.js';
export {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeCallOptions,
} from '../ops/conv-transpose/index.js';
export * from '../ops/dropout/index.js';
export * from '../ops/fold/index.js';
export {
  fractionalMaxPool2d,
  fractionalMaxPool3d,
  type FractionalMaxPoolOptions,
} from '../ops/fractional-max-pool/index.js';
export { linear, type LinearOptions } from '../ops/linear/index.js';
export * from '../ops/loss/index.js';
export * from '../ops/lp-pool.js';
export * from '../ops/max-pool/index.js';
export * from '../ops/max-unpool.js';
export * from '../ops/norm/index.js';
export * from '../ops/pad/index.js';
export { interpolate } from '../ops/resize/index.js';
export type { ResizeMode, ResizeOptions } from '../geometry/resize.js';
export * from '../ops/shuffle/index.js';
export * from '../ops/softmax/index.js';
