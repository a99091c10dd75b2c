/** @file Why there is no picture of a layer, and what to look at instead. */

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^MaxUnpool/, 'It puts each value back where its pool found it: draw that MaxPool, whose winner is the place.'],
  [
    /^FractionalMaxPool/,
    'Its windows are drawn by chance at every call: AdaptiveMaxPool of the same output size shows such windows.',
  ],
  [/^(Linear|LazyLinear|Bilinear)$/, 'Every output reads every feature: there is no window to slide.'],
  [/^(Flatten|Unflatten)$/, 'It keeps every value in its order and only names the sizes anew.'],
  [/^ChannelShuffle$/, 'It changes the order of whole channels: no cell moves within its plane.'],
  [/(Batch|Instance|Group|Layer|RMS)Norm|LocalResponseNorm/, 'It scales whole channels: every cell keeps its place.'],
];

const CELLWISE =
  'It treats every cell by itself: convolutions, pools, padding, resizing, shuffles and folds have pictures.';

/** One sentence or two: that there is none, and why. */
export function noPicture(op: string): string {
  const reason = REASONS.find(([pattern]) => pattern.test(op))?.[1] ?? CELLWISE;
  return `There is no picture of ${op}. ${reason}`;
}
