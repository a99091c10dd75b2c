/**
 * @file PyTorch's layers as data: their arguments, sizes, costs and receptive fields, with PyTorch's checks and texts.
 * Needs no tensor. Everything of `atrous/geometry` is here too.
 */

export * from './geometry/index.js';
export type { Arg, LayerSpec, NetworkSpec, NodeSpec } from './geometry/types.js';
export { type ConvGeometry, type ConvOptions, convGeometry } from './geometry/conv.js';
export {
  type ConvTransposeGeometry,
  type ConvTransposeOptions,
  type OutputSizeOptions,
  convTransposeGeometry,
  outputPaddingFor,
} from './geometry/conv-transpose.js';
export { type LinearGeometry, linearGeometry } from './geometry/linear.js';
export { bilinearShape } from './geometry/bilinear.js';
export { wrapDimension } from './geometry/dim.js';
export { type PadGeometry, checkCircularPadRank, padGeometry } from './geometry/pad.js';
export { type ResizeGeometry, type ResizeMode, type ResizeOptions, resizeGeometry } from './geometry/resize.js';
export { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from './geometry/shuffle.js';
export { flattenShape, unflattenShape } from './geometry/flatten.js';
export {
  type NormGeometry,
  type NormShapes,
  batchNormGeometry,
  checkBatchNormRank,
  checkInstanceNormInput,
  groupNormGeometry,
  instanceNormGeometry,
  layerNormGeometry,
  localResponseNormShape,
  rmsNormGeometry,
} from './geometry/norm.js';
export {
  type AvgPoolOptions,
  type LpPoolOptions,
  type MaxPoolOptions,
  type PoolGeometry,
  avgPoolGeometry,
  lpPoolGeometry,
  maxPoolGeometry,
} from './geometry/pool.js';
export { type AdaptiveGeometry, type AdaptiveSize, adaptiveGeometry } from './geometry/adaptive.js';
export {
  type FractionalPoolGeometry,
  type FractionalPoolOptions,
  fractionalPoolGeometry,
} from './geometry/fractional-pool.js';
export { type UnpoolGeometry, type UnpoolOptions, unpoolGeometry, unpoolOutput } from './geometry/unpool.js';
export {
  type FoldGeometry,
  type FoldOptions,
  type UnfoldOptions,
  foldGeometry,
  unfoldGeometry,
} from './geometry/fold.js';
export { camelCase, snakeCase } from './geometry/names.js';
export { LAYERS } from './geometry/catalogue/index.js';
export {
  type ArgRule,
  type Args,
  type BufferShape,
  type CallArgs,
  type Kind,
  type LayerRule,
  type Lazy,
  type Macs,
  type ParameterShape,
} from './geometry/catalogue/rule.js';
export {
  bufferShapes,
  layerRule,
  layerSpec,
  layerWindows,
  outputShape,
  parameterCount,
  parameterShapes,
  plainSpec,
  printLayer,
  validateSpec,
} from './geometry/spec.js';
export { nearest } from './geometry/nearest.js';
export { type Cost, layerCost, macs } from './geometry/cost.js';
export {
  type NetworkReads,
  type Trace,
  type TraceFailure,
  type TraceRow,
  chain,
  joinSpec,
  networkReads,
  nodeShape,
  receptiveField,
  traceNetwork,
  validateNetwork,
} from './geometry/network.js';
