/** @file Calls of layers that move elements: flatten, shuffles, fold and unfold, upsampling. */

import { wrapDimension } from '../../dim.js';
import { flattenShape, unflattenShape } from '../../flatten.js';
import { foldGeometry, type FoldOptions, unfoldGeometry } from '../../fold.js';
import {
  nearestShortcut,
  nearestSource,
  type ResizeAxis,
  resizeGeometry,
  type ResizeMode,
  resizeRatio,
} from '../../resize.js';
import { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from '../../shuffle.js';
import type { Shape } from '../../types.js';
import { type AxisMap, axisMap, ratio, windowAxis } from '../axes.js';
import { call, type CallRule, type Reads } from '../rule.js';
import { FIXED_UPSAMPLING, type UpsampleArgs } from '../shape.js';
import { adaptiveAxis } from './pool.js';

/** The axes behind `last` stay as they are, the others are gone. */
const keptBehind = (last: number, input: Shape): Reads[] => input.slice(last + 1).map(() => null);

/** What output `o` of one resized axis reads: the taps whose weight is not zero. */
function resizedAxis(axis: ResizeAxis, mode: ResizeMode, alignCorners: boolean, shortcut: boolean): Reads {
  const { size, count } = axis;
  if (mode === 'area') return adaptiveAxis(size, count);
  const r = resizeRatio(axis, alignCorners);
  const jump = alignCorners ? ratio(size - 1, count - 1) : ratio(size, count);
  const exact = mode === 'nearest-exact';
  if (exact || mode === 'nearest') {
    const source = (o: number): number => Math.floor((exact ? o + 0.5 : o) * r);
    return axisMap(
      size,
      jump,
      (o) => [source(o), source(o)],
      (o) => [nearestSource(o, axis, exact, shortcut)],
    );
  }
  const cubic = mode === 'bicubic';
  return axisMap(size, jump, (o) => {
    // PyTorch copies an axis that keeps its size, whatever the scale.
    if (!cubic && size === count) return [o, o];
    const at = alignCorners ? r * o : r * (o + 0.5) - 0.5;
    const first = Math.floor(at);
    if (at === first) return [first, first];
    return cubic ? [first - 1, first + 2] : [first, first + 1];
  });
}

function upsample(fixed?: Pick<UpsampleArgs, 'mode' | 'alignCorners'>): CallRule {
  const options = (a: UpsampleArgs): UpsampleArgs => ({ ...a, ...fixed });
  return call<UpsampleArgs>({
    output: (a, input) => resizeGeometry(input, options(a)).shape,
    reads(a, input) {
      const { axes, mode, alignCorners } = resizeGeometry(input, options(a));
      return axes.map((axis) => resizedAxis(axis, mode, alignCorners, nearestShortcut(axes)));
    },
  });
}

const shuffleAxis = (size: number, r: number): AxisMap =>
  axisMap(size, [1, r], (o) => [Math.floor(o / r), Math.floor(o / r)]);

const unshuffleAxis = (size: number, r: number): AxisMap =>
  windowAxis(size, { kernel: r, stride: r, padBefore: 0, padAfter: 0, dilation: 1 });

function shuffle(name: string, shape: typeof pixelShuffleShape, axis: typeof shuffleAxis): CallRule {
  return call<Record<string, number>>({
    output: (a, input) => shape(input, a[name]!),
    reads: (a, input) => input.slice(-2).map((size) => axis(size, a[name]!)),
  });
}

type UnflattenArgs = { dim: number; unflattenedSize: number[] };

export const SHAPE_CALLS: Readonly<Record<string, CallRule>> = {
  Flatten: call<{ startDim: number; endDim: number }>({
    output: ({ startDim, endDim }, input) => flattenShape(input, startDim, endDim),
    reads: ({ startDim, endDim }, input) => {
      const last = wrapDimension(endDim, input.length);
      return keptBehind(wrapDimension(startDim, input.length) === last ? -1 : last, input);
    },
  }),
  Unflatten: call<UnflattenArgs>({
    output: ({ dim, unflattenedSize }, input) => unflattenShape(input, dim, unflattenedSize),
    reads: ({ dim }, input) => keptBehind(wrapDimension(dim, input.length), input),
  }),
  PixelShuffle: shuffle('upscaleFactor', pixelShuffleShape, shuffleAxis),
  PixelUnshuffle: shuffle('downscaleFactor', pixelUnshuffleShape, unshuffleAxis),
  ChannelShuffle: call<{ groups: number }>({ output: ({ groups }, input) => channelShuffleShape(input, groups) }),
  Unfold: call<FoldOptions>({
    output: (a, input) => [...unfoldGeometry(input, a).shape],
    windows: (a, input) => [...unfoldGeometry(input, a).windows],
    reads: () => [],
  }),
  Fold: call<FoldOptions>({
    output: (a, input) => [...foldGeometry(input, a).shape],
    windows: (a, input) => [...foldGeometry(input, a).windows],
    reads: () => [],
  }),
  Upsample: upsample(),
  UpsamplingNearest2d: upsample(FIXED_UPSAMPLING.UpsamplingNearest2d),
  UpsamplingBilinear2d: upsample(FIXED_UPSAMPLING.UpsamplingBilinear2d),
};
