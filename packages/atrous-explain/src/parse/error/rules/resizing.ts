/** @file What resizing, shuffling, folding and unfolding say. */

import { type ErrorRule, rule } from '../rule.js';

export const RESIZING: readonly ErrorRule[] = [
  rule(
    'Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of {input:sizes} and output size of {output:sizes}',
    'resize',
    'size',
    { op: 'Upsample' },
  ),
  rule(
    'Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of {input:sizes} and scale_factor of shape {output:sizes}',
    'resize',
    'scale_factor',
    { op: 'Upsample' },
  ),
  rule(
    'Input and output sizes should be greater than 0, but got input ({input:text}) and output ({output:text})',
    'resize',
    'size',
    { op: 'Upsample' },
  ),
  rule(
    'Input and output sizes should be greater than 0, but got input ({input:text}) output ({output:text})',
    'resize',
    'size',
    { op: 'Upsample' },
  ),
  rule('either size or scale_factor should be defined', 'missing', 'size', { op: 'Upsample' }),
  rule('only one of size or scale_factor should be defined', 'option', 'size', { op: 'Upsample' }),
  rule('align_corners option can only be set with the interpolating modes: {modes:text}', 'option', 'align_corners', {
    op: 'Upsample',
    says: 'saidNoCorners',
  }),
  rule('Got {actual}D input, but {mode:word} mode needs {wanted}D input', 'resize', 'mode', {
    op: 'Upsample',
    says: 'saidModeRank',
  }),
  rule(
    'Input Error: Only 3D, 4D and 5D input Tensors supported (got {actual}D) for the modes: {modes:text} (got {mode:word})',
    'resize',
    'mode',
    { op: 'Upsample' },
  ),
  rule('recompute_scale_factor is not meaningful with an explicit size.', 'option', 'recompute_scale_factor', {
    op: 'Upsample',
  }),
  rule('Anti-alias option is restricted to', 'option', 'antialias', { op: 'interpolate' }),
  rule('Lanczos mode requires antialias=True', 'option', 'antialias', { op: 'interpolate' }),
  rule('Lanczos mode does not support align_corners=True', 'option', 'align_corners', { op: 'interpolate' }),
  rule('Non-empty {wanted}D data tensor expected but got a tensor with sizes {input:sizes}', 'rank', 'input', {
    op: 'Upsample',
  }),
  rule(
    "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)={channels} is not divisible by {square}",
    'channels',
    'upscale_factor',
    { op: 'PixelShuffle', says: 'saidSquares' },
  ),
  rule('pixel_shuffle expects a positive upscale_factor, but got {actual}', 'option', 'upscale_factor', {
    op: 'PixelShuffle',
  }),
  rule(
    'pixel_shuffle expects input to have at least 3 dimensions, but got input with {rank} dimension(s)',
    'rank',
    'input',
    { op: 'PixelShuffle' },
  ),
  rule(
    'pixel_unshuffle expects {axis:word} to be divisible by downscale_factor, but input.size({dim})={size} is not divisible by {factor}',
    'output-size',
    'downscale_factor',
    { op: 'PixelUnshuffle', says: 'saidNotDivisible' },
  ),
  rule('pixel_unshuffle expects a positive downscale_factor, but got {actual}', 'option', 'downscale_factor', {
    op: 'PixelUnshuffle',
  }),
  rule(
    'pixel_unshuffle expects input to have at least 3 dimensions, but got input with {rank} dimension(s)',
    'rank',
    'input',
    { op: 'PixelUnshuffle' },
  ),
  rule(
    'Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.',
    'groups',
    'groups',
    { op: 'ChannelShuffle', says: 'saidEqualGroups' },
  ),
  rule('Number of groups to divide channels in must be positive. Value of groups:{groups}', 'groups', 'groups', {
    op: 'ChannelShuffle',
  }),
  rule('channel_shuffle expects input with > 2 dims, but got input with sizes {input:sizes}', 'rank', 'input', {
    op: 'ChannelShuffle',
  }),
  rule(
    "Given output_size={output:sizes}, kernel_size={kernel:sizes}, dilation={dilation:sizes}, padding={padding:sizes}, stride={stride:sizes}, expected size of input's dimension {dim} to match the calculated number of sliding blocks {product:text} = {expected}, but got input.size({axis})={actual}.",
    'output-size',
    'output_size',
    { op: 'Fold', says: 'saidBlocks' },
  ),
  rule(
    "Expected size of input's dimension {dim} to be divisible by the product of kernel_size, but got input.size({axis})={actual} and kernel_size={kernel:sizes}.",
    'channels',
    'kernel_size',
    { op: 'Fold' },
  ),
  rule(
    'Given output_size={output:sizes}, kernel_size={kernel:sizes}, dilation={dilation:sizes}, padding={padding:sizes}, stride={stride:sizes}, calculated shape of the array of sliding blocks as {blocks:sizes}, which is too small (non-positive)',
    'kernel-too-large',
    'kernel_size',
    { op: 'Fold' },
  ),
  rule(
    'Given input with spatial size {input:sizes}, kernel_size={kernel:sizes}, dilation={dilation:sizes}, padding={padding:sizes}, calculated shape of the array of sliding blocks as {blocks:sizes}, but its components must be at least one.',
    'kernel-too-large',
    'kernel_size',
    { op: 'Unfold' },
  ),
  rule(
    'Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: {input:sizes}',
    'rank',
    'input',
    { op: 'Fold' },
  ),
  rule(
    'Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: {input:sizes}',
    'rank',
    'input',
    { op: 'Unfold' },
  ),
  rule('It is expected {argument:word} equals to {wanted}, but got size {actual}', 'option', '{argument}', {
    op: 'Fold',
  }),
  rule('padding should be non-negative, but got pad_height: {height} pad_width: {width}', 'padding', 'padding', {
    op: 'Unfold',
  }),
];
