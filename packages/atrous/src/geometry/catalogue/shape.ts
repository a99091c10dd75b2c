/** @file The classes of layers that move elements: flatten, shuffles, fold and unfold, upsampling. */

import type { ResizeMode } from '../resize.js';
import type { PerAxis } from '../types.js';
import { arg, type ArgRule, type ClassRule, layer, show } from './rule.js';

export type UpsampleArgs = {
  size: PerAxis | null;
  scaleFactor: PerAxis | null;
  mode: ResizeMode;
  alignCorners: boolean | null;
  recomputeScaleFactor: boolean | null;
};

/** The mode and alignment of the classes that have no such argument. */
export const FIXED_UPSAMPLING = {
  UpsamplingNearest2d: { mode: 'nearest', alignCorners: null },
  UpsamplingBilinear2d: { mode: 'bilinear', alignCorners: true },
} as const;

const SCALE = arg('scales', 'scaleFactor', null);
const SIZES = [arg('perAxisOrNone', 'size', null), SCALE];

const upsample = (args: readonly ArgRule[], fixed?: Pick<UpsampleArgs, 'mode'>): ClassRule =>
  layer<UpsampleArgs>(args, '', {
    print(a) {
      const { mode, size, scaleFactor } = { ...a, ...fixed };
      const sizes = scaleFactor === null ? `size=${show(SIZES[0]!, size)}` : `scale_factor=${show(SCALE, scaleFactor)}`;
      return `${sizes}, mode='${mode}'`;
    },
  });

const BLOCKS = [
  arg('perAxis', 'kernelSize'),
  arg('perAxis', 'dilation', 1),
  arg('perAxis', 'padding', 0),
  arg('perAxis', 'stride', 1),
];
const BLOCKS_SHOWN = 'kernelSize dilation padding stride';

export const SHAPES: Readonly<Record<string, ClassRule>> = {
  Identity: layer([]),
  Flatten: layer([arg('int', 'startDim', 1), arg('int', 'endDim', -1)], 'startDim endDim'),
  Unflatten: layer([arg('int', 'dim'), arg('tuple', 'unflattenedSize')], 'dim unflattenedSize'),
  PixelShuffle: layer([arg('int', 'upscaleFactor')], 'upscaleFactor'),
  PixelUnshuffle: layer([arg('int', 'downscaleFactor')], 'downscaleFactor'),
  ChannelShuffle: layer([arg('int', 'groups')], 'groups'),
  Unfold: layer(BLOCKS, BLOCKS_SHOWN),
  Fold: layer([arg('perAxis', 'outputSize'), ...BLOCKS], `outputSize ${BLOCKS_SHOWN}`),
  Upsample: upsample([
    ...SIZES,
    arg('string', 'mode', 'nearest'),
    arg('boolOrNone', 'alignCorners', null),
    arg('boolOrNone', 'recomputeScaleFactor', null),
  ]),
  UpsamplingNearest2d: upsample(SIZES, FIXED_UPSAMPLING.UpsamplingNearest2d),
  UpsamplingBilinear2d: upsample(SIZES, FIXED_UPSAMPLING.UpsamplingBilinear2d),
};
