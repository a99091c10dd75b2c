/** @file Arithmetic about layers on plain integers: sizes, padding, taps, receptive field, cost. Needs no tensor. */

export type * from './types.js';
export { paddedSize, perAxis, span, unread, windowCount } from './window.js';
export { type ConvGeometry, type ConvOptions, convGeometry, samePadding } from './conv.js';
export {
  type ConvTransposeGeometry,
  type ConvTransposeOptions,
  type OutputSizeOptions,
  convTransposeGeometry,
  outputPaddingFor,
  transposedSize,
} from './conv-transpose.js';
export { type LinearGeometry, linearGeometry } from './linear.js';
export { type Pairs, type Range, inputOfTap, outputsOfInput, outputsOfTap, tapsOfOutput } from './taps.js';
export {
  type BareWindow,
  type CaffePool,
  type ExplicitPadding,
  type OnnxAutoPad,
  type TensorFlowPadding,
  type TransposedCrop,
  caffeConvPadding,
  caffePoolPadding,
  onnxPadPairs,
  onnxPadding,
  tensorflowPadding,
  tensorflowTransposePadding,
} from './frameworks.js';
export { wrapDimension } from './dim.js';
export {
  OUTSIDE,
  type PadAxis,
  type PadGeometry,
  type PadMode,
  checkCircularPadRank,
  padGeometry,
  padSource,
} from './pad.js';
export {
  type ResizeAxis,
  type ResizeGeometry,
  type ResizeMode,
  type ResizeOptions,
  nearestShortcut,
  nearestSource,
  resizeGeometry,
  resizeRatio,
} from './resize.js';
export { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from './shuffle.js';
export { flattenShape, unflattenShape } from './flatten.js';
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
} from './norm.js';
export {
  type AvgPoolOptions,
  type LpPoolOptions,
  type MaxPoolOptions,
  type PoolGeometry,
  avgPoolGeometry,
  lpPoolGeometry,
  maxPoolGeometry,
  poolCount,
} from './pool.js';
export {
  type AdaptiveGeometry,
  type AdaptiveSize,
  type AdaptiveWindow,
  adaptiveGeometry,
  adaptiveWindow,
} from './adaptive.js';
export { type UnpoolGeometry, type UnpoolOptions, unpoolGeometry, unpoolOutput } from './unpool.js';
export { type FoldGeometry, type FoldOptions, type UnfoldOptions, foldGeometry, unfoldGeometry } from './fold.js';
export { camelCase, snakeCase } from './names.js';
export { LAYERS } from './catalogue/index.js';
export {
  type ArgRule,
  type Args,
  type BufferShape,
  type CallArgs,
  type Kind,
  type LayerRule,
  type Macs,
  type ParameterShape,
} from './catalogue/rule.js';
export {
  bufferShapes,
  layerRule,
  layerSpec,
  layerWindows,
  outputShape,
  parameterCount,
  parameterShapes,
  printLayer,
  validateSpec,
} from './spec.js';
export { nearest } from './nearest.js';
export { broadcastShapes, catShape } from './combine.js';
export { type Cost, ELEMENT_BYTES, type ElementType, layerCost, macs, peakBytes, tensorBytes } from './cost.js';
export type { AxisField } from './receptive-field.js';
export {
  type Trace,
  type TraceFailure,
  type TraceRow,
  chain,
  joinSpec,
  receptiveField,
  traceNetwork,
  validateNetwork,
} from './network.js';
