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
