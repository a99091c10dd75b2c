/** @file Layers that move elements: flatten, shuffles, fold and unfold, upsampling. */

import { wrapDimension } from '../dim.js';
import { flattenShape, unflattenShape } from '../flatten.js';
import { foldGeometry, type FoldOptions, unfoldGeometry } from '../fold.js';
import {
  nearestShortcut,
  nearestSource,
  type ResizeAxis,
  resizeGeometry,
  type ResizeMode,
  resizeRatio,
} from '../resize.js';
import { channelShuffleShape, pixelShuffleShape, pixelUnshuffleShape } from '../shuffle.js';
import type { PerAxis, Shape } from '../types.js';
import { type AxisMap, axisMap, ratio, windowAxis } from './axes.js';
import { adaptiveAxis } from './pool.js';
import { arg, layer, type LayerRule, type Reads, same, show } from './rule.js';

/** The axes behind `last` stay as they are, the others are gone. */
const keptBehind = (last: number, input: Shape): Reads[] => input.slice(last + 1).map(() => null);

type UpsampleArgs = {
  size: PerAxis | null;
  scaleFactor: PerAxis | null;
  mode: ResizeMode;
  alignCorners: boolean | null;
  recomputeScaleFactor: boolean | null;
};

const SCALE = arg('scales', 'scaleFactor', null);
const SIZES = [arg('perAxisOrNone', 'size', null), SCALE];

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

/** `fixed`: the mode and alignment of the classes that have no such argument. */
function upsample(fixed?: Pick<UpsampleArgs, 'mode' | 'alignCorners'>): LayerRule {
  const more = [
    arg('string', 'mode', 'nearest'),
    arg('boolOrNone', 'alignCorners', null),
    arg('boolOrNone', 'recomputeScaleFactor', null),
  ];
  const options = (a: UpsampleArgs): UpsampleArgs => ({ ...a, ...fixed });
  return layer<UpsampleArgs>(fixed ? SIZES : [...SIZES, ...more], '', {
    print(a) {
      const { mode, size, scaleFactor } = options(a);
      const sizes = scaleFactor === null ? `size=${show(SIZES[0]!, size)}` : `scale_factor=${show(SCALE, scaleFactor)}`;
      return `${sizes}, mode='${mode}'`;
    },
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

function shuffle(name: string, shape: typeof pixelShuffleShape, axis: typeof shuffleAxis): LayerRule {
  return layer<Record<string, number>>([arg('int', name)], name, {
    output: (a, input) => shape(input, a[name]!),
    reads: (a, input) => input.slice(-2).map((size) => axis(size, a[name]!)),
  });
}

const BLOCKS = [
  arg('perAxis', 'kernelSize'),
  arg('perAxis', 'dilation', 1),
  arg('perAxis', 'padding', 0),
  arg('perAxis', 'stride', 1),
];
const BLOCKS_SHOWN = 'kernelSize dilation padding stride';

type UnflattenArgs = { dim: number; unflattenedSize: number[] };

export const SHAPES: Readonly<Record<string, LayerRule>> = {
  Identity: layer([], '', { output: same }),
  Flatten: layer<{ startDim: number; endDim: number }>(
    [arg('int', 'startDim', 1), arg('int', 'endDim', -1)],
    'startDim endDim',
    {
      output: ({ startDim, endDim }, input) => flattenShape(input, startDim, endDim),
      reads: ({ startDim, endDim }, input) => {
        const last = wrapDimension(endDim, input.length);
        return keptBehind(wrapDimension(startDim, input.length) === last ? -1 : last, input);
      },
    },
  ),
  Unflatten: layer<UnflattenArgs>([arg('int', 'dim'), arg('tuple', 'unflattenedSize')], 'dim unflattenedSize', {
    output: ({ dim, unflattenedSize }, input) => unflattenShape(input, dim, unflattenedSize),
    reads: ({ dim }, input) => keptBehind(wrapDimension(dim, input.length), input),
  }),
  PixelShuffle: shuffle('upscaleFactor', pixelShuffleShape, shuffleAxis),
  PixelUnshuffle: shuffle('downscaleFactor', pixelUnshuffleShape, unshuffleAxis),
  ChannelShuffle: layer<{ groups: number }>([arg('int', 'groups')], 'groups', {
    output: ({ groups }, input) => channelShuffleShape(input, groups),
  }),
  Unfold: layer<FoldOptions>(BLOCKS, BLOCKS_SHOWN, {
    output: (a, input) => [...unfoldGeometry(input, a).shape],
    windows: (a, input) => [...unfoldGeometry(input, a).windows],
    reads: () => [],
  }),
  Fold: layer<FoldOptions>([arg('perAxis', 'outputSize'), ...BLOCKS], `outputSize ${BLOCKS_SHOWN}`, {
    output: (a, input) => [...foldGeometry(input, a).shape],
    windows: (a, input) => [...foldGeometry(input, a).windows],
    reads: () => [],
  }),
  Upsample: upsample(),
  UpsamplingNearest2d: upsample({ mode: 'nearest', alignCorners: null }),
  UpsamplingBilinear2d: upsample({ mode: 'bilinear', alignCorners: true }),
};
