/** @file The activation functions of `F`. */

export {
  celu,
  type CeluOptions,
  elu,
  type EluOptions,
  gelu,
  type GeluOptions,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  type HardtanhOptions,
  leakyRelu,
  type LeakyReluOptions,
  logsigmoid,
  mish,
  relu,
  relu6,
  selu,
  type ShrinkOptions,
  sigmoid,
  silu,
  softplus,
  type SoftplusOptions,
  softshrink,
  softsign,
  tanh,
  tanhshrink,
  threshold,
} from './elementwise.js';
export { glu, type GluOptions } from './glu.js';
export { prelu } from './prelu.js';
export { rrelu, type RreluOptions } from './rrelu.js';
export type { InplaceOptions } from './run.js';
