/**
 * @file Arithmetic about layers on plain integers: windows, sizes, padding, taps. Needs no tensor, and knows no layer by
 * name: what PyTorch's layers make of it, with their checks and texts, is `atrous/spec`.
 */

export type { PerAxis, Rank, Shape, Window } from './types.js';
export { paddedSize, perAxis, sizesOfCount, span, unread, windowCount } from './window.js';
export { samePadding } from './conv.js';
export { transposedSize } from './conv-transpose.js';
export { poolCount } from './pool.js';
export { type AdaptiveWindow, adaptiveWindow } from './adaptive.js';
export { fractionalStart } from './fractional-pool.js';
export { type Pairs, type Range, inputOfTap, outputsOfInput, outputsOfTap, tapsOfOutput } from './taps.js';
export { OUTSIDE, type PadAxis, type PadMode, padSource } from './pad.js';
export { type ResizeAxis, nearestShortcut, nearestSource, resizeRatio } from './resize.js';
export { aliveBytes, peakBytes, tensorBytes, ELEMENT_BYTES, type ElementType, type Held } from './memory.js';
export { type AxisMap, type Ratio, axisMap, padAxis, transposedAxis, windowAxis } from './catalogue/axes.js';
export { type AxisField, type FieldAxis, type FieldStep, axisField, fieldCells } from './receptive-field.js';
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
export { broadcastShapes, catShape } from './combine.js';
