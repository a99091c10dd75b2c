/** @file Why there is no picture of a layer, and what to look at instead. */

import type { NoPictureReason, SceneWords } from './words/index.js';

const REASONS: readonly (readonly [RegExp, NoPictureReason])[] = [
  [/^MaxUnpool/, 'unpool'],
  [/^FractionalMaxPool/, 'chance'],
  [/^(Linear|LazyLinear|Bilinear)$/, 'everyFeature'],
  [/^(Flatten|Unflatten)$/, 'order'],
  [/^ChannelShuffle$/, 'wholeChannels'],
  [/(Batch|Instance|Group|Layer|RMS)Norm|LocalResponseNorm/, 'scales'],
];

/** One sentence or two: that there is none, and why. */
export function noPicture(op: string, words: SceneWords): string {
  return words.noPicture(op, REASONS.find(([pattern]) => pattern.test(op))?.[1] ?? 'cellwise');
}
